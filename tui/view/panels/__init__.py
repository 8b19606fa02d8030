"""The panes of the screens: each takes what changed from the stores and shows it."""
