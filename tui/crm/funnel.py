"""From lead to trade: how many go on, how long it takes, month by month, and who stays behind. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from tui.crm.book import Book, Customer
from tui.crm.lines import ratio
from tui.crm.money import Money, Purse
from tui.crm.payments import Kind
from tui.crm.records import Person

_QUIET_DAYS = 30


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the funnel. `of_before` and `of_first` are from 0 to 1; `median` is the time from the step before.

    `timed` is how many had both dates, so that the median is known to stand for them only.
    """

    title: str
    count: int
    of_before: Decimal | None = None
    of_first: Decimal | None = None
    median: timedelta | None = None
    timed: int = 0

    @property
    def median_days(self) -> Decimal | None:
        """The median in days with one decimal place."""
        if self.median is None:
            return None
        seconds = Decimal(self.median // timedelta(milliseconds=1)) / 1000
        return (seconds / 86_400).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Funnel:
    """The four steps, and what does not fit into them."""

    stages: tuple[Stage, ...]
    notes: tuple[str, ...] = ()
    """Among them how many registered customers traded without a deposit: they are not in the last step."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who registered in one month. `funded_after` counts first deposits by months since then, from 0."""

    month: date
    registrations: int
    funded: int
    traders: int
    funded_after: tuple[int, ...]
    deposits: Money

    @property
    def rate(self) -> Decimal | None:
        """Which part of them was funded."""
        return ratio(self.funded, self.registrations)


@dataclass(frozen=True, slots=True)
class Idle:
    """A customer who pays but does not trade (any more). `last_trade` is None when none is known."""

    customer: Customer
    last_trade: datetime | None
    deposits: Money


def funnel(book: Book, customers: Sequence[Customer] | None = None, leads: Sequence[Person] | None = None) -> Funnel:
    """Return the steps of those who registered in the range; `customers` and `leads` narrow it to a partner's own.

    `leads` are then the partner's leads without a registration.
    """
    registered = list(book.registered if customers is None else customers)
    unconverted = book.unconverted if leads is None else leads
    funded = [each for each in registered if each.is_funded]
    traded = [each for each in funded if each.has_traded]
    counts = (len(registered) + len(unconverted), len(registered), len(funded), len(traded))
    times: tuple[list[timedelta], ...] = (
        [],
        list(_between((each.lead.registered if each.lead else None, _registered(each)) for each in registered)),
        list(_between((_registered(each), _first_deposit(each)) for each in funded)),
        list(_between((_first_deposit(each), first_trade(each)) for each in traded)),
    )
    titles = ("Leads and registrations", "Registered", "Funded", "Traded")
    stages = tuple(
        Stage(
            title,
            count,
            ratio(count, counts[at - 1]) if at else None,
            ratio(count, counts[0]) if at else None,
            _median(times[at]),
            len(times[at]),
        )
        for at, (title, count) in enumerate(zip(titles, counts, strict=True))
    )
    without = sum(each.has_traded and not each.is_funded for each in registered)
    notes = (f"{without} traded without a deposit in these days.",) if without else ()
    return Funnel(stages, notes)


def cohorts(book: Book, customers: Iterable[Customer] | None = None) -> tuple[Cohort, ...]:
    """Return the months of registration, oldest first; customers without a date are left out."""
    months: dict[date, list[Customer]] = {}
    for customer in book.registered if customers is None else customers:
        at = _registered(customer)
        if at is not None:
            months.setdefault(at.date().replace(day=1), []).append(customer)
    return tuple(_cohort(month, months[month], book) for month in sorted(months))


def unfunded(book: Book, customers: Iterable[Customer] | None = None) -> list[Customer]:
    """Return who registered and has no real deposit in the range, the newest first."""
    found = [each for each in (book.registered if customers is None else customers) if not each.is_funded]
    return sorted(found, key=lambda each: _registered(each) or datetime.min, reverse=True)  # noqa: DTZ901 - no zone


def inactive(book: Book, since: date, customers: Iterable[Customer] | None = None) -> list[Idle]:
    """Return funded customers without a position closed on or after `since`, the longest silent last."""
    found = []
    for customer in book.customers.values() if customers is None else customers:
        last = last_trade(customer)
        if customer.is_funded and (last is None or last.date() < since):
            found.append(Idle(customer, last, deposits_of(customer, book)))
    return sorted(found, key=lambda each: each.last_trade or datetime.min, reverse=True)  # noqa: DTZ901 - no zone


def quiet_since(last: date, today: date) -> date:
    """Return since when a customer must have closed nothing to count as inactive: 30 days before the rows end.

    What came after the `last` of the chosen days is not among the rows; it must not count as silence.
    """
    return min(last, today) - timedelta(days=_QUIET_DAYS)


def deposits_of(customer: Customer, book: Book) -> Money:
    """Return a customer's real deposits."""
    purse = Purse()
    for row in customer.transactions:
        if not row.is_fake and row.amount is not None and book.words.kind(row.kind) is Kind.DEPOSIT:
            purse.add(row.currency, abs(row.amount))
    return purse.money()


def first_trade(customer: Customer) -> datetime | None:
    """Return when the earliest of the closed positions was opened, or closed where its opening is not known."""
    return min((at for row in customer.positions if (at := row.opened or row.closed) is not None), default=None)


def last_trade(customer: Customer) -> datetime | None:
    """Return when the last position was closed."""
    return max((row.closed for row in customer.positions if row.closed is not None), default=None)


def _cohort(month: date, customers: Sequence[Customer], book: Book) -> Cohort:
    after: dict[int, int] = {}
    purse = Purse()
    for customer in customers:
        purse.take(deposits_of(customer, book))
        at = _first_deposit(customer)
        if at is not None:
            months = max(0, (at.year - month.year) * 12 + at.month - month.month)
            after[months] = after.get(months, 0) + 1
    return Cohort(
        month,
        len(customers),
        sum(each.is_funded for each in customers),
        sum(each.has_traded for each in customers),
        tuple(after.get(at, 0) for at in range(max(after, default=-1) + 1)),
        purse.money(),
    )


def _median(times: list[timedelta]) -> timedelta | None:
    if not times:
        return None
    ordered, middle = sorted(times), len(times) // 2
    return ordered[middle] if len(times) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _registered(customer: Customer) -> datetime | None:
    return customer.person.registered if customer.person is not None else None


def _first_deposit(customer: Customer) -> datetime | None:
    return customer.first_deposit.at if customer.first_deposit is not None else None


def _between(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Iterable[timedelta]:
    """Yield the time between two moments that are both known and in order."""
    return (end - start for start, end in pairs if start is not None and end is not None and end >= start)
