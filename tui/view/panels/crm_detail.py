"""The detail pane of the CRM screen: every field of the row under the cursor, and the row as the CRM sent it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from tui.store.changes import Changes, Topic
from tui.view.commands import Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.crm_cells import shown_text
from tui.view.panels.crm_grid import RowGrid
from tui.view.panels.lines_panel import LinesPanel
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span, spread
from tui.view.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from tui.desk.crm_table import RowTable

_TITLE_CELLS = 18
_TWO_COLUMNS_FROM = 100


class CrmDetail(LinesPanel):
    """Shows what the grid has under its cursor; `v` changes between fields and raw JSON."""

    scope: ClassVar[Scope] = Scope.CRM_DETAIL
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.REPORTS})

    def __init__(self, context: ViewContext, grid: RowGrid, shows_table: Callable[[], bool], *, id: str) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self._grid = grid
        self._shows_table = shows_table
        self.raw = False
        self._top = 0
        self._of: tuple[object, ...] = ()

    def sync(self, changes: Changes) -> None:
        """Take over another row."""
        self.show()

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self.show()

    def show(self) -> None:
        """Show the row under the cursor."""
        row = self._grid.row if self._shows_table() else None
        table, at = self._grid.table, self._grid.row_number
        if row is None or table is None or at is None:
            self.set_title("Details")
            self.view.set_lines([])
            return
        of = (id(table), at, self.raw)
        if of != self._of:
            self._of, self._top = of, 0
        lines = self._raw_lines(row) if self.raw else self._fields(table, at)
        room = max(1, self.size.height)
        self._top = max(0, min(self._top, len(lines) - room))
        hidden = len(lines) - room - self._top
        self.set_title("Raw row" if self.raw else "Details", f"{hidden} more lines" if hidden > 0 else "")
        self.view.set_lines(lines[self._top : self._top + room])

    def _fields(self, table: RowTable[Any], at: int) -> list[Line]:
        width = self.size.width
        if width < _TWO_COLUMNS_FROM:
            return self._field_lines(table, at, width)
        half = width // 2
        lines = self._field_lines(table, at, half)
        places = (len(lines) + 1) // 2
        return [
            (*spread(lines[at], (), half), *(lines[at + places] if at + places < len(lines) else ()))
            for at in range(places)
        ]

    def _field_lines(self, table: RowTable[Any], at: int, width: int) -> list[Line]:
        width = max(12, width - 2 - _TITLE_CELLS)
        lines: list[Line] = []
        for column in table.columns:
            text = shown_text(self.context.numbers, table, at, column, hide=self.context.desk.reports.hide)
            if not text:
                continue
            title = plain(column.title)[: _TITLE_CELLS - 1].ljust(_TITLE_CELLS)
            for number, part in enumerate(wrapped(text, width)):
                head = title if not number else " " * _TITLE_CELLS
                lines.append((Span(f" {head}", self.paint["muted"]), Span(part)))
        return lines

    def _raw_lines(self, row: Any) -> list[Line]:
        from tui.desk.crm_columns import raw_text

        if not hasattr(row, "raw"):
            return [(Span(" This line was worked out; it has no row of its own.", self.paint["muted"]),)]
        if self.context.desk.reports.hide:
            words = f" Hidden while names are masked: {self.context.key('crm.mask')} shows it."
            return [(Span(words, self.paint["muted"]),)]
        width = max(12, self.size.width - 2)
        lines: list[Line] = []
        for line in raw_text(row).splitlines():
            text = plain(line)
            # JSON keeps its indentation: it is cut into pieces, not into words.
            lines += [(Span(f" {text[at : at + width]}"),) for at in range(0, max(1, len(text)), width)]
        return lines

    def command_raw(self) -> None:
        """Change between fields and the row as it was sent."""
        self.raw = not self.raw
        self.show()

    def command_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def command_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def command_page_down(self) -> None:
        """One page down."""
        self._scroll(max(1, self.size.height - 1))

    def command_page_up(self) -> None:
        """One page up."""
        self._scroll(-max(1, self.size.height - 1))

    def command_first(self) -> None:
        """To the first line."""
        self._scroll(-(10**9))

    def command_last(self) -> None:
        """To the last line."""
        self._scroll(10**9)

    def _scroll(self, by: int) -> None:
        self._top = max(0, self._top + by)
        self.show()
