"""The opened statement: overview first, then plots and sections, a section's rows, and a row's attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget

from tui.store.changes import Changes, Topic
from tui.store.statements import Stage
from tui.view.commands import Command, Scope
from tui.view.panel import CommandScreen
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.flex_head import head_lines, note_lines, titles
from tui.view.panels.flex_pages import FlexPages
from tui.view.panels.flex_view import View, beside
from tui.view.widgets.lines import LineView
from tui.view.widgets.live_table import LiveTable

if TYPE_CHECKING:
    from tui.desk.flex_sheet import OpenedStatement

BESIDE_FROM_WIDTH = 128
"""Cells of the pane from which the plots stand beside the overview."""

BELOW_FROM_HEIGHT = 28
"""Rows of the pane from which the plots stand below the overview."""


class FlexReader(DataPanel):
    """Shows one statement of the archive; `h l` walk its views, Enter and Esc go in and out."""

    scope: ClassVar[Scope] = Scope.FLEX_READER
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.STATEMENTS})

    class Left(Message):
        """The user goes back out of the statement."""

    class ChooseColumns(Message):
        """The user wants other columns of the section."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.head = LineView(context.paint["base"], classes="flex-head")
        self.note = LineView(context.paint["base"], classes="flex-note")
        self.note.can_focus = True
        self.pages = FlexPages(context)
        self.body = Container(*self.pages.widgets, classes="flex-body")
        self.opened: OpenedStatement | None = None
        self.account = ""
        self.view = View.OVERVIEW
        self._above = View.SECTIONS

    def compose(self) -> ComposeResult:
        """Yield the head, the pages, and what stands there without a statement."""
        yield self.head
        yield self.body
        yield self.note

    def sync(self, changes: Changes) -> None:
        """Take over another statement, or how far its reading is."""
        store = self.context.desk.store.statements
        opened = self.context.desk.statements.opened if store.opening is Stage.READY else None
        if opened is not None and opened is not self.opened:
            self.opened = opened
            self.account = opened.accounts[0] if opened.accounts else ""
            self._take_account()
        elif opened is None:
            self.opened = None
            self.show()

    def _take_account(self) -> None:
        if self.opened is not None:
            self.pages.take(self.opened, self.account)
            self.view = View.OVERVIEW
            self.show()

    # What is shown

    def show(self) -> None:
        """Show the view that the user is in."""
        opened = self.opened
        held = self.has_focus_within
        page = self.pages.of(self.view) if opened is not None else self.note
        self.body.display = opened is not None
        self.note.display = opened is None
        self.head.display = opened is not None and self.view is View.OVERVIEW
        self.body.set_class(self.size.width >= BESIDE_FROM_WIDTH, "-beside")
        self.body.set_class(self.view is View.OVERVIEW, "-overview")
        page.display = True
        if held and not page.has_focus:
            self.screen.set_focus(page)
        self.pages.show_only(page, plots=self._plots_beside)
        if opened is None:
            self.note.set_lines(note_lines(self.context, self.context.desk.store.statements, self.size))
        elif self.view is View.OVERVIEW:
            lines = head_lines(self.context, opened, self.account, max(20, self.size.width - 2))
            self.head.styles.height = len(lines)
            self.head.set_lines(lines)
        # How many columns fit is known once they are laid out.
        self.call_after_refresh(self.tell)

    def tell(self) -> None:
        """Set the title, and the keys that fit what is shown."""
        if self.opened is None:
            self.set_title("Statement")
        else:
            self.set_title(*titles(self.context, self.opened, self.account, self.view, self.pages.sheet))
        self.set_state(self.pages.figure_words() if self.opened and self.view is View.OVERVIEW else "", "empty")
        if isinstance(self.screen, CommandScreen):
            self.screen.show_hints()

    @property
    def _plots_beside(self) -> bool:
        room = self.size.width >= BESIDE_FROM_WIDTH or self.size.height >= BELOW_FROM_HEIGHT
        return room and self.view is View.OVERVIEW and self.pages.plots.has_any

    def on_resize(self) -> None:
        """Lay out for the new size."""
        self.show()
        if self.view is View.ROW:
            self.pages.show_row()

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.pages.of(self.view) if self.opened is not None else self.note

    def copied_text(self, *, whole_row: bool) -> str:
        """Return the value of an attribute, or what a table has under its cursor."""
        if self.opened is None:
            return self.note.text()
        return self.pages.copied(self.view, whole_row=whole_row)

    def repaint(self) -> None:
        """Take over new colours."""
        for view in (self.head, self.note):
            view.set_base(self.paint["base"])
        self.pages.repaint()
        self.show()

    def go(self, view: View) -> None:
        """Show another view."""
        self.view = view
        self.show()

    # Commands

    def command_reason(self, wanted: Command) -> str:
        """Return why nothing can be walked through."""
        return "" if self.opened is not None or wanted.verb == "leave" else "no statement is open"

    def command_fits(self, wanted: Command) -> bool:
        """Whether a command has to do with what is shown."""
        if wanted.verb in {"next_account", "previous_account"}:
            return self.opened is not None and len(self.opened.accounts) > 1
        return wanted.verb != "columns" or self.view is View.SECTION

    def command_enter(self) -> bool:
        """Go in: from a figure to its section, from a section to its rows, from a row to its attributes."""
        if self.view is View.SECTION:
            if not self.pages.show_row():
                return False
            self.go(View.ROW)
        elif self.view in {View.OVERVIEW, View.SECTIONS}:
            sheet = self.pages.sheet_under_cursor(self.view)
            if sheet is None:
                return False
            self._above = self.view
            self.pages.show_sheet(sheet)
            self.go(View.SECTION)
        return True

    def command_leave(self) -> bool:
        """Go out by one level; a filter goes first."""
        if self.opened is not None and self.pages.clear(self.view):
            return True
        if self.opened is not None and self.view is not View.OVERVIEW:
            self.go({View.ROW: View.SECTION, View.SECTION: self._above}.get(self.view, View.OVERVIEW))
            return True
        self.post_message(self.Left())
        return False

    def command_next(self) -> None:
        """The next view, further columns, or the next row."""
        self._step(1)

    def command_previous(self) -> None:
        """The view before, the columns before, or the row before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self.view is View.SECTION:
            self.pages.sheet.scroll_columns(by)
        elif self.view is View.ROW:
            self.pages.step_row(by)
        else:
            self.go(beside(self.view, by, plots=self.pages.plots.has_any))
        self.call_after_refresh(self.tell)

    def command_next_account(self) -> None:
        """Show the next account."""
        self._account(1)

    def command_previous_account(self) -> None:
        """Show the account before."""
        self._account(-1)

    def _account(self, by: int) -> None:
        accounts = self.opened.accounts if self.opened is not None else ()
        if len(accounts) > 1:
            self.account = accounts[(accounts.index(self.account) + by) % len(accounts)]
            self._take_account()

    def command_columns(self) -> bool:
        """Choose the columns of the section."""
        if self.view is not View.SECTION:
            return False
        self.post_message(self.ChooseColumns())
        return True

    @on(LiveTable.Highlighted)
    def _highlighted(self, event: LiveTable.Highlighted) -> None:
        event.stop()
        self.tell()

    @on(LiveTable.Activated)
    def _activated(self, event: LiveTable.Activated) -> None:
        event.stop()
        self.command_enter()
