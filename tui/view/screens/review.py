"""The review dialog: the last look at an order, made so that nothing but a deliberate key sends it.

The safe choice is first and has the focus. `⇧Y` sends, or Enter after moving to Send. Keys that come right after the
dialog appeared, bursts of keys, pasted text and clicks never send, and one dialog confirms once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.desk.orders.service import Change, Review, ReviewState
from tui.errors import TradedeckError
from tui.view.panel import toast
from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import KeyDialog
from tui.view.screens.review_guard import KeyGuard
from tui.view.screens.review_lines import button_words, review_lines, status_words
from tui.view.screens.review_sheet import ReviewSheet
from tui.view.text import content
from tui.view.widgets.badge import Badge
from tui.view.widgets.choice import Choice
from tui.view.widgets.entry import WordField
from tui.view.widgets.lines import LineView, Span
from tui.view.widgets.scrolled import ScrolledView
from tui.view.widgets.wrapping import wrapped

Prepare = Callable[[], tuple[Review, ReviewSheet]]
"""Solves the wishes on the prices of now, has the order desk review them, and says what the dialog shows."""

Sent = Callable[[tuple[str, ...]], None]

_SCROLLS = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}


def open_review(app: App[Any], context: ViewContext, prepare: Prepare, *, sent: Sent | None = None) -> None:
    """Put wishes before the user, and send them if that is what he says; one order or a whole plan.

    `prepare` is called at once, and again each time the user asks for the new price; what it raises at once
    (GuardError: trading is off, a limit) goes to the caller, later it is shown in the dialog. `sent` gets the tags
    that `OrderService.confirm` returned, after the dialog has gone. While another dialog is open this does nothing.

        def prepare() -> tuple[Review, ReviewSheet]:
            wishes = [...]                                    # on the prices of now
            return context.orders.review(wishes), plain_sheet(context, wishes, results, total=total)

        open_review(self.app, self.context, prepare)
    """
    if app.screen.is_modal:
        return

    def closed(tags: tuple[str, ...] | None) -> None:
        if tags is not None and sent is not None:
            sent(tags)

    app.push_screen(ReviewScreen(context, prepare), closed)


class ReviewScreen(KeyDialog[tuple[str, ...] | None]):
    """Gives back the tags of what was made, None when nothing was."""

    CSS_PATH = "../styles/review.tcss"
    look_every_s: ClassVar[float] = 0.2
    widest: ClassVar[int] = 66
    frame_cells: ClassVar[int] = 6

    def __init__(self, context: ViewContext, prepare: Prepare) -> None:
        super().__init__(context)
        self._prepare = prepare
        self.review, self._sheet = prepare()
        self._guard = KeyGuard(context.now)
        self._state = ReviewState(Change.NONE)
        self._words = ""
        self._sending = False
        self.body = ScrolledView(context.paint["base"], id="review-body", below="more below", above="more above")
        self.status = LineView(context.paint["base"], id="review-status")
        ascii_only = context.numbers.ascii
        self.back = Choice("Cancel  Esc", id="back", ascii_only=ascii_only)
        self.renew = Choice("New price  r", id="renew", ascii_only=ascii_only)
        self.send = Choice("Send", id="send", ascii_only=ascii_only)
        self.word = WordField(lambda key: self.take_key(key, typing=True), id="word", placeholder="type the word here")

    def compose(self) -> ComposeResult:
        """Lay out badge, facts, state and choices; the safe choice comes first."""
        profile = self.context.desk.store.account.profile
        currency = profile.currency if profile is not None else ""
        with Vertical(id="review"):
            with Horizontal(id="review-who"):
                yield Badge(self.review.badge, self.review.badge.lower())
                yield Label(content((f"  {self.review.account}", "bold"), f"  {currency}"), id="review-account")
            yield self.body
            yield self.status
            yield self.word
            with Horizontal(id="review-choices"):
                yield self.back
                yield self.renew
                yield self.send

    def on_mount(self) -> None:
        """Stand safe: the focus is on Cancel, and keys count only once the dialog has been seen."""
        box = self.query_one("#review")
        real = self.review.badge == "REAL"
        box.set_class(real, "-real")
        box.border_title = content("Review – REAL MONEY" if real else "Review")
        self.set_focus(self.back)
        self.call_after_refresh(lambda: self._guard.restart(self.context.now))

    # What is seen

    @property
    def can_send(self) -> bool:
        """Whether a confirmation would be taken now, as far as is known here."""
        return not self._sending and self._state.good and self._word_typed

    @property
    def _word_typed(self) -> bool:
        return not self.review.override or self.word.value == self.review.override

    def show_now(self) -> None:
        """Show prices, ages and whether the review still holds, as they are now."""
        if not self._sending:
            self._state = self.context.orders.state_of(self.review)
        self.word.display = bool(self.review.override)
        self.renew.display = not self._state.good
        label = button_words(self.review.wishes, self.review.badge)
        self.send.say(f"{label}  ⇧Y" if self.can_send else f"{label} – off", off=not self.can_send)
        if self.renew.has_focus and not self.renew.display:
            self.set_focus(self.back)
        width = self.text_width
        found = status_words(self.review, self._state, sending=self._sending, word_typed=self._word_typed)
        if self._words:
            found.append((self._words, "warning"))
        paint = self.context.paint
        status = [(Span(line, paint[look]),) for text, look in found for line in wrapped(text, width)]
        self.status.set_lines(status)
        self.status.display = bool(status)
        self.status.styles.height = len(status)
        room = max(3, self.size.height - len(status) - bool(status) - bool(self.review.override) - 6)
        lines = review_lines(self.context, self.review, self._sheet, width)
        self.body.show_marked(lines, room, paint["muted"])

    def _say(self, words: str) -> None:
        self._words = words
        self.show_now()

    # Keys

    def on_paste(self, event: events.Paste) -> None:
        """Refuse pasted text."""
        event.stop()
        self._guard.restart(self.context.now)
        self._say("Pasted text is ignored here")

    def take_key(self, key: str, *, typing: bool = False) -> bool:
        """Do what a key says; `typing` is a key in the field, which keeps the letters. Return whether it was taken."""
        acts: dict[str, Callable[[], None]] = {
            "escape": self._close,
            "enter": self._enter,
            "tab": lambda: self._move(1),
            "shift+tab": lambda: self._move(-1),
        }
        if not typing:
            acts |= {"right": acts["tab"], "left": acts["shift+tab"], "Y": self._confirm, "r": self._renew}
            acts |= {name: partial(self._scroll, rows) for name, rows in _SCROLLS.items()}
        act = acts.get(key)
        sends = act == self._confirm or (key == "enter" and self.send.has_focus)
        if key != "escape" and not self._guard.takes(self.context.now, sends=sends):
            self._say("That key came too fast to be meant – press it again" if sends else "")
            return True
        if act is not None:
            self._words = ""
            act()
        return act is not None

    def _close(self) -> None:
        # What is being written down ends in an order; who asked for it must hear of that.
        if not self._sending:
            self.dismiss(None)

    def _move(self, step: int) -> None:
        stops: list[Widget] = [each for each in (self.back, self.word, self.renew, self.send) if each.display]
        here = next((place for place, each in enumerate(stops) if each.has_focus), 0)
        self.set_focus(stops[(here + step) % len(stops)])

    def _scroll(self, lines: int) -> None:
        self.body.move(lines)
        self.show_now()

    def _enter(self) -> None:
        doing: dict[Widget, Callable[[], None]] = {
            self.send: self._confirm,
            self.renew: self._renew,
            self.word: lambda: self._move(1),
        }
        next((act for stop, act in doing.items() if stop.has_focus), self._close)()

    def _renew(self) -> None:
        if self._sending:
            return
        try:
            self.review, self._sheet = self._prepare()
        except TradedeckError as error:
            self._say(str(error))
            return
        self._guard.restart(self.context.now)
        self.set_focus(self.back)
        self.word.value = ""
        self._say("Asked again with the price of now – look at it once more")

    def _confirm(self) -> None:
        self.show_now()
        if not self.can_send:
            if not self._sending and self._state.good and not self._word_typed:
                self._say(f"Type {self.review.override} first")
            return
        self._sending = True
        self.show_now()
        # The worker is the app's: once confirmed, closing the dialog must not stop what has begun.
        self.app.run_worker(self._send(self.review, self.word.value), exit_on_error=False)

    async def _send(self, review: Review, typed: str) -> None:
        try:
            tags = await self.context.orders.confirm(review, override=typed if review.override else "")
        except TradedeckError as error:
            self._refused(error)
        except Exception as fault:
            logging.getLogger(__name__).exception("a confirmation ended with a fault")
            hint = "Look at the Orders tab before you try again."
            self._refused(TradedeckError("A fault in tradedeck: it is not certain what was made", str(fault), hint))
        else:
            self.dismiss(tags)

    def _refused(self, error: TradedeckError) -> None:
        self._sending = False
        if not self.is_current:
            toast(self.app, error)
            return
        self._guard.restart(self.context.now)
        self.set_focus(self.back)
        self._say(f"✕ {error}")

    def on_input_changed(self, event: Input.Changed) -> None:
        """See whether the word is the one."""
        event.stop()
        self.show_now()
