"""The grid that shows one table of a statement: any number of rows, some of its columns, filtered and sorted beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.view.panels.context import ViewContext
from tui.view.panels.flex_private import shown_value
from tui.view.panels.flex_sheet_rows import SheetRows
from tui.view.widgets.live_table import Column, LiveTable
from tui.view.widgets.table_cells import letters_of
from tui.view.widgets.table_window import TableWindow

if TYPE_CHECKING:
    from tui.desk.flex_arrange import Arrangement, ColumnFacts, SheetOrder
    from tui.desk.flex_sheet import Sheet

AT_ONCE_ROWS = 2000
"""Up to so many rows are filtered and sorted at once; more of them in a thread."""


class SheetTable(LiveTable):
    """A live table over a sheet. Columns beyond the first scroll sideways."""

    def __init__(self, context: ViewContext, *, classes: str) -> None:
        super().__init__((), context.paint, glyphs=context.glyphs, empty="The section is empty", classes=classes)
        self.sheet: Sheet | None = None
        self.facts: tuple[ColumnFacts, ...] = ()
        self.chosen: tuple[str, ...] = ()
        self._rows = SheetRows(self._arrange, lambda name, value: shown_value(name, value, context.numbers))
        self.model = self._rows
        self.window = TableWindow(self.model)
        self._first = 0
        self._wanted: SheetOrder | None = None

    def show_sheet(self, sheet: Sheet, facts: Sequence[ColumnFacts], chosen: Sequence[str]) -> None:
        """Show another table, with these of its columns."""
        self.sheet, self.facts, self.chosen, self._first = sheet, tuple(facts), tuple(chosen), 0
        self._wanted = None
        columns = self._columns()
        self._rows.show_sheet(sheet, columns)
        self.window.top = 0
        self._take_columns(columns)
        self.told = None
        self.tell_cursor()

    def choose(self, chosen: Sequence[str]) -> None:
        """Show other columns."""
        self.chosen, self._first = tuple(chosen), 0
        self._look()

    def scroll_columns(self, by: int) -> bool:
        """Show the columns to the left or to the right; False when there are none."""
        hidden = len(self._columns()) - len(self.painter.placed)
        first = max(0, min(self._first + by, self._first + hidden if by > 0 else self._first))
        if first == self._first:
            return False
        self._first = first
        self._look()
        return True

    @property
    def columns_shown(self) -> int:
        """How many columns stand on the screen."""
        return len(self.painter.placed)

    @property
    def row_number(self) -> int | None:
        """The number of the row under the cursor in its table, from 0."""
        return None if self.cursor_key is None else int(self.cursor_key)

    def read_again(self) -> None:
        """Make the rows anew from the sheet: other things of it may be seen."""
        if self.sheet is not None:
            self._look()

    def _look(self) -> None:
        columns = self._columns()
        self._rows.set_look(columns)
        self._take_columns(columns)

    def _take_columns(self, columns: Sequence[Column]) -> None:
        self.painter.set_columns(columns)
        self.strips.clear()
        self.scroll_into_view(cursor=True)
        self.refresh()

    def _columns(self) -> tuple[Column, ...]:
        known = {each.name: each for each in self.facts}
        facts = [known[name] for name in self.chosen if name in known]
        facts = [*facts[:1], *facts[1 + self._first :]]
        letters = letters_of([each.title for each in facts])
        return tuple(
            Column(
                each.name,
                each.title,
                each.width,
                "right" if each.amounts else "left",
                # What comes first stays longest.
                1000 - place,
                letter=letters[place],
                clip=not each.amounts,
                flexible=not each.amounts and place == len(facts) - 1,
            )
            for place, each in enumerate(facts)
        )

    # Filter and sort

    def _arrange(self) -> None:
        from tui.desk.flex_arrange import SheetOrder, arrange

        sheet = self.sheet
        order = SheetOrder(self.model.filter_text, self.model.sort_column, self.model.sort_reverse)
        if sheet is None or order == self._wanted:
            return
        self._wanted = order

        def work() -> None:
            found = arrange(sheet, order, lambda: self._wanted != order or self.sheet is not sheet)
            if found is not None:
                self.app.call_from_thread(self._arranged, sheet, found)

        if len(sheet) > AT_ONCE_ROWS:
            self.run_worker(work, thread=True, exit_on_error=False, group="arrange")
        elif (found := arrange(sheet, order)) is not None:
            self._rows.take(found)

    def _arranged(self, sheet: Sheet, found: Arrangement) -> None:
        if self.sheet is sheet and self._wanted == found.order:
            self.rearrange(lambda: self._rows.take(found), hold=False)
            self.refresh()
