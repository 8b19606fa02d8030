"""Which panes of a screen are shown: all of them, or one at a time where the terminal is small or a pane is zoomed."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence

from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from tui.view.panels.base import DataPanel
from tui.view.screens.pane_sizes import PaneSizes, SizeClass, Split, extent, size_class, split_at, splits_of

TIGHT_BELOW = 120
"""Columns below which panes beside each other share the room more evenly."""


class PaneLayout:
    """Keeps the current pane of a screen and marks with CSS classes what is to be shown.

    The screen gets `-single` while one pane is shown alone, `-portrait` where panes stand one above the other, `-tight`
    where they hardly fit beside each other, and `-wide` where `wide_only` panes have a place, the pane `-current`, and
    each container of the class `group` around it `-holds`. `sizes` are the user's own, `zooms` the ids of panes that
    have the screen to themselves, by `class.screen`, kept between starts.
    """

    def __init__(
        self,
        screen: Screen[None],
        panels: Sequence[DataPanel],
        wide_only: frozenset[DataPanel],
        sizes: PaneSizes,
        zooms: MutableMapping[str, str],
    ) -> None:
        self._screen = screen
        self._panels = tuple(panels)
        self._wide_only = wide_only
        self._sizes = sizes
        self.current: DataPanel = panels[0]
        self._zooms = zooms
        self._recalled = False
        self.size_class = SizeClass.MIDDLE
        self._tight = False
        self._size: Size | None = None

    @property
    def wide(self) -> bool:
        """Whether `wide_only` panes have a place."""
        return self.size_class is SizeClass.WIDE

    @property
    def zoomed(self) -> bool:
        """Whether the user gave the whole screen to one pane, in terminals of this class."""
        return self._zoom_key in self._zooms

    @zoomed.setter
    def zoomed(self, wanted: bool) -> None:
        if wanted:
            self._zooms[self._zoom_key] = self.current.id or ""
        else:
            self._zooms.pop(self._zoom_key, None)

    @property
    def _zoom_key(self) -> str:
        return f"{self.size_class.value}.{self._sizes.screen}"

    @property
    def single(self) -> bool:
        """Whether one pane is shown alone."""
        return self.zoomed or self.size_class is SizeClass.SMALL

    def resized(self, size: Size) -> None:
        """Choose the layout that suits the size; one that is known is laid out already."""
        if size == self._size:
            return
        self._size = size
        self.size_class = size_class(size)
        self._tight = size.width < TIGHT_BELOW
        if not self._recalled:
            self._recall()
        if not self.wide and self.current in self._wide_only:
            self.current = self._panels[0]
        self.arrange()

    def _recall(self) -> None:
        """Begin with the pane that had the screen to itself at the end of the last run."""
        self._recalled = True
        name = self._zooms.get(self._zoom_key)
        self.current = next((panel for panel in self._panels if panel.id == name), self.current)

    def arrange(self) -> None:
        """Mark what is to be shown."""
        if self.zoomed:
            # Walking on takes the zoom along.
            self.zoomed = True
        self._screen.set_class(self.wide, "-wide")
        self._screen.set_class(self.size_class is SizeClass.PORTRAIT, "-portrait")
        self._screen.set_class(self._tight and self.size_class is SizeClass.MIDDLE, "-tight")
        self._screen.set_class(self.single, "-single")
        for panel in self._panels:
            panel.set_class(panel is self.current, "-current")
        for group in self._screen.query(".group").results(Container):
            group.set_class(group in self.current.ancestors, "-holds")
        self._apply_sizes()

    def neighbour(self, distance: int) -> DataPanel:
        """Return the pane so many places on, around the end."""
        places = [panel for panel in self._panels if self.wide or panel not in self._wide_only]
        index = places.index(self.current) if self.current in places else 0
        return places[(index + distance) % len(places)]

    # The user's own sizes

    def grow(self, axis: str, cells: int) -> bool:
        """Give the current pane so many cells more, or fewer; False when no border can move that way."""
        body = self._body
        splits = splits_of(self.current, axis, body) if body is not None and not self.single else []
        return any(self.move(split, extent(split.widget, axis) + split.sign * cells) for split in splits)

    def border_at(self, x: int, y: int) -> Split | None:
        """Return the border between panes at a place of the screen."""
        body = self._body
        return split_at(body, x, y) if body is not None and not self.single else None

    def move(self, split: Split, cells: int) -> bool:
        """Let the widget of a border have so many cells; False when it has them, or no more can be had."""
        moved = self._sizes.resize(split, cells, self.size_class)
        if moved:
            self._apply_sizes()
        return moved

    def reset(self, *, everywhere: bool) -> bool:
        """Forget the user's sizes for terminals like this one, or for all; return whether there were any."""
        forgotten = self._sizes.forget(None if everywhere else self.size_class)
        self._apply_sizes()
        return forgotten

    @property
    def _body(self) -> Widget | None:
        return self._screen.query_one_optional("#panes", Widget)

    def _apply_sizes(self) -> None:
        body = self._body
        if body is not None and self._sizes.apply(body, self.size_class, alone=self.single):
            self._screen.call_after_refresh(self._sizes.fit, body)
