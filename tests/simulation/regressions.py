"""Seeds that once broke an invariant; they are always run, so that what they found stays found."""

from __future__ import annotations

REGRESSIONS: dict[int, str] = {
    215: "a lost change was confirmed by the same one made in a later run, whose clock was set back",
    102740: "as 215: which order came first was read from the wall clock",
    202667: "a next try was announced that the budget of logins then put off by minutes",
}
"""Seed → what it found."""
