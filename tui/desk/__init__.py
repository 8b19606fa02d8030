"""Use cases: the only place where the systems and the stores meet."""
