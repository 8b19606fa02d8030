"""The pages of an opened statement: each keeps its cursor, filter and sort while the user walks in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from tui.config.state import TableState
from tui.view.panels.context import ViewContext
from tui.view.panels.flex_plots import FlexPlots
from tui.view.panels.flex_rows import (
    ATTRIBUTE_COLUMNS,
    FIGURE_COLUMNS,
    SECTION_COLUMNS,
    attribute_rows,
    figure_rows,
    section_rows,
)
from tui.view.panels.flex_sheet_table import SheetTable
from tui.view.panels.flex_view import View
from tui.view.widgets.live_table import Column, LiveTable, Row

if TYPE_CHECKING:
    from tui.desk.flex_figures import FigureLine
    from tui.desk.flex_sheet import OpenedStatement, Sheet

_NAME_CELLS = 24
_LEAST_VALUE_CELLS = 16


class FlexPages:
    """The widgets of the statement pane and what fills them."""

    def __init__(self, context: ViewContext) -> None:
        self.context = context
        self.figures = self._table(FIGURE_COLUMNS, "The statement has no figure that is known: see its sections")
        self.sections = self._table(SECTION_COLUMNS, "The file has no section")
        self.sheet = SheetTable(context, classes="flex-page")
        self.attributes = self._table(ATTRIBUTE_COLUMNS, "The row has no attribute")
        self.plots = FlexPlots(context)
        self._opened: OpenedStatement | None = None
        self._account = ""
        self._values: dict[str, tuple[str, str]] = {}
        self._lines: dict[str, FigureLine] = {}

    def _table(self, columns: tuple[Column, ...], empty: str) -> LiveTable:
        context = self.context
        return LiveTable(columns, context.paint, glyphs=context.glyphs, empty=empty, classes="flex-page")

    @property
    def tables(self) -> tuple[LiveTable, ...]:
        """All tables."""
        return (self.figures, self.sections, self.sheet, self.attributes)

    @property
    def widgets(self) -> tuple[Widget, ...]:
        """All pages, in the order in which they are laid out."""
        return (*self.tables, self.plots)

    def of(self, view: View) -> Widget:
        """Return the page of a view."""
        return {
            View.OVERVIEW: self.figures,
            View.PLOTS: self.plots,
            View.SECTIONS: self.sections,
            View.SECTION: self.sheet,
            View.ROW: self.attributes,
        }[view]

    def show_only(self, page: Widget, *, plots: bool) -> None:
        """Hide every other page; `plots` stand beside the overview."""
        for each in self.tables:
            each.display = each is page
        self.plots.display = plots or page is self.plots
        self.plots.draw()

    def take(self, opened: OpenedStatement, account: str) -> None:
        """Fill the pages with another statement or another of its accounts."""
        self._opened, self._account = opened, account
        groups = opened.groups(account)
        rows: dict[str, Row] = {}
        self._lines = {}
        for key, row, line in figure_rows(groups, self.context):
            rows[key] = row
            if line is not None:
                self._lines[key] = line
        self._fill(self.figures, rows)
        # Below the heading of the first group, which stays in view.
        self.figures.command_down()
        self.figures.window.top = 0
        self._fill(self.sections, section_rows(opened.sheets(account), self.context))
        base = groups[0].lines[0].currency if groups and groups[0].lines else ""
        self.plots.set_values(opened.curve(account), opened.income(account), base)

    @staticmethod
    def _fill(table: LiveTable, rows: dict[str, Row]) -> None:
        table.model.filter_text, table.model.cursor, table.model.sort_column = "", None, None
        table.set_rows(rows, rows)
        table.command_first()

    def sheet_under_cursor(self, view: View) -> Sheet | None:
        """Return the table that Enter leads to: of the section under the cursor, or that a figure is from."""
        opened = self._opened
        if opened is None:
            return None
        if view is View.SECTIONS:
            return opened.sheet(self._account, self.sections.cursor_key or "")
        line = self._lines.get(self.figures.cursor_key or "")
        source = line.source.partition(",")[0].strip() if line is not None else ""
        found = [sheet for sheet in opened.sheets(self._account) if sheet.section == source]
        return next((sheet for sheet in found if len(sheet)), found[0] if found else None)

    def figure_words(self) -> str:
        """Return where the figure under the cursor is from, and what should be known of it."""
        line = self._lines.get(self.figures.cursor_key or "")
        if line is None:
            return ""
        note = line.told(self.context.numbers.money)
        return " · ".join(part for part in (note, f"from {line.source}" if line.source else "") if part)

    def show_sheet(self, sheet: Sheet) -> None:
        """Fill the page of a section, with the columns that the user chose for it."""
        if self.sheet.sheet is sheet:
            return
        from tui.desk.flex_arrange import column_facts, usual_columns

        facts = column_facts(sheet)
        known = {fact.name for fact in facts}
        state = self.context.kept.tables.get(_kept_name(sheet), TableState())
        # Another statement, or one of another version, may lack what was chosen.
        chosen = tuple(name for name in state.columns if name in known)
        self.sheet.show_sheet(sheet, facts, chosen or usual_columns(facts))

    def choose_columns(self, names: tuple[str, ...]) -> None:
        """Show other columns of the section, here and whenever it is opened again."""
        if self.sheet.sheet is not None and names:
            self.context.kept.tables[_kept_name(self.sheet.sheet)] = TableState(columns=list(names))
            self.sheet.choose(names)

    def show_row(self) -> bool:
        """Fill the page of the row under the section's cursor; False when there is none."""
        number, sheet = self.sheet.row_number, self.sheet.sheet
        if number is None or sheet is None:
            return False
        attributes = sheet.attributes(number)
        width = max(_LEAST_VALUE_CELLS, self.sheet.size.width - _NAME_CELLS - 4, self.attributes.size.width - 28)
        rows: dict[str, Row] = {}
        self._values = {}
        for key, name, row in attribute_rows(attributes, width, self.context):
            rows[key] = row
            self._values[key] = (name, attributes[name])
        self.attributes.set_rows(rows, rows)
        return True

    def step_row(self, by: int) -> None:
        """Show the row before or behind; the cursor stays on its attribute."""
        self.sheet.go_to(self.sheet.cursor_place() + by)
        self.show_row()

    def clear(self, view: View) -> bool:
        """Clear the filter of a page; False when it has none."""
        page = self.of(view)
        return isinstance(page, LiveTable) and page.command_clear()

    def copied(self, view: View, *, whole_row: bool) -> str:
        """Return what copying takes from a page."""
        if view is View.ROW:
            name, value = self._values.get(self.attributes.cursor_key or "", ("", ""))
            return f"{name}\t{value}" if whole_row else value
        page = self.of(view)
        return page.cursor_text(whole_row=whole_row) if isinstance(page, LiveTable) else ""

    def repaint(self) -> None:
        """Take over new colours, and what may be seen now."""
        for table in self.tables:
            table.set_paint(self.context.paint)
        if self._opened is not None:
            rows = {key: row for key, row, _ in figure_rows(self._opened.groups(self._account), self.context)}
            self.figures.set_rows(rows, rows)
            self.sheet.read_again()
            self.show_row()
        self.plots.draw()


def _kept_name(sheet: Sheet) -> str:
    return f"flex.section.{sheet.key}"
