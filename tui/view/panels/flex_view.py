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
