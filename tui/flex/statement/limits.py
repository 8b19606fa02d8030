"""How much a statement may ask of this machine."""

from __future__ import annotations

from dataclasses import dataclass

CHUNK_BYTES = 65_536
"""How much is read at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file; what goes beyond one ends the reading with a problem, what was read stays."""

    most_bytes: int = 256 * 1024 * 1024
    """After unpacking."""
    most_depth: int = 64
    longest_tag: int = 1024 * 1024
    """Bytes of one tag with its attributes, of one comment, of one line of text; twice as much is never held."""
    most_columns: int = 2_000
    """Of one table."""
    most_names: int = 50_000
    """Different names of elements and columns in the whole file."""
    most_statements: int = 20_000
    most_tables: int = 200_000
    most_rows: int = 5_000_000
    longest_value: int = 200_000
    """Characters of one cell; a longer one is cut, and a problem says so."""
    most_problems: int = 200
    """How many are kept one by one."""


DEFAULT_LIMITS = Limits()
