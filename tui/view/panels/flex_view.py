"""The views of an opened statement, and how they lie to one another."""

from __future__ import annotations

import enum


class View(enum.Enum):
    """What the statement pane shows; the first three lie beside each other, the others below one another."""

    OVERVIEW = "Overview"
    PLOTS = "Charts"
    SECTIONS = "Sections"
    SECTION = "Section"
    ROW = "Row"

    @property
    def on_top(self) -> bool:
        """Whether it is one of those beside each other."""
        return self in TOP


TOP = (View.OVERVIEW, View.PLOTS, View.SECTIONS)


def beside(view: View, by: int, *, plots: bool) -> View:
    """Return the view so many places on among those beside each other; without anything to plot there is one less."""
    tops = [each for each in TOP if plots or each is not View.PLOTS]
    return tops[(tops.index(view) + by) % len(tops)]
