"""How a scene changes: a new series, one more price, a moved cursor. Pure functions from scene to scene."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from tui.domain.candle import Candle
from tui.view.charts.frame import Scene, Slot, slot_start, with_gaps
from tui.view.charts.model import ChartSeries, HistoryEdge
from tui.view.charts.readout import readout_text
from tui.view.charts.viewport import Viewport, needs_older


def with_series(scene: Scene, series: ChartSeries, *, same_chart: bool) -> Scene:
    """Return the scene with other data; `same_chart` keeps place and cursor at their times."""
    slots = with_gaps(tuple(series.candles), series.gaps)
    viewport = Viewport(level=scene.viewport.level)
    if same_chart:
        right = _place(scene.viewport.right, scene.slots, slots)
        viewport = replace(scene.viewport, right=right, cursor=_place(scene.viewport.cursor, scene.slots, slots))
    return replace(
        scene,
        slots=slots,
        period=series.period,
        digits=series.digits,
        revision=scene.revision + 1,
        viewport=viewport,
        older=series.older,
        note=series.note,
    )


def _place(index: int | None, old: tuple[Slot, ...], new: tuple[Slot, ...]) -> int | None:
    """Return where the slot at an index of `old` is in `new`, or the one that came before its time."""
    if index is None or not new or index >= len(old):
        return None
    return max(0, bisect_right(new, slot_start(old[index]), key=slot_start) - 1)


def with_last(scene: Scene, candle: Candle) -> Scene:
    """Return the scene with the last candle replaced, or one more; an older candle changes nothing."""
    last = scene.slots[-1] if scene.slots else None
    if last is None or slot_start(last) < candle.start_ms:
        return replace(scene, slots=(*scene.slots, candle), revision=scene.revision + 1)
    if isinstance(last, Candle) and last.start_ms == candle.start_ms and last != candle:
        return replace(scene, slots=(*scene.slots[:-1], candle))
    return scene


def with_cursor_moved(scene: Scene, by: int, columns: int) -> Scene:
    """Return the scene with the cursor moved by slots; without one it appears on the newest in view."""
    viewport, count = scene.viewport, len(scene.slots)
    target = viewport.window(count, columns).last if viewport.cursor is None else viewport.cursor + by
    return replace(scene, viewport=viewport.with_cursor(target, count, columns))


def with_zoom(scene: Scene, by: int, columns: int) -> Scene:
    """Return the scene with wider (positive) or narrower candles; a cursor stays in view."""
    viewport = scene.viewport.zoomed(by)
    if viewport.cursor is not None:
        viewport = viewport.with_cursor(viewport.cursor, len(scene.slots), columns)
    return replace(scene, viewport=viewport)


def with_scroll(scene: Scene, by: int, columns: int) -> Scene:
    """Return the scene scrolled by slots, a negative number back in time."""
    return replace(scene, viewport=scene.viewport.scrolled(by, len(scene.slots), columns))


def older_wanted(scene: Scene, columns: int) -> int | None:
    """Return the start of the first slot when the view nears it and older candles can be had."""
    if not scene.slots or scene.older is not HistoryEdge.MORE:
        return None
    window = scene.viewport.window(len(scene.slots), columns)
    return slot_start(scene.slots[0]) if needs_older(window) else None


def readout_of(scene: Scene) -> str:
    """Return the read-out of the cursor's slot, else of the last one."""
    if not scene.slots:
        return ""
    cursor = scene.viewport.cursor
    index = len(scene.slots) - 1 if cursor is None or scene.cursor_slot is None else cursor
    before = scene.candle_before(index)
    return readout_text(scene.slots[index], before, scene.period, scene.digits, scene.options.zone)
