"""The client of the broker's XAPI 2.5.0 protocol."""
