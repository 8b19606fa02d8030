"""The chart painter: a scene and a size become strips, and a later scene repaints only the cells that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.strip import Strip

from tui.domain.candle import Candle
from tui.view.charts.candles import Brush
from tui.view.charts.cells import Ink, Inks, Row, Stroke
from tui.view.charts.close_line import DOTS_ACROSS, DOTS_DOWN, draw_line
from tui.view.charts.frame import Frame, Scene, measure, slot_start
from tui.view.charts.model import ChartStyle, Gap
from tui.view.charts.overlays import strokes_of
from tui.view.charts.scale import price_text
from tui.view.charts.timeaxis import time_labels
from tui.view.charts.volume import draw_volume


class Span(NamedTuple):
    """Cells of one row that changed: `row`, first column and width."""

    row: int
    x: int
    width: int


def paint_chart(scene: Scene, inks: Inks, width: int, height: int) -> list[Strip]:
    """Return exactly `height` strips of exactly `width` cells."""
    return ChartPainter(scene, inks, width, height).strips


class ChartPainter:
    """A picture of one size. `strips` always show the scene given last; width and height are at least 1."""

    def __init__(self, scene: Scene, inks: Inks, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.scene = scene
        self.frame = measure(scene, width, height)
        self._inks = inks
        self._base = draw_base(scene, self.frame, width)
        self._strokes = strokes_of(scene, self.frame, self._base)
        self._rows = [_composed(row, strokes) for row, strokes in zip(self._base, self._strokes, strict=True)]
        self.strips = [row.strip(inks, scene.options.ascii_only) for row in self._rows]

    def update(self, scene: Scene) -> list[Span]:
        """Show another scene and return the cells that differ."""
        frame = measure(scene, self.width, self.height)
        stale_rows = self._renew_base(scene, frame)
        strokes = strokes_of(scene, frame, self._base)
        ascii_changed = scene.options.ascii_only != self.scene.options.ascii_only
        spans: list[Span] = []
        for number, (base, old, new) in enumerate(zip(self._base, self._strokes, strokes, strict=True)):
            if number not in stale_rows and old == new:
                continue
            row = _composed(base, new)
            changed = (0, self.width - 1) if ascii_changed else row.changed_span(self._rows[number])
            if changed is not None:
                spans.append(Span(number, changed[0], changed[1] - changed[0] + 1))
                self._rows[number] = row
                self.strips[number] = row.strip(self._inks, scene.options.ascii_only)
        self.scene, self.frame, self._strokes = scene, frame, strokes
        return spans

    def _renew_base(self, scene: Scene, frame: Frame) -> set[int]:
        """Bring the base picture up to date and return the rows that may differ."""
        before = self.scene
        same_ground = (scene.revision, scene.options, len(scene.slots), scene.period) == (
            before.revision,
            before.options,
            len(before.slots),
            before.period,
        )
        if not same_ground or frame != self.frame:
            self._base = draw_base(scene, frame, self.width)
            return set(range(self.height))
        if not scene.slots or scene.slots[-1] == before.slots[-1] or frame.window.last < len(scene.slots) - 1:
            return set()
        return redraw_last(scene, frame, self._base)


def _composed(base: Row, strokes: Sequence[Stroke]) -> Row:
    row = base.copy()
    for stroke in strokes:
        row.stroke(stroke)
    return row


def draw_base(scene: Scene, frame: Frame, width: int) -> list[Row]:
    """Draw all that lies below the overlays: grid, axes, candles and volume."""
    layout, window = frame.layout, frame.window
    rows = [Row.blank(width) for _ in range(layout.time_row + layout.time_rows)]
    if frame.scale is None:
        return rows
    for row, price in frame.scale.ticks():
        if scene.options.grid:
            rows[row].put(0, "┈" * layout.columns, Ink.GRID)
        if layout.axis:
            rows[row].put(layout.columns, " " + price_text(price, scene.digits), Ink.AXIS)
    if layout.time_rows:
        places = [(window.centre(i), slot_start(scene.slots[i])) for i in range(window.first, window.last + 1)]
        for label in time_labels(places, scene.period, scene.options.zone, layout.columns):
            rows[layout.time_row].put(label.x, label.text, Ink.AXIS_MAJOR if label.major else Ink.AXIS)
    _draw_slots(scene, frame, rows, window.first, 0)
    return rows


def redraw_last(scene: Scene, frame: Frame, rows: list[Row]) -> set[int]:
    """Draw the last slot anew over its old picture and return the rows that changed."""
    window, layout = frame.window, frame.layout
    last = window.last
    joined = scene.options.style is ChartStyle.LINE and last > window.first
    left = window.centre(last - 1) if joined else window.left(last)
    before = [(row.glyphs[left:], row.inks[left:]) for row in rows]
    grid_rows = {row for row, _ in frame.scale.ticks()} if frame.scale and scene.options.grid else set()
    blank = layout.columns - left
    for number, row in enumerate(rows[: layout.time_row]):
        if number in grid_rows:
            row.put(left, "┈" * blank, Ink.GRID)
        else:
            row.put(left, " " * blank, Ink.PAPER)
    # A line begins in the middle of the slot before, whose volume or gap is then cleared with it.
    _draw_slots(scene, frame, rows, last - joined, left)
    after = ((row.glyphs[left:], row.inks[left:]) for row in rows)
    return {number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new}


def _draw_slots(scene: Scene, frame: Frame, rows: list[Row], first: int, clip_left: int) -> None:
    """Draw candles and volume of the slots from `first` on."""
    scale, window, layout = frame.scale, frame.window, frame.layout
    if scale is None:
        return
    brush = Brush(rows, scale, window.zoom.body, window.zoom.gap > 0, scene.options.ascii_only)
    draw = brush.bar if scene.options.style is ChartStyle.BARS else brush.candle
    volume_pane = rows[layout.volume_row : layout.time_row]
    for index in range(first, window.last + 1):
        slot = scene.slots[index]
        left = window.left(index)
        if isinstance(slot, Gap):
            for row in rows[: layout.price_rows]:
                row.put(left, "░" * window.zoom.body, Ink.MUTED)
            continue
        if scene.options.style is not ChartStyle.LINE:
            draw(slot, left)
        draw_volume(volume_pane, left, window.zoom.body, slot.volume, frame.largest_volume)
    if scene.options.style is ChartStyle.LINE:
        _draw_lines(scene, frame, rows, max(window.first, first - 2), clip_left)


def _draw_lines(scene: Scene, frame: Frame, rows: list[Row], first: int, clip_left: int) -> None:
    """Draw the closes as lines that break at gaps."""
    scale = frame.scale
    if scale is None:
        return
    run: list[tuple[int, int]] = []
    for index in range(first, frame.window.last + 1):
        slot = scene.slots[index]
        if isinstance(slot, Candle):
            run.append((frame.window.centre(index) * DOTS_ACROSS, scale.part(slot.close, DOTS_DOWN)))
        elif run:
            draw_line(rows, run, clip_left)
            run = []
    if run:
        draw_line(rows, run, clip_left)
