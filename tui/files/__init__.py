"""Files that rooms keep, apart from what stands in them. Standard library only."""
