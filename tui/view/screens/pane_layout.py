"""Which panes of a screen are shown: all of them, or one at a time where the terminal is small or a pane is zoomed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen

from tui.view.panels.base import DataPanel

NARROW_BELOW = (104, 30)
"""Columns and rows below which one pane is shown at a time."""

WIDE_FROM = (170, 40)
"""Columns and rows from which a second chart has its place."""


class PaneLayout:
    """Keeps the current pane of a screen and marks with CSS classes what is to be shown.

    The screen gets `-single` while one pane is shown alone and `-wide` where `wide_only` panes have a place, the pane
    `-current`, and each container of the class `group` around it `-holds`.
    """

    def __init__(self, screen: Screen[None], panels: Sequence[DataPanel], wide_only: frozenset[DataPanel]) -> None:
        self._screen = screen
        self._panels = tuple(panels)
        self._wide_only = wide_only
        self.current: DataPanel = panels[0]
        self.wide = False
        self.zoomed = False
        self._narrow = False

    @property
    def single(self) -> bool:
        """Whether one pane is shown alone."""
        return self._narrow or self.zoomed

    def resized(self, size: Size) -> None:
        """Choose the layout that suits the size."""
        self._narrow = size.width < NARROW_BELOW[0] or size.height < NARROW_BELOW[1]
        self.wide = size.width >= WIDE_FROM[0] and size.height >= WIDE_FROM[1]
        if not self.wide and self.current in self._wide_only:
            self.current = self._panels[0]
        self.arrange()

    def arrange(self) -> None:
        """Mark what is to be shown."""
        self._screen.set_class(self.wide, "-wide")
        self._screen.set_class(self.single, "-single")
        for panel in self._panels:
            panel.set_class(panel is self.current, "-current")
        for group in self._screen.query(".group").results(Container):
            group.set_class(group in self.current.ancestors, "-holds")

    def neighbour(self, distance: int) -> DataPanel:
        """Return the pane so many places on, around the end."""
        places = [panel for panel in self._panels if self.wide or panel not in self._wide_only]
        index = places.index(self.current) if self.current in places else 0
        return places[(index + distance) % len(places)]
