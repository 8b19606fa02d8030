"""Dialogs that ask for the account's number, typed by hand, before something dangerous is allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label

from tui.errors import TradedeckError, UsageError
from tui.store.changes import Topic
from tui.view.dialog import Dialog
from tui.view.dialog_keys import DialogKey
from tui.view.panel import notice
from tui.view.panels.context import ViewContext
from tui.view.text import content
from tui.view.widgets.entry import WordField


def ask_to_arm(app: App[Any], context: ViewContext) -> None:
    """Ask for the number of a real account and arm it for this run; practice accounts need no arming."""
    orders = context.orders
    if orders.armed:
        words = "Orders of this account may go out" if context.badge == "REAL" else "Practice accounts need no arming"
        notice(app, "Trading is armed", words)
        return
    words = (
        "Orders that you confirm from now on are of real money. Type the account's number to allow them for this run; "
        "the next start asks again."
    )
    app.push_screen(
        TypedScreen("Arm real trading", words, orders.arm, "Real trading is armed for this run"),
        lambda _: _tell(context),
    )


def ask_for_one_click(app: App[Any], context: ViewContext, word: str) -> None:
    """Turn one-click mode `on` (a real account: after its number was typed) or `off`. Raises UsageError, GuardError."""
    orders = context.orders
    if word.strip().lower() == "off":
        orders.set_one_click(False)
        _tell(context)
        notice(app, "One-click mode is off")
        return
    if word.strip().lower() != "on":
        raise UsageError("One-click mode is on or off", hint="Write oneclick on, or oneclick off.")
    lots = context.numbers.lots(context.trading.one_click_max_lots, context.trading.one_click_max_lots)
    keys = f"{context.keys.loud('ticket.buy_now')} and {context.keys.loud('ticket.sell_now')}"
    if context.badge != "REAL":
        orders.set_one_click(True, context.login)
        _tell(context)
        notice(app, "One-click mode is on", f"{keys} send the ticket's volume at once, up to {lots} lot")
        return
    words = (
        f"{keys} will send the ticket's volume at market, of real money, without a review, up to {lots} lot. "
        "Type the account's number to allow it for this run."
    )
    title, done = "One-click mode on REAL MONEY", "One-click mode is on"
    take = partial(orders.set_one_click, True)
    app.push_screen(TypedScreen(title, words, take, done), lambda _: _tell(context))


def _tell(context: ViewContext) -> None:
    """Have the account row and the ticket drawn anew: they say what is armed."""
    context.desk.store.touch(Topic.PROFILE)


class TypedScreen(Dialog[bool]):
    """Asks for a word and hands it to `take`, which raises for a wrong one; gives back whether it was taken."""

    CSS_PATH = "../styles/review.tcss"
    about = "Asked before something dangerous is allowed. The number has to be typed by hand: nothing can be pasted."
    typed = True
    widest = 66

    def __init__(self, title: str, words: str, take: Callable[[str], None], done: str) -> None:
        super().__init__()
        self._title, self._words, self._take, self._done = title, words, take, done

    def compose(self) -> ComposeResult:
        """Lay out the words above the field."""
        with Vertical(id="review", classes="-real") as box:
            box.border_title = content(self._title)
            yield Label(content(self._words), id="typed-words")
            yield WordField(self.take_key, id="word", placeholder="account number")
            yield Label("", id="typed-refusal", markup=False)

    def on_mount(self) -> None:
        """Be ready to be typed into."""
        self.query_one(Input).focus()

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys."""
        return (
            DialogKey("enter", "Allow it, if the number is the account's.", None, "allow"),
            DialogKey("escape", "Close it; nothing is allowed.", partial(self.dismiss, False), "close"),
        )

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self._take(event.value.strip())
        except TradedeckError as error:
            self.query_one("#typed-refusal", Label).update(content(f"✕ {error}"))
            self.query_one(Input).value = ""
            return
        notice(self.app, self._done)
        self.dismiss(True)
