"""The dialog in which one chooses the columns of a statement's section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.view.panels.context import ViewContext
from tui.view.screens.list_dialog import ListDialog
from tui.view.text import content
from tui.view.widgets.live_table import Cell, Column, Row

if TYPE_CHECKING:
    from tui.desk.flex_arrange import ColumnFacts

_COLUMNS = (
    Column("sign", " ", 1, "left", 100),
    Column("title", "Column", 28, "left", 95, flexible=True, max_width=44, letter="c", clip=True),
    Column("name", "In the file", 24, "left", 60, flexible=True, max_width=44, letter="i", clip=True),
    Column("about", "Values", 14, "left", 40, letter="v"),
)


class FlexColumnsScreen(ListDialog[tuple[str, ...]]):
    """Gives back the names of the chosen columns, nothing when the user leaves them as they are."""

    def __init__(
        self, context: ViewContext, facts: Sequence[ColumnFacts], chosen: Sequence[str], usual: Sequence[str]
    ) -> None:
        super().__init__(context, _COLUMNS)
        self._facts = tuple(facts)
        self._chosen = set(chosen)
        self._usual = set(usual)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical() as box:
            box.border_title = content("Columns")
            box.border_subtitle = content("Space one · a all · u usual · Enter takes · Esc leaves")
            yield self.table

    def on_mount(self) -> None:
        """Show the columns."""
        self.table.set_rows([each.name for each in self._facts], self._rows())

    def _rows(self) -> dict[str, Row]:
        return {each.name: self._row(each) for each in self._facts}

    def _row(self, each: ColumnFacts) -> Row:
        sign = "x" if self.context.numbers.ascii else "✓"
        about = "numbers" if each.amounts else "" if each.telling else "all the same"
        chosen = each.name in self._chosen
        return (
            Cell(sign if chosen else " ", "success"),
            Cell(each.title, "strong" if chosen else ""),
            Cell(each.name, "muted"),
            Cell(about, "muted"),
        )

    def take_key(self, key: str) -> bool:
        """Choose a column or all, take them, or leave; Esc clears a filter first."""
        if key == "escape":
            if not self.table.command_clear():
                self.dismiss(())
        elif key == "enter":
            self.dismiss(tuple(each.name for each in self._facts if each.name in self._chosen))
        elif key in {"space", "a", "u"}:
            self._choose(key)
        else:
            return super().take_key(key)
        return True

    def _choose(self, key: str) -> None:
        names = {each.name for each in self._facts}
        if key == "space" and self.table.cursor_key is not None:
            self._chosen ^= {self.table.cursor_key}
        elif key in {"a", "u"}:
            self._chosen = names if key == "a" else set(self._usual)
        self.table.patch(self._rows())
