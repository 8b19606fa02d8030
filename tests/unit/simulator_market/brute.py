"""The slow truth: candles and ticks read slot by slot from quotes alone."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.simulator.market import Candle, Market, Quote

MINUTE_MS = 60_000
HOUR_MS = 3_600_000


def utc_ms(text: str) -> int:
    """Milliseconds of an ISO time without zone, read as UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


def quotes_in(market: Market, name: str, from_ms: int, to_ms: int) -> list[Quote]:
    """The standing quote of every open slot in [from, to)."""
    slots = range(from_ms, to_ms, market.slot_ms)
    return [market.quote(name, at_ms) for at_ms in slots if market.is_quoting(name, at_ms)]


def candle_by_slots(market: Market, name: str, from_ms: int, to_ms: int) -> Candle:
    """The candle of [from, to) with volume 0."""
    bids = [quote.bid for quote in quotes_in(market, name, from_ms, to_ms)]
    return Candle(from_ms, bids[0], max(bids), min(bids), bids[-1], 0)


def without_volume(candle: Candle) -> Candle:
    """The same candle with volume 0."""
    return Candle(candle.start_ms, candle.open, candle.high, candle.low, candle.close, 0)


def joined(start_ms: int, parts: list[Candle]) -> Candle:
    """One candle out of the candles of its parts; in a market that opens late it starts before them."""
    return Candle(
        start_ms,
        parts[0].open,
        max(part.high for part in parts),
        min(part.low for part in parts),
        parts[-1].close,
        sum(part.volume for part in parts),
    )
