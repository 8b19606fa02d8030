"""Client and venue in one process on one virtual clock, with random users, faults and deaths of the program.

`python -m tests.simulation --seeds 10000 --jobs 2` runs as many seeds as you like; a seed is ten virtual minutes of
trading through faults, then three of quiet. A seed that breaks an invariant prints the one command that replays it.
"""
