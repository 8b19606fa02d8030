"""The chart widget in a running app: what it shows, what it asks for, what it refreshes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from tests.unit.charts.making import M5, MONDAY_MS, bar
from tui.domain.candle import Candle, Period
from tui.view.charts.chart_view import ChartView
from tui.view.charts.model import (
    ChartColors,
    ChartOptions,
    ChartSeries,
    ChartStyle,
    HistoryEdge,
    LineKind,
    Overlays,
    PriceLine,
)

pytestmark = pytest.mark.anyio


def candles(first: int, last: int) -> tuple[Candle, ...]:
    return tuple(bar(n, "10", str(14 + n % 3), "8", str(11 + n % 2), volume="5") for n in range(first, last))


def series(first: int, last: int, older: HistoryEdge = HistoryEdge.END, symbol: str = "EURUSD") -> ChartSeries:
    return ChartSeries(symbol, Period.M5, 1, candles(first, last), older=older)


class WatchedChart(ChartView):
    """A chart that remembers what it refreshed."""

    def __init__(self) -> None:
        super().__init__(ChartColors(), ChartOptions(grid=False), id="chart")
        self.refreshed: list[tuple[Region, ...]] = []

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> ChartView:
        self.refreshed.append(regions)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self


class ChartApp(App[None]):
    CSS = "WatchedChart { width: 1fr; height: 1fr; background: #102030; }"

    def __init__(self) -> None:
        super().__init__()
        self.chart = WatchedChart()
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.chart

    def on_chart_view_older_wanted(self, message: ChartView.OlderWanted) -> None:
        self.heard.append(f"older than {(message.before_ms - MONDAY_MS) // M5}")

    def on_chart_view_cursor_moved(self, message: ChartView.CursorMoved) -> None:
        self.heard.append(message.text.split("  ")[0] or "gone")

    def text(self) -> list[str]:
        return [self.chart.render_line(y).text for y in range(self.chart.size.height)]


def colours(app: ChartApp) -> set[str]:
    segments = [segment for y in range(app.chart.size.height) for segment in app.chart.render_line(y)]
    return {segment.style.color.name for segment in segments if segment.style and segment.style.color}


@asynccontextmanager
async def running(width: int = 80, height: int = 24) -> AsyncIterator[ChartApp]:
    app = ChartApp()
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        yield app
        await pilot.pause()


async def test_an_empty_chart_says_so() -> None:
    async with running() as app:
        assert any("No data yet" in row for row in app.text())


async def test_a_live_price_refreshes_only_the_cells_that_it_changes() -> None:
    async with running() as app:
        app.chart.show(series(0, 200))
        app.chart.refreshed.clear()
        last = candles(199, 200)[0]
        app.chart.update_last(last.with_price(last.close + Decimal("0.9")))
        [regions] = app.chart.refreshed
        assert 0 < sum(region.area for region in regions) < 40
        assert all(region.right > 60 for region in regions)


async def test_the_same_price_again_refreshes_nothing() -> None:
    async with running() as app:
        app.chart.show(series(0, 200))
        app.chart.refreshed.clear()
        app.chart.update_last(candles(199, 200)[0])
        app.chart.set_ask(None)
        app.chart.set_stale(False)
        assert app.chart.refreshed == []


async def test_a_new_candle_is_appended_and_followed() -> None:
    async with running() as app:
        app.chart.show(series(0, 200))
        app.chart.update_last(bar(200, "11", "11", "11", "11"))
        assert app.chart.following
        assert app.chart.readout.startswith("5 Jan 16:40")


async def test_a_candle_from_the_past_is_ignored() -> None:
    async with running() as app:
        app.chart.show(series(0, 200))
        before = app.text()
        app.chart.update_last(bar(100, "1", "1", "1", "1"))
        assert app.text() == before


async def test_the_cursor_speaks_and_goes() -> None:
    async with running() as app:
        app.chart.show(series(0, 200))
        app.chart.move_cursor(-1)
        app.chart.move_cursor(-1)
        assert app.chart.cursor_candle == candles(198, 199)[0]
        app.chart.clear_cursor()
        assert app.chart.cursor_candle is None
    assert app.heard == ["5 Jan 16:35", "5 Jan 16:30", "gone"]


async def test_older_candles_are_asked_for_once_and_the_place_is_kept_when_they_come() -> None:
    async with running() as app:
        app.chart.show(series(300, 500, HistoryEdge.MORE))
        app.chart.page(-1)
        app.chart.scroll_candles(-30)
        app.chart.move_cursor(0)
        before, place = app.text(), app.chart.cursor_candle
        app.chart.show(series(100, 500))
        assert app.chart.cursor_candle == place
        assert app.text() == before
        assert not app.chart.following
        app.chart.follow()
        assert app.chart.following
    assert [text for text in app.heard if text.startswith("older")] == ["older than 300"]


async def test_the_end_of_history_is_not_asked_beyond() -> None:
    async with running() as app:
        app.chart.show(series(0, 20, HistoryEdge.END))
        app.chart.page(-1)
    assert app.heard == []


async def test_another_symbol_starts_at_the_live_edge_with_the_same_zoom() -> None:
    async with running() as app:
        app.chart.show(series(0, 400))
        app.chart.zoom_in()
        wide = app.text()
        app.chart.page(-1)
        app.chart.move_cursor(-3)
        app.chart.show(series(0, 400, symbol="GBPUSD"))
        assert app.chart.following
        assert app.chart.cursor_candle is None
        assert app.text() == wide


async def test_zooming_keeps_the_cursor_in_view() -> None:
    async with running() as app:
        app.chart.show(series(0, 400))
        app.chart.move_cursor(0)
        app.chart.move_cursor(-60)
        for _ in range(6):
            app.chart.zoom_in()
        assert any("┊" in row for row in app.text())


async def test_a_resize_paints_the_new_size_exactly() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.chart.show(series(0, 200))
        for width, height in ((120, 36), (40, 10), (20, 6), (3, 2)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert [len(row) for row in app.text()] == [width] * height


async def test_styles_options_lines_and_colours_change_the_picture() -> None:
    async with running() as app:
        app.chart.show(series(0, 200))
        pictures = [app.text()]
        app.chart.set_options(ChartOptions(style=ChartStyle.LINE))
        pictures.append(app.text())
        app.chart.set_options(ChartOptions(ascii_only=True))
        pictures.append(app.text())
        app.chart.set_overlays(Overlays((PriceLine(Decimal(9), LineKind.STOP_LOSS, "SL 9.0"),)))
        pictures.append(app.text())
        assert len({"\n".join(picture) for picture in pictures}) == 4
        assert "".join(pictures[3]).isascii()
        app.chart.set_colors(ChartColors(axis="#123456"))
        assert "#123456" in colours(app)
        assert "#654321" not in colours(app)
        app.chart.set_colors(ChartColors(axis="#654321"))
        assert "#654321" in colours(app)


async def test_the_paper_is_the_widgets_background() -> None:
    async with running() as app:
        app.chart.show(series(0, 200))
        grounds = {
            segment.style.bgcolor.name
            for segment in app.chart.render_line(1)
            if segment.style and segment.style.bgcolor
        }
        assert grounds == {"#102030"}
