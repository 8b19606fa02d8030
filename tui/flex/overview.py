"""The first look at an account's statements: value, cash, results, income, costs, positions and trades.

Pure. Every figure names the section that it was read from; what is missing is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from tui.flex.statement.cash import (
    Booking,
    Cash,
    Month,
    booked,
    bookings,
    by_currency,
    by_kind,
    cash,
    commissions,
    months,
    reported,
)
from tui.flex.statement.figures import Figure, Line, first_with_amount, summed
from tui.flex.statement.holdings import Holdings, holdings
from tui.flex.statement.levels import TOTAL, counted, place_of
from tui.flex.statement.model import Statement
from tui.flex.statement.nav import Nav, NavChange, nav, nav_change
from tui.flex.statement.trades import Trades, trades
from tui.flex.statement.values import DayStyle, read_amount, style_of, total
from tui.flex.windows import DateRange, Period, Saved, shortfall

_PERFORMANCE = "FIFOPerformanceSummaryInBase"
_DAY_COLUMNS = ("reportDate", "dateTime", "settleDate", "tradeDate", "fromDate", "toDate")
_DATED = ("EquitySummaryInBase", "CashTransactions", "OpenPositions", "ChangeInNAV", "Trades")


@dataclass(frozen=True, slots=True)
class Income:
    """What came in and went out, in the base currency; costs are negative as in the file."""

    dividends: Figure
    withholding: Figure
    interest: Figure
    fees: Figure
    commissions: Figure
    deposits: Figure
    by_kind: tuple[Line, ...]
    """Every type of cash transaction with its sum, also those that no group knows."""
    by_currency: dict[str, tuple[Line, ...]]
    """Per group its sums in the currencies of the bookings."""
    by_month: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """One account over the days of its statements."""

    account: str
    alias: str
    base: str
    """The base currency, empty when no section names it."""
    returned: DateRange | None
    """From the first to the last day of all statements."""
    generated: tuple[str, ...]
    nav: Nav
    nav_change: NavChange
    cash: Cash
    realised: Figure
    unrealised: Figure
    income: Income
    holdings: Holdings
    trades: Trades
    warnings: tuple[str, ...]


def overview(
    statements: Sequence[Statement], asked: Period | None = None, outside: Statement | None = None
) -> Overview:
    """Return the overview of statements that are all of one account: one, one a day, or one a window.

    `asked` is what was requested; a warning says when the service answered with other days. `outside` is
    `StatementFile.outside`, where some files have the account's data.
    """
    ordered = in_order(statements)
    about = _about(ordered, outside)
    base, style = _base(ordered, about), day_style(ordered)
    found = tuple(bookings(ordered, style))
    value, change = nav(ordered, base, style), nav_change(ordered, base)
    held = holdings(ordered, base, style)
    return Overview(
        account=ordered[0].account if ordered else "",
        alias=about.get("acctAlias", ""),
        base=base,
        returned=returned_range(ordered),
        generated=tuple(dict.fromkeys(each.generated for each in ordered if each.generated)),
        nav=value,
        nav_change=change,
        cash=cash(ordered),
        realised=_realised(ordered, base, change),
        unrealised=first_with_amount((_performance(ordered[-1:], "totalUnrealizedPnl", base), held.unrealised)),
        income=_income(ordered, found, base, change),
        holdings=held,
        trades=trades(ordered),
        warnings=tuple(_warnings(ordered, asked or Saved(), style)),
    )


def in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return statements by their days, oldest first; those without readable days stay where they are, at the end."""

    def key(statement: Statement) -> tuple[bool, str]:
        days = statement.returned
        return (days is None, days.last.isoformat() if days is not None else "")

    return tuple(sorted(statements, key=key))


def returned_range(statements: Iterable[Statement]) -> DateRange | None:
    """Return the days from the first to the last of all statements, None when one of them does not say."""
    ranges = [statement.returned for statement in statements]
    known = [days for days in ranges if days is not None]
    if not known or len(known) < len(ranges):
        return None
    return DateRange(min(days.first for days in known), max(days.last for days in known))


def day_style(statements: Iterable[Statement]) -> DayStyle:
    """Return how the days with slashes are written, as far as any day of the main sections proves it."""
    return style_of(_day_texts(statements))


def _day_texts(statements: Iterable[Statement]) -> Iterator[str | None]:
    for statement in statements:
        yield from (statement.attributes.get(name) for name in ("fromDate", "toDate"))
        for name in _DATED:
            section = statement.section(name)
            for table in section.tables if section is not None else ():
                places = [at for column in _DAY_COLUMNS if (at := place_of(table, column)) is not None]
                # One look tells whether days are written with slashes at all; most files have none.
                if len(table) and any("/" in (table[0][at] or "") for at in places):
                    yield from (row[at] for row in table for at in places)


def _about(statements: Sequence[Statement], outside: Statement | None) -> dict[str, str]:
    account = statements[0].account if statements else ""
    for statement in (*reversed(statements), *([outside] if outside is not None else [])):
        section = statement.section("AccountInformation")
        for table in section.tables if section is not None else ():
            for row in map(table.attributes, range(len(table))):
                if row.get("accountId", account) == account:
                    return row
    return {}


def _base(statements: Sequence[Statement], about: dict[str, str]) -> str:
    named = about.get("currency", "") or about.get("Currency", "")
    if named:
        return named
    for name in ("EquitySummaryInBase", "ChangeInNAV"):
        for statement in statements:
            section = statement.section(name)
            cells = counted(section).cells("currency") if section is not None else ()
            for (currency,) in cells:
                if currency:
                    return currency
    return ""


def _performance(statements: Sequence[Statement], column: str, base: str) -> Figure:
    """Return a column's total: the file's own total row, else the sum of the rows that are no totals."""
    sums: list[Decimal | None] = []
    for statement in statements:
        section = statement.section(_PERFORMANCE)
        if section is None:
            continue
        totals = list(counted(section, TOTAL).cells(column, "description"))
        whole = [cells for cells in totals if "All Assets" in (cells[1] or "")] or totals[-1:]
        rows = whole[:1] or list(counted(section).cells(column, "description"))
        sums.append(total(read_amount(cells[0]) for cells in rows))
    return Figure(total(sums), base, f"{_PERFORMANCE}, {column}")


def _realised(statements: Sequence[Statement], base: str, change: NavChange) -> Figure:
    return first_with_amount(
        (
            _performance(statements, "totalRealizedPnl", base),
            summed(statements, "Trades", "fifoPnlRealized", base),
            change.line("realized"),
        )
    )


def _income(statements: Sequence[Statement], found: Sequence[Booking], base: str, change: NavChange) -> Income:
    columns = {"dividends": "dividends", "withholding": "withholdingTax", "interest": "interest"}
    columns |= {"fees": "otherFees", "deposits": "depositsWithdrawals"}

    def group(name: str) -> Figure:
        own = booked(found, name, base)
        return first_with_amount((own, reported(statements, name, base), change.line(columns[name])))

    return Income(
        dividends=group("dividends"),
        withholding=group("withholding"),
        interest=group("interest"),
        fees=group("fees"),
        commissions=first_with_amount((commissions(statements, base), change.line("commissions"))),
        deposits=group("deposits"),
        by_kind=by_kind(found, base),
        by_currency={name: by_currency(found, name) for name in columns},
        by_month=months(found, base),
    )


def _warnings(statements: Sequence[Statement], asked: Period, style: DayStyle) -> Iterator[str]:
    short = shortfall(asked, returned_range(statements))
    if short:
        yield short
    if any(not statement.complete for statement in statements):
        yield "The file broke inside a statement: what stood behind the break is missing here."
    if style is DayStyle.MIXED:
        yield "Days with slashes are written in two orders; those that are ambiguous were not read."
    known = [days for statement in statements if (days := statement.returned) is not None]
    if len({statement.account for statement in statements}) > 1:
        yield "The statements are of several accounts; their figures do not belong together."
    for before, after in pairwise(known):
        if after.first <= before.last:
            yield f"The statements {before} and {after} overlap: sums over both can count twice."
            break
        # A gap of days without trading is how daily statements look; a longer one is missing data.
        if after.first - before.last > timedelta(days=6):
            yield f"Nothing covers the days between {before.last} and {after.first}."
