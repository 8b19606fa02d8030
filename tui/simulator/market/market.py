"""The one door to the simulated market: everything is a pure function of (seed, settings, time)."""

from __future__ import annotations

from decimal import Decimal

from tui.simulator.market.records import Candle, Hours, NewsItem, Quote, Release, StepRule, Symbol


class Market:
    """A venue's prices without a clock: every call names the time, and the same call always has the same answer.

    Time is cut into slots of `slot_ms` (a divisor of 60,000). A price holds from the start of a slot to its end, so
    sampling each slot once sees everything. Caches are bounded and only save work; they never change an answer.

    Unknown symbol names raise `KeyError`; an unknown period raises `ValueError`.
    """

    symbols: dict[str, Symbol]
    slot_ms: int
    step_rules: tuple[StepRule, ...]

    def __init__(
        self, seed: int, symbol_count: int = 40, ticks_per_second: float | None = None, *, always_open: bool = False
    ) -> None:
        """`symbol_count` beyond the catalogue adds generated stock CFDs.

        `ticks_per_second` is the rate of the whole market while everything is open (slot length follows from it);
        without it slots are 500 ms and quiet symbols tick less. `always_open` keeps every symbol open round the clock.
        """
        raise NotImplementedError

    def quote(self, name: str, at_ms: int) -> Quote:
        """Level 0 at `at_ms`; when the symbol is closed, the last quote before it closed."""
        raise NotImplementedError

    def depth(self, name: str, at_ms: int) -> tuple[Quote, ...]:
        """All levels, best first; level 0 equals `quote`."""
        raise NotImplementedError

    def ticked(self, name: str, slot_start_ms: int) -> bool:
        """Whether a new tick exists in the slot that starts at this time (a multiple of `slot_ms`).

        True when the symbol quotes and bid, ask or size changed against the slot before, and in the first slot of
        every open minute. False while closed.
        """
        raise NotImplementedError

    def slot_start(self, at_ms: int) -> int:
        """The start of the slot that holds `at_ms`."""
        raise NotImplementedError

    def is_open(self, name: str, at_ms: int) -> bool:
        """Whether the symbol may be traded at this time (by `trading_hours`)."""
        raise NotImplementedError

    def is_quoting(self, name: str, at_ms: int) -> bool:
        """Whether the symbol has live quotes at this time (by `quote_hours`)."""
        raise NotImplementedError

    def quote_hours(self, name: str) -> tuple[Hours, ...]:
        """When quotes change, by weekday."""
        raise NotImplementedError

    def trading_hours(self, name: str) -> tuple[Hours, ...]:
        """When orders are taken, by weekday."""
        raise NotImplementedError

    def day_start_ms(self, at_ms: int) -> int:
        """UTC time of the CET/CEST midnight at or before `at_ms`."""
        raise NotImplementedError

    def percentage(self, name: str, at_ms: int) -> Decimal:
        """The bid against the close of the previous D1 candle, in percent with two places."""
        raise NotImplementedError

    def candles(self, name: str, period_minutes: int, from_ms: int, to_ms: int, at_ms: int) -> list[Candle]:
        """Candles, oldest first, with `from_ms <= start < to_ms` and `start <= at_ms`; only periods with quotes.

        Bid-based. Periods: 1, 5, 15, 30, 60, 240, 1440, 10080, 43200 minutes. H4 and longer start on CET/CEST wall
        time (D1 at midnight, W1 on Monday, MN1 in fixed blocks of 30 days). The candle that holds `at_ms` is the
        forming one: it covers the slots up to and including the slot of `at_ms`.
        """
        raise NotImplementedError

    def candles_back(self, name: str, period_minutes: int, before_ms: int, count: int, at_ms: int) -> list[Candle]:
        """The last `count` candles with `start < before_ms` (and `start <= at_ms`), oldest first."""
        raise NotImplementedError

    def candles_ahead(self, name: str, period_minutes: int, from_ms: int, count: int, at_ms: int) -> list[Candle]:
        """The first `count` candles with `start >= from_ms` (and `start <= at_ms`), oldest first."""
        raise NotImplementedError

    def period_start(self, period_minutes: int, at_ms: int) -> int:
        """UTC start of the period that holds `at_ms`."""
        raise NotImplementedError

    def rate(self, from_currency: str, to_currency: str, at_ms: int) -> Decimal:
        """Mid rate: how much `to_currency` one unit of `from_currency` is worth. `KeyError` for an unknown currency."""
        raise NotImplementedError

    def news(self, from_ms: int, to_ms: int) -> list[NewsItem]:
        """Headlines with `from_ms <= time < to_ms`, newest first; at most the newest 500."""
        raise NotImplementedError

    def calendar(self, at_ms: int) -> list[Release]:
        """Releases of the current and the following CET/CEST week, by time, as known at `at_ms`."""
        raise NotImplementedError
