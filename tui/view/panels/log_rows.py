"""Columns, rows and details of the log."""

from __future__ import annotations

from decimal import Decimal

from rich.style import Style

from tui.desk.log import PROOFS, code_info, told
from tui.store.traffic import LineKind, LogLine
from tui.view.panels.context import ViewContext
from tui.view.text import clock, moment, plain
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.live_table import Cell, Column, Row
from tui.view.widgets.wrapping import wrapped

COLUMNS = (
    Column("time", "Time", 8, "left", 90, letter="t"),
    Column("sign", "", 1, "left", 85),
    Column("what", "What", 18, "left", 100, flexible=True, max_width=44, letter="w", clip=True),
    Column("symbol", "Symbol", 8, "left", 70, flexible=True, max_width=16, letter="s", clip=True),
    Column("result", "Result", 18, "left", 95, flexible=True, max_width=60, letter="r", clip=True),
    Column("took", "ms", 6, "right", 60, letter="m"),
    Column("kind", "Kind", 13, "left", 40, letter="k"),
)

USUAL = frozenset(LineKind) - {LineKind.PING}
"""What is shown as long as no kind is chosen: signs of life tell nothing while all is well."""


def wall_ms(context: ViewContext, at: float) -> int:
    """Return our wall clock at a monotonic time."""
    return context.now_ms - int((context.now - at) * 1000)


def log_row(context: ViewContext, line: LogLine) -> Row:
    """Return a line's row."""
    words = told(line)
    look = "error" if words.bad else ""
    sign = words.sign if context.numbers.ascii else {">": "→", "<": "←"}[words.sign]
    return (
        Cell(clock(wall_ms(context, line.at), context.zone, seconds=True), "muted", sort=line.number),
        Cell(sign, "accent" if words.sign == "<" else "muted"),
        Cell(words.what, look),
        Cell(" ".join(words.symbols), "strong"),
        Cell(words.result or words.detail, look or "muted"),
        Cell(_took(context, words.took_ms), "muted", sort=words.took_ms),
        Cell(line.kind.value, "muted"),
    )


def _took(context: ViewContext, took_ms: int | None) -> str:
    return "" if took_ms is None else context.numbers.number(Decimal(took_ms), 0)


def line_details(context: ViewContext, line: LogLine, width: int) -> list[Line]:
    """Return all that is known of a line, with its error code looked up."""
    words, paint = told(line), context.paint
    found: list[Line] = [(Span(f" {plain(words.what)}", Style(bold=True)), Span(f"  {words.command}", paint["muted"]))]
    took = "" if words.took_ms is None else f"  took {_took(context, words.took_ms)} ms"
    found.append((Span(f" {moment(wall_ms(context, line.at), context.zone)}{took}", paint["muted"]),))
    for title, text in (("about", " ".join(words.symbols)), ("with", words.about), ("result", words.result)):
        found += _titled(context, title, text, width)
    found += _titled(context, "says", words.detail, width)
    return [*found, *(code_lines(context, words.code, width) if words.code else ())]


def code_lines(context: ViewContext, code: str, width: int) -> list[Line]:
    """Return what is known of an error code: meaning, what it proves, and what one can do."""
    info, room = code_info(code), max(10, width - 2)
    texts = ((info.meaning, Style(bold=True)), (PROOFS[info.kind], Style.null()), (info.advice, context.paint["muted"]))
    head = (Span(f" {plain(info.code)}", context.paint["warning"] + Style(bold=True)),)
    return [head, *((Span(f" {line}", style),) for text, style in texts for line in wrapped(text, room))]


def _titled(context: ViewContext, title: str, text: str, width: int) -> list[Line]:
    if not text:
        return []
    first, *rest = wrapped(text, max(10, width - 10))
    head: Line = (Span(f" {title:<7} ", context.paint["muted"]), Span(first))
    return [head, *((Span(f"         {line}"),) for line in rest)]
