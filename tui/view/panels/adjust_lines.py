"""How a change or a close is drawn: fields with their results and problems beside them, and the lines on the chart."""

from __future__ import annotations

from decimal import Decimal

from rich.style import Style

from tui.domain.entry import Field
from tui.domain.facts import Facts, Figure
from tui.domain.manage import ManagePlan
from tui.domain.position import Position
from tui.view.panels.adjust_draft import AdjustDraft
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import figure_style, figure_text
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.text_field import TextField
from tui.view.widgets.wrapping import wrapped

_TITLES = {
    Field.VOLUME: "Close",
    Field.PRICE: "Price",
    Field.STOP_LOSS: "SL",
    Field.TAKE_PROFIT: "TP",
    Field.TRAILING: "Trailing",
    Field.EXPIRATION: "Expires",
}
_EMPTY = {
    Field.VOLUME: "all",
    Field.PRICE: "",
    Field.STOP_LOSS: "none",
    Field.TAKE_PROFIT: "none",
    Field.TRAILING: "none",
    Field.EXPIRATION: "gtc",
}
_TITLE_CELLS = 10
_VALUE_CELLS = 17


def adjust_lines(
    context: ViewContext, draft: AdjustDraft, plan: ManagePlan | None, facts: Facts | None, width: int
) -> tuple[Line, ...]:
    """Return the form, `width` cells wide: what it is now, a row for each field, and what is wrong with the whole."""
    lines = [_now(context, draft, plan, facts)]
    lines += [_row(context, draft, plan, field, facts) for field in draft.texts]
    problems = plan.problems if plan is not None else ()
    # The remedy for the field that is being filled in has a line of its own: beside the field it may not fit.
    here = plan.problem(draft.field) if plan is not None else None
    general = next((each for each in problems if each.field not in draft.texts), None)
    shown = here or general
    if shown is not None:
        said = plain(shown.said(context.numbers.money))
        text = plain(shown.remedy) if shown is here else f"{said} · {plain(shown.remedy)}"
        sign = "" if shown is here else f"{_sign(context, shown.blocking)} "
        style = context.paint["error" if shown.blocking else "warning"]
        words = text[:1].upper() + text[1:] if shown is here else sign + text
        lines += [(Span(f" {part}", style),) for part in wrapped(words, width - 2)]
    if plan is not None and not plan.changes and not problems:
        lines.append((Span(" Nothing is changed yet", context.paint["muted"]),))
    return tuple(lines)


def _sign(context: ViewContext, blocking: bool) -> str:
    if blocking:
        return "x" if context.numbers.ascii else "✕"
    return "!"


def _now(context: ViewContext, draft: AdjustDraft, plan: ManagePlan | None, facts: Facts | None) -> Line:
    paint, numbers, target = context.paint, context.numbers, draft.target
    digits = target.digits
    opened = target.open_price if isinstance(target, Position) else target.price
    word = "open" if isinstance(target, Position) else "waits at"
    price = _market(draft, facts) if facts is not None else None
    fresh = facts is not None and facts.freshness.trustworthy
    parts: list[Span] = [
        Span(f" {word} ", paint["muted"]),
        Span(numbers.number(opened, digits)),
        Span("  now ", paint["muted"]),
        Span(numbers.number(price, digits), paint["strong"] if fresh else paint["stale"]),
    ]
    if not fresh:
        parts.append(Span(" old", paint["stale"]))
    if plan is not None and isinstance(target, Position):
        parts += [Span("  result ", paint["muted"]), *_figure(context, plan.result)]
    return tuple(parts)


def _figure(context: ViewContext, figure: Figure) -> tuple[Span, ...]:
    style = context.paint[figure_style(figure)]
    if not figure_style(figure) and figure.value:
        style = context.paint["up" if figure.value > 0 else "down"]
    return (Span(figure_text(figure, context.numbers, signed=True), style),)


def _row(context: ViewContext, draft: AdjustDraft, plan: ManagePlan | None, field: Field, facts: Facts | None) -> Line:
    paint, chosen = context.paint, field is draft.field
    mark = (">" if context.numbers.ascii else "▸") if chosen else " "
    title = Span(f"{mark}{_TITLES[field]:<{_TITLE_CELLS}}", paint["strong"] if chosen else paint["muted"])
    value = _value(context, draft.texts[field], chosen=chosen, empty=_EMPTY[field])
    line: Line = (title, *value)
    problem = plan.problem(field) if plan is not None else None
    if problem is not None:
        style = paint["error"] if problem.blocking else paint["warning"]
        words = f"  {_sign(context, problem.blocking)} {plain(problem.said(context.numbers.money))}"
        return (*line, Span(words, style))
    return (*line, *_answer(context, draft, plan, field, facts))


def _value(context: ViewContext, field: TextField, *, chosen: bool, empty: str) -> Line:
    paint = context.paint
    if not chosen:
        text = field.text or empty
        return (Span(f" {text:<{_VALUE_CELLS}}", Style.null() if field.text else paint["muted"]),)
    if field.selected:
        rest = f"{'':<{max(0, _VALUE_CELLS - len(field.text))}}"
        return (Span(" ", paint["cursor"]), Span(field.text, paint["insertion"]), Span(rest, paint["cursor"]))
    before, after = field.text[: field.cursor], field.text[field.cursor + 1 :]
    under = field.text[field.cursor : field.cursor + 1] or " "
    spare = max(0, _VALUE_CELLS - len(before) - 1 - len(after))
    hint = empty[:spare] if not field.text else ""
    ground = paint["cursor"]
    spans = (Span(f" {before}", ground), Span(under, paint["insertion"]), Span(after, ground))
    return (*spans, Span(f"{hint:<{spare}}", ground + paint["muted"]))


def _answer(
    context: ViewContext, draft: AdjustDraft, plan: ManagePlan | None, field: Field, facts: Facts | None
) -> Line:
    if plan is None:
        return ()
    paint, numbers = context.paint, context.numbers
    if field is Field.VOLUME:
        lots = numbers.lots(plan.volume, plan.volume)
        whole = numbers.lots(draft.target.volume, draft.target.volume)
        return (Span(f"  {lots} of {whole} lots", paint["strong"]),)
    level = {Field.STOP_LOSS: plan.stop_loss, Field.TAKE_PROFIT: plan.take_profit, Field.PRICE: plan.price}.get(field)
    if level is None:
        return (Span(f"  {plan.trailing_offset} points", paint["muted"]),) if _trails(field, plan) else ()
    shown = numbers.number(level, draft.target.digits)
    # What was typed as a price needs no answer; a distance does.
    spans = [] if shown == draft.text(field) else [Span(f"  {shown}", paint["strong"])]
    if facts is not None:
        # The levels of a pending order come to life at its price, wherever the market is now.
        waits = not isinstance(draft.target, Position) and field is not Field.PRICE
        origin, word = (plan.price, "its price") if waits else (_market(draft, facts), "now")
        if origin is not None:
            away = numbers.pips(abs(facts.instrument.pips(level - origin)))
            spans.append(Span(f"  {away} pips from {word}", paint["muted"]))
    figure = {Field.STOP_LOSS: plan.loss_at_stop, Field.TAKE_PROFIT: plan.profit_at_target}.get(field)
    if figure is not None and figure.known:
        spans += [Span("  "), *_figure(context, figure)]
    return tuple(spans)


def _trails(field: Field, plan: ManagePlan) -> bool:
    return field is Field.TRAILING and plan.trailing_offset > 0


def _market(draft: AdjustDraft, facts: Facts) -> Decimal | None:
    """Return the price of now that counts: what closes a position, and what a pending order waits for."""
    target = draft.target
    return facts.closing_price(target.side) if isinstance(target, Position) else facts.opening_price(target.side)


def foot_line(context: ViewContext, draft: AdjustDraft, width: int) -> Line:
    """Return what may be written into the fields."""
    if draft.closing:
        parts = ["0.05 lots, 50%, or empty for all"]
    else:
        parts = ["a price, 20p, 1% or money", "empty removes", "Tab next field"]
    text = (" - " if context.numbers.ascii else " · ").join(parts)
    return (Span(f" {text}"[:width], context.paint["muted"]),)
