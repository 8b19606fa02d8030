"""The names of a screen's pages beside each other, the shown one strong."""

from __future__ import annotations

from collections.abc import Iterable

from tui.view.panels.context import ViewContext
from tui.view.widgets.lines import Line, Span


def page_row(context: ViewContext, titles: Iterable[tuple[str, bool]], *, close: bool = False) -> Line:
    """Return a line of (title, is it shown) pairs; `close` sets them apart by blanks alone."""
    paint = context.paint
    gap = "  " if close else " - " if context.numbers.ascii else " · "
    spans: list[Span] = [Span(" ")]
    for title, shown in titles:
        if len(spans) > 1:
            spans.append(Span(gap, paint["grid"]))
        spans.append(Span(title, paint["strong" if shown else "muted"]))
    return tuple(spans)
