"""Seeds that once broke an invariant; they are always run, so that what they found stays found."""

from __future__ import annotations

REGRESSIONS: dict[int, str] = {}
"""Seed → what it found."""
