"""The grid that shows one table of a statement: any number of rows, some of its columns, filtered and sorted beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.view.panels.context import ViewContext
from tui.view.panels.flex_private import shown_value
from tui.view.widgets.live_table import Cell, Column, Row
from tui.view.widgets.table_cells import letters_of
from tui.view.widgets.wide_table import WideTable

if TYPE_CHECKING:
    from tui.desk.flex_arrange import Arrangement, ColumnFacts, SheetOrder
    from tui.desk.flex_sheet import Sheet

AT_ONCE_ROWS = 2000
"""Up to so many rows are filtered and sorted at once; more of them in a thread."""


class SheetTable(WideTable):
    """A live table over a sheet. Columns beyond the first scroll sideways."""

    def __init__(self, context: ViewContext, *, classes: str) -> None:
        super().__init__(context.paint, glyphs=context.glyphs, empty="The section is empty", classes=classes)
        self.context = context
        self.sheet: Sheet | None = None
        self.facts: tuple[ColumnFacts, ...] = ()
        self.chosen: tuple[str, ...] = ()
        self._wanted: SheetOrder | None = None

    def show_sheet(self, sheet: Sheet, facts: Sequence[ColumnFacts], chosen: Sequence[str]) -> None:
        """Show another table, with these of its columns."""
        self.sheet, self.facts, self.chosen, self.first = sheet, tuple(facts), tuple(chosen), 0
        self._wanted = None
        model, columns = self.model, self.columns_now()
        model.filter_text, model.sort_column, model.sort_reverse, model.cursor = "", None, False, None
        self.numbered.show(len(sheet), columns)
        self.window.top = 0
        self.take_columns(columns)
        self.told = None
        self.tell_cursor()

    def choose(self, chosen: Sequence[str]) -> None:
        """Show other columns."""
        self.chosen, self.first = tuple(chosen), 0
        self.make_anew()

    @property
    def columns_shown(self) -> int:
        """How many columns stand on the screen."""
        return len(self.painter.placed)

    def read_again(self) -> None:
        """Make the rows anew from the sheet: other things of it may be seen."""
        if self.sheet is not None:
            self.make_anew()

    def columns_now(self) -> tuple[Column, ...]:
        """Return the columns that are wanted, without those that are scrolled away."""
        known = {each.name: each for each in self.facts}
        facts = self.unscrolled([known[name] for name in self.chosen if name in known])
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

    def made_row(self, at: int) -> Row:
        """Return the cells of a row by its number."""
        if self.sheet is None:
            return ()
        cells = self.sheet.attributes(at)
        return tuple(self._written(column.key, cells.get(column.key)) for column in self.model.columns)

    def _written(self, name: str, text: str | None) -> Cell:
        if text is None:
            return Cell("")
        shown = shown_value(name, text, self.context.numbers)
        return Cell(shown, "down") if text.startswith("-") and text[1:2].isdigit() else Cell(shown)

    # Filter and sort

    def arrange_anew(self) -> None:
        """Find the rows that filter and sort want now, those of a long table in a thread."""
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
            self.numbered.take(found.shown, found.places)

    def _arranged(self, sheet: Sheet, found: Arrangement) -> None:
        if self.sheet is sheet and self._wanted == found.order:
            self.rearrange(lambda: self.numbered.take(found.shown, found.places), hold=False)
            self.refresh()
