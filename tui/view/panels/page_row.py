"""The names of a screen's pages beside each other, the shown one strong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.view.panels.context import ViewContext
from tui.view.widgets.lines import Line, Span, line_width


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


def page_window(context: ViewContext, titles: Sequence[tuple[str, bool]], width: int) -> Line:
    """Return the pages that fit around the shown one, which is there in any case; a mark stands for others aside."""
    muted = context.paint["muted"]

    def row(first: int, last: int) -> Line:
        whole = page_row(context, titles[first : last + 1], close=True)
        end = (Span(" ›", muted),) if last < len(titles) - 1 else ()
        return (Span("‹" if first else " ", muted), *whole[1:], *end)

    first = last = next((place for place, (_, shown) in enumerate(titles) if shown), 0)
    sides = [(-1, 0), (0, 1)]
    while sides:
        # In turn, so that one sees what lies on either side.
        before, behind = sides.pop(0)
        wider = first + before, last + behind
        if wider[0] >= 0 and wider[1] < len(titles) and line_width(row(*wider)) <= width:
            first, last = wider
            sides.append((before, behind))
    return row(first, last)
