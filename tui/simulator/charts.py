"""The two chart commands: ranges, counts of candles, the limits of what is kept, and EX009."""

from __future__ import annotations

from tui.simulator.arguments import Arguments
from tui.simulator.context import MainSession
from tui.simulator.market import Candle
from tui.simulator.refusals import BAD_PERIOD, INVALID_PARAMETERS, TOO_MUCH_DATA
from tui.simulator.wire import Raw

MINUTE_MS = 60_000
MONTH_MS = 31 * 24 * 60 * MINUTE_MS
CANDLE_LIMIT = 50_000
PERIODS = (1, 5, 15, 30, 60, 240, 1440, 10080, 43200)
# How far back a period reaches, in months (spec 5.3.3); daily and longer periods reach as far as the market does.
_REACH = ((30, 1), (240, 7), (1440, 13))


def chart_last(session: MainSession, arguments: Arguments) -> Raw:
    """getChartLastRequest (5.3.3): from after the interval of `start` up to now."""
    info = arguments.inner("info")
    symbol, period, start = _head(session, info)
    now = session.context.clock.now_ms()
    _limit(start, now, period)
    return _reply(session, symbol, _range(session, symbol, period, start, now + 1))


def chart_range(session: MainSession, arguments: Arguments) -> Raw:
    """getChartRangeRequest (5.3.4): a range, or `ticks` candles forward or back from `start`."""
    info = arguments.inner("info")
    symbol, period, start = _head(session, info)
    ticks = info.integer("ticks", 0)
    if ticks == 0:
        end = info.integer("end")
        if end < start:
            raise INVALID_PARAMETERS
        _limit(start, end, period)
        end = session.context.market.period_start(period, end)
        return _reply(session, symbol, _range(session, symbol, period, start, end))
    if abs(ticks) > CANDLE_LIMIT:
        raise TOO_MUCH_DATA
    return _reply(session, symbol, _count(session, symbol, period, start, ticks))


def earliest(period: int, now_ms: int) -> int:
    """Return the oldest moment whose candles of this period are kept."""
    for shorter_than, months in _REACH:
        if period < shorter_than:
            return now_ms - months * MONTH_MS
    return 0


def _head(session: MainSession, info: Arguments) -> tuple[str, int, int]:
    symbol = info.text("symbol")
    period = info.integer("period")
    start = info.integer("start")
    if period not in PERIODS:
        raise BAD_PERIOD
    session.require_symbol(symbol)
    if not 0 <= start < 2**53:
        raise INVALID_PARAMETERS
    session.charted.add(symbol)
    return symbol, period, start


def _limit(start: int, end: int, period: int) -> None:
    if (end - start) // (period * MINUTE_MS) > CANDLE_LIMIT:
        raise TOO_MUCH_DATA


def _range(session: MainSession, symbol: str, period: int, start: int, end: int) -> list[Candle]:
    context = session.context
    now = context.clock.now_ms()
    start = max(start, earliest(period, now))
    # Rounded down and excluding: the interval that holds `start` is not part of the answer.
    first = context.market.period_start(period, start) + 1
    return context.market.candles(symbol, period, first, min(end, now + 1), now)


def _count(session: MainSession, symbol: str, period: int, start: int, ticks: int) -> list[Candle]:
    context = session.context
    now = context.clock.now_ms()
    first = earliest(period, now)
    if ticks > 0:
        return context.market.candles_ahead(symbol, period, max(start, first), ticks, now)
    candles = context.market.candles_back(symbol, period, start + 1, -ticks, now)
    return [candle for candle in candles if candle.start_ms >= first]


def _reply(session: MainSession, symbol: str, candles: list[Candle]) -> Raw:
    context = session.context
    digits = context.market.symbols[symbol].digits
    rows = ",".join([context.shapes.rate_info(candle) for candle in candles])
    return Raw(f'{{"digits":{digits},"rateInfos":[{rows}]}}')
