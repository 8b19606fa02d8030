"""Formulas on samples reckoned by hand. EUR is 1.25 USD; EURUSD starts at 1.10000 / 1.10010."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.unit.simulator_exchange.fake_market import START_MS
from tests.unit.simulator_exchange.helpers import Venue, buy
from tui.simulator.exchange import Refusal, TradeChanged

_DAY_MS = 86_400_000


def ms(year: int, month: int, day: int, hour: int) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp() * 1000)


def test_forex_margin_is_a_percent_of_the_base_currency() -> None:
    venue = Venue()
    venue.done(**buy(0.5))
    figures = venue.exchange.margin_level("1000", venue.now_ms)
    # 0.5 × 100 000 EUR × 1 % = 500 EUR; the spread costs 10 points: 50 000 × 0.0001 USD = 5 USD = 4 EUR.
    assert (figures.margin, figures.balance, figures.equity) == (
        Decimal("500.00"), Decimal("10000.00"), Decimal("9996.00"),
    )  # fmt: skip
    assert figures.margin_level == Decimal("1999.20")
    assert figures.free_margin == Decimal("9496.00")


@pytest.mark.parametrize(("strict", "free"), [(False, "9500.00"), (True, "9896.00")])
def test_open_profit_counts_as_free_margin_only_on_the_strict_venue(strict: bool, free: str) -> None:
    venue = Venue(strict_free_margin=strict)
    venue.done(**buy(0.5))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 111_000)
    venue.pass_ms(500)
    # (1.11000 − 1.10010) × 50 000 = 495 USD = 396 EUR.
    figures = venue.exchange.margin_level("1000", venue.now_ms)
    assert figures.equity == Decimal("10396.00")
    assert figures.free_margin == Decimal(free)


def test_an_account_without_positions_has_level_zero() -> None:
    figures = Venue().exchange.margin_level("1000", START_MS)
    assert (figures.margin, figures.margin_level, figures.free_margin) == (0, 0, Decimal("10000.00"))


def test_a_short_position_earns_when_the_ask_falls() -> None:
    venue = Venue()
    venue.done(**buy(0.2, cmd=1))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 109_500)
    venue.pass_ms(500)
    # 1.10000 − 1.09510 = 0.0049 × 20 000 = 98 USD = 78.40 EUR.
    assert venue.position().profit == Decimal("78.40")
    assert venue.position().close_price == Decimal("1.09510")


def test_cfd_margin_is_a_percent_of_the_price() -> None:
    venue = Venue()
    # 0.1 × 50 × 6000.5 USD × 5 % = 1500.125 USD = 1200.10 EUR.
    assert venue.exchange.margin_trade("1000", "US500", Decimal("0.1"), START_MS) == Decimal("1200.10")


def test_both_sides_of_a_symbol_cost_the_larger_margin_only() -> None:
    venue = Venue()
    venue.done(**buy(0.3))
    venue.done(**buy(0.2, cmd=1))
    assert venue.exchange.margin_level("1000", venue.now_ms).margin == Decimal("300.00")


def test_a_cash_stock_is_paid_in_full_and_pays_commission_on_both_sides() -> None:
    venue = Venue(stock_commission_percent=Decimal("1.00"))
    venue.done(**buy(10, symbol="AAPL.US_9"))
    held = venue.position()
    # 10 × 200.02 = 2000.20 USD = 1600.16 EUR; 1 % of it is 16.00.
    assert (held.nominal_value, held.commission, held.margin_rate) == (
        Decimal("1600.16"), Decimal("-16.00"), Decimal("0.8"),
    )  # fmt: skip
    figures = venue.exchange.margin_level("1000", venue.now_ms)
    assert (figures.margin, figures.stock_value) == (Decimal("1600.16"), Decimal("1600.00"))
    assert figures.equity == Decimal("10000.00") - Decimal("16.00") - Decimal("0.16")
    venue.done(**buy(4, symbol="AAPL.US_9", type=2, order=held.position_number))
    (closed,) = venue.closed()
    # Four tenths of 16.00, and 1 % of 4 × 200 × 0.8 = 640.
    assert closed.commission == Decimal("-6.40") - Decimal("6.40")
    assert venue.position().commission == Decimal("-9.60")


def test_the_least_commission_holds_for_small_trades() -> None:
    answer = Venue().exchange.commission_def("1000", "AAPL.US_9", Decimal(1), START_MS)
    assert not isinstance(answer, Refusal)
    assert (answer.commission, answer.rate_of_exchange) == (Decimal("0.80"), Decimal("0.8"))


def test_profit_calculation_is_the_plain_formula() -> None:
    exchange = Venue().exchange
    numbers = {"open_price": Decimal("1.1"), "close_price": Decimal("1.2"), "volume": Decimal(1), "now_ms": START_MS}
    assert exchange.profit_calculation("1000", "EURUSD", 0, **numbers) == Decimal("8000.00")
    assert exchange.profit_calculation("1000", "EURUSD", 1, **numbers) == Decimal("-8000.00")
    assert exchange.profit_calculation("1001", "EURUSD", 0, **numbers) == Decimal("10000.00")
    unknown = exchange.profit_calculation("1000", "X", 0, **numbers)
    assert isinstance(unknown, Refusal)
    assert unknown.code == "BE115"


def test_amounts_are_rounded_half_up() -> None:
    exchange = Venue().exchange
    for points, euros in ((1, "0.01"), (2, "0.02"), (10, "0.08")):
        # One point of 0.01 lot is 0.01 USD = 0.008 EUR.
        closed = Decimal("1.1") + Decimal(points) / 100_000
        answer = exchange.profit_calculation(
            "1000", "EURUSD", 0, open_price=Decimal("1.1"), close_price=closed, volume=Decimal("0.01"), now_ms=START_MS
        )
        assert answer == Decimal(euros)


@pytest.mark.parametrize(
    ("day", "nights"), [(9, 1), (10, 1), (11, 3), (12, 1), (13, 1), (14, 0), (15, 0)]
)  # 9 March 2026 is a Monday
def test_swap_comes_at_midnight_in_warsaw_three_times_on_wednesday_and_never_on_weekends(day: int, nights: int) -> None:
    venue = Venue()
    venue.now_ms = ms(2026, 3, day, 20)
    venue.restart()
    venue.done(**buy(1.0))
    venue.pass_ms(ms(2026, 3, day, 22) + 3_599_000 - venue.now_ms)
    assert venue.position().swap == 0
    venue.pass_ms(1_000)
    # −0.5 points × 100 000 = −0.50 USD = −0.40 EUR a night.
    assert venue.position().swap == Decimal("-0.40") * nights


def test_a_night_of_swap_is_told_as_a_changed_trade() -> None:
    venue = Venue()
    venue.done(**buy(1.0))
    venue.told.clear()
    venue.pass_ms(_DAY_MS)
    changed = [one for one in venue.told if isinstance(one, TradeChanged)]
    assert [(one.kind, one.record.swap) for one in changed] == [("open", Decimal("-0.40"))]


def test_a_part_that_is_closed_takes_its_share_of_the_swap_along() -> None:
    venue = Venue()
    venue.done(**buy(1.0))
    venue.pass_ms(_DAY_MS)
    venue.done(**buy(0.25, type=2, order=venue.position().position_number))
    assert venue.closed()[0].swap == Decimal("-0.10")
    assert venue.position().swap == Decimal("-0.30")


def test_swap_knows_dollars_and_yearly_interest() -> None:
    venue = Venue()
    venue.done(**buy(0.1, symbol="BITCOIN", cmd=1))
    venue.done(**buy(0.1, symbol="US500"))
    venue.pass_ms(_DAY_MS)
    swaps = {one.symbol: one.swap for one in venue.trades()}
    # −2 USD × 0.1; 6000 × 0.1 × 50 USD × −0.5 % / 360 = −0.4167 USD.
    assert swaps == {"BITCOIN": Decimal("-0.16"), "US500": Decimal("-0.33")}


def test_summer_time_moves_the_midnight_by_an_hour() -> None:
    venue = Venue()
    venue.now_ms = ms(2026, 7, 7, 20)
    venue.restart()
    venue.done(**buy(1.0))
    venue.pass_ms(ms(2026, 7, 7, 22) - venue.now_ms)
    assert venue.position().swap == Decimal("-0.40")
