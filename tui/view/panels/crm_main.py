"""The tables of the CRM screen: pages beside each other, levels below them, one grid for all, and the funnel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from tui.store.changes import Changes, Topic
from tui.view.commands import Command, Scope
from tui.view.panel import CommandScreen
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.crm_chart import CrmChart
from tui.view.panels.crm_grid import RowGrid
from tui.view.panels.crm_ib import lines_above, note_lines
from tui.view.panels.crm_place import Place
from tui.view.panels.crm_words import PARTIAL, subtitle, title
from tui.view.widgets.lines import Line, LineView
from tui.view.widgets.live_table import LiveTable

if TYPE_CHECKING:
    from tui.desk.crm_table import RowTable


class CrmMain(DataPanel):
    """Shows one page, or a level below it; brackets walk the pages, Enter and Esc go in and out."""

    scope: ClassVar[Scope] = Scope.CRM_MAIN
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.REPORTS, Topic.IB, Topic.LINK, Topic.PROFILE})

    class Moved(Message):
        """Another row is under the cursor, or another table is shown."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.head = LineView(context.paint["base"], classes="crm-head")
        self.grid = RowGrid(context, classes="crm-body")
        self.chart = CrmChart(context)
        self.note = LineView(context.paint["base"], classes="crm-body")
        self.note.can_focus = True
        self.place = Place(context)
        self._shown: RowTable[Any] | None = None
        self._noted: list[Line] | None = []
        """What stands in the place of a table; None while there is a table or a chart."""

    def compose(self) -> ComposeResult:
        """Yield the head, and what stands below it."""
        yield self.head
        yield self.grid
        yield self.chart
        yield self.note

    def on_mount(self) -> None:
        """Show what is known."""
        self.sync(Changes.everything())

    @property
    def has_table(self) -> bool:
        """Whether a table is shown."""
        return self._noted is None and not self.place.on_chart

    # Showing

    def sync(self, changes: Changes) -> None:
        """Take over what came."""
        self.place.take()
        self.place.ask()
        self.show()

    def show(self) -> None:
        """Show the page or the level that the user is in."""
        self._noted = note_lines(self.context, self.place, self.size)
        held, shown = self.has_focus_within, self.focus_target
        for each in (self.grid, self.chart, self.note):
            each.display = each is shown
        if self._noted is not None:
            self.note.set_lines(self._noted)
        elif shown is self.chart:
            self._show_chart()
        else:
            self._show_table()
        if held and not shown.has_focus:
            self.screen.set_focus(shown)
        self.screen.set_class(not self.has_table, "-alone")
        self.tell()
        # How many columns fit is known once they are laid out.
        self.call_after_refresh(self.tell)

    def _show_chart(self) -> None:
        place = self.place
        self.chart.set_values(place.figures, place.by, place.group, PARTIAL if place.view.partial else ())

    def _show_table(self) -> None:
        from tui.desk.crm_table import RowTable

        place, table = self.place, self.place.table
        self.grid.set_hiding(place.desk.hide)
        if table is None:
            table = self._shown if self._shown is not None and not len(self._shown) else RowTable[Any]((), ())
        if table is not self._shown:
            self._shown = table
            self.grid.show_table(table, place.look, hide=place.desk.hide)
            self.post_message(self.Moved())
        view = place.view
        missing = view.partial and not place.levels and place.page.report is not None
        nothing = "No client traded in these days" if place.on_ib else "No rows in these days"
        busy = place.ib.busy if place.on_ib else view.busy
        self.grid.set_empty("" if busy else "Nothing came" if missing else nothing)

    def tell(self) -> None:
        """Set title, head, and the keys that fit what is shown."""
        width, place = max(20, self.size.width), self.place
        table = self._shown if self.has_table else None
        lines = lines_above(self.context, place, table, self.grid.shown_rows, width)
        self.head.styles.height = len(lines)
        self.head.set_lines(lines)
        told = subtitle(self.context, place, self.grid.columns_shown) if self.has_table else ""
        self.set_title(title(self.context, place), told)
        if isinstance(self.screen, CommandScreen):
            self.screen.show_hints()

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self.show()

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        if self._noted is not None:
            return self.note
        return self.chart if self.place.on_chart else self.grid

    def copied_text(self, *, whole_row: bool) -> str:
        """Return what the table has under its cursor, or all figures of the funnel."""
        if self._noted is not None:
            return self.note.text()
        return self.chart.text() if self.place.on_chart else self.grid.cursor_text(whole_row=whole_row)

    def repaint(self) -> None:
        """Take over new colours."""
        for view in (self.head, self.note):
            view.set_base(self.paint["base"])
        self.grid.set_paint(self.paint)
        self.chart.draw()
        self.show()

    # Walking

    def command_reason(self, wanted: Command) -> str:
        """Return why nothing can be walked through."""
        here = self._noted is None or wanted.verb in {"leave", "next_page", "previous_page"}
        return "" if here else "there is no table"

    def command_fits(self, wanted: Command) -> bool:
        """Whether a command has to do with what is shown."""
        return self.place.fits(wanted.verb)

    def command_next_page(self) -> None:
        """Go to the next page."""
        self.walk(lambda: self.place.turn(1))

    def command_previous_page(self) -> None:
        """Go to the page before."""
        self.walk(lambda: self.place.turn(-1))

    def command_enter(self) -> bool:
        """Go down from the row under the cursor; False where nothing lies below."""
        row = self.grid.row
        if row is None or self.place.on_chart:
            return False
        return self.walk(lambda: self.place.enter(row))

    def command_leave(self) -> bool:
        """Go up by one level; a filter goes first."""
        return (self.grid.display and self.grid.command_clear()) or self.walk(self.place.leave)

    def command_right(self) -> None:
        """Further columns, or the next partner's funnel."""
        self._step(1)

    def command_left(self) -> None:
        """The columns before, or the funnel of the partner before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self.place.on_chart:
            self.place.next_partner(by)
            self.show()
        else:
            self.grid.scroll_columns(by)
            self.call_after_refresh(self.tell)

    def command_clients(self) -> bool:
        """Show all clients, the unfunded, the inactive in turn."""
        return self.walk(self.place.next_clients)

    def command_kind(self) -> bool:
        """Make partners of the next kind."""
        return self.walk(self.place.next_kind)

    def walk(self, step: Callable[[], bool | None]) -> bool:
        """Take a step and show where it leads; False when it led nowhere."""
        self.grid.keep_look()
        if step() is False:
            return False
        self.sync(Changes.everything())
        self.post_message(self.Moved())
        return True

    @on(LiveTable.Highlighted)
    def _highlighted(self, event: LiveTable.Highlighted) -> None:
        event.stop()
        self.tell()
        self.post_message(self.Moved())

    @on(RowGrid.Arranged)
    def _arranged(self, event: RowGrid.Arranged) -> None:
        event.stop()
        self.tell()

    @on(LiveTable.Activated)
    def _activated(self, event: LiveTable.Activated) -> None:
        event.stop()
        self.command_enter()
