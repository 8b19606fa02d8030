"""What one does with a kept statement beside reading it: ask all about it, compare, export, and show it raw."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.errors import UsageError
from tui.store.statements import EntryLine, JobLine, Stage
from tui.view.beside import run_beside
from tui.view.panel import notice
from tui.view.panels.context import ViewContext
from tui.view.panels.flex_reader import FlexReader
from tui.view.panels.flex_words import SETUP, file_lines, job_lines, size_words
from tui.view.screens.flex_asking import earlier_than, export_name, file_number
from tui.view.screens.flex_lending import lend, program
from tui.view.screens.flex_prune import PruneScreen, file_count
from tui.view.screens.flex_text import FlexTextScreen, Lines

if TYPE_CHECKING:
    from tui.desk.flex_pruning import Prunable, PruneWish


class StatementWork:
    """Runs what takes a while beside the screen; an error of ours becomes a toast."""

    def __init__(self, screen: Screen[Any], context: ViewContext, reader: FlexReader) -> None:
        self._screen = screen
        self._context = context
        self._reader = reader
        self._store = context.desk.store.statements

    def about(self, job: JobLine | None, entry: EntryLine | None) -> None:
        """Say all about a job, or about a file. Raises UsageError when there is neither."""
        if job is not None:
            number = job.id
            token, store = job.token, self._store
            self._tell(f"Job {number}", lambda: job_lines(store.jobs[number], self._context, store.next_at(token)))
            return
        if entry is None and self._store.stage is Stage.NOTHING:
            self._tell("Flex statements", lambda: SETUP)
            return
        if entry is None:
            raise UsageError("Nothing to tell about", "Put the cursor on a job or a statement.")
        opened = self._reader.opened
        is_open = opened is not None and opened.entry_id == entry.id
        more = opened.warnings(self._reader.account) if opened is not None and is_open else ()
        told = file_lines(entry, more, self._context)
        self._tell(f"Statement #{entry.id}", lambda: told)

    def _tell(self, title: str, lines: Lines) -> None:
        self._screen.app.push_screen(FlexTextScreen(self._context, title, lines))

    def compare(self, argument: str, under_cursor: EntryLine | None) -> None:
        """Say what the open statement has other than the named one, that under the cursor, or the one before."""
        opened, account = self._reader.opened, self._reader.account
        if opened is None:
            return
        store = self._store
        number = file_number(argument, store) if argument else earlier_than(opened.entry_id, under_cursor, store)

        async def work() -> None:
            lines = await self._context.desk.statements.compare_with(number, account)
            told = [(f"What #{opened.entry_id} has other than #{number}", "strong"), ("", "")]
            told += [(line, "muted" if line.startswith("  ") else "") for line in lines]
            self._tell("Compared", lambda: told)

        notice(self._screen.app, f"Comparing with #{number} …")
        run_beside(self._screen, work())

    def export(self, *, as_json: bool, everything: bool = False) -> None:
        """Write the section that is being read, or everything, to a file in the folder for exports."""
        opened, account, sheet = self._reader.opened, self._reader.account, self._reader.pages.sheet.sheet
        if opened is None:
            return
        key = "" if everything or sheet is None or self._reader.view.on_top else sheet.key
        name = export_name(opened, self._store.entry(opened.entry_id), key, as_json=as_json)
        path = self._context.exports / name

        async def work() -> None:
            size = await self._context.desk.statements.export(path, as_json=as_json, account=account, key=key)
            notice(self._screen.app, "Exported", f"{path} ({size} bytes)")

        run_beside(self._screen, work())

    def lend(self, entry: EntryLine | None, *, editor: bool) -> None:
        """Show a file as it was received in the user's pager or editor. Raises UsageError when there is none."""
        words = program(os.environ, editor=editor)
        if entry is None:
            return
        number = entry.id
        name = f"flex-{entry.query_id}-{number}.{'xml' if entry.format == 'xml' else 'txt'}"
        statements = self._context.desk.statements
        run_beside(self._screen, lend(self._screen.app, words, name, lambda path: statements.raw_to(path, number)))

    def prune(self, wish: PruneWish) -> None:
        """Ask whether what a wish lets go is to be removed for good, and remove just that."""
        app, statements = self._screen.app, self._context.desk.statements

        async def remove(going: Prunable) -> None:
            freed = await statements.prune([file.id for file in going.files])
            notice(app, f"Removed {file_count(len(going.files))}", f"{size_words(freed) or 'nothing'} freed on disk")

        async def look() -> None:
            going = await statements.prunable(wish)
            if not going.files:
                notice(app, "Nothing to remove", "No statement is that old, or beyond that number")
                return

            def answered(agreed: bool | None) -> None:
                if agreed:
                    run_beside(self._screen, remove(going))

            app.push_screen(PruneScreen(self._context, going), answered)

        run_beside(self._screen, look())
