"""The grid that shows any table of the CRM: rows are made as they are seen; filter and sort of many run beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

from tui.view.panels.context import ViewContext
from tui.view.panels.crm_cells import cell_of, shown_text, width_of
from tui.view.widgets.live_table import Column, Row
from tui.view.widgets.table_cells import letters_of
from tui.view.widgets.wide_table import WideTable

if TYPE_CHECKING:
    from tui.desk.crm_table import Column as DeskColumn
    from tui.desk.crm_table import RowTable

AT_ONCE_ROWS = 5000
"""Up to so many rows are filtered and sorted at once; more of them in a thread."""

_WIDEST = 20
_WIDEST_FLEXIBLE = 44
_SUMS = frozenset({"first_deposits", "deposits", "withdrawals", "net", "profit", "commission", "fakes", "others"})
_NAMES = frozenset({"first_name", "last_name"})


@dataclass(slots=True)
class Look:
    """How the user looks at a table: kept while he is elsewhere."""

    filter_text: str = ""
    column: str | None = None
    reverse: bool = False
    cursor: str | None = None
    top: int = 0
    chosen: tuple[str, ...] = ()
    first: int = 0
    """How many columns are scrolled away to the left, beside the first one, which stays."""


class RowGrid(WideTable):
    """A live table over rows of the CRM. Columns beyond the first scroll sideways."""

    class Arranged(Message):
        """Other rows are shown, or in another order."""

    def __init__(self, context: ViewContext, *, classes: str) -> None:
        super().__init__(context.paint, glyphs=context.glyphs, empty="Nothing here", classes=classes)
        self.context = context
        self.table: RowTable[Any] | None = None
        self.look = Look()
        self.hide = False
        self._longest: dict[str, int] = {}
        self._wanted: object = None

    # What is shown

    def show_table(self, table: RowTable[Any], look: Look, *, hide: bool) -> None:
        """Show a table as it was looked at before."""
        self.keep_look()
        self.table, self.look, self.hide, self.first = table, look, hide, look.first
        self._longest = self._widths(table)
        self._wanted = None
        model = self.model
        model.filter_text, model.sort_column, model.sort_reverse = look.filter_text, look.column, look.reverse
        model.cursor = look.cursor
        columns = self.columns_now()
        self.numbered.show(len(table), columns)
        if look.filter_text or look.column:
            self.arrange_anew()
        self.take_columns(columns)
        self.window.top = look.top
        self.scroll_into_view(cursor=True)
        self.told = None
        self.tell_cursor()
        self.refresh()

    def keep_look(self) -> None:
        """Write down how the table is looked at now."""
        look, model = self.look, self.model
        look.filter_text, look.column, look.reverse = model.filter_text, model.sort_column, model.sort_reverse
        look.cursor, look.top, look.first = model.cursor, self.window.top, self.first

    def set_hiding(self, hide: bool) -> None:
        """Mask names and e-mails, or no more."""
        if hide != self.hide and self.table is not None:
            self.hide = hide
            self._longest = self._widths(self.table)
            self.make_anew()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that are shown, or would be if there were room."""
        if self.table is None:
            return ()
        # A choice of another version may name nothing that there is.
        wanted = tuple(name for name in self.look.chosen if name in self.table.by_id)
        return wanted or tuple(column.id for column in self.table.columns if column.usual)

    def choose(self, names: Sequence[str]) -> None:
        """Show other columns."""
        self.look.chosen, self.first = tuple(names), 0
        self.make_anew()

    @property
    def columns_shown(self) -> tuple[int, int]:
        """How many columns stand on the screen, and how many there are."""
        shown = self.table if self.display else None
        return (0, 0) if shown is None else (len(self.painter.placed), len(shown.columns))

    @property
    def row(self) -> Any:
        """The row under the cursor, None for none."""
        at = self.row_number
        return self.table.rows[at] if self.table is not None and at is not None and at < len(self.table) else None

    @property
    def shown_rows(self) -> Sequence[int]:
        """The numbers of the rows that filter and sort leave, in order."""
        return self.numbered.numbers

    def columns_now(self) -> tuple[Column, ...]:
        """Return the columns that are wanted, from the first one on that is not scrolled away."""
        known = self.table.by_id if self.table is not None else {}
        found = self.unscrolled([known[name] for name in self.chosen if name in known])
        letters = letters_of([each.title for each in found])
        return tuple(self._column(each, place, letters[place]) for place, each in enumerate(found))

    def _widths(self, table: RowTable[Any]) -> dict[str, int]:
        numbers = self.context.numbers
        return {column.id: width_of(numbers, table, column, hide=self.hide) for column in table.columns}

    def _column(self, column: DeskColumn[Any], place: int, letter: str) -> Column:
        longest, least = self._longest[column.id], min(len(column.title), _WIDEST)
        return Column(
            column.id,
            column.title,
            max(min(longest, _WIDEST), least, 3),
            "right" if column.numeric else "left",
            self._priority(column, place),
            letter=letter,
            clip=True,
            flexible=longest > _WIDEST,
            max_width=min(longest, _WIDEST_FLEXIBLE),
        )

    def _priority(self, column: DeskColumn[Any], place: int) -> int:
        """Return how long a column stays: what comes first longest, but for what is wide and says little."""
        late = 2 * place
        if column.id in _SUMS and self._longest[column.id] > _WIDEST:
            late += 500
        elif column.id == "email":
            late += 200
        elif column.id == "ib":
            late -= 3
        elif column.id in _NAMES and self.table is not None and "amount" in self.table.by_id:
            late += 11
        return 1000 - late

    def made_row(self, at: int) -> Row:
        """Return the cells of a row by its number."""
        table = self.table
        if table is None or at >= len(table):
            return ()
        numbers, known = self.context.numbers, table.by_id
        return tuple(
            cell_of(shown_text(numbers, table, at, known[column.key], hide=self.hide)) for column in self.model.columns
        )

    # Filter and sort

    def arrange_anew(self) -> None:
        """Find the rows that filter and sort want now, those of a long table in a thread."""
        from tui.desk.crm_table import TableOrder

        table, model = self.table, self.model
        if table is None:
            return
        order = TableOrder(model.filter_text, model.sort_column or "", model.sort_reverse)
        if order == self._wanted:
            return
        self._wanted = order

        def work() -> None:
            found = table.arrange(order)
            self.app.call_from_thread(self._arranged, table, order, found)

        if len(table) > AT_ONCE_ROWS:
            self.run_worker(work, thread=True, exit_on_error=False, group="arrange")
        else:
            self.numbered.take(table.arrange(order))
            self.post_message(self.Arranged())

    def _arranged(self, table: RowTable[Any], order: object, found: Sequence[int]) -> None:
        if self.table is table and self._wanted == order:
            self.rearrange(lambda: self.numbered.take(found), hold=False)
            self.refresh()
            self.post_message(self.Arranged())
