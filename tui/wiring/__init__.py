"""Joins config and secrets to each system's client; loaded behind the first frame, or by a command."""
