"""The table of the blotter with the commands that act on its rows; each asks its screen, none sends an order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.errors import GuardError
from tui.view.commands import Command
from tui.view.panels.blotter_words import FITS, BlotterTab, trade_named
from tui.view.panels.context import ViewContext
from tui.view.widgets.live_table import Column, LiveTable


@dataclass(frozen=True, slots=True)
class Act:
    """The user wants something done: `verb` on these positions, orders or tags; `text` is what he added."""

    verb: str
    keys: tuple[str, ...]
    text: str = ""


class BlotterTable(LiveTable):
    """A live table that knows which tab it shows."""

    def __init__(self, context: ViewContext, columns: Sequence[Column]) -> None:
        super().__init__(columns, context.paint, glyphs=context.glyphs)
        self.tab = BlotterTab.POSITIONS
        self.context = context
        self.perform: Callable[[Act], None] = lambda _: None
        """Does what the user wants. A call, not a message: keys typed ahead must meet the form that this opens."""

    def act(self, verb: str, keys: tuple[str, ...], text: str = "") -> None:
        """Ask for something to be done."""
        self.perform(Act(verb, keys, text))

    def command_reason(self, wanted: Command) -> str:
        """Return why orders cannot be made now."""
        if not wanted.trades or wanted.verb == "retry" or self.tab is BlotterTab.ALERTS:
            return ""
        try:
            state = self.context.orders.trading(closing=True)
        except GuardError as error:
            return error.detail
        return "" if state.on else " · ".join(part for part in (state.reason, state.hint) if part)

    def command_fits(self, wanted: Command) -> bool:
        """Whether a command has to do with the tab that is shown; the footer leaves the others out."""
        everywhere = not wanted.trades and wanted.verb not in FITS[BlotterTab.ALERTS]
        return everywhere or wanted.verb in FITS[self.tab]

    def command_modify(self, argument: str) -> None:
        """Change the levels of a position or a pending order."""
        self._on_trade("modify", argument)

    def command_close(self, argument: str) -> None:
        """Close a position or a part of it."""
        self._on_trade("close", argument)

    def command_delete(self, argument: str) -> None:
        """Delete a pending order, or remove the alert that the cursor is on."""
        if self.tab is BlotterTab.ALERTS and not argument:
            self.command_remove_alert()
        else:
            self._on_trade("delete", argument)

    def command_break_even(self, argument: str) -> None:
        """Move a stop loss to break-even."""
        self._on_trade("break_even", argument)

    def command_reverse(self, argument: str) -> None:
        """Close a position and open it the other way round."""
        self._on_trade("reverse", argument)

    def command_close_many(self, argument: str) -> None:
        """Plan to close several positions."""
        self.act("close_many", self.marked_keys if self.tab is BlotterTab.POSITIONS else (), argument)

    def command_plan(self) -> None:
        """Show the newest plan."""
        self.act("plan", ())

    def command_retry(self) -> None:
        """Open a ticket with the wish of the order under the cursor."""
        if self.tab is not BlotterTab.ORDERS or self.cursor_key is None:
            raise GuardError("Which order?", "Put the cursor on it in the Orders tab.")
        self.act("retry", (self.cursor_key,))

    def command_remove_alert(self) -> None:
        """Remove the alert under the cursor."""
        self._on_alert("remove_alert")

    def command_arm_alert(self) -> None:
        """Arm the alert under the cursor again."""
        self._on_alert("arm_alert")

    def _on_alert(self, verb: str) -> None:
        if self.tab is not BlotterTab.ALERTS or self.cursor_key is None:
            raise GuardError("Which alert?", "Put the cursor on it in the Alerts tab.")
        self.act(verb, (self.cursor_key,))

    def _on_trade(self, verb: str, argument: str) -> None:
        """Ask for something to be done with the trade that was named, or with the one under the cursor."""
        here = self.tab in (BlotterTab.POSITIONS, BlotterTab.PENDING)
        key, text = trade_named(self.context, verb, argument, self.cursor_key if here else None)
        self.act(verb, (key,), text)
