"""The dialog in which one chooses the columns of a statement's section."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.view.dialog_keys import DialogKey
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

    about = "Which columns the table shows; those without a tick are left out."
    widest = 84

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

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys."""
        everything = {each.name for each in self._facts}
        return (
            DialogKey("enter", "Show the table with these columns.", self._take, "take"),
            DialogKey("space", "Show the column under the cursor, or leave it out.", self._toggle, "one"),
            DialogKey("a", "Show all columns.", lambda: self._choose(everything), "all"),
            DialogKey("u", "Show the usual columns.", lambda: self._choose(self._usual), "usual"),
            DialogKey("escape", "End the search, or leave the columns as they are.", self._leave, "close"),
        )

    def _take(self) -> None:
        self.dismiss(tuple(each.name for each in self._facts if each.name in self._chosen))

    def _leave(self) -> None:
        if not self.table.command_clear():
            self.dismiss(())

    def _toggle(self) -> None:
        if self.table.cursor_key is not None:
            self._choose(self._chosen ^ {self.table.cursor_key})

    def _choose(self, names: Collection[str]) -> None:
        self._chosen = set(names)
        self.table.patch(self._rows())
