"""Many accounts at a time: a table becomes a plan, a plan a preview, and what is confirmed is run and journaled."""
