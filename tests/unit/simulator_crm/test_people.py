"""The people of the venue's CRM: told alone or together, in any order, always the same, and never all at once."""

from __future__ import annotations

import gc
import subprocess
import sys
from datetime import date, timedelta

import pytest

from tui.simulator.crm.book import Book, Finding
from tui.simulator.crm.life import life_of
from tui.simulator.crm.people import DAY_MS, FIRST_DAY, PLACES, Person, Population
from tui.simulator.crm.refusals import NO_TOKEN, CrmRefusalError
from tui.simulator.crm.wish import Days, Filters

pytestmark = pytest.mark.anyio

MONDAY = 20_458
NOW_MS = MONDAY * DAY_MS
SERVERS = ("one", "two")


def people(seed: int = 1, leads_per_day: int = 12) -> Population:
    return Population(seed, leads_per_day, SERVERS)


def living(kind: type) -> int:
    """Return how many objects of a kind are alive."""
    gc.collect()
    return sum(type(one) is kind for one in gc.get_objects())


def test_a_person_is_the_same_alone_and_among_others_and_whoever_was_asked_for_before() -> None:
    forwards = [one for day in range(MONDAY, MONDAY + 5) for one in people().day(day)]
    other = people()
    backwards = [other.person(one.number) for one in reversed(forwards)]
    assert forwards == backwards[::-1]
    assert [life_of(one, 1) for one in forwards] == [life_of(one, 1) for one in reversed(backwards)]


def test_another_seed_has_other_people() -> None:
    assert list(people(1).day(MONDAY)) != list(people(2).day(MONDAY))


def test_before_its_first_day_there_is_nobody_and_no_day_has_more_people_than_numbers() -> None:
    assert people().count(FIRST_DAY - 1) == 0
    assert 0 < people().count(FIRST_DAY) < people().count(MONDAY)
    assert people(leads_per_day=PLACES).count(MONDAY) < PLACES


def test_ids_of_leads_customers_and_accounts_are_never_the_same() -> None:
    found = [one for day in range(MONDAY, MONDAY + 30) for one in people().day(day)]
    ids = [one.lead_id for one in found] + [one.customer_id for one in found]
    ids += [account.login for one in found for account in one.accounts]
    assert len(ids) == len(set(ids))


def test_nobody_is_kept_but_those_who_were_asked_for_last() -> None:
    crowd = people(leads_per_day=2000)
    for day in range(MONDAY, MONDAY + 12):
        for _ in crowd.day(day):
            pass
    assert living(Person) <= 10_000


async def test_only_the_last_few_findings_are_kept() -> None:
    book, first = Book(people(), 1), date(2025, 11, 3)
    for day in range(12):
        days = Days(first + timedelta(day), first + timedelta(day + 1))
        assert (await book.find(Filters("leads", days), NOW_MS)).total > 0
    assert living(Finding) <= 4


async def test_what_was_found_before_is_found_again_when_the_clock_has_gone_far() -> None:
    filters = Filters("transactions", Days(date(2025, 12, 1), date(2099, 12, 31)))
    book = Book(people(), 1)
    totals = [(await book.find(filters, NOW_MS + days * DAY_MS)).total for days in (0, 3, 30, 300)]
    fresh = [(await Book(people(), 1).find(filters, NOW_MS + days * DAY_MS)).total for days in (0, 3, 30, 300)]
    assert totals == fresh == sorted(set(totals))


def test_a_refusal_does_not_grow_each_time_it_is_raised() -> None:
    def depth() -> int:
        with pytest.raises(CrmRefusalError) as raised:
            raise NO_TOKEN()
        return len(raised.traceback)

    assert [depth() for _ in range(3)] == [1, 1, 1]


def test_a_venue_starts_without_loading_anybody() -> None:
    code = "import sys, tui.simulator.main; print(*(name for name in sys.modules if '.crm.' in name))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert sorted(loaded) == ["tui.simulator.crm.settings", "tui.simulator.crm.words"]
