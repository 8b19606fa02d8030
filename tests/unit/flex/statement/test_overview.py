"""The overview: every figure right, from a named section, and never a number where the statement has none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.unit.flex.statement.samples import ACTIVITY, CONFIRMATIONS, only, read, wrapped
from tui.flex.overview import Overview, overview
from tui.flex.statement.cash import CashLine
from tui.flex.statement.levels import counted, explain
from tui.flex.windows import DateRange, LastDays


def of(text: str) -> Overview:
    return overview(read(text).statements)


@pytest.fixture(scope="module")
def seen() -> Overview:
    return of(ACTIVITY)


def test_it_says_whose_and_which_days(seen: Overview) -> None:
    assert (seen.account, seen.alias, seen.base) == ("U7000001", "Savings", "EUR")
    assert str(seen.returned) == "2025-07-01 … 2025-09-30"
    assert seen.generated == ("20251001;062234",)
    assert seen.warnings == ()


def test_the_value_is_that_of_the_last_day_with_its_parts(seen: Overview) -> None:
    assert (seen.nav.value.amount, seen.nav.value.currency) == (Decimal(1011), "EUR")
    assert seen.nav.value.source == "EquitySummaryInBase, total"
    assert seen.nav.day == date(2025, 9, 30)
    assert {line.name: line.figure.amount for line in seen.nav.parts} == {"cash": 110, "stock": 901}


def test_the_curve_has_each_day_once(seen: Overview) -> None:
    assert seen.nav.curve == ((date(2025, 9, 29), Decimal("1000.5")), (date(2025, 9, 30), Decimal(1011)))


def test_the_change_in_value_is_told_line_by_line(seen: Overview) -> None:
    assert [(line.name, str(line.figure.amount)) for line in seen.nav_change.lines] == [
        ("startingValue", "990"),
        ("mtm", "15.25"),
        ("dividends", "8"),
        ("commissions", "-2.25"),
        ("endingValue", "1011"),
    ]
    assert seen.nav_change.time_weighted_percent.amount == Decimal("2.12")


def test_cash_is_told_by_currency_and_the_base_row_stands_apart(seen: Overview) -> None:
    assert [line.currency for line in seen.cash.lines] == ["EUR", "USD"]
    assert seen.cash.in_base == CashLine("BASE_SUMMARY", Decimal(95), Decimal(110), Decimal(108))


def test_income_is_converted_row_by_row_and_summaries_are_not_added_again(seen: Overview) -> None:
    income = seen.income

    assert (income.dividends.amount, income.dividends.source) == (Decimal("9.0"), "CashTransactions, dividends")
    assert income.withholding.amount == Decimal("-1.35")
    assert income.interest.amount == Decimal("0.75")
    assert income.fees.amount == Decimal(-3)
    assert (income.commissions.amount, income.commissions.source) == (
        Decimal("-2.25"),
        "CashReport, BASE_SUMMARY, commissions",
    )
    assert income.deposits.amount is None


def test_a_type_that_nobody_knows_is_listed_with_its_sum(seen: Overview) -> None:
    assert {line.name: line.figure.amount for line in seen.income.by_kind}["Lottery Prize"] == 2


def test_income_is_told_in_the_currencies_that_it_came_in(seen: Overview) -> None:
    (line,) = seen.income.by_currency["dividends"]

    assert (line.name, line.figure.amount) == ("USD", 10)


def test_months_have_what_came_in_them_and_nothing_else(seen: Overview) -> None:
    months = {each.month: each.amounts for each in seen.income.by_month}

    assert list(months) == [date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1)]
    assert months[date(2025, 7, 1)] == {"dividends": Decimal("9.0"), "withholding": Decimal("-1.35")}
    assert "interest" not in months[date(2025, 9, 1)]


def test_positions_are_counted_once_although_their_lots_are_there(seen: Overview) -> None:
    (position,) = seen.holdings.positions

    assert (position.symbol, position.quantity, position.unrealised) == ("ACME", 10, 51)
    assert seen.holdings.value.amount == Decimal("900.9")
    assert "not counted: 2 LOT" in seen.holdings.note
    assert seen.unrealised.source == "OpenPositions, fifoPnlUnrealized"


def test_lots_alone_are_put_together_to_positions() -> None:
    lots = "\n".join(line for line in ACTIVITY.splitlines() if "<OpenPosition " not in line or '"LOT"' in line)
    (position,) = of(lots).holdings.positions

    assert (position.quantity, position.value, position.lots) == (10, Decimal("1001.0"), 2)


def test_trades_are_summed_over_fills_only(seen: Overview) -> None:
    (acme,) = seen.trades.by_symbol

    assert (acme.count, acme.bought, acme.sold) == (3, 5, 3)
    assert (acme.proceeds, acme.commission, acme.tax, acme.realised) == (-190, Decimal("-2.5"), Decimal("-0.1"), 7)
    assert "1 ORDER (one row an order: the sum of its fills)" in seen.trades.note
    assert seen.trades.by_class[0].symbol == ""
    assert seen.realised.amount == Decimal("6.3")


def test_orders_are_summed_where_there_are_no_fills() -> None:
    orders = "\n".join(line for line in ACTIVITY.splitlines() if not line.startswith("<Trade "))

    assert of(orders).trades.by_symbol[0].bought == 5


def test_a_cancelled_trade_takes_its_quantity_away() -> None:
    trades = (
        '<Trades><Trade symbol="A" quantity="5" buySell="BUY"/><Trade symbol="A" quantity="-5" buySell="BUY (Ca.)"/>'
        "</Trades>"
    )

    assert of(wrapped(trades)).trades.by_symbol[0].bought == 0


def test_confirmations_are_summed_like_trades() -> None:
    (acme,) = of(CONFIRMATIONS).trades.by_symbol

    assert (acme.count, acme.bought, acme.commission, acme.source) == (1, 5, -1, "TradeConfirms")


def test_what_the_statement_does_not_have_is_none_and_says_where_it_was_looked_for() -> None:
    empty = of(wrapped(""))

    figures = [empty.nav.value, empty.realised, empty.unrealised, empty.holdings.value, empty.income.dividends]
    figures += [empty.income.interest, empty.income.fees, empty.income.commissions, empty.income.withholding]
    assert [figure.amount for figure in figures] == [None] * len(figures)
    assert all(figure.source and figure.note for figure in figures)
    assert empty.nav.curve == ()
    assert empty.cash.lines == ()
    assert empty.base == ""


def test_no_statements_give_an_empty_overview() -> None:
    assert overview(()).nav.value.amount is None


def test_a_sum_with_a_row_that_cannot_be_converted_is_none_not_a_part_of_it() -> None:
    without_rate = ACTIVITY.replace('fxRateToBase="0.9" type="Dividends"', 'type="Dividends"')
    dividends = of(without_rate).income.dividends

    # The change in value still knows the whole.
    assert (dividends.amount, dividends.source) == (Decimal(8), "ChangeInNAV, dividends")
    alone = of(without_rate.replace('dividends="8"', "")).income.dividends
    assert alone.amount is None
    assert "1 rows have no rate" in alone.note


def test_a_cell_that_stands_for_several_values_is_no_number_and_told() -> None:
    figure = (
        of(ACTIVITY.replace('amount="10" dateTime="2025', 'amount="MULTI" dateTime="2025')).income.by_kind[0].figure
    )

    assert figure.amount is None
    assert "1 rows have no readable number" in figure.note


def test_the_performance_summary_s_total_row_is_not_added_to_its_rows() -> None:
    rows = (
        '<P symbol="A" description="A INC" totalRealizedPnl="3"/><P symbol="B" description="B" totalRealizedPnl="4"/>'
    )
    total = '<P symbol="" description="Total (All Assets)" totalRealizedPnl="7"/>'

    for inside in (rows + total, rows):
        section = f"<FIFOPerformanceSummaryInBase>{inside}</FIFOPerformanceSummaryInBase>"
        figure = of(wrapped(section)).realised
        assert (figure.amount, figure.source) == (7, "FIFOPerformanceSummaryInBase, totalRealizedPnl")


def test_a_period_that_the_service_collapsed_is_warned_of() -> None:
    statements = read(ACTIVITY.replace('fromDate="20250701"', 'fromDate="20250930"')).statements

    (warning,) = overview(statements, LastDays(90)).warnings
    assert "covers one day" in warning
    (warning,) = overview(statements, DateRange(date(2025, 7, 1), date(2025, 9, 30))).warnings
    assert "covers one day" in warning


def test_a_broken_file_a_gap_and_an_overlap_are_warned_of() -> None:
    cut = read(ACTIVITY[: ACTIVITY.index("<Trades>")]).statements
    other = read(ACTIVITY.replace("20250701", "20251101").replace('toDate="20250930"', 'toDate="20251130"')).statements
    twice = read(ACTIVITY).statements * 2

    assert "broke" in overview(cut).warnings[0]
    assert "between 2025-09-30 and 2025-11-01" in overview(read(ACTIVITY).statements + other).warnings[0]
    assert "overlap" in overview(twice).warnings[0]


def test_windows_are_added_up_and_moments_are_taken_from_the_last() -> None:
    earlier = ACTIVITY.replace('"20250701"', '"20250401"').replace('toDate="20250930"', 'toDate="20250630"')
    earlier = earlier.replace('reportDate="202509', 'reportDate="202506').replace("dateTime=", "tradeDate=")
    both = overview((*read(ACTIVITY).statements, *read(earlier).statements))

    change = {line.name: line.figure.amount for line in both.nav_change.lines}
    assert (change["startingValue"], change["dividends"], change["endingValue"]) == (990, 16, 1011)
    assert both.nav_change.time_weighted_percent.amount is None
    assert both.nav.day == date(2025, 9, 30)
    assert len(both.nav.curve) == 4
    assert len(both.holdings.positions) == 1
    assert both.income.dividends.amount == 18


def test_account_data_outside_of_the_statements_name_the_base_currency() -> None:
    moved = ACTIVITY.replace('<AccountInformation accountId="U7000001" acctAlias="Savings" currency="EUR" />', "")
    file = read(
        moved.replace("<FlexStatements ", '<AccountInformation accountId="U7000001" currency="EUR"/><FlexStatements ')
    )

    assert overview(file.statements, outside=file.outside).base == "EUR"
    assert overview(file.statements).base == ""


def test_days_with_slashes_are_read_once_one_of_them_proves_their_order() -> None:
    day = '<E reportDate="{}" total="{}"/>'
    section = "<EquitySummaryInBase>{}</EquitySummaryInBase>"
    proven = section.format(day.format("09/12/2025", 1) + day.format("09/30/2025", 2))
    unproven = section.format(day.format("09/11/2025", 1) + day.format("09/12/2025", 2))

    assert of(wrapped(proven)).nav.curve[0] == (date(2025, 9, 12), 1)
    assert of(wrapped(unproven)).nav.curve == ()
    assert of(wrapped(unproven)).nav.value.amount == 2


def test_a_csv_statement_gives_the_same_figures() -> None:
    text = (
        '"ClientAccountID","CurrencyPrimary","AssetClass","Symbol","Buy/Sell","TradeID","Quantity","Proceeds"\n'
        '"U1","USD","STK","ACME","BUY","1","5","-500"\n"U1","USD","STK","ACME","SELL","2","-2","210"\n'
    )
    (acme,) = of(text).trades.by_symbol

    assert (acme.asset_class, acme.currency, acme.bought, acme.sold, acme.proceeds) == ("STK", "USD", 5, 2, -290)


def test_the_levels_of_a_section_are_explained() -> None:
    section = only(ACTIVITY).section("Trades")
    assert section is not None

    rows = counted(section)
    assert (rows.level, len(rows)) == ("EXECUTION", 3)
    assert rows.left_out == {"ASSET_SUMMARY": 1, "SYMBOL_SUMMARY": 1, "ORDER": 1, "CLOSED_LOT": 1}
    assert all(explain(level) != level for level in rows.left_out)
    assert explain("SOMETHING_NEW") == "SOMETHING_NEW"


def test_levels_that_nobody_knows_are_not_added_to_each_other() -> None:
    section = only(wrapped('<S><R levelOfDetail="NEW" a="1"/><R levelOfDetail="NEWER" a="1"/></S>')).section("S")
    assert section is not None

    assert len(counted(section)) == 1
