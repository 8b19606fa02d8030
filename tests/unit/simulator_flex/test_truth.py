"""A statement says what the account did: its sums add up, and they are the exchange's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from tests.unit.simulator_flex.desk import NOW_MS, SINCE, YESTERDAY, Office, amount, total
from tui.simulator.exchange import Operation, TradeRecord
from tui.simulator.flex.days import ONE_DAY, Span

LOGINS = ("1000", "1001", "1002")
NOT_FLOWS = {"startingValue", "endingValue", "twr", "realized", "changeInUnrealized"}


@pytest.fixture(scope="module")
def office() -> Office:
    return Office.open()


@pytest.fixture(scope="module", params=LOGINS)
def login(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def statement(office: Office, login: str) -> ElementTree.Element:
    return office.tree(login)


def one(statement: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    """Return the first row of that tag with these attributes."""
    return next(row for row in statement.iter(tag) if all(row.get(name) == text for name, text in attributes.items()))


def done(office: Office, login: str) -> list[TradeRecord]:
    """Return the closed trades that the statement covers."""
    records = office.exchange.history(login, 1, 0, NOW_MS)
    return [record for record in records if record.symbol is not None and (record.closed_at_ms or 0) < SINCE.end_ms]


def test_the_value_is_the_exchanges_balance_and_what_is_open(office: Office, login: str) -> None:
    values = office.values(login)
    worth = values.worth(YESTERDAY)
    figures = office.exchange.margin_level(login, NOW_MS)
    held = values.story.held(SINCE.end_ms)
    spent = sum((leg.nominal for leg in held), Decimal(0)) - sum((leg.open_commission for leg in held), Decimal(0))
    assert worth.cash + spent == figures.balance
    # The market has moved since midnight, but not the world.
    assert abs(worth.total - figures.equity) < figures.equity / 50


def test_closed_trades_are_those_of_the_exchange(office: Office, login: str, statement: ElementTree.Element) -> None:
    deals = done(office, login)
    closings = [row for row in statement.iter("Trade") if row.get("openCloseIndicator") == "C"]
    assert {row.get("ibOrderID") for row in closings} == {str(deal.order_number) for deal in deals}
    fifo = one(statement, "FIFOPerformanceSummaryUnderlying", description="Total (All Assets)")
    assert amount(fifo, "totalRealizedPnl") == sum(deal.profit for deal in deals)
    interest = [row for row in statement.iter("CashTransaction") if (row.get("type") or "").startswith("Broker")]
    assert total(interest, "amount") == sum(deal.swap for deal in deals)


def test_costs_are_those_of_the_exchange(office: Office, login: str, statement: ElementTree.Element) -> None:
    trades = list(statement.iter("Trade"))
    open_ = [record for record in office.exchange.trades(login, True, NOW_MS) if record.operation <= Operation.SELL]
    costs = sum((record.commission or Decimal(0) for record in [*done(office, login), *open_]), Decimal(0))
    assert total(trades, "ibCommission") == costs
    assert amount(one(statement, "ChangeInNAV"), "commissions") == costs


def test_the_change_in_value_adds_up(statement: ElementTree.Element) -> None:
    change = one(statement, "ChangeInNAV")
    names = [name for name in change.keys() if name not in NOT_FLOWS and name[0].islower()]  # noqa: SIM118
    flows = [name for name in names if name.lower() not in ("accountid", "acctalias", "model", "currency")]
    flows = [name for name in flows if not name.endswith("Date")]
    moved = sum((amount(change, name) for name in flows), Decimal(0))
    assert amount(change, "startingValue") + moved == amount(change, "endingValue")
    rows = list(statement.iter("EquitySummaryByReportDateInBase"))
    assert amount(rows[-1], "total") == amount(change, "endingValue")
    market = one(statement, "MTMPerformanceSummaryUnderlying", description="Total (All Assets)")
    assert amount(market, "total") == amount(change, "mtm") + amount(change, "commissions")


def test_each_days_value_is_the_sum_of_its_parts(statement: ElementTree.Element) -> None:
    parts = ("cash", "stock", "cfdUnrealizedPl", "interestAccruals", "dividendAccruals")
    rows = list(statement.iter("EquitySummaryByReportDateInBase"))
    assert len(rows) > 40
    for row in rows:
        assert sum(amount(row, part) for part in parts) == amount(row, "total")
        assert amount(row, "totalLong") + amount(row, "totalShort") == amount(row, "total")


def test_the_cash_report_adds_up_and_tells_everything_twice(statement: ElementTree.Element) -> None:
    base, own = statement.iter("CashReportCurrency")
    assert base.get("currency") == "BASE_SUMMARY"
    flows = (
        "commissions", "deposits", "withdrawals", "dividends", "brokerInterest", "realizedVm", "netTradesSales",
        "netTradesPurchases", "otherFees",
    )  # fmt: skip
    for row in (base, own):
        moved = sum((amount(row, name) for name in flows), Decimal(0))
        assert amount(row, "startingCash") + moved == amount(row, "endingCash")
    transfers = [row for row in statement.iter("CashTransaction") if row.get("type") == "Deposits/Withdrawals"]
    assert total(transfers, "amount") == amount(own, "deposits") + amount(own, "withdrawals")


def test_a_positions_lots_sum_up_to_its_summary(statement: ElementTree.Element) -> None:
    rows = list(statement.iter("OpenPosition"))
    summaries = [row for row in rows if row.get("levelOfDetail") == "SUMMARY"]
    assert summaries
    for name in ("position", "costBasisMoney", "positionValue", "fifoPnlUnrealized"):
        lots = [row for row in rows if row.get("levelOfDetail") == "LOT"]
        assert total(lots, name) == total(summaries, name)


def test_two_windows_say_what_one_does(office: Office, login: str) -> None:
    middle = date(2025, 12, 10)
    early = office.tree(login, Span(SINCE.first, middle))
    late = office.tree(login, Span(middle + ONE_DAY, SINCE.last))
    whole = office.tree(login)
    assert amount(one(early, "ChangeInNAV"), "endingValue") == amount(one(late, "ChangeInNAV"), "startingValue")
    for tag in ("Trade", "CashTransaction"):
        ids = [row.get("transactionID") for part in (early, late) for row in part.iter(tag)]
        assert sorted(map(str, ids)) == sorted(str(row.get("transactionID")) for row in whole.iter(tag))
        assert len(set(ids)) == len(ids)


def test_days_before_the_account_are_empty_and_worth_nothing(office: Office) -> None:
    before = office.tree("1000", Span(date(2024, 1, 1), date(2024, 12, 31)))
    assert amount(one(before, "ChangeInNAV"), "endingValue") == 0
    assert not list(before.iter("Trade"))
    assert [section.tag for section in before if not len(section) and not section.attrib][:2] == [
        "EquitySummaryInBase", "MTMPerformanceSummaryInBase",
    ]  # fmt: skip


def test_what_happens_later_changes_nothing(office: Office) -> None:
    middle = SINCE.end_ms - 20 * 86_400_000
    span = Span(SINCE.first, YESTERDAY - 21 * ONE_DAY)
    then, now = office.values("1001", span, middle), office.values("1001", span)
    assert then.worth(span.last).cash == now.worth(span.last).cash
    assert [leg.position for leg in then.story.closed(span)] == [leg.position for leg in now.story.closed(span)]
    assert all(leg.closed_at_ms is None or leg.closed_at_ms <= middle for leg in then.story.legs)
