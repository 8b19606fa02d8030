"""What all four systems share on the wire: TLS, back-off, redaction and the cleaning of outside text."""
