"""The edges of the ticket's picture: prices and their state on top, what Enter does at the bottom."""

from __future__ import annotations

from rich.style import Style

from tui.domain.entry import Field
from tui.domain.freshness import Freshness
from tui.domain.position import Side
from tui.domain.ticket import TicketPlan
from tui.view.panels.base import freshness_sign, price_style, state_words
from tui.view.panels.order_words import estimate_sign
from tui.view.panels.ticket_pen import LOUD, Pen
from tui.view.widgets.lines import Line, Span, line_width


def head_lines(pen: Pen) -> list[Line]:
    """Return on which symbol the ticket is, both prices, and what they are worth."""
    state = pen.state
    lines: list[Line] = []
    if state.one_click:
        keys = pen.context.keys
        words = f" ONE-CLICK: {keys.loud('ticket.buy_now')} {keys.loud('ticket.sell_now')} send at once"
        lines.append((Span(f"{words:<{pen.width}}", pen.context.paint["warning"] + LOUD),))
    if state.cursor_symbol != state.draft.symbol:
        lines += pen.words(f"stays on {state.draft.symbol}, the cursor is on {state.cursor_symbol}", "accent")
    return [*lines, _prices(pen), *_freshness(pen)]


def _prices(pen: Pen) -> Line:
    price, numbers, paint = pen.state.price, pen.context.numbers, pen.context.paint
    line: Line = ()
    for side, name, value in ((Side.SELL, "bid", price.bid), (Side.BUY, "ask", price.ask)):
        main, last = numbers.price(value, price.digits or 0, price.pip_digits)
        style = price_style(paint, price.freshness, name) + Style(bold=True)
        chosen = side is pen.state.draft.side
        style = paint.under_cursor(style) if chosen else style
        mark = pen.sign("▸", ">") if chosen else " "
        title = Span(f"{mark}{side.value.title():<5}", paint["strong"] + paint["cursor"] if chosen else paint["muted"])
        tail = Span(last, style + Style(underline=True))
        edge = Span(" ", paint["cursor"] if chosen else Style.null())
        line = (*line, title, Span(main, style), tail, edge, Span(" "))
    return line


def _freshness(pen: Pen) -> list[Line]:
    """Return the state of the price with its remedy; spread and age while there is nothing to say against it."""
    price, numbers = pen.state.price, pen.context.numbers
    problem = pen.state.plan.problem(Field.SYMBOL) if pen.state.plan is not None else None
    words = state_words(price.freshness, pen.context, pen.state.draft.symbol)
    sign = freshness_sign(price.freshness).strip()
    look = "muted" if price.freshness.trustworthy else "stale"
    if problem is not None:
        look = "error" if problem.blocking else "warning"
        sign = sign or (pen.sign("✕", "x") if problem.blocking else "!")
        words = f"{words or problem.said(numbers.money)}, {problem.remedy}"
    elif price.freshness is Freshness.LIVE and not words:
        age = numbers.duration(price.tick_age_s) if numbers.age(price.tick_age_s) else ""
        spread = f"spread {numbers.pips(price.spread_pips)} pips" if price.spread_pips is not None else ""
        parts = [spread, f"{age} old" if age else "live"]
        words = pen.sign(" · ", " - ").join(part for part in parts if part)
    return pen.words(f"{sign} {words}".strip(), look)


def foot_lines(pen: Pen) -> list[Line]:
    """Return what Enter does now, or why it can do nothing; what concerns the account stands above it."""
    state, lines = pen.state, []
    if state.plan is None and not state.price.known:
        return pen.words("The broker no longer offers this symbol", "warning")
    if state.plan is None:
        return pen.words("Reading what the broker says of this symbol", "muted")
    for field in (Field.ACCOUNT, Field.PRICE):
        problem = state.plan.problem(field)
        if problem is not None and not (field is Field.PRICE and state.draft.kind is not None):
            lines += pen.words(pen.problem_words(problem), "error" if problem.blocking else "warning")
    if not state.gate.on and not state.gate.override:
        lines += pen.words(f"{pen.sign('✕', 'x')} {state.gate.reason}", "error")
        return [*lines, *(pen.words(state.gate.hint, "warning", 3) if state.gate.hint else [])]
    if not state.gate.on:
        lines += pen.words(f"! {state.gate.reason}", "warning")
    return [*lines, _next_step(pen, state.plan)]


def _next_step(pen: Pen, plan: TicketPlan) -> Line:
    state, paint = pen.state, pen.context.paint
    # Each field shows the first of its problems: as many as can be seen are counted.
    blocking = len({problem.field for problem in plan.problems if problem.blocking})
    key = Span(f" {state.review_key} ", paint["primary"] + Style(bold=True))
    if not state.editing:
        words: Line = (key, Span("edit"))
    elif blocking:
        words = (Span(f" {blocking} thing{'s' if blocking > 1 else ''} to put right", paint["muted"]),)
    else:
        words = (key, Span("review", paint["strong"]))
    legend = (Span(f"{estimate_sign(pen.context.numbers)} own estimate ", paint["muted"]),)
    room = pen.width - line_width(words) - line_width(legend)
    return (*words, Span(" " * room), *legend) if room > 0 else words
