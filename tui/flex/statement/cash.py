"""Cash: what each currency holds, and what came in and went out as dividends, tax, interest and fees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tui.flex.statement.figures import Adder, Figure, Line, Money, money, rows_of, summed
from tui.flex.statement.levels import BASE_SUMMARY, counted
from tui.flex.statement.model import Statement
from tui.flex.statement.values import DayStyle, read_amount, read_day, total

_REPORT = "CashReport"
_BOOKED = "CashTransactions"

GROUPS = {
    "dividends": ("dividends", "payment in lieu of dividends"),
    "withholding": ("withholding tax", "871(m) withholding"),
    "interest": (
        *("broker interest paid", "broker interest received", "broker interest"),
        *("bond interest paid", "bond interest received", "bond interest"),
    ),
    "fees": ("other fees", "advisor fees", "broker fees", "commission adjustments"),
    "deposits": ("deposits/withdrawals", "deposits & withdrawals", "deposits", "withdrawals"),
}
"""The service's types of bookings by what they are for their owner; a type that is nowhere here stays by itself."""

_REPORT_COLUMNS = {
    "dividends": ("dividends", "paymentInLieu"),
    "withholding": ("withholdingTax", "withholding871m"),
    "interest": ("brokerInterest", "bondInterest"),
    "fees": ("otherFees", "advisorFees", "brokerFees", "commissionAdjustments"),
    "deposits": ("deposits", "withdrawals"),
    "commissions": ("commissions",),
}


@dataclass(frozen=True, slots=True)
class CashLine:
    """One currency of the cash report; amounts in that currency."""

    currency: str
    starting: Decimal | None
    ending: Decimal | None
    settled: Decimal | None
    source: str = _REPORT


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash by currency, and all of it in the base currency as the file itself sums it up."""

    lines: tuple[CashLine, ...] = ()
    in_base: CashLine | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What one month brought, in the base currency; None where the month has none, or some of it has no rate."""

    month: date
    """Its first day."""
    amounts: dict[str, Decimal | None] = field(default_factory=dict)
    """By group: dividends, withholding, interest, fees."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One cash transaction, as far as sums need it."""

    kind: str
    money: Money
    day: date | None

    @property
    def group(self) -> str:
        """Which of GROUPS it belongs to; empty for a type that is new."""
        folded = self.kind.strip().lower()
        return next((group for group, kinds in GROUPS.items() if folded in kinds), "")


def cash(statements: Sequence[Statement]) -> Cash:
    """Return the cash of each currency, from the first starting to the last ending amount."""
    lines: dict[str, CashLine] = {}
    for statement in statements:
        section = statement.section(_REPORT)
        if section is None:
            continue
        for level in (None, BASE_SUMMARY):
            columns = ("currency", "startingCash", "endingCash", "endingSettledCash")
            for currency, starting, ending, settled in counted(section, level).cells(*columns):
                name = currency or ""
                before = lines.get(name)
                begun = before.starting if before is not None else read_amount(starting)
                lines[name] = CashLine(name, begun, read_amount(ending), read_amount(settled))
    base = lines.pop(BASE_SUMMARY, None)
    return Cash(tuple(lines.values()), base)


def bookings(statements: Sequence[Statement], style: DayStyle) -> Iterator[Booking]:
    """Yield every cash transaction that counts."""
    for rows in rows_of(statements, _BOOKED):
        columns = ("type", "amount", "currency", "fxRateToBase", "dateTime", "reportDate", "settleDate")
        for kind, amount, currency, rate, *days in rows.cells(*columns):
            found = (day for text in days if (day := read_day(text, style)) is not None)
            yield Booking(kind or "", money(amount, currency, rate), next(found, None))


def booked(found: Sequence[Booking], group: str, base: str) -> Figure:
    """Return the sum of one group of bookings."""
    adder = Adder(base, f"{_BOOKED}, {group}")
    for booking in found:
        if booking.group == group:
            adder.add(booking.money)
    return adder.figure()


def by_kind(found: Sequence[Booking], base: str) -> tuple[Line, ...]:
    """Return the sum of each type of booking, known or not, in the order of the file."""
    adders: dict[str, Adder] = {}
    for booking in found:
        adders.setdefault(booking.kind, Adder(base, f"{_BOOKED}, type {booking.kind}")).add(booking.money)
    return tuple(Line(kind, adder.figure()) for kind, adder in adders.items())


def by_currency(found: Sequence[Booking], group: str) -> tuple[Line, ...]:
    """Return the sums of one group in the currencies that they were booked in."""
    currencies = dict.fromkeys(booking.money.currency for booking in found if booking.group == group)
    return tuple(
        Line(
            currency,
            Figure(
                total(b.money.amount for b in found if b.group == group and b.money.currency == currency),
                currency,
                f"{_BOOKED}, {group}",
            ),
        )
        for currency in currencies
    )


def reported(statements: Sequence[Statement], group: str, base: str) -> Figure:
    """Return a group's sum out of the cash report's row in the base currency."""
    source = f"{_REPORT}, {BASE_SUMMARY}, {' + '.join(_REPORT_COLUMNS[group])}"
    found: list[Decimal | None] = []
    for statement in statements:
        section = statement.section(_REPORT)
        if section is not None:
            for cells in counted(section, BASE_SUMMARY).cells(*_REPORT_COLUMNS[group]):
                found += map(read_amount, cells)
    return Figure(total(found), base, source)


def months(found: Sequence[Booking], base: str) -> tuple[Month, ...]:
    """Return what each month brought, oldest first; bookings without a readable day are in none."""
    adders: dict[date, dict[str, Adder]] = {}
    for booking in found:
        if booking.day is not None and booking.group not in {"", "deposits"}:
            month = adders.setdefault(booking.day.replace(day=1), {})
            month.setdefault(booking.group, Adder(base, _BOOKED)).add(booking.money)
    return tuple(
        Month(month, {group: adder.figure().amount for group, adder in groups.items()})
        for month, groups in sorted(adders.items())
    )


def commissions(statements: Sequence[Statement], base: str) -> Figure:
    """Return the commissions out of the cash report, else of the trades as far as they can be converted."""
    from_report = reported(statements, "commissions", base)
    if from_report.amount is not None:
        return from_report
    adder = Adder(base, "Trades, ibCommission")
    for rows in rows_of(statements, "Trades"):
        for amount, charged, currency, rate in rows.cells(
            "ibCommission", "ibCommissionCurrency", "currency", "fxRateToBase"
        ):
            # The rate is that of the trade's currency, not of any other that the commission was charged in.
            adder.add(money(amount, charged or currency, rate if (charged or currency) == currency else None))
    figure = adder.figure()
    if figure.amount is not None:
        return figure
    confirmed = summed(statements, "TradeConfirms", "commission", base)
    return confirmed if confirmed.amount is not None else figure
