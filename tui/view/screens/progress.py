"""A plan under way: each of its orders with its outcome; it goes on when the dialog is closed, and stops by a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.containers import Vertical

from tui.domain.intent import OrderWish
from tui.domain.progress import PlanItem, PlanItemState, PlanProgress
from tui.errors import GuardError
from tui.view.beside import toasting
from tui.view.dialog_keys import DialogKey, in_rows
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import wish_words
from tui.view.screens.live_dialog import ReadDialog
from tui.view.screens.manage_reviews import review_again
from tui.view.screens.review import open_review
from tui.view.text import content, plain
from tui.view.widgets.lines import Line, Span

_LOOKS = {
    PlanItemState.WAITING: ("·", ".", "waiting", "muted"),
    PlanItemState.RUNNING: ("»", ">", "under way", "warning"),
    PlanItemState.DONE: ("✓", "+", "done", "success"),
    PlanItemState.FAILED: ("✕", "x", "failed", "error"),
    PlanItemState.UNKNOWN: ("?", "?", "UNKNOWN", "error"),
    PlanItemState.SKIPPED: ("○", "o", "skipped", "muted"),
}
_AGAIN = (PlanItemState.FAILED, PlanItemState.SKIPPED)


def follow_plan(app: App[Any], context: ViewContext, tags: tuple[str, ...]) -> None:
    """Show how the plan of these orders goes on; an order that belongs to none speaks for itself."""
    orders = context.desk.store.orders
    order = orders.of(tags[0]) if tags else None
    plan = order.intent.wish.plan if order is not None else ""
    if plan in orders.plans:
        show_plan(app, context, plan)


def show_plan(app: App[Any], context: ViewContext, plan: str = "") -> None:
    """Show a plan, the newest when none is named. Raises GuardError when there is none."""
    plans = context.desk.store.orders.plans
    name = plan or next(reversed(plans), "")
    if name not in plans:
        raise GuardError("There has been no plan in this run")

    def closed(wishes: tuple[OrderWish, ...] | None) -> None:
        if not wishes:
            return
        with toasting(app):
            open_review(
                app, context, lambda: review_again(context, wishes), sent=lambda tags: follow_plan(app, context, tags)
            )

    app.push_screen(PlanScreen(context, name), closed)


class PlanScreen(ReadDialog[tuple[OrderWish, ...] | None]):
    """Gives back the wishes that the user wants to try again, or None."""

    about = "Several orders, one after the other: how far they are, and what became of each."
    look_every_s: ClassVar[float] = 0.25
    widest = 86

    def __init__(self, context: ViewContext, plan: str) -> None:
        super().__init__(context, body_id="plan-body")
        self._plan = plan

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical() as box:
            box.border_title = content("Plan")
            yield self.body

    @property
    def progress(self) -> PlanProgress:
        """How far the plan has come."""
        return self.context.desk.store.orders.plans[self._plan]

    def show_now(self) -> None:
        """Show each order of the plan with its outcome."""
        progress = self.progress
        rows = [line for item in progress.items for line in self._rows(item)]
        foot = self._foot(progress)
        lines = [*self.body.stretch(rows, max(2, self.size.height - len(foot) - 3)), *foot]
        self.body.set_lines(lines)
        self.body.styles.height = len(lines)

    def _rows(self, item: PlanItem) -> list[Line]:
        sign, plain_sign, word, look = _LOOKS[item.state]
        style = self.context.paint[look]
        mark = plain_sign if self.context.numbers.ascii else sign
        head: Line = (Span(f"{mark} {word:<10}", style), Span(wish_words(item.wish, self.context.numbers)))
        if not item.detail or item.state in (PlanItemState.WAITING, PlanItemState.RUNNING):
            return [head]
        return [head, (Span(f"{'':<12}{plain(item.detail)}", self.context.paint["muted"]),)]

    def _foot(self, progress: PlanProgress) -> list[Line]:
        paint = self.context.paint
        done = sum(1 for item in progress.items if item.state is PlanItemState.DONE)
        state = "goes on" if progress.running else "stopped by you" if progress.stopped else "has ended"
        unknown = any(item.state is PlanItemState.UNKNOWN for item in progress.items)
        lines: list[Line] = [(), (Span(f"{done} of {len(progress.items)} done, the plan {state}", paint["strong"]),)]
        if unknown:
            words = f"The fate of one is unknown: {self.context.key('app.unknown')} shows what you can do"
            lines.append((Span(words, paint["error"]),))
        return [*lines, *((Span(part, paint["muted"]),) for part in in_rows(self.key_words, self.text_width))]

    @staticmethod
    def _failed(progress: PlanProgress) -> tuple[OrderWish, ...]:
        """Return what could be tried again as a plan of its own; a reverse is one thing and is not."""
        if progress.plan.startswith("reverse"):
            return ()
        return tuple(replace(item.wish, parent=item.tag) for item in progress.items if item.state in _AGAIN)

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys for the plan as it is now."""
        progress, table = self.progress, []
        if progress.running and not progress.stopped:
            words = "Stop: what has not been sent stays unsent; what was sent goes on."
            table.append(DialogKey("s", words, self._stop, "stop (what was sent goes on)"))
        if not progress.running and self._failed(progress):
            words = "Review again what failed or was skipped; nothing is sent before that."
            table.append(DialogKey("R", words, self._again, "try what failed again (opens a review)"))
        return [*table, DialogKey("escape enter q", "Close it; the plan goes on.", self.dismiss, "close")]

    def _stop(self) -> None:
        if self.progress.running:
            self.context.orders.stop_plan(self._plan)
            self.show_now()

    def _again(self) -> None:
        wishes = self._failed(self.progress)
        if wishes and not self.progress.running:
            self.dismiss(wishes)
