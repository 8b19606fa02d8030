"""The ticket: opened by a key, filled in by typing, put into the review by Enter; it never sends by itself.

While no ticket is open the pane shows the facts of the instrument under the cursor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tui.domain.position import Side
from tui.store.changes import Changes, Topic
from tui.store.select import price_view
from tui.view.command import Command, Scope
from tui.view.palette import keymap_of
from tui.view.panels.context import ViewContext
from tui.view.panels.instrument import InstrumentPanel
from tui.view.panels.ticket_chart import tell_calculator, tell_chart
from tui.view.panels.ticket_draft import Draft
from tui.view.panels.ticket_form import TicketForm
from tui.view.panels.ticket_kept import kept_words, put_down, take_up
from tui.view.panels.ticket_lines import ticket_picture
from tui.view.panels.ticket_pen import TicketState
from tui.view.panels.ticket_send import OneClick, confirm_now, review_of
from tui.view.panels.ticket_view import TicketView
from tui.view.panels.trade_facts import currency_symbols
from tui.view.text import plain


class TicketPanel(InstrumentPanel):
    """Shows the ticket while there is one, else the instrument.

    `cursor_symbol` returns the symbol under the user's cursor, `go_to` shows this pane and gives it the focus.
    """

    scope: ClassVar[Scope] = Scope.TICKET
    data_topics: ClassVar[frozenset[Topic]] = InstrumentPanel.data_topics | {
        Topic.FIGURES,
        Topic.PROFILE,
        Topic.ORDERS,
        Topic.COSTS,
    }

    class Left(Message):
        """The user has left the ticket, or it is done."""

    class Redrawn(Message):
        """The lines that the ticket would set have changed."""

    def __init__(
        self,
        context: ViewContext,
        cursor_symbol: Callable[[], str],
        go_to: Callable[[], None],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(context, id=id)
        self.form = TicketForm(context)
        self.view: TicketView = TicketView(context.paint["base"], self.form, self.show)
        self._cursor_symbol = cursor_symbol
        self._go_to = go_to
        self._one_click = OneClick(context)

    @property
    def editing(self) -> bool:
        """Whether keys are text."""
        return self.form.editing

    @property
    def draft(self) -> Draft | None:
        """The ticket that is shown."""
        return self.form.draft

    @property
    def wanted_symbols(self) -> tuple[str, ...]:
        """The symbols whose prices the ticket needs."""
        draft = self.draft
        return (draft.symbol, *currency_symbols(self.context, draft.symbol)) if draft is not None else ()

    def sync(self, changes: Changes) -> None:
        """Show the ticket when a price or a fact of it changed."""
        draft = self.draft
        if draft is None:
            super().sync(changes)
        elif draft.symbol in changes.keys(Topic.QUOTES) or changes.touches(self.data_topics - {Topic.QUOTES}):
            self.show()

    def looked(self) -> None:
        """The cursor is on another symbol; it is drawn with the next `show`."""
        self.form.looked()

    def rest(self) -> None:
        """The focus went elsewhere: keys are not for the ticket any more."""
        if self.form.editing:
            self.form.editing = False
            self.show()

    def show(self) -> None:
        """Solve the ticket on the facts of now and draw it, or draw the instrument."""
        self.form.solve()
        draft, plan = self.draft, self.form.plan
        tell_calculator(self.context, plan)
        if tell_chart(self.context, plan):
            self.post_message(self.Redrawn())
        self.set_class(draft is not None, "-ticket")
        if draft is None:
            super().show()
            return
        kept = draft.kept_ms
        self.set_state(kept_words(kept, self.context.now_ms, self.context.numbers) if kept is not None else "")
        kind = draft.kind.value if draft.kind is not None else "market"
        title = Content.assemble("Ticket ", (plain(draft.symbol), "bold"), f" · {draft.side.value} {kind}")
        self.set_title(title, "Tab field · Esc leave" if self.editing else "")
        picture = ticket_picture(self.context, self._state(draft), *self.view.size)
        self.view.slots = picture.slots
        self.view.set_lines(picture.lines)

    def _state(self, draft: Draft) -> TicketState:
        context = self.context
        return TicketState(
            draft=draft,
            plan=self.form.plan,
            price=price_view(context.desk.store, draft.symbol, context.now, context.now_ms),
            gate=context.orders.trading(draft.symbol),
            editing=self.editing,
            one_click=context.orders.one_click,
            cursor_symbol=context.selection.symbol,
            review_key=keymap_of(self.app).written("ticket.review", 1),
        )

    def on_resize(self) -> None:
        """Lay the ticket out for the new size."""
        self.show()

    # Between starts

    def take_up(self) -> Draft | None:
        """Show the ticket that an earlier run left unsent, if any, and return it."""
        state, self.context.kept.draft = self.context.kept.draft, None
        draft = take_up(state) if state is not None else None
        if draft is not None:
            self.form.take_up(draft)
            self.show()
        return draft

    def keep(self) -> None:
        """Put the unsent ticket down."""
        self.context.kept.draft = put_down(self.form.unsent, self.context.now_ms)

    # Commands

    def command_reason(self, wanted: Command) -> str:
        """Say that there is no ticket where a command needs one; Esc goes on to the level around all the same."""
        needs = wanted.scope is Scope.TICKET and wanted.verb != "leave" and self.draft is None
        return self.form.no_ticket_words if needs else ""

    def command_fits(self, wanted: Command) -> bool:
        """Whether a command has to do with what is shown."""
        return wanted.verb != "leave" or self.editing

    def command_buy(self, line: str = "") -> None:
        """Open a ticket to buy."""
        self._begin(Side.BUY, line)

    def command_sell(self, line: str = "") -> None:
        """Open a ticket to sell."""
        self._begin(Side.SELL, line)

    def _begin(self, side: Side, line: str) -> None:
        self.form.begin(side, self._cursor_symbol(), line)
        self._go_to()
        self.show()

    def command_review(self) -> None:
        """Edit the ticket, or when that is done put it before the user."""
        draft, context = self.draft, self.context
        try:
            if not self.form.editing:
                self.form.editing = True
                self._go_to()
            elif draft is not None and self.form.ask():
                draft.kept_ms = None
                from tui.view.screens.review import open_review

                open_review(self.app, context, lambda: review_of(context, draft), sent=lambda _: self._done(draft))
        finally:
            self.show()

    def _done(self, draft: Draft) -> None:
        if self.draft is draft:
            self.command_discard()

    def command_discard(self) -> None:
        """Throw the ticket away."""
        self._leave(discard=True)

    def command_leave(self) -> bool:
        """Leave the ticket; what is filled in stays while its symbol does."""
        editing = self.form.editing
        if editing:
            self._leave()
        return editing

    def _leave(self, *, discard: bool = False) -> None:
        self.form.leave(discard=discard)
        self.show()
        self.post_message(self.Left())

    def command_buy_now(self) -> None:
        """Buy the ticket's volume at market, without a review."""
        self._send_now(Side.BUY)

    def command_sell_now(self) -> None:
        """Sell the ticket's volume at market, without a review."""
        self._send_now(Side.SELL)

    def _send_now(self, side: Side) -> None:
        review = self._one_click.review(self.draft, side, self._cursor_symbol(), shown=self.is_on_screen)
        self.app.run_worker(confirm_now(self.app, self.context, review), exit_on_error=False)

    def command_arm(self) -> None:
        """Allow orders of real money for this run."""
        from tui.view.screens.review_typed import ask_to_arm

        ask_to_arm(self.app, self.context)

    def command_oneclick(self, word: str) -> None:
        """Turn one-click mode on or off."""
        from tui.view.screens.review_typed import ask_for_one_click

        ask_for_one_click(self.app, self.context, word)
