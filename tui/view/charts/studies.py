"""Indicators on the chart: lines over the candles, panes below them, and their values at the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.view.charts.cells import STUDY_INKS, Ink, one_cell_each
from tui.view.charts.close_line import DOTS_ACROSS, DOTS_DOWN, line_glyphs
from tui.view.charts.frame import Frame, Scene, candle_places
from tui.view.charts.model import StudyLines
from tui.view.charts.scale import THIN_SPACE, PriceScale
from tui.view.charts.strokes import StrokeBook

_LEGEND_ROWS = 3


class _Pane(NamedTuple):
    """Rows `top`…`top + rows` of the chart, which show values from `high` down to `low`."""

    top: int
    rows: int
    low: float
    high: float

    def dot(self, value: float) -> int:
        """Return the dot of a value, counted from the chart's top, clamped to the pane."""
        dots = self.rows * DOTS_DOWN
        place = int((self.high - value) / (self.high - self.low) * dots)
        return self.top * DOTS_DOWN + min(max(place, 0), dots - 1)

    def row(self, value: float) -> int:
        """Return the row of a value."""
        return self.dot(value) // DOTS_DOWN


def draw_studies(book: StrokeBook, scene: Scene, scale: PriceScale) -> None:
    """Draw all indicators; a candle is never hidden by a line."""
    if not scene.studies:
        return
    frame = book.frame
    places = candle_places(scene, frame.window)
    price = _Pane(0, scale.rows, float(scale.low), float(scale.high))
    top, heights = frame.layout.price_rows, iter(frame.layout.panes)
    unseen: list[tuple[StudyLines, Ink]] = []
    for study, ink in zip(scene.studies, _inks(), strict=False):
        if study.on_price:
            for line in study.lines:
                _line(book, frame, price, line, places, ink)
            unseen.append((study, ink))
            continue
        rows = next(heights, 0)
        if rows:
            _pane(book, scene, study, ink, places, top, rows)
            top += rows
        else:
            unseen.append((study, ink))
    _legend(book, scene, unseen)


def study_text(study: StudyLines, number: int, room: int | None = None) -> str:
    """Return an indicator's name with its values at a candle, as many of them as there is room for."""
    values = [_text(line[number], study.digits) if 0 <= number < len(line) else "–" for line in study.lines]
    words = [study.label, *values]
    while room is not None and len(words) > 1 and len(" ".join(words)) > room:
        words.pop()
    return " ".join(words)


def _inks() -> Iterator[Ink]:
    while True:
        yield from STUDY_INKS


def _text(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}".replace(",", THIN_SPACE)


def _number(scene: Scene) -> int:
    """Return the candle whose values are told: that under the cursor, else the newest."""
    cursor = scene.viewport.cursor
    index = len(scene.slots) - 1 if cursor is None or scene.cursor_slot is None else cursor
    if not scene.has_gaps:
        return index
    return sum(1 for slot in scene.slots[:index] if hasattr(slot, "start_ms"))


def _line(  # noqa: PLR0917 – what one stroke of a pen depends on
    book: StrokeBook,
    frame: Frame,
    pane: _Pane,
    line: Sequence[float | None],
    places: Sequence[tuple[int, int]],
    ink: Ink,
) -> None:
    run: list[tuple[int, int]] = []
    for slot, number in [*places, (-1, -1)]:
        value = line[number] if 0 <= number < len(line) else None
        if value is not None and pane.low <= value <= pane.high:
            run.append((frame.window.centre(slot) * DOTS_ACROSS, pane.dot(value)))
        elif run:
            for (row, column), glyph in line_glyphs(run).items():
                book.line(row, column, glyph, ink)
            run = []


def _pane(  # noqa: PLR0917 – what one pane depends on
    book: StrokeBook,
    scene: Scene,
    study: StudyLines,
    ink: Ink,
    places: Sequence[tuple[int, int]],
    top: int,
    rows: int,
) -> None:
    frame, number = book.frame, _number(scene)
    columns = frame.layout.columns
    title = one_cell_each(f" {study_text(study, number, columns - 2)} ")[:columns]
    book.force(top, 0, title, ink)
    pane = _measured(study, places, top + 1, rows - 1)
    if pane is not None:
        for nth, line in enumerate(study.lines):
            if nth == study.bars:
                _bars(book, frame, pane, line, places)
            else:
                _line(book, frame, pane, line, places, ink if nth == 0 else Ink.AXIS)
        _levels(book, pane, study)
        newest = study.lines[0][number] if 0 <= number < len(study.lines[0]) else None
        if newest is not None:
            _tag(book, pane.row(newest), _text(newest, study.digits), ink)
    book.line(top, 0, "─" * columns, Ink.GRID)


def _measured(study: StudyLines, places: Sequence[tuple[int, int]], top: int, rows: int) -> _Pane | None:
    if study.bounds is not None:
        return _Pane(top, rows, *study.bounds)
    values = [
        value
        for line in study.lines
        for _, number in places
        if 0 <= number < len(line) and (value := line[number]) is not None
    ]
    if not values:
        return None
    low, high = min([*values, *study.levels]), max([*values, *study.levels])
    # A flat line lies in the middle.
    pad = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    return _Pane(top, rows, low - pad, high + pad)


def _bars(
    book: StrokeBook, frame: Frame, pane: _Pane, line: Sequence[float | None], places: Sequence[tuple[int, int]]
) -> None:
    zero = pane.dot(0.0)
    for slot, number in places:
        value = line[number] if 0 <= number < len(line) else None
        if value:
            x = frame.window.centre(slot) * DOTS_ACROSS
            for (row, column), glyph in line_glyphs([(x, zero), (x, pane.dot(value))]).items():
                book.line(row, column, glyph, Ink.VOLUME)


def _levels(book: StrokeBook, pane: _Pane, study: StudyLines) -> None:
    for level in study.levels:
        if pane.low <= level <= pane.high:
            book.line(pane.row(level), 0, "┈" * book.frame.layout.columns, Ink.GRID)
            _tag(book, pane.row(level), _text(level, 0), Ink.AXIS)


def _tag(book: StrokeBook, row: int, text: str, ink: Ink) -> None:
    """Write a value into the axis where it fits whole, with a blank before it where there is room."""
    if len(text) <= book.frame.layout.axis:
        book.tag(row, f" {text}" if len(text) < book.frame.layout.axis else text, ink)


def _legend(book: StrokeBook, scene: Scene, studies: Sequence[tuple[StudyLines, Ink]]) -> None:
    """Write names and values into free cells near the top, each in the colour of its line."""
    number, first = _number(scene), 1 if scene.cursor_slot is not None else 0
    for study, ink in studies:
        texts = dict.fromkeys((study_text(study, number), study.label))
        rows = range(first, first + _LEGEND_ROWS)
        any(_placed(book, row, one_cell_each(f" {text} "), ink) for text in texts for row in rows)


def _placed(book: StrokeBook, row: int, text: str, ink: Ink) -> bool:
    """Write into the left-most free run of a row that holds the text; False where none does."""
    run = 0
    for x in range(book.frame.layout.columns):
        run = run + 1 if book.free(row, x) else 0
        if run == len(text):
            book.force(row, x + 1 - len(text), text, ink)
            return True
    return False
