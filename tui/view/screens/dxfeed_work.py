"""What one does on the dxFeed screen: forms, reviews and bulks, each run beside the screen; errors become toasts."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.errors import GuardError, UsageError
from tui.view.beside import run_beside
from tui.view.panel import notice, toast
from tui.view.panels.context import ViewContext
from tui.view.screens.dxfeed_asking import BULK_LINES, bulk_form
from tui.view.screens.dxfeed_bulk import DxfeedBulkScreen
from tui.view.screens.dxfeed_form import DxfeedFormScreen
from tui.view.screens.dxfeed_review import DxfeedReviewScreen, Question
from tui.view.screens.flex_text import FlexTextScreen

if TYPE_CHECKING:
    from tui.desk.entitlements_application import Application
    from tui.desk.entitlements_bulk import Asking
    from tui.desk.entitlements_bulk_work import BulkWork
    from tui.desk.entitlements_case import EntitlementCase
    from tui.desk.entitlements_forms import BulkWish, Form
    from tui.desk.entitlements_room import Review

    Call = Any


class DxfeedWork:
    """Does things for one screen, one at a time."""

    def __init__(
        self, screen: Screen[Any], context: ViewContext, case: EntitlementCase, told: Callable[[], None]
    ) -> None:
        """`told` is called when there is an outcome to be seen."""
        self._told = told
        self._screen = screen
        self._context = context
        self._case = case
        self._busy = False
        self.rested = False
        """Whether something was done to its end; the first thing is to open an application."""
        self.bulk: BulkWork | None = None

    def do(self, work: Coroutine[Any, Any, object]) -> None:
        """Run something that takes a while; while it does, nothing else is begun."""
        if self._busy:
            work.close()
            notice(self._screen.app, "Wait for what is being done", self._case.busy)
            return
        self._busy = True

        async def guarded() -> None:
            try:
                await work
            finally:
                self._busy, self.rested = False, True

        # What was sent must be heard of, so the worker is the app's: it outlives a dialog.
        run_beside(self._screen.app, guarded())

    def tell(self, title: str, lines: Callable[[], list[tuple[str, str]]]) -> None:
        """Show lines to be read, where there are any; they are asked for again while they are read."""
        if lines():
            self._screen.app.push_screen(FlexTextScreen(self._context, title, lines))

    # Changing

    def fill_in(self, form: Form, then: Callable[[Call], None]) -> None:
        """Let the user fill in a form, and go on with the call that it makes."""

        def closed(made: Call) -> None:
            if made is not None:
                then(made)

        self._screen.app.push_screen(
            DxfeedFormScreen(self._context, form.title, form.fields, form.make, lines=form.lines, enter=form.enter),
            closed,
        )

    def change(self, call: Call) -> None:
        """Review a change, ask, and carry it out."""
        self.do(self._reviewed(call))

    async def _reviewed(self, call: Call) -> None:
        review = await self._case.review(call)
        if review is None:
            self._told()
            return
        application = self._case.the_room().application
        lines = [(text, "strong" if place == 0 else "") for place, text in enumerate(review.effect)]
        lines += [(f"! {text}", "warning") for text in review.warnings]
        lines += [("", ""), *_request_lines(review)]
        question = Question(
            application=application.name,
            badge=application.badge,
            production=application.production,
            verb=f"Send: {call.method.value}",
            lines=tuple(lines),
            word=application.name if application.production else "",
        )

        def closed(yes: bool | None) -> None:
            if yes:
                self.do(self._and_tell(self._case.carry_out(review)))

        self._screen.app.push_screen(DxfeedReviewScreen(self._context, question), closed)

    def issue(self, call: Call) -> None:
        """Ask for a token or links."""
        self.do(self._and_tell(self._case.issue(call)))

    async def _and_tell(self, work: Coroutine[Any, Any, object]) -> None:
        await work
        self._told()

    # Bulks

    def ask_bulk(self, file: str) -> None:
        """Show the bulk that runs; else ask for a table."""
        if self.bulk is not None and self.bulk.phase.name == "RUNNING":
            self.show_bulk()
            return
        fields, make = bulk_form(self._case, file)
        screen = DxfeedFormScreen(self._context, "Bulk", fields, make, lines=BULK_LINES, enter="preview")
        self._screen.app.push_screen(screen, lambda wish: self.begin_bulk(wish) if wish is not None else None)

    def begin_bulk(self, wish: BulkWish) -> None:
        """Make the plan of a table, look ahead, and show it."""
        from tui.desk.entitlements_bulk_work import BulkWork

        room = self._case.the_room()
        work = self.bulk = BulkWork(room, self._context.exports, lambda: None)

        async def looking() -> None:
            await work.read(wish)
            self.show_bulk()
            await work.look()

        self.do(looking())

    def resume_bulk(self, name: str) -> None:
        """Ask, then go on with an unfinished bulk."""
        from tui.desk.entitlements_bulk_work import BulkWork

        if self.bulk is not None and self.bulk.phase.name == "RUNNING":
            self.show_bulk()
            return
        work = BulkWork(self._case.the_room(), self._context.exports, lambda: None)

        async def going_on() -> None:
            await work.reopen(name)
            self.bulk = work
            await self._working(work, work.go_on())

        async def asking() -> None:
            self._ask_for(await work.asking_again(name), "Go on", (), lambda: self.do(going_on()))

        self.do(asking())

    def show_bulk(self) -> None:
        """Show the bulk that is being worked on. Raises UsageError when there is none."""
        work = self.bulk
        if work is None:
            raise UsageError("There is no bulk")
        application = self._case.the_room().application
        title = f"Bulk · {application.badge} {application.name}"

        def closed(answer: str | None) -> None:
            if answer == "run":
                self._confirm_bulk(work, application)
            elif work.phase.name == "LOOKING":
                work.stop_looking()

        screen = DxfeedBulkScreen(self._context, work, title, production=application.production)
        self._screen.app.push_screen(screen, closed)

    def _confirm_bulk(self, work: BulkWork, application: Application) -> None:
        if work.plan.writes:
            application.may_write()
        verb = f"Run {len(work.plan.tasks)} lines"
        asking, lines = work.asking(), (("", ""), *work.lines()[1:])
        # What is left out is listed below, line by line.
        asking = replace(asking, lines=asking.lines[:2])
        self._ask_for(asking, verb, lines, lambda: self.do(self._working(work, work.run())))

    def _ask_for(self, asking: Asking, verb: str, lines: Sequence[tuple[str, str]], go: Callable[[], None]) -> None:
        application = self._case.the_room().application
        question = Question(
            application=application.name,
            badge=application.badge,
            production=application.production,
            verb=verb,
            lines=(*((line, "strong" if at == 0 else "") for at, line in enumerate(asking.lines)), *lines),
            word=asking.word,
        )
        self._screen.app.push_screen(DxfeedReviewScreen(self._context, question), lambda yes: go() if yes else None)

    async def _working(self, work: BulkWork, run: Coroutine[Any, Any, None]) -> None:
        self._busy = False
        self.show_bulk()
        try:
            await run
        finally:
            await self._case.remember()
        left = work.line.left if work.line is not None else 0
        notice(self._screen.app, "The bulk is over" if not left else f"{left} lines are left", str(work.result or ""))

    # The audit trail

    async def export_trail(self) -> None:
        """Check the audit trail and write it out as it is."""
        room = self._case.the_room()
        stamp = f"{datetime.fromtimestamp(self._context.now_ms / 1000, UTC):%Y%m%d-%H%M%S}"
        path = self._context.exports / f"dxfeed-audit-{room.application.name}-{stamp}.jsonl"
        verdict, size = await self._case.export_trail(path)
        words = f"{path} ({size} bytes)"
        if verdict:
            toast(self._screen.app, GuardError("The audit trail was changed", verdict, words))
        else:
            notice(self._screen.app, "Checked and exported", words)


def _request_lines(review: Review) -> list[tuple[str, str]]:
    shown = review.request
    return [(f"{shown.verb} {shown.url}", "muted"), *((line, "muted") for line in shown.body.splitlines())]
