"""The history's rows and statistics on a sample that is worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.examples import a_closed_trade
from tui.domain.history import DealKind, deal_kind, joined, missing, pages, reason_words
from tui.domain.position import ClosedTrade, CloseReason, Side
from tui.domain.statistics import CurvePoint, Moment, balance_before, summarise, thinned

D = Decimal


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def trade(number: int, closed: str, profit: str, **changes: object) -> ClosedTrade:
    usual = {"closed_at": at(closed), "profit": D(profit), "swap": D(0), "commission": D(0), "comment": ""}
    return replace(a_closed_trade(number), **{**usual, **changes})


def cash(closed: str, amount: str, operation: int = 6) -> ClosedTrade:
    return trade(900, closed, amount, side=None, symbol="", volume=D(0), operation=operation)


# Monday 2 March to Wednesday 4 March 2026. Nets: +100 -40 -30 +0 +50 -20: six trades that make +60.
SAMPLE = [
    cash("2026-03-02T08:00", "1000"),
    trade(1, "2026-03-02T09:30", "103", swap=D("-1"), commission=D("-2"), comment="[T/P]"),
    trade(2, "2026-03-02T09:45", "-40", side=Side.SELL, comment="[S/L]"),
    trade(3, "2026-03-03T10:00", "-28", commission=D("-2"), symbol="GOLD", comment="[S/O 45% 450 / 1000 (EUR)]"),
    cash("2026-03-03T12:00", "-200"),
    trade(4, "2026-03-03T23:30", "2", commission=D("-2")),
    trade(5, "2026-03-04T10:00", "50", side=Side.SELL, symbol="GOLD", volume=D("0.3")),
    trade(6, "2026-03-04T10:05", "-20"),
    cash("2026-03-04T11:00", "15", operation=7),
]


def test_the_figures_of_the_sample_are_those_worked_out_by_hand() -> None:
    found = summarise(SAMPLE, UTC).all
    assert (found.trades, found.wins, found.losses) == (6, 2, 3)
    assert (found.gross, found.swap, found.commission, found.net) == (67, -1, -6, 60)
    assert (found.won, found.lost) == (150, -90)
    assert found.volume == D("0.8")
    assert found.win_rate is not None
    assert round(found.win_rate, 2) == D("33.33")
    assert found.profit_factor is not None
    assert round(found.profit_factor, 4) == D("1.6667")
    assert found.expectancy == 10
    assert (found.average_win, found.average_loss, found.payoff) == (75, -30, D("2.5"))
    assert (found.largest_win, found.largest_loss) == (100, -40)


def test_cash_is_told_apart_and_is_no_trade() -> None:
    found = summarise(SAMPLE, UTC).cash
    assert (found.deposits, found.withdrawals, found.credits, found.operations) == (1000, -200, 15, 3)


def test_the_drawdown_is_the_deepest_fall_and_cash_after_the_peak_does_not_count() -> None:
    # The running net is 100, 60, 30, 30, 80, 60: from 100 down to 30, with 1000 paid in before.
    found = summarise(SAMPLE, UTC, balance_before=D(0)).drawdown
    assert found.amount == 70
    assert found.percent == D(7000) / D(1100)
    assert (found.peak_ms, found.trough_ms) == (at("2026-03-02T09:30"), at("2026-03-03T10:00"))


def test_a_loss_at_the_very_start_is_a_drawdown_too() -> None:
    found = summarise([trade(1, "2026-03-02T09:30", "-5")], UTC).drawdown
    assert (found.amount, found.percent, found.peak_ms) == (5, None, None)


def test_groups_add_up_by_symbol_side_reason_weekday_and_hour() -> None:
    found = summarise(SAMPLE, UTC)
    assert [(symbol, each.net) for symbol, each in found.by_symbol.items()] == [("EURUSD", 40), ("GOLD", 20)]
    assert {side: each.net for side, each in found.by_side.items()} == {Side.BUY: 50, Side.SELL: 10}
    assert {reason: each.net for reason, each in found.by_reason.items()} == {
        CloseReason.USER: 30,
        CloseReason.STOP_LOSS: -40,
        CloseReason.TAKE_PROFIT: 100,
        CloseReason.STOP_OUT: -30,
    }
    assert [(day, each.net) for day, each in found.by_weekday.items()] == [(0, 60), (1, -30), (2, 30)]
    assert [(hour, each.trades) for hour, each in found.by_hour.items()] == [(9, 2), (10, 3), (23, 1)]


def test_weekday_and_hour_are_those_of_the_user_s_zone() -> None:
    found = summarise(SAMPLE, ZoneInfo("Asia/Kolkata"))
    # 23:30 UTC on Tuesday is 05:00 on Wednesday there, 09:30 is 15:00.
    assert [(day, each.trades) for day, each in found.by_weekday.items()] == [(0, 2), (1, 1), (2, 3)]
    assert [(hour, each.trades) for hour, each in found.by_hour.items()] == [(5, 1), (15, 5)]


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
def test_hours_are_right_on_the_days_of_a_clock_change(zone: str) -> None:
    there = ZoneInfo(zone)
    times = [at(f"2026-{month:02}-{day:02}T{hour:02}:30") for month in (3, 4, 10, 11) for day in (1, 5, 8, 25, 29)
             for hour in range(24)]  # fmt: skip
    for each in times:
        local = datetime.fromtimestamp(each / 1000, there)
        found = summarise([replace(SAMPLE[1], closed_at=each)], there)
        assert (list(found.by_weekday), list(found.by_hour)) == ([local.weekday()], [local.hour])


def test_hours_may_be_those_of_the_opening() -> None:
    row = trade(1, "2026-03-02T09:30", "5", opened_at=at("2026-02-27T21:00"))
    assert list(summarise([row], UTC, moment=Moment.OPENED).by_hour) == [21]


def test_without_trades_there_is_nothing_to_divide_by() -> None:
    found = summarise([], UTC)
    assert found.all.net == 0
    assert found.all.win_rate is found.all.profit_factor is found.all.expectancy is found.all.largest_win is None
    assert summarise([SAMPLE[1]], UTC).all.profit_factor is None


def test_the_balance_before_is_worked_back_from_the_balance_now() -> None:
    # 1000 in, 200 out, 60 won; the credit is no balance.
    assert balance_before(SAMPLE, D(5860)) == 5000


def test_the_curve_keeps_its_ends_and_extremes_when_it_is_thinned() -> None:
    curve = [CurvePoint(number, D((number * 7919) % 1000), D(0)) for number in range(5000)]
    thin = thinned(curve, 200)
    assert len(thin) <= 200
    assert thin[0] == curve[0]
    assert thin[-1] == curve[-1]
    assert {max(p.net for p in thin), min(p.net for p in thin)} == {D(999), D(0)}
    assert [p.at_ms for p in thin] == sorted(p.at_ms for p in thin)
    assert thinned(curve[:10], 200) == curve[:10]


@pytest.mark.parametrize(
    ("row", "kind", "words"),
    [
        (SAMPLE[0], DealKind.DEPOSIT, "deposit"),
        (SAMPLE[4], DealKind.WITHDRAWAL, "withdrawal"),
        (SAMPLE[8], DealKind.CREDIT, "credit"),
        (SAMPLE[1], DealKind.TRADE, "take profit"),
        (SAMPLE[2], DealKind.TRADE, "stop loss"),
        (SAMPLE[3], DealKind.TRADE, "stop out"),
        (SAMPLE[4 + 1], DealKind.TRADE, "closed by you"),
        (replace(SAMPLE[0], operation=None), DealKind.DEPOSIT, "deposit"),
        (replace(SAMPLE[0], operation=3, symbol="GOLD"), DealKind.CANCELLED, "cancelled order"),
        (replace(SAMPLE[0], operation=77), DealKind.OTHER, "other"),
    ],
)
def test_a_row_says_what_it_is_and_why(row: ClosedTrade, kind: DealKind, words: str) -> None:
    assert deal_kind(row) is kind
    assert reason_words(row) == words


def test_spans_join_and_what_is_missing_is_known() -> None:
    assert joined([(5, 8), (1, 3), (3, 4), (7, 9), (2, 2)]) == ((1, 4), (5, 9))
    assert missing((0, 10), [(2, 3), (5, 7)]) == ((0, 2), (3, 5), (7, 10))
    assert missing((2, 6), [(0, 10)]) == ()
    assert missing((2, 6), [(8, 10)]) == ((2, 6),)
    assert missing((6, 6), []) == ()


def test_a_long_span_is_read_in_pages_the_newest_first() -> None:
    assert pages([(0, 25), (40, 45)], 10) == [(40, 45), (15, 25), (5, 15), (0, 5)]
