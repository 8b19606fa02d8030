"""Finds what reports ask for: nothing is made before somebody asks, and only the last few findings are kept."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from tui.simulator.crm.life import LONGEST_LIFE_DAYS, Trade, Transaction, life_of
from tui.simulator.crm.people import (
    DAY_MS,
    FIRST_DAY,
    LONGEST_CONTACT_DAYS,
    LONGEST_UNFUNDED_DAYS,
    LONGEST_WAIT_DAYS,
    Person,
    Population,
)
from tui.simulator.crm.wish import Days, Filters

MOST_FINDINGS = 4
MOST_KEPT_ROWS = 400_000
_DAYS_AHEAD = 7
_PEOPLE_AT_ONCE = 100
_CHANGING_DAYS = LONGEST_WAIT_DAYS + LONGEST_UNFUNDED_DAYS + LONGEST_CONTACT_DAYS
_LIVING_DAYS = LONGEST_WAIT_DAYS + LONGEST_UNFUNDED_DAYS + LONGEST_LIFE_DAYS + 10

Row = Person | Transaction | Trade
_Kept = int | Transaction | Trade
"""People are kept as their numbers."""
_Moment = tuple[int, int, _Kept]
"""When a row comes into being, what orders it among those of the same time, and the row."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The rows that fit some filters, oldest first, and when each comes into being.

    It reaches to `last_day` of the future, so that it stays good while the clock runs.
    """

    moments: Sequence[int]
    rows: Sequence[_Kept]
    last_day: int


class Book:
    """Answers for the venue's present time, which is passed in with each question."""

    def __init__(self, population: Population, seed: int) -> None:
        self._population = population
        self._seed = seed
        self._findings: OrderedDict[Filters, Finding] = OrderedDict()
        self._looking = asyncio.Lock()

    async def find(self, filters: Filters, now_ms: int) -> Found:
        """Return the rows that fit by now, oldest first."""
        finding = await self._finding(filters, now_ms)
        if filters.modified is None:
            return Found(finding.rows, bisect_right(finding.moments, now_ms), self._population)
        rows = self._modified(finding, filters, filters.modified, now_ms)
        return Found(rows, len(rows), self._population)

    async def people(self, days: Days, now_ms: int) -> list[Person]:
        """Return the people who became leads on some days."""
        async with aclosing(self._born(days.first_day, min(days.last_day, now_ms // DAY_MS))) as born:
            return [one async for one in born if one.created_ms <= now_ms]

    def _modified(self, finding: Finding, filters: Filters, days: Days, now_ms: int) -> list[_Kept]:
        """Return those whose last change by now is within the days; their order moves as time goes on."""
        found: list[tuple[int, int]] = []
        for number in finding.rows[: bisect_right(finding.moments, now_ms)]:
            assert isinstance(number, int)
            last = last_change(self._population.person(number), filters.report, now_ms)
            if last in days:
                found.append((last, number))
        return [number for _, number in sorted(found)]

    async def _finding(self, filters: Filters, now_ms: int) -> Finding:
        async with self._looking:
            known = self._findings.pop(filters, None)
            if known is None or known.last_day < now_ms // DAY_MS:
                known = await self._look(filters, now_ms // DAY_MS + _DAYS_AHEAD)
            self._findings[filters] = known
            while len(self._findings) > 1 and self._keeps_too_much():
                self._findings.popitem(last=False)
            return known

    def _keeps_too_much(self) -> bool:
        rows = sum(len(one.rows) for one in self._findings.values())
        return len(self._findings) > MOST_FINDINGS or rows > MOST_KEPT_ROWS

    async def _look(self, filters: Filters, horizon: int) -> Finding:
        before, pick = _PICKS[filters.report]
        days = filters.main or filters.modified
        assert days is not None
        found: list[_Moment] = []
        async with aclosing(self._born(days.first_day - before, min(days.last_day, horizon))) as born:
            async for person in born:
                found += pick(person, filters, self._seed)
        found.sort(key=_by_time)
        return Finding([one[0] for one in found], [one[2] for one in found], horizon)

    async def _born(self, first: int, last: int) -> AsyncGenerator[Person]:
        """Yield the people of some days; everybody else has a turn now and then."""
        told = 0
        for day in range(max(first, FIRST_DAY), last + 1):
            for person in self._population.day(day):
                yield person
                told += 1
                if told % _PEOPLE_AT_ONCE == 0:
                    await asyncio.sleep(0)


class Found:
    """The rows that fit by a moment; `total` of them."""

    def __init__(self, rows: Sequence[_Kept], total: int, population: Population) -> None:
        self._rows = rows
        self._population = population
        self.total = total

    def slice(self, start: int, end: int) -> Iterable[Row]:
        """Yield the rows from `start` to before `end`, as far as there are so many."""
        for place in range(max(start, 0), min(end, self.total)):
            row = self._rows[place]
            yield self._population.person(row) if isinstance(row, int) else row


def last_change(person: Person, report: str, now_ms: int) -> int:
    """Return when a lead or a customer was last changed by now."""
    changes = person.lead_changes() if report == "leads" else person.customer_changes()
    return max(at for at in changes if at <= now_ms)


def row_id(row: Row, report: str) -> int:
    """Return the id that a row has in its report."""
    if isinstance(row, Person):
        return row.lead_id if report == "leads" else row.customer_id
    return row.id


def _by_time(moment: _Moment) -> tuple[int, int]:
    return moment[0], moment[1]


def _leads(person: Person, filters: Filters, _: int) -> list[_Moment]:
    return _somebody(person, person.created_ms, person.lead_changes(), filters)


def _registrations(person: Person, filters: Filters, _: int) -> list[_Moment]:
    if person.registered_ms is None:
        return []
    return _somebody(person, person.registered_ms, person.customer_changes(), filters)


def _somebody(person: Person, since_ms: int, changes: tuple[int, ...], filters: Filters) -> list[_Moment]:
    if filters.main is not None and since_ms not in filters.main:
        return []
    days = filters.modified
    if days is not None and not any(at in days for at in changes):
        return []
    return [(since_ms, person.number, person.number)]


def _transactions(person: Person, filters: Filters, seed: int) -> list[_Moment]:
    assert filters.main is not None
    life = life_of(person, seed)
    return [
        (one.at_ms, one.id, one)
        for one in life.transactions
        if one.at_ms in filters.main and (filters.fakes or not one.fake)
    ]


def _positions(person: Person, filters: Filters, seed: int) -> list[_Moment]:
    assert filters.main is not None
    if all(account.server != filters.server for account in person.accounts):
        return []
    trades = life_of(person, seed).trades
    return [
        (one.closed_ms, one.id, one)
        for one in trades
        if one.account.server == filters.server and one.closed_ms in filters.main
    ]


_PICKS: Mapping[str, tuple[int, Callable[[Person, Filters, int], list[_Moment]]]] = {
    "leads": (_CHANGING_DAYS, _leads),
    "registrations": (_CHANGING_DAYS, _registrations),
    "transactions": (_LIVING_DAYS, _transactions),
    "positions": (_LIVING_DAYS, _positions),
}
"""How long before the days of a report people may have become leads, and what of a person fits."""
