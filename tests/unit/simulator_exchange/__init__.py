"""The venue's exchange, tested through submit, advance and its queries."""
