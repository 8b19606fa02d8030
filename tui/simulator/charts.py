"""The two chart commands: ranges, counts of candles, the limits of what is kept, and EX009."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.simulator.arguments import Arguments
from tui.simulator.context import Job, MainSession
from tui.simulator.market import Candle, Market
from tui.simulator.refusals import BAD_PERIOD, INVALID_PARAMETERS, TOO_MUCH_DATA
from tui.simulator.wire import Raw

MINUTE_MS = 60_000
MONTH_MS = 31 * 24 * 60 * MINUTE_MS
CANDLE_LIMIT = 50_000
LATEST_MS = 2**42  # the year 2109
PERIODS = (1, 5, 15, 30, 60, 240, 1440, 10080, 43200)
# How far back a period reaches, in months (spec 5.3.3); daily and longer periods reach as far as the market does.
_REACH = ((30, 1), (240, 7), (1440, 13))


@dataclass(frozen=True, slots=True)
class _Wish:
    """What both commands ask for, at the time of asking."""

    symbol: str
    period: int
    start_ms: int
    now_ms: int


def chart_last(session: MainSession, arguments: Arguments) -> Job:
    """getChartLastRequest (5.3.3): from after the interval of `start` up to now."""
    wish = _read(session, arguments.inner("info"))
    _limit(wish, wish.now_ms)
    return _job(session, wish, lambda market: _range(market, wish, wish.now_ms + 1))


def chart_range(session: MainSession, arguments: Arguments) -> Job:
    """getChartRangeRequest (5.3.4): a range, or `ticks` candles forward or back from `start`."""
    info = arguments.inner("info")
    wish = _read(session, info)
    ticks = info.integer("ticks", 0)
    if ticks != 0:
        if abs(ticks) > CANDLE_LIMIT:
            raise TOO_MUCH_DATA()
        return _job(session, wish, lambda market: _count(market, wish, ticks))
    end = info.integer("end")
    if not wish.start_ms <= end < LATEST_MS:
        raise INVALID_PARAMETERS()
    _limit(wish, end)
    last = session.context.market.period_start(wish.period, end)
    return _job(session, wish, lambda market: _range(market, wish, last))


def earliest(period: int, now_ms: int) -> int:
    """Return the oldest moment whose candles of this period are kept."""
    for shorter_than, months in _REACH:
        if period < shorter_than:
            return now_ms - months * MONTH_MS
    return 0


def _read(session: MainSession, info: Arguments) -> _Wish:
    wish = _Wish(info.text("symbol"), info.integer("period"), info.integer("start"), session.context.clock.now_ms())
    if wish.period not in PERIODS:
        raise BAD_PERIOD()
    session.require_symbol(wish.symbol)
    if not 0 <= wish.start_ms < LATEST_MS:
        raise INVALID_PARAMETERS()
    session.charted.add(wish.symbol)
    return wish


def _limit(wish: _Wish, end_ms: int) -> None:
    if (end_ms - wish.start_ms) // (wish.period * MINUTE_MS) > CANDLE_LIMIT:
        raise TOO_MUCH_DATA()


def _range(market: Market, wish: _Wish, end_ms: int) -> list[Candle]:
    start = max(wish.start_ms, earliest(wish.period, wish.now_ms))
    # Rounded down and excluding: the interval that holds `start` is not part of the answer.
    first = market.period_start(wish.period, start) + 1
    return market.candles(wish.symbol, wish.period, first, min(end_ms, wish.now_ms + 1), wish.now_ms)


def _count(market: Market, wish: _Wish, ticks: int) -> list[Candle]:
    oldest = earliest(wish.period, wish.now_ms)
    if ticks > 0:
        return market.candles_ahead(wish.symbol, wish.period, max(wish.start_ms, oldest), ticks, wish.now_ms)
    before = min(wish.start_ms, wish.now_ms) + 1
    candles = market.candles_back(wish.symbol, wish.period, before, -ticks, wish.now_ms)
    return [candle for candle in candles if candle.start_ms >= oldest]


def _job(session: MainSession, wish: _Wish, find: Callable[[Market], list[Candle]]) -> Job:
    shapes = session.context.shapes
    digits = session.context.market.symbols[wish.symbol].digits

    def work(market: Market) -> Raw:
        rows = ",".join([shapes.rate_info(candle) for candle in find(market)])
        return Raw(f'{{"digits":{digits},"rateInfos":[{rows}]}}')

    return Job(work)
