"""The review dialog: the last look at an order. `⇧Y` sends, or Enter after moving to Send; one dialog confirms once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import App
from textual.content import Content

from tui.desk.orders.service import Change, Review, ReviewState
from tui.errors import TradedeckError
from tui.view.dialog_keys import DialogKey
from tui.view.panel import toast
from tui.view.panels.context import ViewContext
from tui.view.screens.guarded_dialog import GuardedDialog
from tui.view.screens.review_lines import button_words, review_lines, status_words
from tui.view.screens.review_sheet import ReviewSheet
from tui.view.text import content
from tui.view.widgets.badge import Badge
from tui.view.widgets.choice import Choice

Prepare = Callable[[], tuple[Review, ReviewSheet]]
"""Solves the wishes on the prices of now, has the order desk review them, and says what the dialog shows."""

Sent = Callable[[tuple[str, ...]], None]


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


class ReviewScreen(GuardedDialog[tuple[str, ...] | None]):
    """Gives back the tags of what was made, None when nothing was."""

    about = "The last look at an order: nothing has been sent. Prices, ages and limits are watched until you decide."
    look_every_s: ClassVar[float] = 0.2
    widest = 66

    def __init__(self, context: ViewContext, prepare: Prepare) -> None:
        super().__init__(context, "Cancel")
        self._prepare = prepare
        self.review, self._sheet = prepare()
        self._state = ReviewState(Change.NONE)
        self._sending = False
        self.renew = self.choice("New price  r", "renew")

    def who(self) -> tuple[Badge, Content]:
        """Return the account."""
        profile = self.context.desk.store.account.profile
        currency = profile.currency if profile is not None else ""
        words = content((f"  {self.review.account}", "bold"), f"  {currency}")
        return Badge(self.review.badge, self.review.badge.lower()), words

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Cancel, the price of now, and Send."""
        return (self.back, self.renew, self.send)

    def on_mount(self) -> None:
        """Name the dialog."""
        self.name_box(dangerous="REAL MONEY" if self.review.badge == "REAL" else "")

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
        self.send.say(f"{label}  {self.send_key}" if self.can_send else f"{label} – off", off=not self.can_send)
        if self.focused is self.renew and not self.renew.display:
            self.set_focus(self.back)
        status = status_words(self.review, self._state, sending=self._sending, word_typed=self._word_typed)
        self.show_parts(status, lambda width: review_lines(self.context, self.review, self._sheet, width))

    # Keys

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys of all last looks, and the one for a new price."""
        return (*super().key_table(), DialogKey("r", "Ask again with the price of now.", self._renew))

    def show_help(self) -> None:
        """Show the help; not while it is being sent, because what becomes of that is told here."""
        if not self._sending:
            super().show_help()

    def enter(self) -> None:
        """Do what has the focus."""
        if self.focused is self.renew:
            self._renew()
        else:
            super().enter()

    def leave(self) -> None:
        """Close it; what is being written down ends in an order, and who asked for it must hear of that."""
        if not self._sending:
            self.dismiss(None)

    def _renew(self) -> None:
        if self._sending:
            return
        try:
            self.review, self._sheet = self._prepare()
        except TradedeckError as error:
            self.say(str(error))
            return
        self.rearm()
        self.set_focus(self.back)
        self.word.value = ""
        self.say("Asked again with the price of now – look at it once more")

    def send_now(self) -> None:
        """Confirm it on the price of now."""
        self.show_now()
        if not self.can_send:
            if not self._sending and self._state.good and not self._word_typed:
                self.say(f"Type {self.review.override} first")
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
        self.rearm()
        self.set_focus(self.back)
        self.say(f"✕ {error}")
