"""The life of one order as lines: every step with the time between, what the broker said, and what that means."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from rich.cells import cell_len
from rich.style import Style

from tui.desk.orders.service import Doubt
from tui.desk.orders.words import code_words
from tui.domain.intent import Action
from tui.domain.order import Order
from tui.domain.position import Position
from tui.domain.steps import Step, StepKind
from tui.errors import GuardError
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import wish_words
from tui.view.panels.orders_words import exact_clock, price_text, span_text, state_look, state_text, step_text
from tui.view.text import moment, plain
from tui.view.widgets.lines import Line, Span

_CLOCK_CELLS = 12
_GAP_CELLS = 9
_LOUD = (StepKind.LOST, StepKind.REFUSED, StepKind.DENIED, StepKind.ABSENT, StepKind.UNNUMBERED)
_PROOF = (StepKind.EFFECT, StepKind.RECORD)


def doubt_of(context: ViewContext, order: Order) -> Doubt | None:
    """Return what can be said of an order of unknown fate; None when its fate is known or nobody can say."""
    if not order.needs_eyes:
        return None
    try:
        return context.orders.doubt(order.tag)
    except GuardError:
        return None


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """Return outside text in lines of at most `width` cells; lines after the first are indented."""
    clean = plain(text)
    if cell_len(clean) <= width:
        return [clean]
    return textwrap.wrap(clean, max(12, width), subsequent_indent=" " * indent) or [""]


def timeline_lines(context: ViewContext, order: Order, width: int, *, raw: bool = True) -> list[Line]:
    """Return the timeline of an order, `width` cells wide; `raw` adds the broker's messages as received."""
    lines = [*_head(context, order, width), *doubt_lines(context, order, width), (), *_steps(context, order, width)]
    words = code_words(order.code)
    if words is not None:
        lines += [(), *_pairs(context, [(words.code, f"{words.meaning}. {words.proves} {words.advice}")], width)]
    messages = [step.raw for step in order.steps if step.raw] if raw else []
    if messages:
        lines += [(), (Span("As received", context.paint["muted"]),)]
        lines += [(Span(part, context.paint["muted"]),) for each in messages for part in wrapped(each, width, 2)]
    return lines


def compact_lines(context: ViewContext, order: Order, width: int, height: int) -> list[Line]:
    """Return what fits into a small pane: what it is, where it stands, and the newest steps."""
    first, *rest = timeline_lines(context, order, width, raw=False)
    steps = _steps(context, order, width)
    words = doubt_lines(context, order, width)[1:4] if order.needs_eyes else rest[1:3]
    room = height - 1 - len(words)
    return [first, *words, *steps[-room:]] if room > 0 else [first]


def _head(context: ViewContext, order: Order, width: int) -> list[Line]:
    paint, numbers, intent = context.paint, context.numbers, order.intent
    wish = intent.wish
    digits = context.desk.store.market.digits(wish.symbol)
    style = paint[state_look(order).style]
    first = (Span(wish_words(wish, numbers), paint["strong"]), Span("  "), Span(state_text(order, numbers), style))
    age = "" if intent.price_age_s is None else f", {intent.price_age_s:.1f} s old"
    asked = f"{price_text(wish.price, digits, numbers)}{age}"
    levels = [
        f"{title} {price_text(level, digits, numbers)}"
        for title, level in (("SL", wish.stop_loss), ("TP", wish.take_profit))
        if level is not None
    ]
    filled = "nothing yet"
    if order.fill_price is not None:
        volume = f" · {numbers.lots(order.fill_volume)} lots" if order.fill_volume is not None else ""
        filled = f"{price_text(order.fill_price, digits, numbers)}{volume} (the broker's word)"
    elif order.state.settled:
        filled = "–"
    pairs = [
        ("Confirmed", f"{moment(intent.server_ms, context.zone)} · {intent.account}"),
        ("Asked", " · ".join([asked, *levels])),
        ("Filled", filled),
        ("Request", f"{order.request_id or numbers.missing} · position {order.position or numbers.missing}"),
        ("Broker", record_words(context, order)),
        ("Tag", order.tag),
        ("Plan", wish.plan),
        ("Again of", wish.parent),
        ("Note", wish.note),
    ]
    if order.late_effect:
        pairs.append(("Late", "It took effect after it had been given up. Look at your positions."))
    if order.contradicted:
        pairs.append(("Careful", "The broker said opposite things about it. Look at your positions."))
    return [first, *_pairs(context, [pair for pair in pairs if pair[1]], width)]


def trade_number(order: Order) -> int | None:
    """Return the number of the trade that an order made or is about, None while it is not known."""
    placed = order.request_id if order.intent.wish.action is Action.PLACE else None
    return order.position or order.intent.wish.position or placed


def record_words(context: ViewContext, order: Order) -> str:
    """Return what the broker has under the order's number, as it was read for this view; empty before that."""
    number = trade_number(order)
    if number is None:
        return ""
    record, problem = context.desk.records.of(number), context.desk.records.problem(number)
    if problem:
        return f"not read: {problem}"
    if record is None:
        return ""
    numbers, digits = context.numbers, context.desk.store.market.digits(order.intent.wish.symbol)
    trade = record.position or record.pending
    if trade is not None:
        what = "position" if record.position is not None else "pending order"
        price = trade.open_price if isinstance(trade, Position) else trade.price
        levels = (
            f"SL {price_text(trade.stop_loss, digits, numbers)} · TP {price_text(trade.take_profit, digits, numbers)}"
        )
        words = f"{what}, {numbers.lots(trade.volume)} lots at {price_text(price, digits, numbers)} · {levels}"
    elif record.closed is not None:
        words = f"closed at {price_text(record.closed.close_price, digits, numbers)}"
    else:
        words = "nothing open under this number"
    return f"{words} (read {numbers.duration(context.now - record.read)} ago)"


def doubt_lines(context: ViewContext, order: Order, width: int) -> list[Line]:
    """Return what is known, done, possible and advised while the fate of an order is unknown; else nothing."""
    doubt = doubt_of(context, order)
    if doubt is None:
        return []
    paint = context.paint
    loud = paint["error"]
    since = context.numbers.duration((context.now_ms - doubt.since_ms) / 1000)
    bar: Line = (Span(f" ? FATE UNKNOWN for {since} ".ljust(width), loud + Style(reverse=True, bold=True)),)
    pairs = [
        ("Known", doubt.known),
        ("Now", f"{doubt.doing.rstrip('.')}; checked {next_check_words(context, doubt)}"),
        ("May mean", doubt.meaning.rstrip(".") + exposure_words(context, doubt)),
        ("You can", doubt.advice),
    ]
    return [(), bar, *_pairs(context, pairs, width)]


def next_check_words(context: ViewContext, doubt: Doubt) -> str:
    """Return when the next search starts: `again in 4 s`, or that it waits for the link."""
    if doubt.next_check is None:
        return "once the link is back"
    left = doubt.next_check - context.now
    return f"again in {max(1, round(left))} s" if left > 0 else "now"


def exposure_words(context: ViewContext, doubt: Doubt) -> str:
    """Return what it counts for in the account bar."""
    margin = "" if doubt.margin is None else f", margin ≈ {context.numbers.money(doubt.margin)}"
    return f" (counted: {context.numbers.number(doubt.lots, 2, signed=True)} lots{margin})" if doubt.lots else ""


def _pairs(context: ViewContext, pairs: Iterable[tuple[str, str]], width: int) -> list[Line]:
    rows = list(pairs)
    title_cells = max((len(title) for title, _ in rows), default=0) + 2
    lines: list[Line] = []
    for title, value in rows:
        first, *rest = wrapped(value, width - title_cells)
        lines.append((Span(title.ljust(title_cells), context.paint["muted"]), Span(first)))
        lines += [(Span(" " * title_cells), Span(part)) for part in rest]
    return lines


def _steps(context: ViewContext, order: Order, width: int) -> list[Line]:
    lines: list[Line] = []
    before: Step | None = None
    for step in order.steps:
        lines += _step(context, step, before, width)
        before = step
    return lines


def _step(context: ViewContext, step: Step, before: Step | None, width: int) -> list[Line]:
    paint = context.paint
    gap = ""
    if before is not None:
        # Steps of different runs share no monotonic clock; the wall clock then tells the time between.
        passed = (step.mono - before.mono) * 1000 if step.mono >= before.mono else step.at_ms - before.at_ms
        gap = f"+{span_text(passed, context.numbers)}"
    style = paint["error"] if step.kind in _LOUD else paint["success"] if step.kind in _PROOF else paint[""]
    used = _CLOCK_CELLS + 1 + _GAP_CELLS + 2
    first, *rest = wrapped(step_text(step), width - used)
    head: Line = (
        Span(exact_clock(step.at_ms, context.zone), paint["muted"]),
        Span(f" {gap:>{_GAP_CELLS}}  ", paint["muted"]),
        Span(first, style),
    )
    return [head, *((Span(" " * used), Span(part, style)) for part in rest)]
