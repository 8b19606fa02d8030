"""Typing in the Markets search: what a key costs among five thousand symbols, to painted rows, in processor time."""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import replace

from tests.bench.figures import Figure, Options, middle, percentile
from tests.examples import an_instrument
from tests.markets_scenes import show_markets
from tests.scenes import MIDDLE, make_stage
from tui.domain.events import InstrumentsLoaded
from tui.domain.instrument import Instrument
from tui.view.screens.markets import MarketsScreen

SYMBOLS = 5000
_WORDS = ("eur", "usd/s", "a.us_9", "bank group 7", "zz", "s&p 5", "gold", "e", "1234", "xtb trading")
_NAMES = ("Bank Group", "Steel Works", "Gold Mining", "Energy Trading", "S&P 500 Future", "Euro Dollar", "Software")


def measure(options: Options) -> list[Figure]:
    """Type the words letter by letter, each several times."""
    spans = asyncio.run(_typed(options.repeats(5, 2)))
    remark = f"median {middle(spans):.1f} ms over {len(spans)} keys"
    return [Figure("a key in the search over 5,000 symbols, p99", percentile(spans, 99), "ms", 16, remark)]


def instruments() -> list[Instrument]:
    """Return so many instruments that differ as a broker's do."""
    plain = an_instrument()
    ends = (".US_9", ".DE_9", "/USD", " CFD", "USD")
    return [
        replace(
            plain,
            symbol=f"{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}{number}{ends[number % len(ends)]}",
            description=f"{_NAMES[number % len(_NAMES)]} {number % 997} plc",
            group=f"Group {number % 20}",
            category=("FX", "STC", "IND", "CMD")[number % 4],
        )
        for number in range(SYMBOLS)
    ]


async def _typed(repeats: int) -> list[float]:
    stage = make_stage()
    spans: list[float] = []
    async with stage.app.run_test(size=MIDDLE) as pilot:
        await stage.log_in(pilot)
        stage.desk.handle(InstrumentsLoaded(tuple(instruments()), complete=True))
        await show_markets(stage, pilot)
        screen = stage.app.tabs.current
        assert isinstance(screen, MarketsScreen)
        # As the program does once its lists are loaded.
        gc.collect()
        gc.freeze()
        gc.disable()
        for _ in range(repeats):
            for word in _WORDS:
                for length in range(1, len(word) + 1):
                    spans.append(_key(screen, word[:length]))
                    # What a key leaves behind belongs to the next frame, not to the next key.
                    await pilot.pause()
    return spans


def _key(screen: MarketsScreen, text: str) -> float:
    began = time.thread_time()
    table, sheet = screen.list.table, screen.sheet
    table.set_filter(text)
    screen.list.patch_seen()
    sheet.show_symbol(screen.list.symbol)
    for widget in (table, sheet.view):
        for line in range(widget.size.height):
            widget.render_line(line)
    return (time.thread_time() - began) * 1000
