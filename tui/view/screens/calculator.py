"""The calculator: margin, costs, results and sizes of an order in words, for any symbol and without a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rich.style import Style
from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui.domain.entry import Field
from tui.domain.position import Side
from tui.domain.ticket import TicketPlan, solve_ticket
from tui.errors import UsageError
from tui.view.dialog_keys import DialogKey
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import estimate_sign, side_style, side_word
from tui.view.panels.ticket_draft import Draft, parse_order_line
from tui.view.panels.ticket_figures import figure_rows
from tui.view.panels.trade_facts import currency_symbols, facts_of
from tui.view.screens.live_dialog import LiveDialog
from tui.view.text import content, plain
from tui.view.widgets.entry import DialogEntry
from tui.view.widgets.lines import Line, LineView, Span, spread
from tui.view.widgets.wrapping import wrapped

_SIDES = {"buy": Side.BUY, "sell": Side.SELL}
_WIDTH = 52
_MOST_REMARKS = 2


def read_question(text: str, context: ViewContext, symbol: str) -> Draft:
    """Read `[buy|sell] [SYMBOL] VOLUME [limit|stop PRICE] [sl …] [tp …]`; raises UsageError."""
    first, _, rest = text.strip().partition(" ")
    side = _SIDES.get(first.casefold())
    order = parse_order_line(rest if side is not None else text, context.desk.store.market.instruments)
    draft = Draft(order.symbol or symbol, side or Side.BUY)
    draft.fill(order)
    return draft


def open_calculator(app: App[Any], context: ViewContext, text: str, symbol: str) -> None:
    """Open the calculator with a line, or with one lot of a symbol."""
    app.push_screen(CalculatorScreen(context, text.strip() or f"{symbol} 1", symbol))


class CalculatorScreen(LiveDialog[None]):
    """One line to type into; the figures below follow it and the market."""

    DEFAULT_CSS = "CalculatorScreen LineView { margin: 1 0 0 0; }"

    about = (
        "Margin, costs, results and size of an order on the prices of now; nothing is sent. Write the order as in "
        "EURUSD 0.5 sl 20p tp 40p, or sell GOLD 1% sl 5 for a size by risk."
    )
    typed = True
    widest = 58

    def __init__(self, context: ViewContext, text: str, symbol: str) -> None:
        super().__init__(context)
        self._symbol = symbol
        self._text = text
        self._watched: tuple[str, ...] = ()
        self.body = LineView(context.paint["base"])

    def compose(self) -> ComposeResult:
        """Lay out the line above the figures."""
        with Vertical() as box:
            box.border_title = content("Calculator")
            yield DialogEntry(self.take_key, self._text, placeholder="EURUSD 0.5 sl 20p tp 40p")
            yield self.body

    def on_mount(self) -> None:
        """Be ready to be typed into."""
        self.query_one(Input).focus()

    def on_unmount(self) -> None:
        """Ask and stream nothing for it any more."""
        self.context.desk.calculator.rest()
        self.context.desk.watch_also(())

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys."""
        return (DialogKey("escape", "Close it.", self.dismiss, "close, nothing is sent"),)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._text = event.value
        self.show_now()

    def show_now(self) -> None:
        """Work everything out on what is known now."""
        try:
            draft = read_question(self._text, self.context, self._symbol)
        except UsageError as error:
            self._show([(Span(error.title, self.context.paint["error"]),)])
            return
        self._watch(draft.symbol)
        plan = self._plan(draft)
        if plan is None:
            words = f"{plain(draft.symbol)} is not known yet"
            self._show([(Span(words, self.context.paint["warning"]),)])
            return
        self._show([*self._order(plan), (), *self._figures(plan), (), *self._remarks(plan)])

    def _show(self, lines: list[Line]) -> None:
        self.body.styles.height = len(lines)
        self.body.set_lines(lines)

    def _watch(self, symbol: str) -> None:
        wanted = (symbol, *currency_symbols(self.context, symbol))
        if wanted != self._watched:
            self._watched = wanted
            self.context.desk.watch_also(wanted)

    def _plan(self, draft: Draft) -> TicketPlan | None:
        facts = facts_of(self.context, draft.symbol, draft.side)
        if facts is None:
            return None
        calculator = self.context.desk.calculator
        # Whether orders may be sent matters for a ticket only.
        facts = replace(facts, answers=calculator.answers(), read_only=False, trading_off="")
        plan = solve_ticket(draft.given(), facts)
        calculator.want(plan.questions, (draft.symbol, plan.given), (facts.bid, facts.ask))
        return plan

    # Lines

    @property
    def _width(self) -> int:
        return min(_WIDTH, self.text_width)

    def _order(self, plan: TicketPlan) -> list[Line]:
        numbers, paint, given = self.context.numbers, self.context.paint, plan.given
        digits = self.context.desk.store.market.digits(plan.symbol) or 0
        lots = "" if plan.volume is None else f" {numbers.lots(plan.volume, plan.volume)} lot"
        kind = f" {given.kind.value}" if given.kind is not None else ""
        head = (
            Span(f"{side_word(given.side, numbers)}{kind}{lots}", paint[side_style(given.side)] + Style(bold=True)),
            Span(f" {plain(plan.symbol)} at {numbers.number(plan.entry_price, digits)}"),
        )
        levels = [
            f"{title} {numbers.number(level, digits)}"
            for title, level in (("SL", plan.stop_loss), ("TP", plan.take_profit))
            if level is not None
        ]
        return [head, *([(Span("   ".join(levels), paint["muted"]),)] if levels else [])]

    def _figures(self, plan: TicketPlan) -> list[Line]:
        paint = self.context.paint
        profile = self.context.desk.store.account.profile
        currency = f" ({plain(profile.currency)})" if profile is not None else ""
        lines: list[Line] = [(Span(f"Figures{currency}", paint["secondary"]),)]
        left_out = {
            title
            for title, level in (("Loss at SL", plan.stop_loss), ("Gain at TP", plan.take_profit))
            if level is None
        }
        for row in figure_rows(self.context, plan):
            if row.title in left_out:
                continue
            value = (Span(row.value, paint[row.look]), Span(f"  {row.more:>7}" if row.more else " " * 9))
            lines.append(spread((Span(row.title, paint["muted"]),), value, self._width))
        return lines

    def _remarks(self, plan: TicketPlan) -> list[Line]:
        paint = self.context.paint
        sign = estimate_sign(self.context.numbers)
        told = [problem for problem in plan.problems if problem.field is not Field.TRAILING]
        lines: list[Line] = []
        for problem in told[:_MOST_REMARKS]:
            said = plain(problem.said(self.context.numbers.money))
            lines += [(Span(row, paint["warning"]),) for row in wrapped(said, self._width)]
            lines += [(Span(f"  {row}", paint["muted"]),) for row in wrapped(plain(problem.remedy), self._width - 2)]
        if plan.stop_loss is None:
            lines.append((Span("sl 20p tp 2R adds levels; 1% sl 20p finds the size", paint["muted"]),))
        whose = wrapped(f"{sign} is our own estimate; the rest is the broker's word", self._width)
        return [*lines, *((Span(row, paint["muted"]),) for row in whose)]
