"""The ticket: opened by a key, filled in by typing, put into the review by Enter; it never sends by itself.

While no ticket is open the pane shows the facts of the instrument under the cursor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tui.domain.entry import Field
from tui.domain.facts import Facts
from tui.domain.nudge import last_price, step_text
from tui.domain.position import Side
from tui.domain.ticket import TicketPlan, solve_ticket
from tui.errors import GuardError
from tui.store.changes import Changes, Topic
from tui.store.select import price_view
from tui.view.command import Command, Scope
from tui.view.commands import in_scope
from tui.view.palette import keymap_of
from tui.view.panel import dispatch
from tui.view.panels.context import ViewContext
from tui.view.panels.instrument import InstrumentPanel
from tui.view.panels.ticket_chart import tell_calculator, tell_chart
from tui.view.panels.ticket_draft import Draft, Slot, parse_order_line
from tui.view.panels.ticket_lines import TicketState, ticket_picture
from tui.view.panels.ticket_send import OneClick, confirm_now, one_click_on, review_of, trading_state
from tui.view.panels.trade_facts import currency_symbols, facts_of
from tui.view.screens.review import open_review
from tui.view.screens.review_typed import ask_for_one_click, ask_to_arm
from tui.view.text import plain
from tui.view.widgets.form_view import FormView

_PRICED = (Field.PRICE, Field.STOP_LOSS, Field.TAKE_PROFIT)
_LEAP = 10


class TicketPanel(InstrumentPanel):
    """Shows the ticket while there is one, else the instrument.

    `cursor_symbol` returns the symbol under the user's cursor, `go_to` shows this pane and gives it the focus.
    """

    scope: ClassVar[Scope] = Scope.TICKET
    data_topics: ClassVar[frozenset[Topic]] = InstrumentPanel.data_topics | {Topic.FIGURES, Topic.PROFILE, Topic.ORDERS}

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
        self.view = FormView(context.paint["base"], self)
        self.draft: Draft | None = None
        self.plan: TicketPlan | None = None
        self.editing = False
        self._hidden = False
        self._cursor_symbol = cursor_symbol
        self._go_to = go_to
        self._one_click = OneClick(context)
        self._slots: dict[int, Slot] = {}

    # What is shown

    @property
    def shown_draft(self) -> Draft | None:
        """The ticket, None while it is put aside because the cursor went to another symbol."""
        return None if self._hidden else self.draft

    @property
    def wanted_symbols(self) -> tuple[str, ...]:
        """The symbols whose prices the ticket needs."""
        draft = self.shown_draft
        return (draft.symbol, *currency_symbols(self.context, draft.symbol)) if draft is not None else ()

    def sync(self, changes: Changes) -> None:
        """Show the ticket when a price or a fact of it changed."""
        draft = self.shown_draft
        if draft is None:
            super().sync(changes)
        elif draft.symbol in changes.keys(Topic.QUOTES) or changes.touches(self.data_topics - {Topic.QUOTES}):
            self.show()

    def looked(self) -> None:
        """The cursor is on another symbol: an empty ticket follows it, one that was left is put aside."""
        draft, symbol = self.draft, self.context.selection.symbol
        if draft is not None and not draft.begun and not self._hidden:
            draft.symbol = symbol
        elif draft is not None and not self.editing:
            self._hidden = draft.symbol != symbol
        self.show()

    def rest(self) -> None:
        """The focus went elsewhere: keys are not for the ticket any more."""
        if self.editing:
            self.editing = False
            self.show()

    def show(self) -> None:
        """Solve the ticket on the facts of now and draw it, or draw the instrument."""
        draft = self.shown_draft
        self.set_class(draft is not None, "-ticket")
        if draft is None:
            self.plan = None
            self._slots = {}
            self._tell()
            super().show()
            return
        facts = self._facts_now()
        self.plan = solve_ticket(draft.given(), facts) if facts is not None else None
        self._tell()
        self.set_state("")
        kind = draft.kind.value if draft.kind is not None else "market"
        self.set_title(Content.assemble("Ticket ", (plain(draft.symbol), "bold"), f" · {draft.side.value} {kind}"))
        context = self.context
        state = TicketState(
            draft=draft,
            plan=self.plan,
            price=price_view(context.desk.store, draft.symbol, context.now, context.now_ms),
            gate=trading_state(context, draft.symbol),
            editing=self.editing,
            one_click=one_click_on(context),
            cursor_symbol=context.selection.symbol,
            review_key=keymap_of(self.app).written("ticket.review", 1),
        )
        picture = ticket_picture(context, state, self.view.size.width, self.view.size.height)
        self._slots = picture.slots
        self.view.set_lines(picture.lines)

    def on_resize(self) -> None:
        """Lay the ticket out for the new size."""
        self.show()

    def _facts_now(self) -> Facts | None:
        return facts_of(self.context, self.draft.symbol, self.draft.side) if self.draft is not None else None

    def _tell(self) -> None:
        tell_calculator(self.context, self.plan)
        if tell_chart(self.context, self.plan):
            self.post_message(self.Redrawn())

    # Keys while it is filled in

    def take_key(self, key: str, character: str | None) -> bool:
        """Do what a key says in the field that has the focus: printable keys type, the others are commands."""
        draft = self.draft
        if draft is None:
            return False
        keymap = keymap_of(self.app)
        found = next((each.id for each in in_scope(Scope.TICKET) if key in keymap.keys(each.id)), "")
        printable = character is not None and character.isprintable()
        if found and (not printable or (found == "ticket.last_price" and draft.slot is not Slot.NOTE)):
            return dispatch(self.app, found)
        taken = draft.take_key(key, character)
        if taken:
            draft.tried = False
            self.show()
        return taken

    def take_paste(self, text: str) -> None:
        """Put pasted text into the field."""
        if self.draft is not None and self.draft.current is not None:
            self.draft.current.insert(text.strip())
            self.show()

    def take_click(self, row: int) -> None:
        """Go to the field under the mouse and edit it."""
        if self.draft is not None and row in self._slots:
            self.editing = True
            self.draft.slot = self._slots[row]
            self.show()

    # Commands

    def command_reason(self, wanted: Command) -> str:
        """Say that there is no ticket where a command needs one."""
        needs = wanted.scope is Scope.TICKET and self.shown_draft is None
        return "no ticket is open: b buys, s sells" if needs else ""

    def command_buy(self, line: str = "") -> None:
        """Open a ticket to buy."""
        self._begin(Side.BUY, line)

    def command_sell(self, line: str = "") -> None:
        """Open a ticket to sell."""
        self._begin(Side.SELL, line)

    def _begin(self, side: Side, line: str) -> None:
        known = self.context.desk.store.market.instruments
        order = parse_order_line(line, known) if line else None
        symbol = (order.symbol if order is not None else "") or self._cursor_symbol()
        if self.draft is None or self.draft.symbol != symbol:
            self.draft = Draft(symbol, side)
        self.draft.side = side
        if order is not None and order.says_more:
            self.draft.fill(order)
        self._hidden, self.editing = False, True
        self._go_to()
        self.show()

    def command_review(self) -> None:
        """Edit the ticket, or when that is done put it before the user."""
        draft = self.shown_draft
        if draft is None:
            return
        if not self.editing:
            self.editing = True
            self.show()
            return
        blocking = [problem for problem in self.plan.problems if problem.blocking] if self.plan is not None else []
        state = trading_state(self.context, draft.symbol)
        if not state.on and not state.override:
            raise GuardError(state.reason or "Trading is off", hint=state.hint)
        draft.tried = True
        if blocking:
            fields = [problem.field for problem in blocking]
            draft.slot = next((slot for slot in draft.slots if slot.field in fields), draft.slot)
            self.show()
            return
        open_review(self.app, self.context, lambda: review_of(self.context, draft), sent=lambda _: self._done(draft))

    def _done(self, draft: Draft) -> None:
        if self.draft is draft:
            self.command_discard()

    def command_last_price(self) -> None:
        """Put the market price into the field."""
        draft, facts = self.shown_draft, self._facts_now()
        if draft is not None and draft.slot.field in _PRICED and facts is not None:
            self._put(draft, last_price(draft.slot.field, draft.side, facts))

    def command_step_up(self) -> None:
        """Raise the field by one step."""
        self._step(1)

    def command_step_down(self) -> None:
        """Lower the field by one step."""
        self._step(-1)

    def command_leap_up(self) -> None:
        """Raise the field by ten steps."""
        self._step(_LEAP)

    def command_leap_down(self) -> None:
        """Lower the field by ten steps."""
        self._step(-_LEAP)

    def _step(self, steps: int) -> None:
        draft, facts = self.shown_draft, self._facts_now()
        if draft is None or facts is None:
            return
        if draft.slot is Slot.KIND:
            draft.step_kind(1 if steps < 0 else -1)
            self.show()
        elif draft.slot is Slot.SIDE:
            self.command_flip()
        elif draft.slot.field is not None and draft.current is not None:
            self._put(draft, step_text(draft.slot.field, draft.current.text, steps, draft.side, facts))

    def _put(self, draft: Draft, text: str) -> None:
        if draft.current is not None and text:
            draft.current.set(text)
            self.show()

    def command_kind(self) -> None:
        """Walk through market, limit and stop."""
        if self.shown_draft is not None:
            self.shown_draft.step_kind()
            self.show()

    def command_flip(self) -> None:
        """Take the other side."""
        if self.shown_draft is not None:
            self.shown_draft.flip()
            self.show()

    def command_discard(self) -> None:
        """Throw the ticket away."""
        self.draft, self._hidden = None, False
        self._leave()

    def command_leave(self) -> bool:
        """Leave the ticket; what is filled in stays while its symbol does."""
        if not self.editing:
            return False
        if self.draft is not None and not self.draft.begun:
            self.draft = None
        self._leave()
        return True

    def _leave(self) -> None:
        self.editing = False
        self.show()
        self.post_message(self.Left())

    # One click

    def command_buy_now(self) -> None:
        """Buy the ticket's volume at market, without a review."""
        self._send_now(Side.BUY)

    def command_sell_now(self) -> None:
        """Sell the ticket's volume at market, without a review."""
        self._send_now(Side.SELL)

    def _send_now(self, side: Side) -> None:
        review = self._one_click.review(self.shown_draft, side, self._cursor_symbol(), shown=self.is_on_screen)
        self.app.run_worker(confirm_now(self.app, self.context, review), exit_on_error=False)

    def command_arm(self) -> None:
        """Allow orders of real money for this run."""
        ask_to_arm(self.app, self.context)

    def command_oneclick(self, word: str) -> None:
        """Turn one-click mode on or off."""
        ask_for_one_click(self.app, self.context, word)
