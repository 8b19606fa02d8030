"""The whole picture: exact size, frame, gaps, and updates that equal a fresh picture."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.charts.making import INKS, M5, MONDAY_MS, bar, bars, candle_runs, rows, scene, texts
from tui.domain.candle import Candle, Period
from tui.view.charts.frame import Scene, slot_start, volume_rows, with_gaps
from tui.view.charts.model import (
    ChartOptions,
    ChartStyle,
    Gap,
    HistoryEdge,
    LineKind,
    Mark,
    Overlays,
    PriceLine,
)
from tui.view.charts.painter import ChartPainter, Span, paint_chart
from tui.view.charts.viewport import ZOOMS, Viewport

SIX = bars("10 18 10 16,16 16 12 12,12 14 10 12,12 12 12 12,12 17 11 13,13 15 12 12.5")
NO_GRID = ChartOptions(grid=False)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    candles = draw(candle_runs())
    slots = candles
    if candles and draw(st.booleans()):
        at = draw(st.sampled_from(candles)).start_ms
        slots = with_gaps(candles, (Gap(at + 1, at + M5),))
    options = ChartOptions(
        style=draw(st.sampled_from(list(ChartStyle))),
        ascii_only=draw(st.booleans()),
        volume=draw(st.booleans()),
        grid=draw(st.booleans()),
    )
    price = st.integers(0, 2_500_000).map(lambda number: Decimal(number).scaleb(-1))
    line = st.builds(PriceLine, price, st.sampled_from(list(LineKind)), st.sampled_from(("", "SL 1.0", "買い 0.1")))
    mark = st.builds(Mark, st.integers(MONDAY_MS - M5, MONDAY_MS + 80 * M5), st.booleans())
    overlays = Overlays(tuple(draw(st.lists(line, max_size=3))), tuple(draw(st.lists(mark, max_size=2))))
    index = st.none() | st.integers(0, 70)
    viewport = Viewport(draw(st.integers(0, len(ZOOMS) - 1)), draw(index), draw(index))
    return scene(
        slots,
        options=options,
        overlays=overlays,
        viewport=viewport,
        ask=draw(st.none() | price),
        stale=draw(st.booleans()),
        older=draw(st.sampled_from(list(HistoryEdge))),
        note="No data yet",
    )


@settings(max_examples=80, deadline=None)
@given(scenes(), st.integers(1, 160), st.integers(1, 50))
def test_any_scene_fills_any_size_exactly(shown: Scene, width: int, height: int) -> None:
    strips = paint_chart(shown, INKS, width, height)
    assert len(strips) == height
    for strip in strips:
        assert strip.cell_length == width
        assert sum(segment.cell_length for segment in strip) == width
        if shown.options.ascii_only:
            assert strip.text.isascii()


def changed_cells(before: list[str], after: list[str]) -> set[tuple[int, int]]:
    return {
        (y, x)
        for y, (old, new) in enumerate(zip(before, after, strict=True))
        for x in range(len(new))
        if old[x] != new[x]
    }


def covered(spans: list[Span]) -> set[tuple[int, int]]:
    return {(span.row, x) for span in spans for x in range(span.x, span.x + span.width)}


@settings(max_examples=60, deadline=None)
@given(scenes(), scenes(), st.integers(1, 100), st.integers(1, 40))
def test_an_update_to_any_scene_equals_a_fresh_picture(one: Scene, other: Scene, width: int, height: int) -> None:
    painter = ChartPainter(one, INKS, width, height)
    before = texts(painter.strips)
    spans = painter.update(replace(other, revision=one.revision + 1))
    fresh = paint_chart(other, INKS, width, height)
    assert painter.strips == fresh
    assert changed_cells(before, texts(fresh)) <= covered(spans)


@settings(max_examples=80, deadline=None)
@given(scenes(), st.lists(st.integers(-40, 40), min_size=1, max_size=6), st.integers(1, 100), st.integers(1, 40))
def test_a_growing_last_candle_leaves_what_a_fresh_picture_shows(
    shown: Scene, moves: list[int], width: int, height: int
) -> None:
    if not shown.slots or not isinstance(shown.slots[-1], Candle):
        return
    painter = ChartPainter(shown, INKS, width, height)
    for move in moves:
        last = shown.slots[-1]
        assert isinstance(last, Candle)
        grown = replace(last.with_price(max(Decimal(0), last.close + move)), volume=last.volume + abs(move))
        shown = replace(shown, slots=(*shown.slots[:-1], grown))
        before = texts(painter.strips)
        spans = painter.update(shown)
        fresh = paint_chart(shown, INKS, width, height)
        assert painter.strips == fresh
        assert changed_cells(before, texts(fresh)) <= covered(spans)


@settings(max_examples=60, deadline=None)
@given(scenes(), st.lists(st.integers(-9, 9), max_size=5), st.integers(1, 100), st.integers(1, 40))
def test_a_moving_cursor_leaves_what_a_fresh_picture_shows(
    shown: Scene, moves: list[int], width: int, height: int
) -> None:
    painter = ChartPainter(shown, INKS, width, height)
    for move in moves:
        columns = painter.frame.layout.columns
        cursor = (shown.viewport.cursor or 0) + move
        shown = replace(shown, viewport=shown.viewport.with_cursor(cursor, len(shown.slots), columns))
        painter.update(shown)
        assert painter.strips == paint_chart(shown, INKS, width, height)


def test_one_more_tick_changes_a_handful_of_cells() -> None:
    candles = tuple(bar(n, "10", str(14 + n % 3), "8", str(11 + n % 2), volume="5") for n in range(120))
    painter = ChartPainter(scene(candles), INKS, 120, 36)
    grown = candles[-1].with_price(candles[-1].close + Decimal("0.4"))
    spans = painter.update(scene((*candles[:-1], grown)))
    assert spans
    assert sum(span.width for span in spans) < 40


def test_the_same_scene_again_changes_nothing() -> None:
    painter = ChartPainter(scene(SIX), INKS, 40, 12)
    assert painter.update(scene(SIX)) == []


def test_missing_data_is_a_shaded_column_where_it_is_missing() -> None:
    slots = with_gaps((*SIX[:2], *SIX[3:]), (Gap(SIX[2].start_ms, SIX[3].start_ms),))
    shown = rows(scene(slots, options=NO_GRID), 18, 6)
    assert [row[9] for row in shown[:5]] == ["░"] * 5
    assert [slot_start(slot) for slot in slots] == [MONDAY_MS + n * M5 for n in range(6)]


def test_an_empty_chart_says_why() -> None:
    assert rows(scene((), note="No data yet"), 31, 5)[1] == "          No data yet"


def test_volumes_are_columns_under_the_prices() -> None:
    candles = tuple(bar(n, "10", "12", "8", "11", volume=str(v)) for n, v in enumerate((1, 25, 50, 100)))
    shown = rows(scene(candles, options=NO_GRID), 20, 12)
    assert volume_rows(12) == 2
    assert shown[9:11] == ["              █", "           ▁▄██"]


def test_a_small_chart_has_no_volume_pane() -> None:
    candles = tuple(bar(n, "10", "12", "8", "11", volume="9") for n in range(4))
    assert not any("█" in row for row in rows(scene(candles), 40, 10))


def test_half_a_screen_of_daily_candles_is_dated() -> None:
    day = Period.D1.length_ms
    candles = tuple(replace(bar(0, "10", "12", "8", "11"), start_ms=MONDAY_MS + n * day) for n in range(40))
    assert "Feb" in rows(scene(candles, period=Period.D1), 60, 10)[-1]
