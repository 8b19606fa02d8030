"""The History screen over 50,000 deals: from the wish for the days to painted deals and figures, and scrolling."""

from __future__ import annotations

import asyncio
import gc
import random
import time
from datetime import date
from decimal import Decimal

from textual.pilot import Pilot

from tests.bench.figures import Figure, Options, middle, percentile
from tests.examples import AT_MS
from tests.history_examples import a_deal
from tests.scenes import MIDDLE, Stage, make_stage
from tui.domain.candle import DAY_MS
from tui.domain.days import DaySpan
from tui.domain.events import HistoryLoaded
from tui.domain.position import ClosedTrade, Side
from tui.view.panel import dispatch
from tui.view.panels.history_room import Page
from tui.view.screens.history import HistoryScreen

DEALS = 50_000
FEW = 500
_YEARS = DaySpan(date(2021, 3, 5), date(2026, 3, 4))
_SYMBOLS = ("EURUSD", "GOLD", "US500", "GBPUSD", "A.US_9", "BITCOIN")


def measure(options: Options) -> list[Figure]:
    """Open long and short histories of five years, and scroll through the long one page by page."""
    opened, figured, frames = asyncio.run(_look(DEALS, options.repeats(200, 60)))
    short, short_figured, short_frames = asyncio.run(_look(FEW, options.repeats(60, 30)))
    times = f"{opened / max(short, 0.1):.1f} times those of {FEW}"
    more = f"{figured / max(short_figured, 0.1):.0f} times those of {FEW}, beside the screen"
    worst = (
        f"median {middle(frames):.1f} ms, {middle(frames) / max(middle(short_frames), 0.01):.1f} times that of {FEW}"
    )
    return [
        Figure("open a history of 50,000 deals, to painted rows", opened, "ms", 1000, times),
        Figure("open it, to its statistics and the curve", figured, "ms", 1000, more),
        Figure("a frame of scrolling through it, p99", percentile(frames, 99), "ms", 16, worst),
    ]


def deals(count: int) -> list[ClosedTrade]:
    """Return so many trades, spread over five years."""
    chance, apart = random.Random(1), _YEARS.days / count
    return [
        a_deal(
            number + 1,
            number * apart * 0.999,
            str(Decimal(chance.randrange(-9000, 9500)) / 100),
            symbol=chance.choice(_SYMBOLS),
            side=chance.choice(list(Side)),
            comment=chance.choice(("", "[S/L]", "[T/P]")),
        )
        for number in range(count)
    ]


async def _look(count: int, pages: int) -> tuple[float, float, list[float]]:
    stage = make_stage()
    async with stage.app.run_test(size=MIDDLE) as pilot:
        await stage.log_in(pilot)
        stage.desk.handle(HistoryLoaded(tuple(deals(count)), AT_MS - 1830 * DAY_MS, AT_MS))
        dispatch(stage.app, "app.screen_history")
        for _ in range(4):
            await stage.frame(pilot)
        screen = stage.app.tabs.current
        assert isinstance(screen, HistoryScreen)
        # As the program does once its lists are loaded.
        gc.collect()
        gc.freeze()
        gc.disable()
        opened, figured = await _open(stage, pilot, screen)
        frames = [_scrolled(screen) for _ in range(pages)]
        gc.enable()
    return opened, figured, frames


async def _open(stage: Stage, pilot: Pilot[None], screen: HistoryScreen) -> tuple[float, float]:
    """Return processor time, that of threads included, until the deals are painted and until the figures are there."""
    began = time.process_time()
    screen.room.choose(_YEARS)
    screen.look_again()
    while screen.deals.grid.table is None or not len(screen.deals.grid.table):
        await pilot.pause()
    _paint(screen)
    opened = time.process_time() - began
    while screen.room.figures is None:
        await pilot.pause()
    screen.show_page(Page.CURVE)
    screen.plots.show()
    figured = time.process_time() - began
    return opened * 1000, figured * 1000


def _paint(screen: HistoryScreen) -> None:
    grid = screen.deals.grid
    for line in range(grid.size.height):
        grid.render_line(line)


def _scrolled(screen: HistoryScreen) -> float:
    began = time.thread_time()
    screen.deals.grid.command_page_down()
    _paint(screen)
    return (time.thread_time() - began) * 1000
