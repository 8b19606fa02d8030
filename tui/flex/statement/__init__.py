"""Statements as tables: `read.read_statement` gives a `model.StatementFile`, `join` and `compare` put several together.

Text stays text: `values` reads days and amounts where they are unambiguous, `levels` says which rows of a section
are sums of others.
"""
