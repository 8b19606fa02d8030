"""The Flex screen: queries, jobs and kept statements on the left, the opened statement on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from tui.errors import UsageError
from tui.store.changes import Changes, Topic
from tui.store.statements import EntryLine, Stage, StatementStore
from tui.view.beside import toasting
from tui.view.commands import Command, Scope
from tui.view.panel import dispatch, notice, toast
from tui.view.panels.context import ViewContext
from tui.view.panels.flex_list import FlexList
from tui.view.panels.flex_lists import FlexFiles, FlexJobs, FlexQueries
from tui.view.panels.flex_reader import FlexReader
from tui.view.panels.flex_words import is_counting
from tui.view.screens.flex_asking import asked_for, export_wish, file_number, prune_wish, why_not
from tui.view.screens.flex_columns import FlexColumnsScreen
from tui.view.screens.flex_news import JobNews
from tui.view.screens.flex_work import StatementWork
from tui.view.screens.pane_screen import PaneScreen
from tui.view.screens.tab_screen import TabScreen
from tui.view.widgets.group import Group

_COUNT_EVERY_S = 1.0


class FlexScreen(TabScreen):
    """Everything about statements."""

    scope: ClassVar[Scope] = Scope.FLEX
    CSS_PATH: ClassVar[Any] = "../styles/flex.tcss"
    AUTO_FOCUS = ""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.queries = FlexQueries(context, id="flex-queries")
        self.jobs = FlexJobs(context, id="flex-jobs")
        self.files = FlexFiles(context, id="flex-files")
        self.reader = FlexReader(context, id="flex-reader")
        self.use_panels((self.queries, self.jobs, self.files, self.reader), frozenset())
        self._work = StatementWork(self, context, self.reader)
        self._news = JobNews(self.store)
        self._explained = False
        self._counting = False

    @property
    def store(self) -> StatementStore:
        """What is shown."""
        return self.context.desk.store.statements

    def compose_body(self) -> ComposeResult:
        """Lay out the panes."""
        with Group(id="panes", classes="group -holds"):
            with Group(id="flex-left", classes="group"):
                yield self.queries
                yield self.jobs
                yield self.files
            yield self.reader

    def on_mount(self) -> None:
        """Take the first look; where nothing is set up, show how to."""
        if self.store.stage is Stage.NOTHING:
            self._explained, self.panes.current = True, self.reader
        self.set_interval(_COUNT_EVERY_S, self._count)

    def _count(self) -> None:
        """Let countdowns move on; without one nothing is written."""
        before, self._counting = self._counting, is_counting(self.store, self.context)
        # The last look comes after the end of the last countdown.
        if self.is_current and not self.context.paused and (before or self._counting):
            changes = Changes()
            changes.mark(Topic.SECOND)
            # The frames look after the account row, which has each second anyway.
            PaneScreen.sync(self, changes)

    def sync(self, changes: Changes, turn: int | None = None) -> None:
        """Hand the changes of one frame to the panes, and say what became of jobs."""
        super().sync(changes, turn)
        if not changes.touches((Topic.STATEMENTS,)):
            return
        if self._explained and self.store.stage is not Stage.NOTHING:
            self._explained = False
            if self.panes.current is self.reader:
                self.go_to(self.queries)
        for error in self._news.troubles():
            toast(self.app, error)
        for title, text in self._news.ended():
            notice(self.app, title, text)

    # Asking

    @property
    def opening(self) -> bool:
        """Whether the archive is still being read."""
        return self.store.stage is Stage.LOADING

    def command_reason(self, wanted: Command) -> str:
        """Return why a command of this screen cannot run now."""
        if wanted.verb in {"fetch", "fetch_days", "statement", "prune"}:
            return why_not(self.store)
        if wanted.verb in {"export", "export_json", "compare"}:
            return "" if self.reader.opened is not None else "no statement is open"
        if wanted.verb in {"page_raw", "edit_raw"}:
            return "" if self._entry is not None else "there is no statement"
        return ""

    def command_fetch(self, argument: str) -> None:
        """Ask for statements."""
        queries, days = asked_for(argument, self.store.queries, self.queries.chosen())
        for query in queries:
            self.context.desk.statements.fetch_days(query.id, days)
        self.queries.unmark()
        names = ", ".join(query.name for query in queries)
        notice(self.app, f"Asked for {names}", days)
        if self.panes.single:
            self.go_to(self.jobs)

    def command_fetch_days(self) -> None:
        """Let the user type days behind the query's name."""
        chosen = self.queries.chosen()
        dispatch(self.app, "app.command_line", f"fetch {chosen[0].name} " if len(chosen) == 1 else "fetch ")

    def command_refresh(self) -> None:
        """Read the archive anew."""
        self.context.desk.statements.refresh()

    # Opening

    def open(self, number: int) -> None:
        """Read a file and go to it."""
        if number != self.store.opened_id or self.store.opening is not Stage.READY:
            self.context.desk.statements.open(number)
        self.reader.sync(Changes.everything())
        self.go_to(self.reader)

    def command_statement(self, text: str) -> None:
        """Open the statement of a number."""
        self.open(file_number(text, self.store))

    @on(FlexList.Act)
    def _act(self, event: FlexList.Act) -> None:
        event.stop()
        acts: dict[str, Callable[[int], None]] = {
            "cancel": self.context.desk.statements.cancel,
            "resume": self.context.desk.statements.resume,
        }
        with toasting(self.app):
            if event.verb in acts:
                acts[event.verb](int(event.key))
            elif event.verb == "open":
                self._open_row(event.key)

    def _open_row(self, key: str) -> None:
        if self.panes.current is self.files:
            self.open(int(key))
        elif self.panes.current is self.jobs:
            job = self.store.jobs.get(int(key))
            if job is not None and job.entry_id is not None:
                self.open(job.entry_id)
            else:
                self.command_about()
        else:
            query_id = key.rpartition("/")[2]
            newest = next((entry for entry in self.store.entries if entry.query_id == query_id), None)
            if newest is None:
                key = self.context.key("flex.fetch")
                raise UsageError("Nothing of this query is kept yet", "", f"{key} asks for its statement.")
            self.open(newest.id)

    @on(FlexReader.Left)
    def _left(self) -> None:
        if not self.panes.zoomed:
            self.go_to(self.files)

    @on(FlexReader.ChooseColumns)
    def _choose_columns(self) -> None:
        from tui.desk.flex_arrange import usual_columns

        sheet = self.reader.pages.sheet

        def chosen(names: tuple[str, ...] | None) -> None:
            self.reader.pages.choose_columns(names or ())
            self.reader.tell()

        usual = usual_columns(sheet.facts)
        self.app.push_screen(FlexColumnsScreen(self.context, sheet.facts, sheet.chosen, usual), chosen)

    # What is done with a statement

    @property
    def _entry(self) -> EntryLine | None:
        """The file under the cursor of the list, else the open one."""
        under = self.files.entry if self.panes.current is self.files else None
        return under or self.store.entry(self.store.opened_id)

    def command_about(self) -> None:
        """Say all about the job or the file under the cursor, or about the open statement."""
        self._work.about(self.jobs.job if self.panes.current is self.jobs else None, self._entry)

    def command_compare(self, argument: str) -> None:
        """Say what the open statement has other than an earlier one."""
        self._work.compare(argument, self.files.entry if self.panes.current is self.files else None)

    def command_export(self, argument: str) -> None:
        """Write the section or everything to a file."""
        as_json, everything = export_wish(argument)
        self._work.export(as_json=as_json, everything=everything)

    def command_export_json(self) -> None:
        """Write the section or everything as JSON."""
        self._work.export(as_json=True)

    def command_prune(self, text: str) -> None:
        """Remove statements of which there are too many, or which are too old, after a question."""
        self._work.prune(prune_wish(text, self.store))

    def command_page_raw(self) -> None:
        """Show the file as it was received in the user's pager."""
        self._work.lend(self._entry, editor=False)

    def command_edit_raw(self) -> None:
        """Open a copy of the file in the user's editor."""
        self._work.lend(self._entry, editor=True)
