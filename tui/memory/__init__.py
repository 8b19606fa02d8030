"""Between the state file and what is remembered of charts and screens."""
