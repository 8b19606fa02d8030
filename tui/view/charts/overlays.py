"""What is drawn over the candles: lines with labels, marks, price tags, cursor, notes. It never hides a candle."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from tui.domain.candle import Candle
from tui.view.charts.candles import extent
from tui.view.charts.cells import Ink, Row, one_cell_each
from tui.view.charts.frame import Frame, Scene, slot_start
from tui.view.charts.model import HistoryEdge, LineKind, PriceLine
from tui.view.charts.readout import fitting_readout, time_text
from tui.view.charts.scale import PriceScale, price_text
from tui.view.charts.strokes import StrokeBook, Strokes
from tui.view.charts.studies import draw_studies
from tui.view.widgets.wrapping import wrapped

_LINES = {
    LineKind.ASK: ("┈", Ink.ASK),
    LineKind.ENTRY: ("─", Ink.ENTRY),
    LineKind.STOP_LOSS: ("╌", Ink.STOP_LOSS),
    LineKind.TAKE_PROFIT: ("╌", Ink.TAKE_PROFIT),
    LineKind.PENDING: ("┄", Ink.PENDING),
}
_EDGE_TEXT = {HistoryEdge.MORE: "", HistoryEdge.LOADING: "loading older…", HistoryEdge.END: "history begins here"}
_MARK_REACH = 2


def strokes_of(scene: Scene, frame: Frame, rows: Sequence[Row]) -> Strokes:
    """Return all strokes of a scene over the rows of its base picture."""
    book = StrokeBook(frame, rows)
    if frame.scale is None:
        _note(book, scene.note)
        return book.strokes
    _readout(book, scene)
    _marks(book, scene, frame.scale)
    _price_lines(book, frame.scale, scene.overlays.lines)
    _last_and_ask(book, scene, frame.scale)
    draw_studies(book, scene, frame.scale)
    _history_edge(book, scene)
    _cursor(book, scene)
    return book.strokes


def _note(book: StrokeBook, note: str) -> None:
    layout = book.frame.layout
    lines = wrapped(one_cell_each(note), layout.columns) if note else []
    top = max(0, layout.price_rows - len(lines)) // 2
    for row, line in enumerate(lines[: layout.price_rows], top):
        book.force(row, max(0, layout.columns - len(line)) // 2, line[: layout.columns], Ink.MUTED)


def _marks(book: StrokeBook, scene: Scene, scale: PriceScale) -> None:
    window = book.frame.window
    slots = scene.slots[window.first : window.last + 1]
    starts = [slot_start(slot) for slot in slots]
    for mark in scene.overlays.marks:
        index = bisect_right(starts, mark.at_ms) - 1
        slot = slots[index] if index >= 0 else None
        newest = index == len(slots) - 1
        if not isinstance(slot, Candle) or (newest and mark.at_ms >= slot.start_ms + scene.period.length_ms):
            continue
        place = extent(slot, scale)
        x = window.centre(window.first + index)
        nearest, step = (place.bottom // 2 + 1, 1) if mark.buy else (place.top // 2 - 1, -1)
        for row in range(nearest, nearest + step * _MARK_REACH, step):
            if book.free(row, x):
                book.force(row, x, "▲" if mark.buy else "▼", Ink.UP if mark.buy else Ink.DOWN)
                break


def _price_lines(book: StrokeBook, scale: PriceScale, lines: Sequence[PriceLine]) -> None:
    """Draw the lines that the scale shows, then what lies beyond it, so that beside a price stands its own label."""
    for line in lines:
        if scale.contains(line.price):
            _price_line(book, scale, line)
    for line in lines:
        if not scale.contains(line.price):
            _beyond(book, scale, line)


def _price_line(book: StrokeBook, scale: PriceScale, line: PriceLine) -> None:
    dash, ink = _LINES[line.kind]
    row, label = scale.row(line.price), one_cell_each(line.label)
    if label:
        book.label(row, f" {label} ", ink)
    book.line(row, 0, dash * book.frame.layout.columns, ink)
    # The label nearest to the axis and the stroke are those of the first line of a row: so is the price.
    if not book.tagged(row):
        book.tag(row, " " + price_text(line.price, scale.digits), ink)


def _beyond(book: StrokeBook, scale: PriceScale, line: PriceLine) -> None:
    above = line.price > scale.high
    label = one_cell_each(line.label) or price_text(line.price, scale.digits)
    text = f" {'▲' if above else '▼'} {label} "
    nearest = range(min(3, scale.rows)) if above else range(scale.rows - 1, max(scale.rows - 4, -1), -1)
    # The row next to the edge may be full of candles; the one after it still reads as the edge.
    any(book.label(row, text, _LINES[line.kind][1]) for row in nearest)


def _last_and_ask(book: StrokeBook, scene: Scene, scale: PriceScale) -> None:
    last = scene.last_candle
    if last is None:
        return
    if scene.ask is not None and scale.contains(scene.ask) and not scene.stale:
        _short_line(book, scale.row(scene.ask), "┈", Ink.ASK)
        if scale.row(scene.ask) != scale.row(last.close):
            book.tag(scale.row(scene.ask), " " + price_text(scene.ask, scale.digits), Ink.ASK)
    if scene.viewport.right is None:
        _short_line(book, scale.row(last.close), "╌", Ink.PRICE_LINE)
    book.tag(
        scale.row(last.close),
        _arrow(scale, last.close) + price_text(last.close, scale.digits),
        Ink.STALE_TAG if scene.stale else Ink.LAST_TAG,
    )


def _short_line(book: StrokeBook, row: int, dash: str, ink: Ink) -> None:
    """Draw from the newest candle to the axis."""
    window = book.frame.window
    start = window.centre(window.last) + 1
    book.line(row, start, dash * (book.frame.layout.columns - start), ink)


def _arrow(scale: PriceScale, price: Decimal) -> str:
    if price > scale.high:
        return "▲"
    return "▼" if price < scale.low else " "


def _history_edge(book: StrokeBook, scene: Scene) -> None:
    window = book.frame.window
    text = _EDGE_TEXT[scene.older]
    space = window.left(window.first)
    if window.first == 0 and text and space >= len(text) + 4:
        book.force((book.frame.layout.price_rows - 1) // 2, space - len(text) - 2, text, Ink.MUTED)


def _cursor(book: StrokeBook, scene: Scene) -> None:
    window, layout = book.frame.window, book.frame.layout
    cursor, slot = scene.viewport.cursor, scene.cursor_slot
    if cursor is None or slot is None:
        return
    zone = scene.options.zone
    if window.first <= cursor <= window.last:
        x = window.centre(cursor)
        for row in range(layout.time_row):
            book.line(row, x, "┊", Ink.CURSOR)
        when = f" {time_text(slot_start(slot), scene.period, zone)} "
        if layout.time_rows and len(when) <= layout.columns:
            start = min(max(0, x - len(when) // 2), layout.columns - len(when))
            book.force(layout.time_row, start, when, Ink.CURSOR_TAG)


def _readout(book: StrokeBook, scene: Scene) -> None:
    cursor, slot = scene.viewport.cursor, scene.cursor_slot
    if cursor is not None and slot is not None and scene.options.readout:
        zone, columns = scene.options.zone, book.frame.layout.columns - 2
        before = scene.candle_before(cursor)
        text = fitting_readout(slot, before, scene.period, scene.digits, zone, columns=columns)
        if text:
            book.force(0, 0, f" {text} ", Ink.AXIS_MAJOR)
