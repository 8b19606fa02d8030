"""Trading hours in the broker's zone."""

from datetime import UTC, datetime

from tui.domain.candle import DAY_MS, HOUR_MS
from tui.domain.hours import Interval, TradingHours

FX = (
    Interval(7, 23 * HOUR_MS, DAY_MS),
    *(Interval(day, 0, DAY_MS) for day in range(1, 5)),
    Interval(5, 0, 22 * HOUR_MS),
)
EURUSD = TradingHours("EURUSD", FX, FX)
STOCK_DAYS = tuple(Interval(day, 15 * HOUR_MS + HOUR_MS // 2, 22 * HOUR_MS) for day in range(1, 6))
STOCK = TradingHours("AAPL.US_9", STOCK_DAYS, STOCK_DAYS)


def utc_ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_a_currency_pair_trades_on_wednesday_and_rests_on_saturday() -> None:
    assert EURUSD.is_open(utc_ms("2026-03-04T03:00"))
    assert not EURUSD.is_open(utc_ms("2026-03-07T03:00"))


def test_a_market_that_trades_around_midnight_has_one_session_for_the_whole_week() -> None:
    friday_close, sunday_open = utc_ms("2026-03-06T21:00"), utc_ms("2026-03-08T22:00")
    sessions = EURUSD.sessions(utc_ms("2026-03-04T03:00"))
    assert [end for _, end in sessions if end <= friday_close] == [friday_close]
    assert sessions[1][0] == sunday_open


def test_the_next_change_of_an_open_market_is_its_close() -> None:
    assert EURUSD.next_change(utc_ms("2026-03-04T03:00")) == utc_ms("2026-03-06T21:00")


def test_the_next_change_of_a_closed_market_is_its_opening() -> None:
    assert EURUSD.next_change(utc_ms("2026-03-07T03:00")) == utc_ms("2026-03-08T22:00")


def test_the_opening_follows_the_clock_change_of_the_broker() -> None:
    before, after = utc_ms("2026-03-27T20:00"), utc_ms("2026-03-30T20:00")
    assert [start for start, _ in STOCK.sessions(before, 0) if start < before][-1] == utc_ms("2026-03-27T14:30")
    assert [start for start, _ in STOCK.sessions(after, 0) if start < after][-1] == utc_ms("2026-03-30T13:30")


def test_a_symbol_without_hours_never_changes() -> None:
    assert TradingHours("X", (), ()).next_change(0) is None
