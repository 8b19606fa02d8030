"""Small wrong changes to the order core, each of which the suite must catch."""
