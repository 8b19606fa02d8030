"""A whole venue on loopback that speaks the real protocols; it shares no logic with the client."""
