"""The market of the bench's feed: as many symbols as asked for, all alike, and one whose price is the time."""

from __future__ import annotations

import random
import time
from typing import Any

STAMP = "STAMP"
"""Its bid is the monotonic clock when the tick was sent: thousandths are milliseconds, 1000 seconds begin anew."""

STAMP_RANGE_MS = 1_000_000
_DAY_MS = 86_400_000
_M5_MS = 300_000


def now_ms() -> int:
    """Return wall time in milliseconds."""
    return time.time_ns() // 1_000_000


class FeedMarket:
    """Random walks in points, the same ones in every run."""

    def __init__(self, symbols: int) -> None:
        self._random = random.Random(11)
        self.names = [f"S{number:03}" for number in range(symbols)]
        self._bid = [self._random.randrange(80_000, 160_000) for _ in self.names]
        self._spread = [self._random.randrange(8, 30) for _ in self.names]
        self._next = 0

    @property
    def listed(self) -> list[str]:
        """All names in the order of the watchlist: the symbol of the chart first, then the one that shows the time."""
        return [self.names[0], STAMP, *self.names[1:]]

    def tick(self) -> str:
        """Move the next symbol in turn and return its message."""
        index = self._next
        self._next = (index + 1) % len(self.names)
        self._bid[index] += self._random.choice((-7, -4, -3, -2, -1, 1, 2, 3, 4, 7))
        bid = self._bid[index]
        return _message(self.names[index], bid, bid + self._spread[index], 5)

    def stamp(self) -> str:
        """Return a tick of the symbol that shows the time."""
        bid = time.monotonic_ns() // 1_000_000 % STAMP_RANGE_MS
        return _message(STAMP, bid, bid + 2, 3)

    def quotes(self) -> list[dict[str, Any]]:
        """The TICK_RECORDs of all symbols but the one that shows the time."""
        at = now_ms()
        return [
            {"symbol": name, "timestamp": at, "bid": bid / 1e5, "ask": (bid + spread) / 1e5, "level": 0}
            for name, bid, spread in zip(self.names, self._bid, self._spread, strict=True)
        ]

    def records(self) -> list[dict[str, Any]]:
        """The SYMBOL_RECORDs of all symbols."""
        prices = {quote["symbol"]: quote for quote in self.quotes()}
        return [_record(name, 3 if name == STAMP else 5, prices.get(name, {})) for name in self.listed]

    def candles(self, count: int = 300) -> list[dict[str, Any]]:
        """RATE_INFO_RECORDs of five minutes up to now."""
        first, bid = now_ms() // _M5_MS * _M5_MS - (count - 1) * _M5_MS, self._bid[0]
        return [
            {"ctm": first + number * _M5_MS, "ctmString": "", "open": float(bid + number % 17), "vol": 100.0 + number}
            | {"close": float(number % 13 - 6), "high": 20.0, "low": -20.0}
            for number in range(count)
        ]

    def trades(self) -> list[dict[str, Any]]:
        """TRADE_RECORDs of three open positions."""
        return [
            {"position": 100 + number, "order": 100 + number, "order2": 200 + number, "cmd": number % 2}
            | {"symbol": self.names[number], "volume": 0.1, "open_price": self._bid[number] / 1e5, "closed": False}
            | {"open_time": now_ms() - 3_600_000, "close_price": self._bid[number] / 1e5, "digits": 5, "profit": 1.0}
            for number in range(3)
        ]


def always_open(symbol: str) -> dict[str, Any]:
    """Return the TRADING_HOURS_RECORD of a market that never closes."""
    week = [{"day": day, "fromT": 0, "toT": _DAY_MS} for day in range(1, 8)]
    return {"symbol": symbol, "quotes": week, "trading": week}


def _record(name: str, digits: int, quote: dict[str, Any]) -> dict[str, Any]:
    return {
        "symbol": name,
        "precision": digits,
        "pipsPrecision": digits - 1,
        "description": f"The market of {name}",
        "bid": quote.get("bid", 0.001),
        "ask": quote.get("ask", 0.003),
        "high": 2.0,
        "low": 0.5,
        "time": now_ms(),
        "categoryName": "FX",
        "groupName": "Major",
        "currency": "EUR",
        "currencyProfit": "USD",
        "percentage": 0.21,
        "contractSize": 100_000,
        "leverage": 1.0,
        "lotMin": 0.01,
        "lotMax": 100.0,
        "lotStep": 0.01,
        "tickSize": 10**-digits,
        "tickValue": 1.0,
        "swapEnable": True,
        "swapLong": -6.9,
        "swapShort": 3.1,
    }


def _message(symbol: str, bid: int, ask: int, digits: int) -> str:
    unit = 10**digits
    return (
        f'{{"command":"tickPrices","data":{{"ask":{ask // unit}.{ask % unit:0{digits}},"askVolume":100000,'
        f'"bid":{bid // unit}.{bid % unit:0{digits}},"bidVolume":100000,"exemode":1,"high":1.99999,"level":0,'
        f'"low":0.50000,"quoteId":5,"spreadRaw":0.00012,"spreadTable":1.2,"symbol":"{symbol}",'
        f'"timestamp":{now_ms()}}}}}'
    )
