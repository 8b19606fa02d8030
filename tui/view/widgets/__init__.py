"""Dumb, reusable widgets: they know text and styles, nothing of trading."""
