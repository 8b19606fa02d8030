"""Orders: from a wish to a proven end."""
