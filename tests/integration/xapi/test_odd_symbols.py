"""Symbols with slashes, blanks and letters beyond ASCII, all the way from a venue's sockets to the stores."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.integration.xapi.virtual import Trader, trade
from tui.domain.candle import Period
from tui.domain.freshness import Freshness
from tui.simulator.market import Market
from tui.simulator.venue import Venue

ODD = ("BRK/B 5", 'Żółć "Ø" 100%')


class OddMarket(Market):
    """A market with two symbols of odd names beside the usual ones."""

    def __init__(self, seed: int, symbol_count: int = 40, ticks_per_second: float | None = None) -> None:
        super().__init__(seed, symbol_count, ticks_per_second)
        for usual, odd in zip(("SILVER", "EURHUF"), ODD, strict=True):
            symbol = self.symbols[odd] = replace(self.symbols[usual], name=odd, currency_pair=False)
            self._entries[odd] = replace(self._entries[usual], symbol=symbol)


class OddVenue(Venue):
    """A venue on that market."""

    def _twin(self) -> Market:
        return OddMarket(self.options.seed)


def test_odd_symbols_are_streamed_charted_and_known_like_all_others() -> None:
    async def story(trader: Trader) -> None:
        store, metal, stock = trader.store, *ODD
        trader.desk.show_chart("main", metal, Period.M5)
        trader.desk.show_chart("second", stock, Period.M15)
        await trader.until(lambda: trader.freshness(metal) is Freshness.LIVE, "a tick")
        await trader.until(lambda: len(store.candles.series[(metal, Period.M5)].candles) > 100, "a chart")
        await trader.until(lambda: len(store.candles.series[(stock, Period.M15)].candles) > 100, "another")
        for symbol in (metal, stock):
            trader.desk.sheets.show(symbol)
        await trader.until(lambda: all(facts.fetched for facts in store.sheets.facts.values()), "facts")
        for symbol, facts in store.sheets.facts.items():
            assert (facts.problems, (facts.margin or Decimal(0)) > 0) == ({}, True)
            assert symbol in store.market.hours
            assert symbol in store.market.references
        trader.venue.faults.set("ticks_stop", symbol=metal)
        await trader.until(lambda: trader.freshness(metal) is Freshness.POLLED, "polling")

    trade(story, *ODD, venue=OddVenue)
