"""The cache: what came is there at once, only what is stale is asked again, and nobody else can read it."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.crm.cache import Cache, Shelf, scope_of
from tui.crm.coverage import Covered, Plan, Wish, known_as_of, plan, read_again, subtract
from tui.crm.errors import CacheError
from tui.crm.queries import Report, Span
from tui.crm.reader import Reader
from tui.crm.records import Row

DAY_MS = 86_400_000
NOW_MS = 1_768_000_000_000  # 9 January 2026, 23:06 UTC
LEADS = Shelf("me", Report.LEADS)
PAYMENTS = Shelf("me", Report.TRANSACTIONS)


def day(text: str) -> date:
    return date.fromisoformat(text)


def span(first: str, last: str) -> Span:
    return Span(day(first), day(last))


def lead(number: int | None, registered: str | None = "2026-01-02", **more: object) -> Row:
    row = {"registrationDate": registered, **more} if number is None else {"id": number, "registrationDate": registered}
    return Reader(Report.LEADS).read(json.dumps({**row, **more}))


def payment(number: int, at: str) -> Row:
    return Reader(Report.TRANSACTIONS).read(json.dumps({"id": number, "transactionDate": at}))


def filled(cache: Cache, shelf: Shelf, days: Span, rows: list[Row], now_ms: int = NOW_MS) -> None:
    keeping = cache.keep(shelf, days, now_ms)
    keeping.put(rows)
    keeping.settle()


def ids(cache: Cache, shelf: Shelf, days: Span) -> list[int]:
    return [json.loads(raw).get("id") for raw in cache.rows(shelf, days)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crm" / "crm.sqlite"


def test_rows_come_back_as_they_were_written_by_their_day(path: Path) -> None:
    cache = Cache(path)
    raw = '{"id":1,"registrationDate":"2026-01-02 10:00:00","x":0.10}'
    filled(cache, LEADS, span("2026-01-01", "2026-01-31"), [Reader(Report.LEADS).read(raw), lead(2, "2026-01-20")])
    cache.close()
    cache = Cache(path)
    assert cache.rows(LEADS, span("2026-01-01", "2026-01-05")) == [raw]
    assert ids(cache, LEADS, span("2026-01-01", "2026-02-05")) == [1, 2]
    assert cache.rows(Shelf("other", Report.LEADS), span("2026-01-01", "2026-02-05")) == []
    cache.close()


def test_the_file_is_closed_to_others_and_an_open_one_is_not_used(path: Path) -> None:
    old = os.umask(0)
    try:
        cache = Cache(path)
        filled(cache, LEADS, span("2026-01-01", "2026-01-31"), [lead(1)])
    finally:
        os.umask(old)
    modes = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == {0o600}
    cache.close()
    path.chmod(0o644)
    with pytest.raises(CacheError, match="chmod"):
        Cache(path)


@pytest.mark.parametrize("pragma", ["application_id = 7", "user_version = 99"])
def test_another_program_s_or_a_newer_file_is_left_alone(path: Path, pragma: str) -> None:
    Cache(path).close()
    sql = sqlite3.connect(path)
    sql.execute(f"PRAGMA {pragma}")
    sql.close()
    with pytest.raises(CacheError):
        Cache(path)


def test_a_destroyed_file_is_our_error(path: Path) -> None:
    Cache(path).close()
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(CacheError):
        Cache(path)


def test_reading_days_again_replaces_them_and_leaves_the_others(path: Path) -> None:
    cache = Cache(path)
    filled(cache, PAYMENTS, span("2026-01-01", "2026-01-31"), [payment(1, "2026-01-02"), payment(2, "2026-01-20")])
    filled(cache, PAYMENTS, span("2026-01-15", "2026-01-31"), [payment(3, "2026-01-20")], NOW_MS + 1)
    assert ids(cache, PAYMENTS, span("2026-01-01", "2026-01-31")) == [1, 3]
    cache.close()


def test_a_reading_that_did_not_end_removes_nothing_and_covers_nothing(path: Path) -> None:
    cache = Cache(path)
    days = span("2026-01-01", "2026-01-31")
    filled(cache, PAYMENTS, days, [payment(1, "2026-01-02")])
    before = cache.covered(PAYMENTS)
    cache.keep(PAYMENTS, days, NOW_MS + DAY_MS).put([payment(2, "2026-01-03")])
    assert ids(cache, PAYMENTS, days) == [1, 2]
    assert cache.covered(PAYMENTS) == before
    cache.close()


def test_the_crm_s_days_count_whatever_a_row_s_date_looks_like(path: Path) -> None:
    cache = Cache(path)
    days = span("2026-01-01", "2026-01-31")
    filled(cache, LEADS, days, [lead(1, "2025-12-31T23:30:00Z"), lead(2, None), lead(3, "01/02/2026")])
    assert sorted(ids(cache, LEADS, days)) == [1, 2, 3]
    assert ids(cache, LEADS, span("2026-01-01", "2026-01-01")) == [1, 2, 3]
    assert ids(cache, LEADS, span("2025-12-01", "2025-12-31")) == []
    cache.close()


def test_rows_without_an_id_are_all_kept_and_not_doubled_by_the_next_reading(path: Path) -> None:
    cache = Cache(path)
    days = span("2026-01-01", "2026-01-31")
    for at in range(3):
        filled(cache, LEADS, days, [lead(None), lead(None), lead(None, email="x")], NOW_MS + at)
        assert len(cache.rows(LEADS, days)) == 3
    cache.close()


def test_a_change_updates_the_person_and_makes_the_days_as_new_as_the_asking(path: Path) -> None:
    cache = Cache(path)
    days = span("2025-12-01", "2025-12-31")
    filled(cache, LEADS, days, [lead(1, "2025-11-30T23:00:00Z"), lead(2, "2025-12-05")])
    later = NOW_MS + 3 * DAY_MS
    keeping = cache.keep(LEADS, None, later)
    keeping.put([lead(1, "2025-11-30T23:00:00Z", status="called"), lead(9, "2026-01-05")])
    keeping.settle(NOW_MS)
    assert ids(cache, LEADS, days) == [1, 2]
    assert "called" in cache.rows(LEADS, days)[0]
    assert cache.covered(LEADS) == [Covered(days, NOW_MS, later)]
    cache.close()


def test_clearing_leaves_nothing_behind(path: Path) -> None:
    cache = Cache(path)
    days = span("2026-01-01", "2026-01-31")
    filled(cache, LEADS, days, [lead(1, email="secret-person@example.com")] * 500)
    filled(cache, Shelf("you", Report.LEADS), days, [lead(2)])
    assert cache.clear("me") == 1
    assert cache.count() == 1
    assert cache.clear() == 1
    assert (cache.count(), cache.covered(LEADS)) == (0, [])
    assert all(b"secret-person" not in each.read_bytes() for each in path.parent.iterdir())
    cache.close()


def test_two_users_of_one_crm_have_scopes_of_their_own() -> None:
    assert scope_of("https://a", "d", "X@y.z") == scope_of("https://a", "d", "x@Y.Z")
    assert scope_of("https://a", "d", "x@y.z") != scope_of("https://a", "d", "w@y.z")


QUARTER = span("2025-10-01", "2025-12-31")
BEFORE = NOW_MS - DAY_MS


def test_without_a_cache_the_whole_range_is_asked() -> None:
    assert plan(Report.LEADS, QUARTER, [], NOW_MS) == Plan((QUARTER,))


def test_people_that_were_read_are_asked_for_their_changes_only() -> None:
    covered = [Covered(QUARTER, BEFORE, BEFORE)]
    found = plan(Report.LEADS, QUARTER, covered, NOW_MS)
    assert found == Plan((), span("2026-01-07", "2026-01-10"))
    assert found.since_ms is not None
    assert found.since_ms <= BEFORE < found.since_ms + DAY_MS
    assert plan(Report.LEADS, QUARTER, [Covered(QUARTER, BEFORE, NOW_MS - 1000)], NOW_MS) == Plan()
    assert plan(Report.LEADS, QUARTER, [Covered(QUARTER, BEFORE, NOW_MS - 1000)], NOW_MS, Wish.NOW) != Plan()


def test_days_that_were_not_over_when_they_were_read_are_read_again() -> None:
    month = span("2026-01-01", "2026-01-31")
    found = plan(Report.LEADS, month, [Covered(month, BEFORE, BEFORE)], NOW_MS)
    assert found.spans == (span("2026-01-07", "2026-01-31"),)
    assert found.modified is not None


def test_the_last_thirty_days_of_payments_are_asked_again() -> None:
    covered = [Covered(QUARTER, BEFORE, BEFORE)]
    assert plan(Report.TRANSACTIONS, QUARTER, covered, NOW_MS) == Plan((span("2025-12-09", "2025-12-31"),))
    assert plan(Report.TRANSACTIONS, span("2025-10-01", "2025-11-30"), covered, NOW_MS) == Plan()
    assert plan(Report.TRANSACTIONS, QUARTER, covered, NOW_MS, Wish.ALL) == Plan((QUARTER,))


SPANS = st.tuples(st.integers(0, 40), st.integers(0, 15)).map(
    lambda pair: Span(day("2026-01-01") + timedelta(pair[0]), day("2026-01-01") + timedelta(pair[0] + pair[1]))
)


def days_of(*spans: Span) -> set[date]:
    return {each.first + timedelta(at) for each in spans for at in range(each.days)}


@settings(max_examples=100)
@given(SPANS, st.lists(SPANS, max_size=5))
def test_what_is_left_and_what_is_covered_are_all_days_once(wanted: Span, covered: list[Span]) -> None:
    left = subtract(wanted, covered)
    assert days_of(*left) == days_of(wanted) - days_of(*covered)
    assert sum(each.days for each in left) == len(days_of(*left))
    book: list[Covered] = []
    for at, each in enumerate(covered):
        book = read_again(book, each, at)
    assert days_of(*(each.span for each in book)) == days_of(*covered)
    assert sum(each.span.days for each in book) == len(days_of(*covered))
    assert (known_as_of(wanted, book) is None) is bool(left)


@settings(max_examples=60)
@given(SPANS, st.lists(st.tuples(SPANS, st.integers(0, 400)), max_size=4), st.sampled_from(list(Report)[:3]))
def test_a_plan_with_the_cache_leaves_out_no_day(wanted: Span, covered: list[tuple[Span, int]], report: Report) -> None:
    book: list[Covered] = []
    for each, hours in sorted(covered, key=lambda pair: pair[1]):
        book = read_again(book, each, NOW_MS - 400 * 3_600_000 + hours * 3_600_000)
    found = plan(report, wanted, book, NOW_MS)
    assert days_of(wanted) <= days_of(*found.spans) | days_of(*(each.span for each in book))
    assert days_of(*found.spans) <= days_of(wanted)
