"""Prices and rates at the ends of days, worked out a little at a time so that the venue's streams go on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tui.simulator.exchange.rough_market import RoughMarket
from tui.simulator.flex.days import ONE_DAY, Span, midnight_ms
from tui.simulator.flex.story import Leg, Story
from tui.simulator.market import Market

_PLACES = Decimal("0.0000001")
_MOST = 50_000


class Marks:
    """Remembers what it worked out: a day that is over does not change.

    `prepare` must have been called for the days of a story before they are asked for; else KeyError.
    """

    def __init__(self, market: Market) -> None:
        self._rough = RoughMarket(market)
        self._market = market
        self._prices: dict[tuple[str, bool, date], Decimal] = {}
        self._rates: dict[tuple[str, str, date], Decimal] = {}

    async def prepare(self, story: Story, span: Span) -> None:
        """Work out what statements of this account and these days need."""
        if len(self._prices) + len(self._rates) > _MOST:
            self._prices.clear()
            self._rates.clear()
        first = max(span.first, story.opened_on) - ONE_DAY
        days = Span(first, span.last).days() if first <= span.last else [span.first - ONE_DAY, span.last]
        currencies = currencies_of(story, span)
        for day in days:
            end_ms = midnight_ms(day + ONE_DAY)
            # A day that is not over yet is looked at where the story ends: its later prices are nobody's business.
            at_ms = min(end_ms - 1, story.until_ms)
            await self._look(story.held(at_ms + 1), day, at_ms, again=at_ms < end_ms - 1)
            await self._convert(currencies, story.currency, day, at_ms, again=at_ms < end_ms - 1)

    def price(self, leg: Leg, day: date) -> Decimal:
        """Return the price at which a leg would be closed at the end of a day."""
        return self._prices[leg.symbol.name, leg.is_buy, day]

    def rate(self, currency: str, to: str, day: date) -> Decimal:
        """Return what a unit of `currency` is worth at the end of a day."""
        return Decimal(1) if currency == to else self._rates[currency, to, day]

    async def _look(self, held: Iterable[Leg], day: date, at_ms: int, *, again: bool) -> None:
        for leg in held:
            key = leg.symbol.name, leg.is_buy, day
            if again or key not in self._prices:
                quote = self._rough.quote(leg.symbol.name, at_ms)
                self._prices[key] = leg.symbol.price(quote.bid if leg.is_buy else quote.ask)
                await asyncio.sleep(0)

    async def _convert(self, currencies: list[str], to: str, day: date, at_ms: int, *, again: bool) -> None:
        for currency in currencies:
            if again or (currency, to, day) not in self._rates:
                self._rates[currency, to, day] = self._market.rate(currency, to, at_ms).quantize(_PLACES)
                await asyncio.sleep(0)


def currencies_of(story: Story, span: Span) -> list[str]:
    """Return the currencies other than the account's own that its statement of these days needs."""
    return sorted({symbol.currency_profit for symbol in story.touched(span)} - {story.currency})
