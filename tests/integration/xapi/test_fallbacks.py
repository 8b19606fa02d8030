"""What stands in where one kind of message of a living stream does not come, from the venue's fault to the stores."""

from __future__ import annotations

import asyncio

from tests.integration.xapi.virtual import Trader, trade
from tui.domain.candle import Period
from tui.domain.freshness import Freshness

POLL = b'"getTickPrices","arguments"'


def test_a_symbol_of_which_nothing_streams_is_polled_until_the_stream_speaks_again() -> None:
    async def story(trader: Trader) -> None:
        prices = trader.store.market.prices
        await trader.until(lambda: trader.freshness("EURUSD") is trader.freshness("GOLD") is Freshness.LIVE)
        trader.venue.faults.set("ticks_stop", symbol="EURUSD")
        trader.heard.clear()
        await trader.until(lambda: trader.freshness("EURUSD") is Freshness.POLLED)
        first = prices["EURUSD"].quote
        assert trader.freshness("GOLD") is Freshness.LIVE
        await asyncio.sleep(30)
        asked = [data for data in trader.heard if POLL in data]
        assert len(asked) == 3
        assert all(b"GOLD" not in data for data in asked)
        assert prices["EURUSD"].quote.at_ms > first.at_ms + 15_000
        assert trader.freshness("EURUSD") is Freshness.POLLED
        trader.venue.faults.clear()
        await trader.until(lambda: trader.freshness("EURUSD") is Freshness.LIVE)
        trader.heard.clear()
        await asyncio.sleep(30)
        assert not any(POLL in data for data in trader.heard)

    trade(story, "EURUSD", "GOLD")


def test_a_chart_without_streamed_minutes_says_that_its_candles_come_from_ticks() -> None:
    async def story(trader: Trader) -> None:
        candles = trader.store.candles
        trader.desk.show_chart("main", "EURUSD", Period.M1)
        trader.desk.show_chart("second", "GOLD", Period.M1)
        await trader.until(lambda: all(len(series.candles) > 100 for series in candles.series.values()))
        trader.venue.faults.set("candles_stop", symbol="EURUSD")
        await asyncio.sleep(150)
        assert candles.silent == {"EURUSD"}
        built = candles.series[("EURUSD", Period.M1)].candles[-2]
        assert built.volume == 0
        assert built.high > built.low
        trader.venue.faults.clear()
        await trader.until(lambda: not candles.silent)

    trade(story, "EURUSD", "GOLD")
