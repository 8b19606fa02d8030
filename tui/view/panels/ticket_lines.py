"""How a ticket is drawn: prices, fields with their problems beside them, figures, and what Enter would do."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style

from tui.desk.orders.service import TradingState
from tui.domain.entry import Field
from tui.domain.facts import Problem
from tui.domain.freshness import Freshness
from tui.domain.position import Side
from tui.domain.ticket import TicketPlan
from tui.store.select import PriceView
from tui.view.panels.base import freshness_sign, price_style, state_words
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import estimate_sign, side_style, side_word
from tui.view.panels.ticket_draft import Draft, Slot
from tui.view.panels.ticket_figures import figure_lines
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span, line_width
from tui.view.widgets.wrapping import wrapped

WIDE_FROM = 60
"""Cells from which a problem stands behind its field and the figures in two columns."""

_TITLE_CELLS = 9
_VALUE_CELLS = 10
_WIDE_VALUE_CELLS = 16
_TITLES = {
    Slot.VOLUME: "Volume",
    Slot.PRICE: "Price",
    Slot.STOP_LOSS: "SL",
    Slot.TAKE_PROFIT: "TP",
    Slot.TRAILING: "Trailing",
    Slot.EXPIRATION: "Expires",
    Slot.NOTE: "Note",
}
_EXAMPLES = {
    Slot.VOLUME: "0.10 or 1%",
    Slot.PRICE: "price, -5p",
    Slot.STOP_LOSS: "20p, price",
    Slot.TAKE_PROFIT: "2R, 40p",
    Slot.TRAILING: "15p",
    Slot.EXPIRATION: "gtc, 3d",
    Slot.NOTE: "your own words, never sent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketState:
    """All that a picture of the ticket shows; `cursor_symbol` is where the watchlist's cursor is."""

    draft: Draft
    plan: TicketPlan | None
    price: PriceView
    gate: TradingState
    editing: bool
    one_click: bool
    cursor_symbol: str
    review_key: str


@dataclass(frozen=True, slots=True)
class TicketPicture:
    """The lines, and which place of the ticket each of them belongs to."""

    lines: tuple[Line, ...]
    slots: dict[int, Slot]


def ticket_picture(context: ViewContext, state: TicketState, width: int, height: int) -> TicketPicture:
    """Draw the ticket into `width` by `height` cells; what Enter would do stands at the bottom and is never cut."""
    painter = _Painter(context, state, max(20, width))
    painter.head()
    for slot in state.draft.slots:
        if slot is Slot.SIDE:
            painter.choices()
        elif slot is not Slot.KIND:
            painter.row(slot)
    foot = painter.foot()
    room = height - len(foot) - len(painter.lines)
    if state.plan is not None:
        figures = figure_lines(context, state.plan, painter.width, wide=painter.wide)
        if room > len(figures):
            painter.lines.append(())
            room -= 1
        painter.lines += figures[: max(0, room)]
    body = painter.lines[: max(0, height - len(foot))]
    gap: list[Line] = [() for _ in range(height - len(body) - len(foot))]
    return TicketPicture((*body, *gap, *foot), painter.slots)


class _Painter:
    """Collects the lines of one picture."""

    def __init__(self, context: ViewContext, state: TicketState, width: int) -> None:
        self.context, self.state, self.width = context, state, width
        self.paint = context.paint
        self.wide = width >= WIDE_FROM
        self.lines: list[Line] = []
        self.slots: dict[int, Slot] = {}
        self._value_cells = _WIDE_VALUE_CELLS if self.wide else _VALUE_CELLS

    # The head: where and at which price

    def head(self) -> None:
        """Say on which symbol the ticket is, and what it costs now."""
        state = self.state
        if state.one_click:
            words = " ONE-CLICK: ⇧B ⇧S send at once "
            self.lines.append((Span(f"{words:<{self.width}}", self.paint["warning"] + _LOUD),))
        if state.cursor_symbol != state.draft.symbol:
            words = f"stays on {state.draft.symbol}, the cursor is on {state.cursor_symbol}"
            self._words(words, "accent")
        self._prices()
        self._freshness()

    def _prices(self) -> None:
        price, numbers = self.state.price, self.context.numbers
        halves: list[Line] = []
        for side, name, value in ((Side.SELL, "bid", price.bid), (Side.BUY, "ask", price.ask)):
            main, last = numbers.price(value, price.digits or 0, price.pip_digits)
            style = price_style(self.paint, price.freshness, name) + Style(bold=True)
            chosen = side is self.state.draft.side
            ground = self.paint["cursor"] if chosen else Style.null()
            mark = ("> " if numbers.ascii else "▸ ") if chosen else "  "
            title = Span(
                f"{mark}{side.value.title():<5}", (self.paint["strong"] if chosen else self.paint["muted"]) + ground
            )
            halves.append((title, Span(main, style + ground), Span(f"{last} ", style + ground + Style(underline=True))))
        spread = "" if price.spread_pips is None else f"{numbers.pips(price.spread_pips)} pips"
        line: Line = (*halves[0], Span(" "), *halves[1])
        if self.wide and spread:
            line = (*line, Span(f"   spread {spread}", self.paint["muted"]))
        self.lines.append(line)

    def _freshness(self) -> None:
        price = self.state.price
        words = state_words(price.freshness, self.context, self.state.draft.symbol)
        problem = self.state.plan.problem(Field.SYMBOL) if self.state.plan is not None else None
        doubted = not price.freshness.trustworthy
        if not words and price.tick_age_s is not None:
            age = self.context.numbers.age(price.tick_age_s)
            words = f"live{f', {age} old' if age else ''}"
        if problem is not None:
            words = f"{words} – {problem.remedy}" if doubted else f"{problem.text} – {problem.remedy}"
        sign = freshness_sign(price.freshness).strip()
        if problem is not None and not sign:
            sign = "✕" if problem.blocking else "!"
        look = "error" if problem is not None and problem.blocking else "stale" if doubted else "muted"
        if not self.wide and price.spread_pips is not None and price.freshness is Freshness.LIVE and problem is None:
            words += f" · spread {self.context.numbers.pips(price.spread_pips)}"
        self._words(f"{sign} {words}" if sign else words, look)

    def _words(self, text: str, look: str, indent: int = 1) -> None:
        for words in wrapped(text, self.width - indent - 1):
            self.lines.append((Span(" " * indent), Span(words, self.paint[look])))

    # The fields

    def choices(self) -> None:
        """Draw side and kind, which are chosen and not typed, on one line."""
        draft = self.state.draft
        kind = "market" if draft.kind is None else draft.kind.value
        side = side_word(draft.side, self.context.numbers)
        row = len(self.lines)
        self.slots[row] = Slot.SIDE if draft.slot is Slot.KIND else Slot.KIND
        left = self._choice(Slot.SIDE, side, self.paint[side_style(draft.side)] + Style(bold=True))
        right = self._choice(Slot.KIND, kind.upper(), Style(bold=True))
        self.lines.append((*left, Span("  "), *right))
        self._problem(Slot.SIDE)

    def _choice(self, slot: Slot, words: str, style: Style) -> Line:
        current = self._is_current(slot)
        ground = self.paint["cursor"] if current else Style.null()
        before, after = ("< ", " >") if self.context.numbers.ascii else ("◂ ", " ▸")
        if not current:
            before, after = "  ", "  "
        return (Span(before, ground), Span(words, style + ground), Span(after, ground))

    def _is_current(self, slot: Slot) -> bool:
        return self.state.editing and self.state.draft.slot is slot

    def row(self, slot: Slot) -> None:
        """Draw one field: title, what is typed, what it comes to, and what is wrong with it."""
        self.slots[len(self.lines)] = slot
        current = self._is_current(slot)
        caret = (">" if self.context.numbers.ascii else "▸") if current else " "
        title = self.paint["strong"] if current else self.paint["muted"]
        line: Line = (Span(caret, self.paint["caret"]), Span(f"{_TITLES[slot]:<{_TITLE_CELLS}}", title))
        cells = self.width - _TITLE_CELLS - 2 if slot is Slot.NOTE else self._value_cells
        line = (*line, *self._value(slot, current, cells))
        answer = self._answer(slot)
        if answer:
            style = self.paint["stale" if not self.state.price.freshness.trustworthy else "strong"]
            line = (
                *line,
                Span(" → " if not self.context.numbers.ascii else " > ", self.paint["muted"]),
                Span(answer, style),
            )
        self.lines.append(line)
        self._problem(slot)

    def _value(self, slot: Slot, current: bool, cells: int) -> Line:
        field = self.state.draft.texts[slot]
        ground = (
            self.paint["cursor"] if current else Style(underline=not self.paint.ansi, color=self.paint.colour("grid"))
        )
        if not field.text and not current:
            return (Span(f"{_EXAMPLES[slot][:cells]:<{cells}}", self.paint["grid"]),)
        if not current:
            return (Span(f"{field.text[:cells]:<{cells}}", self.paint["strong"]),)
        # The text slides under the field so that the cursor is always in view.
        start = max(0, field.cursor - cells + 1)
        shown = f"{field.text[start : start + cells]:<{cells}}"
        place = field.cursor - start
        here = ground + Style(reverse=True)
        return (Span(shown[:place], ground), Span(shown[place], here), Span(shown[place + 1 :], ground))

    def _answer(self, slot: Slot) -> str:
        """Return what a text comes to, where that is not what is typed."""
        plan, numbers = self.state.plan, self.context.numbers
        if plan is None:
            return ""
        digits = self.state.price.digits or 0
        if slot is Slot.VOLUME:
            return f"{numbers.lots(plan.volume, plan.volume)} lot" if plan.volume is not None else ""
        if slot is Slot.TRAILING:
            return f"{plan.trailing_offset} points" if plan.trailing_offset else ""
        level = {Slot.PRICE: plan.entry_price, Slot.STOP_LOSS: plan.stop_loss, Slot.TAKE_PROFIT: plan.take_profit}
        if slot not in level or level[slot] is None or not self.state.draft.text(slot).strip():
            return ""
        text = numbers.number(level[slot], digits)
        instrument = self.context.desk.store.market.instruments.get(plan.symbol)
        entry, value = plan.entry_price, level[slot]
        if self.wide and instrument is not None and entry is not None and value is not None and slot is not Slot.PRICE:
            text += f"  {numbers.pips(abs(instrument.pips(value - entry)))} pips"
        return text

    def _problem(self, slot: Slot) -> None:
        """Put the problem of a place behind it where there is room, else below; it is always whole."""
        field, plan = slot.field, self.state.plan
        problem = plan.problem(field) if plan is not None and field is not None else None
        if problem is None:
            return
        # A field that was never touched is asked for, not complained about.
        asked = problem.blocking and slot.typed and not self.state.draft.text(slot) and not self.state.draft.tried
        if asked and not self._is_current(slot):
            return
        look = "muted" if asked else "error" if problem.blocking else "warning"
        text = problem_words(problem, asked=asked, ascii_only=self.context.numbers.ascii)
        last = self.lines[-1]
        if line_width(last) + len(text) + 2 <= self.width:
            self.lines[-1] = (*last, Span("  "), Span(text, self.paint[look]))
        else:
            self._words(text, look, 3)

    # The foot: what comes next

    def foot(self) -> list[Line]:
        """Say what Enter does now, or why it can do nothing."""
        state, before = self.state, self.lines
        self.lines = []
        account = state.plan.problem(Field.ACCOUNT) if state.plan is not None else None
        if account is not None:
            text = problem_words(account, asked=False, ascii_only=self.context.numbers.ascii)
            self._words(text, "error" if account.blocking else "warning")
        price = state.plan.problem(Field.PRICE) if state.plan is not None and state.draft.kind is None else None
        if price is not None:
            self._words(problem_words(price, asked=False, ascii_only=self.context.numbers.ascii), "error")
        if state.plan is None:
            self._words("Reading what the broker says of this symbol", "muted")
        elif not state.gate.on and not state.gate.override:
            self._words(f"✕ {state.gate.reason}", "error")
            if state.gate.hint:
                self._words(state.gate.hint, "warning", 3)
        else:
            self._next_step(state.plan)
        foot, self.lines = self.lines, before
        return foot

    def _next_step(self, plan: TicketPlan) -> None:
        state = self.state
        if not state.gate.on:
            self._words(f"! {state.gate.reason}", "warning")
        blocking = sum(1 for problem in plan.problems if problem.blocking)
        estimates = (Span(f"{estimate_sign(self.context.numbers)} own estimate", self.paint["muted"]),)
        if not state.editing:
            words: Line = (Span(f" {state.review_key} ", self.paint["primary"] + Style(bold=True)), Span("edit"))
        elif blocking:
            count = f"{blocking} thing{'s' if blocking > 1 else ''} to fill in or solve"
            words = (Span(f" {count}", self.paint["muted"]),)
        else:
            words = (
                Span(f" {state.review_key} ", self.paint["primary"] + Style(bold=True)),
                Span("review", self.paint["strong"]),
            )
        room = self.width - line_width(words) - line_width(estimates) - 1
        self.lines.append((*words, Span(" " * max(1, room)), *estimates) if room > 0 else words)


_LOUD = Style(reverse=True, bold=True)


def problem_words(problem: Problem, *, asked: bool, ascii_only: bool = False) -> str:
    """Return a problem with its remedy in one sentence; what is merely asked for has only its remedy."""
    if asked:
        return problem.remedy
    sign = ("x" if ascii_only else "✕") if problem.blocking else "!"
    return f"{sign} {plain(problem.text)}, {plain(problem.remedy)}"
