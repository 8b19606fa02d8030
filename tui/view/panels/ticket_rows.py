"""The fields of the ticket in lines: what is typed, what it comes to, and beside it what is wrong with it."""

from __future__ import annotations

from rich.style import Style

from tui.view.panels.order_words import side_style, side_word
from tui.view.panels.ticket_draft import Slot
from tui.view.panels.ticket_pen import Pen
from tui.view.widgets.lines import Line, Span, line_width

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
    Slot.VOLUME: "e.g. 1%",
    Slot.PRICE: "e.g. -5p",
    Slot.STOP_LOSS: "e.g. 20p",
    Slot.TAKE_PROFIT: "e.g. 2R",
    Slot.TRAILING: "e.g. 15p",
    Slot.EXPIRATION: "e.g. 3d",
    Slot.NOTE: "own words, never sent",
}


def choice_lines(pen: Pen) -> list[Line]:
    """Return side and kind, which are chosen and not typed, on one line."""
    draft, paint = pen.state.draft, pen.context.paint
    kind = "market" if draft.kind is None else draft.kind.value
    side = side_word(draft.side, pen.context.numbers)
    left = _choice(pen, Slot.SIDE, side, paint[side_style(draft.side)] + Style(bold=True))
    right = _choice(pen, Slot.KIND, kind.upper(), Style(bold=True))
    return _with_problem(pen, Slot.SIDE, (*left, Span("  "), *right))


def field_lines(pen: Pen, slot: Slot) -> list[Line]:
    """Return a field: its title, what is typed, what it comes to, and its problem."""
    paint, current = pen.context.paint, pen.current(slot)
    caret = pen.sign("▸", ">") if current else " "
    title = Span(f"{_TITLES[slot]:<{_TITLE_CELLS}}", paint["strong" if current else "muted"])
    cells = _WIDE_VALUE_CELLS if pen.wide else _VALUE_CELLS
    if slot is Slot.NOTE:
        cells = pen.width - _TITLE_CELLS - 2
    line: Line = (Span(caret, paint["caret"]), title, *_value(pen, slot, cells))
    answer = _answer(pen, slot)
    if answer:
        doubtful = not pen.state.price.freshness.trustworthy
        arrow = Span(pen.sign(" → ", " > "), paint["muted"])
        line = (*line, arrow, Span(answer, paint["stale" if doubtful else "strong"]))
    return _with_problem(pen, slot, line)


def _choice(pen: Pen, slot: Slot, words: str, style: Style) -> Line:
    if not pen.current(slot):
        return (Span("  "), Span(words, style), Span("  "))
    paint = pen.context.paint
    ground = paint["cursor"]
    return (
        Span(pen.sign("◂ ", "< "), ground),
        Span(words, paint.under_cursor(style)),
        Span(pen.sign(" ▸", " >"), ground),
    )


def _value(pen: Pen, slot: Slot, cells: int) -> Line:
    field, paint = pen.state.draft.texts[slot], pen.context.paint
    if not pen.current(slot):
        # An example here could be read as a value that is set.
        text, look = (field.text, "strong") if field.text else (pen.context.numbers.missing, "muted")
        return (Span(f"{text[:cells]:<{cells}}", paint[look]),)
    # The text slides under the field so that the cursor is always in view.
    start = max(0, field.cursor - cells + 1)
    shown = f"{field.text[start : start + cells]:<{cells}}"
    if field.selected:
        text = shown.rstrip()
        return (Span(text, paint["insertion"]), Span(shown[len(text) :], paint["cursor"]))
    place, ground = field.cursor - start, paint["cursor"]
    cursor = Span(shown[place], paint["insertion"])
    if not field.text:
        return (cursor, Span(f"{_EXAMPLES[slot][: cells - 1]:<{cells - 1}}", ground + paint["muted"]))
    return (Span(shown[:place], ground), cursor, Span(shown[place + 1 :], ground))


def _answer(pen: Pen, slot: Slot) -> str:
    """Return what a text comes to."""
    plan, numbers = pen.state.plan, pen.context.numbers
    if plan is None or not pen.state.draft.text(slot).strip():
        return ""
    if slot is Slot.VOLUME:
        return f"{numbers.lots(plan.volume, plan.volume)} lot" if plan.volume is not None else ""
    if slot is Slot.TRAILING:
        return f"{plan.trailing_offset} points" if plan.trailing_offset else ""
    levels = {Slot.PRICE: plan.entry_price, Slot.STOP_LOSS: plan.stop_loss, Slot.TAKE_PROFIT: plan.take_profit}
    level = levels.get(slot)
    if level is None:
        return ""
    text = numbers.number(level, pen.state.price.digits or 0)
    instrument = pen.context.desk.store.market.instruments.get(plan.symbol)
    if pen.wide and instrument is not None and plan.entry_price is not None and slot is not Slot.PRICE:
        text += f"  {numbers.pips(abs(instrument.pips(level - plan.entry_price)))} pips"
    return text


def _with_problem(pen: Pen, slot: Slot, line: Line) -> list[Line]:
    """Put the problem of a place behind it where there is room, else below; it is always whole."""
    plan, field, draft = pen.state.plan, slot.field, pen.state.draft
    problem = plan.problem(field) if plan is not None and field is not None else None
    if problem is None:
        return [line]
    # A field that was never touched is asked for, not complained about.
    asked = problem.blocking and slot.typed and not draft.text(slot) and not draft.tried
    if asked and not pen.current(slot):
        return [line]
    look = "muted" if asked else "error" if problem.blocking else "warning"
    text = pen.problem_words(problem, asked=asked)
    if line_width(line) + len(text) + 2 <= pen.width:
        return [(*line, Span("  "), Span(text, pen.context.paint[look]))]
    return [line, *pen.words(text, look, 3)]
