"""The ticket behind its pane: the draft, whether it is being edited or put aside, and what it is solved to."""

from __future__ import annotations

from tui.domain.entry import Field
from tui.domain.facts import Facts
from tui.domain.nudge import last_price, step_text
from tui.domain.position import Side
from tui.domain.ticket import TicketPlan, solve_ticket
from tui.errors import GuardError
from tui.view.panels.context import ViewContext
from tui.view.panels.ticket_draft import Draft, Slot, parse_order_line, refuse_unreadable
from tui.view.panels.trade_facts import facts_of

_PRICED = (Field.PRICE, Field.STOP_LOSS, Field.TAKE_PROFIT)


class TicketForm:
    """One ticket at most; it follows the cursor until something is put in, then it stays on its symbol."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self.plan: TicketPlan | None = None
        self.editing = False
        self._kept: Draft | None = None
        self._aside = False

    @property
    def draft(self) -> Draft | None:
        """The ticket; None while there is none, or it is put aside because the cursor went to another symbol."""
        return None if self._aside else self._kept

    def begin(self, side: Side, cursor_symbol: str, line: str) -> None:
        """Open a ticket, or go on with the one of that symbol; `line` fills it. Raises UsageError."""
        order = parse_order_line(line, self._context.desk.store.market.instruments) if line else None
        profile = self._context.desk.store.account.profile
        if order is not None and profile is not None:
            refuse_unreadable(order, profile.currency)
        symbol = (order.symbol if order is not None else "") or cursor_symbol
        if self._kept is None or self._kept.symbol != symbol:
            self._kept = Draft(symbol, side)
        self._kept.side = side
        if order is not None and order.says_more:
            self._kept.fill(order)
        self._kept.select()
        self._aside, self.editing = False, True

    @property
    def no_ticket_words(self) -> str:
        """Why a command has nothing to work on, and what opens a ticket."""
        key = self._context.key
        return f"no ticket is open: {key('ticket.buy')} buys, {key('ticket.sell')} sells"

    @property
    def unsent(self) -> Draft | None:
        """The ticket, be it put aside or not."""
        return self._kept

    def take_up(self, draft: Draft) -> None:
        """Show a ticket of an earlier run, which nobody is editing."""
        self._kept, self._aside, self.editing = draft, False, False

    def looked(self) -> None:
        """The cursor is on another symbol: an empty ticket follows it, one that was left is put aside."""
        kept, symbol = self._kept, self._context.selection.symbol
        if kept is not None and not kept.begun and not self._aside:
            kept.symbol = symbol
        elif kept is not None and not self.editing:
            self._aside = kept.symbol != symbol

    def leave(self, *, discard: bool = False) -> None:
        """Stop editing; an empty ticket is gone, a filled one is kept unless it is to be thrown away."""
        if self._kept is not None and (discard or not self._kept.begun):
            self._kept, self._aside = None, False
        self.editing = False

    def solve(self) -> None:
        """Solve the ticket on the facts of now."""
        facts, draft = self._facts(), self.draft
        self.plan = solve_ticket(draft.given(), facts) if facts is not None and draft is not None else None

    def _facts(self) -> Facts | None:
        return facts_of(self._context, self.draft.symbol, self.draft.side) if self.draft is not None else None

    def ask(self) -> bool:
        """The user wants the review: return whether it can be opened; if not, the focus goes to what stands in the way.

        Raises GuardError while trading is off.
        """
        draft, plan = self.draft, self.plan
        if draft is None or plan is None:
            return False
        state = self._context.orders.trading(draft.symbol)
        if not state.on and not state.override:
            raise GuardError(state.reason or "Trading is off", hint=state.hint)
        draft.tried = True
        fields = [problem.field for problem in plan.problems if problem.blocking]
        draft.go_to(next((slot for slot in draft.slots if slot.field in fields), draft.slot))
        return not fields

    def put_last_price(self) -> None:
        """Put the market price into the field that has the focus."""
        draft, facts = self.draft, self._facts()
        if draft is not None and draft.slot.field in _PRICED and facts is not None:
            self._put(draft, last_price(draft.slot.field, draft.side, facts))

    def step(self, steps: int) -> None:
        """Move what has the focus by so many steps, or choose the next where one chooses."""
        draft, facts = self.draft, self._facts()
        if draft is None or facts is None:
            return
        if draft.slot is Slot.KIND:
            draft.step_kind(1 if steps < 0 else -1)
        elif draft.slot is Slot.SIDE:
            draft.flip()
        elif draft.slot.field is not None and draft.current is not None:
            self._put(draft, step_text(draft.slot.field, draft.current.text, steps, draft.side, facts))

    @staticmethod
    def _put(draft: Draft, text: str) -> None:
        if draft.current is not None and text:
            draft.current.set(text)
