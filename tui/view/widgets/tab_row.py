"""The row of tabs: number and name of every screen that exists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message

from tui.view.text import plain
from tui.view.widgets.painted import SteadyWidget


class Tab(NamedTuple):
    """A screen: the key that goes there, its name, and the command of that key."""

    key: str
    name: str
    command_id: str

    @property
    def label(self) -> str:
        """Key and name."""
        return f" {self.key} {self.name} "


class TabRow(SteadyWidget):
    """One line of tabs; where they do not fit, the others shrink to their keys and the shown one keeps its name."""

    DEFAULT_CSS = """
    TabRow { height: 1; width: 1fr; background: $background; color: $muted; }
    TabRow > .tab-row--active { background: $selection; color: $foreground; text-style: bold; }
    TabRow:ansi > .tab-row--active { background: ansi_default; color: ansi_default; text-style: bold underline; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-row--active"}

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, command_id: str) -> None:
            super().__init__()
            self.command_id = command_id

    def __init__(self, tabs: Sequence[Tab], active: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._tabs = tuple(tab._replace(name=plain(tab.name)) for tab in tabs)
        self._active = active

    def _labels(self) -> list[tuple[Tab, str]]:
        whole = [(tab, tab.label) for tab in self._tabs]
        if sum(cell_len(label) for _, label in whole) <= self.size.width:
            return whole
        return [(tab, tab.label if tab.key == self._active else f" {tab.key} ") for tab in self._tabs]

    def render(self) -> Content:
        """Return the row."""
        active = self.get_visual_style("tab-row--active")
        parts = [(label, active if tab.key == self._active else "$muted") for tab, label in self._labels()]
        return Content.assemble(*parts).truncate(max(1, self.size.width))

    def on_click(self, event: events.Click) -> None:
        """Ask for the tab under the mouse."""
        x = 0
        for tab, label in self._labels():
            if x <= event.x < x + cell_len(label):
                self.post_message(self.Chosen(tab.command_id))
            x += cell_len(label)
