"""Our CRM client, cache and figures against the venue: in every shape the same people, money and rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.integration.entitlements.bench import VenueTime
from tests.integration.venue import crm as them
from tests.integration.venue.crm import CrmClient, days
from tui.crm.client import CrmSettings
from tui.crm.coverage import Wish
from tui.crm.money import Money
from tui.crm.paging import Announcement, State
from tui.crm.queries import Report, Span
from tui.crm.records import Person, Position, Transaction
from tui.desk.crm_fetch import Listener
from tui.desk.crm_figures import Figures, sets_of
from tui.desk.crm_room import CrmRoom, CrmUser
from tui.errors import TradedeckError
from tui.simulator.crm.settings import DOMAIN
from tui.simulator.crm.words import PRESETS

pytestmark = pytest.mark.anyio


class ShortPauses(VenueTime):
    """The pauses before a page is asked for again take no time; what guards a silent line does."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds if seconds > 10 else 0)


OCTOBER = Span(date(2025, 10, 1), date(2025, 10, 31))
WEEK = Span(date(2025, 10, 6), date(2025, 10, 12))
SERVER = "mt5-live-1"
OWN = {"positions": {"lots": "volume"}}


@pytest.fixture
async def room(crm: CrmClient, tmp_path: Path) -> AsyncIterator[CrmRoom]:
    found = await a_room(crm, tmp_path)
    yield found
    await found.close()


async def a_room(crm: CrmClient, folder: Path, **more: Any) -> CrmRoom:
    async def password() -> SecretStr:
        return SecretStr(more.get("password", them.PASSWORD))

    async def key() -> SecretStr:
        return SecretStr(more.get("key", them.KEY))

    settings = CrmSettings(crm.base, domain=more.get("domain", DOMAIN), page_size=more.get("page_size", 100))
    user = CrmUser("main", more.get("email", them.EMAIL), password, key, settings, fields=OWN, ask_above=100_000)
    return await CrmRoom.open(folder, [user], ShortPauses())


async def rows_of(room: CrmRoom, report: Report, span: Span = OCTOBER, **more: Any) -> list[Any]:
    tags = (SERVER,) if report is Report.POSITIONS else ()
    fetch = room.fetch("main", report, span, servers=tags, **more)
    assert await fetch.run() is State.COMPLETE, fetch.problems
    return list((await fetch.cached()).rows)


async def truth_of(crm: CrmClient, report: Report, span: Span = OCTOBER) -> Any:
    return await crm.truth(report.value, **days(report.value, str(span.first), str(span.last)))


@pytest.mark.parametrize("preset", PRESETS)
async def test_every_shape_gives_the_same_rows_and_the_same_money(crm: CrmClient, room: CrmRoom, preset: str) -> None:
    crm.venue.faults.set("crm_shape", preset=preset)
    for report in (Report.LEADS, Report.REGISTRATIONS, Report.TRANSACTIONS, Report.POSITIONS):
        truth = await truth_of(crm, report, WEEK)
        rows = await rows_of(room, report, WEEK)
        assert sorted(int(row.id) for row in rows) == sorted(truth["ids"]), report
        assert all(row.raw.startswith("{") for row in rows)
        if report is Report.TRANSACTIONS:
            figures = Figures(sets_of({report: rows}))
            total = figures.report(figures.usual).total
            for currency, sums in truth["sums"].items():
                assert total.deposits.get(currency) == Decimal(str(sums.get("deposits", 0))), preset
                assert total.withdrawals.get(currency) == -Decimal(str(sums.get("withdrawals", 0))), preset
            assert all(isinstance(row, Transaction) and row.at is not None and row.is_fake is False for row in rows)
        if report is Report.POSITIONS:
            found = {each: sum(row.profit for row in rows if row.currency == each) for each in truth["sums"]}
            assert found == {each: Decimal(str(sums["profit"])) for each, sums in truth["sums"].items()}
            lots = sum(Decimal(str(sums["volume"])) for sums in truth["sums"].values())
            assert sum(row.lots for row in rows if isinstance(row, Position)) == lots
            assert {row.account.server for row in rows} == {SERVER}


@pytest.mark.parametrize("preset", ["nested", "sparse"])
async def test_the_stories_of_the_people_are_told_by_the_figures(crm: CrmClient, room: CrmRoom, preset: str) -> None:
    crm.venue.faults.set("crm_shape", preset=preset)
    tags = [server.tag for server in await room.servers("main")]
    assert SERVER in tags
    rows = {report: await rows_of(room, report) for report in (Report.LEADS, Report.REGISTRATIONS, Report.TRANSACTIONS)}
    fetch = room.fetch("main", Report.POSITIONS, OCTOBER, servers=tags)
    await fetch.run()
    rows[Report.POSITIONS] = list((await fetch.cached()).rows)
    figures = Figures(sets_of(rows))
    people = await crm.people("2025-09-01", "2025-10-31")
    registered = {each["customer"]: each for each in people if each["customer"] is not None}
    found = {int(each.key): each for each in figures.book.registered}
    start, end = 1_759_276_800_000, 1_761_955_200_000
    known = {number: registered[number] for number in found if number in registered}
    assert len(known) > 50
    for number, story in known.items():
        paid = story["funded_ms"]
        assert found[number].is_funded == (paid is not None and paid < end), story
        traded = story["traded_ms"]
        assert found[number].has_traded == (traded is not None and traded < end), story
        if found[number].lead is not None and preset != "sparse":
            assert int(found[number].lead.id) == story["lead"]  # type: ignore[union-attr]
        assert story["registered_ms"] >= start
    stages = figures.funnel(figures.usual).stages
    assert stages[0].count > stages[1].count > stages[2].count > stages[3].count > 0
    assert figures.kinds


async def test_the_rows_that_came_are_the_rows_that_the_venue_says_it_sent(crm: CrmClient, room: CrmRoom) -> None:
    rows = await rows_of(room, Report.REGISTRATIONS)
    truth = await truth_of(crm, Report.REGISTRATIONS)
    assert sorted(int(row.id) for row in rows) == sorted(truth["ids"])
    assert all(isinstance(row, Person) and row.accounts is not None for row in rows)
    assert (await rows_of(room, Report.REGISTRATIONS)) == rows


@pytest.mark.parametrize(
    ("fault", "settings"),
    [
        ("crm_total", {"how": "grows"}),
        ("crm_total", {"how": "shrinks"}),
        ("crm_total", {"how": "fixed", "rows": 3}),
        ("crm_total", {"how": "fixed", "rows": 150}),
        ("crm_total", {"how": "text"}),
        ("crm_total", {"how": "words"}),
        ("crm_total", {"how": "negative"}),
        ("crm_total", {"how": "missing"}),
        ("crm_rows", {"how": "overlap"}),
        ("crm_rows", {"how": "capped", "rows": 40}),
        ("crm_rows", {"how": "doubled"}),
        ("crm_values", {"how": "extra"}),
        ("crm_values", {"how": "odd_dates"}),
        ("crm_values", {"how": "odd_numbers"}),
        ("crm_token", {"requests": 2, "life_s": 60}),
        ("crm_login", {"how": "nested"}),
        ("crm_login", {"how": "renamed"}),
        ("crm_login", {"how": "scalar"}),
    ],
)
async def test_no_row_is_lost_or_doubled_whatever_the_pages_do(
    crm: CrmClient, room: CrmRoom, fault: str, settings: dict[str, Any]
) -> None:
    truth = await truth_of(crm, Report.LEADS)
    assert truth["total"] > 200
    crm.venue.faults.set(fault, **settings)
    rows = await rows_of(room, Report.LEADS)
    assert sorted(int(row.id) for row in rows) == sorted(truth["ids"])


async def test_rows_without_an_id_all_come(crm: CrmClient, room: CrmRoom) -> None:
    truth = await truth_of(crm, Report.LEADS)
    crm.venue.faults.set("crm_values", how="no_ids")
    rows = await rows_of(room, Report.LEADS)
    assert len(rows) == truth["total"]
    crm.venue.faults.clear()
    assert len(await rows_of(room, Report.LEADS)) == truth["total"]


@pytest.mark.parametrize(
    ("fault", "settings", "words"),
    [
        ("crm_off", {"what": "permission"}, "may not read the IB reports"),
        ("crm_off", {"what": "leads"}, "module of the CRM is not enabled"),
        ("crm_off", {"what": "verified"}, "not verified"),
        ("crm_off", {"what": "key"}, "API key has expired"),
        ("crm_answer", {"how": "html"}, "web page"),
        ("crm_answer", {"how": "redirect"}, "sent us elsewhere"),
        ("crm_answer", {"how": "elsewhere"}, "sent us elsewhere"),
        ("crm_answer", {"how": "deep"}, "not JSON"),
        ("crm_answer", {"how": "scalar"}, "holds no leads"),
        ("crm_answer", {"how": "failed"}, "holds no leads"),
        ("crm_answer", {"how": "empty"}, "is empty"),
        ("crm_answer", {"how": "busy"}, "go slower"),
        ("crm_login", {"how": "missing"}, "no token"),
        ("crm_login", {"how": "control"}, "no token"),
        ("crm_error", {"status": 401, "body": "empty"}, "refuses"),
        ("crm_error", {"status": 401, "body": "html"}, "refuses"),
    ],
)
async def test_each_trouble_has_its_name_and_a_remedy(
    crm: CrmClient, room: CrmRoom, fault: str, settings: dict[str, Any], words: str
) -> None:
    target = {} if fault in {"crm_off", "crm_login"} else {"command": "leads"}
    crm.venue.faults.set(fault, **settings, **target)
    fetch = room.fetch("main", Report.LEADS, WEEK)
    assert await fetch.run() is State.FAILED
    (error,) = fetch.problems.values()
    assert words in str(error)
    assert error.hint
    assert them.KEY not in str(error)
    crm.venue.faults.clear()
    assert await fetch.run() is State.COMPLETE


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"key": them.EXPIRED_KEY}, "API key has expired"),
        ({"key": "mistyped"}, "API key"),
        ({"key": them.CLERKS_KEY}, "API key"),
        ({"domain": "wrong.example"}, "domain"),
        ({"password": "wrong"}, "e-mail and password"),
        ({"email": them.NEW, "key": them.NEWS_KEY}, "not verified"),
        ({"email": them.CLERK, "key": them.CLERKS_KEY}, "may not read the IB reports"),
    ],
)
async def test_who_may_not_come_in_is_told_why(
    crm: CrmClient, tmp_path: Path, more: dict[str, str], words: str
) -> None:
    room = await a_room(crm, tmp_path, **more)
    fetch = room.fetch("main", Report.LEADS, WEEK)
    assert await fetch.run() is State.FAILED
    (error,) = fetch.problems.values()
    assert words in str(error)
    await room.close()


async def test_a_page_that_fails_is_where_it_goes_on(crm: CrmClient, room: CrmRoom) -> None:
    truth = await truth_of(crm, Report.LEADS)
    crm.venue.faults.set("crm_cut", command="leads", page=3, bytes=2000)
    fetch = room.fetch("main", Report.LEADS, OCTOBER)
    assert await fetch.run() is State.FAILED
    assert len((await fetch.cached()).rows) == 200
    crm.venue.faults.clear()
    assert await fetch.run() is State.COMPLETE
    assert sorted(int(row.id) for row in (await fetch.cached()).rows) == sorted(truth["ids"])


async def test_very_much_is_asked_about(crm: CrmClient, room: CrmRoom) -> None:
    crm.venue.faults.set("crm_total", how="fixed", rows=1_000_000)
    asked: list[Announcement] = []

    async def ask(announcement: Announcement) -> bool:
        asked.append(announcement)
        return False

    fetch = room.fetch("main", Report.LEADS, OCTOBER, listener=Listener(ask=ask))
    assert await fetch.run() is State.DECLINED
    assert [each.total for each in asked] == [1_000_000]
    assert len((await fetch.cached()).rows) == 100


async def test_fakes_come_only_when_asked_for_and_never_into_the_sums(crm: CrmClient, room: CrmRoom) -> None:
    real = await rows_of(room, Report.TRANSACTIONS)
    both = await rows_of(room, Report.TRANSACTIONS, fakes=True)
    assert len(both) > len(real)

    def deposits(rows: list[Any]) -> Money:
        figures = Figures(sets_of({Report.TRANSACTIONS: rows}))
        return figures.report(figures.usual).total.deposits

    assert deposits(both) == deposits(real)


async def test_reading_everything_again_changes_nothing(crm: CrmClient, room: CrmRoom) -> None:
    first = await rows_of(room, Report.POSITIONS)
    fetch = room.fetch("main", Report.POSITIONS, OCTOBER, servers=(SERVER,))
    assert await fetch.run(Wish.ALL) is State.COMPLETE
    assert sorted(row.raw for row in (await fetch.cached()).rows) == sorted(row.raw for row in first)


async def test_a_venue_that_is_gone_is_told(crm: CrmClient, tmp_path: Path) -> None:
    async def secret() -> SecretStr:
        return SecretStr("x")

    user = CrmUser("main", "a@b.c", secret, secret, CrmSettings("http://127.0.0.1:1"))
    room = await CrmRoom.open(tmp_path, [user], ShortPauses())
    with pytest.raises(TradedeckError, match="cannot be reached"):
        await room.servers("main")
    await room.close()
