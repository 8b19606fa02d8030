"""The report desk over a scripted CRM: cached at once, then fresh; asked, cancelled, gone on with; worked out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.unit.crm.service import BASE, WHO, FakeCrm, StoppedClock, envelope
from tui.clock import Clock
from tui.crm.client import CrmSettings
from tui.crm.coverage import Wish
from tui.crm.lines import Group
from tui.crm.queries import Report, Span
from tui.crm.reports import By, Part
from tui.desk.crm_export import Extract
from tui.desk.crm_figures import accounts_of_customer, login_of
from tui.desk.crm_range import span_of
from tui.desk.crm_room import CrmRoom, CrmUser
from tui.desk.crm_state import Phase
from tui.desk.reports import ReportDesk
from tui.domain.events import Event, TroubleNoticed
from tui.errors import UsageError
from tui.net.http import HttpError, HttpFault
from tui.store.changes import Topic
from tui.store.store import Store

pytestmark = pytest.mark.anyio

T = TypeVar("T")
IB = By(Part.IB)
QUARTER = span_of("last quarter", date(2026, 1, 9))


async def at_once(work: Callable[[], T]) -> T:
    """Blocking work in the caller itself, but not before others had their turn."""
    await asyncio.sleep(0)
    return work()


def a_crm(people: int = 30) -> FakeCrm:
    def registration(number: int) -> dict[str, Any]:
        return {
            "customerId": number,
            "leadId": f"L{number}",
            "ib": "Ann" if number % 2 else "Bob",
            "registrationDate": "2025-11-05",
            "User additional ID": f"({5000 + number}, mt4, live)",
        }

    return FakeCrm(
        {
            Report.LEADS.path: [
                {"leadId": f"L{number}", "ib": "Ann" if number % 2 else "Bob", "registrationDate": "2025-11-01"}
                for number in range(people + 10)
            ],
            Report.REGISTRATIONS.path: [registration(number) for number in range(people)],
            Report.TRANSACTIONS.path: [
                {
                    "transactionId": f"T{number}",
                    "customerId": number,
                    "type": "deposit",
                    "amount": "10.10",
                    "currency": "EUR",
                    "transactionDate": "2025-11-10",
                }
                for number in range(0, people, 3)
            ],
            Report.SERVERS.path: ["mt4-1", "mt5-1"],
            Report.POSITIONS.path: [
                {"ticket": number, "login": 5000 + number, "lots": "0.1", "closeDate": "2025-11-20"}
                for number in range(0, people, 6)
            ],
        }
    )


@asynccontextmanager
async def desk_on(
    crm: FakeCrm, folder: Path, clock: StoppedClock | None = None, **more: Any
) -> AsyncIterator[tuple[ReportDesk, Store, list[Event]]]:
    clock, store, events = clock or StoppedClock(), Store(), list[Event]()

    async def password() -> Any:
        return WHO.password

    async def key() -> Any:
        return WHO.api_key

    users = tuple(
        CrmUser(name, WHO.email, password, key, CrmSettings(BASE, page_size=10), **more) for name in ("main", "other")
    )

    async def open_room() -> CrmRoom:
        return await CrmRoom.open(folder / "crm", users, typed(clock), aside=at_once, make_http=lambda ca_file: crm)

    desk = ReportDesk(store, typed(clock), events.append, at_once)
    desk.equip(users, open_room)
    await until(lambda: desk.is_open or bool(desk.problem))
    try:
        yield desk, store, events
    finally:
        await desk.close()


def typed(clock: StoppedClock) -> Clock:
    return clock


async def until(done: Callable[[], bool]) -> None:
    for _ in range(20_000):
        if done():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came")


async def ready(desk: ReportDesk, report: Report, phase: Phase = Phase.READY) -> None:
    await until(lambda: desk.view(report).phase is phase)


async def test_choosing_days_brings_all_reports_and_their_figures(tmp_path: Path) -> None:
    async with desk_on(a_crm(), tmp_path) as (desk, store, events):
        desk.choose_days(QUARTER)
        desk.show_all()
        await until(lambda: desk.figures is not None and desk.view(Report.POSITIONS).phase is Phase.READY)
        await until(lambda: desk.figures is not None and bool(desk.figures.book.sets.positions))
        assert [desk.view(each).rows for each in list(Report) if each is not Report.SERVERS] == [40, 30, 10, 10]
        assert store.drain().touches([Topic.REPORTS])
        assert desk.view(Report.LEADS).as_of_ms == StoppedClock().now_ms()
        assert not desk.view(Report.LEADS).partial
        figures = desk.figures
        assert figures is not None
        report = figures.report(IB)
        assert [line.group.name for line in report.lines] == ["Ann", "Bob"]
        assert (report.total.registrations, report.total.funded, report.total.traders) == (30, 10, 5)
        assert events == []


async def test_a_range_that_was_read_before_opens_without_the_network(tmp_path: Path) -> None:
    crm = a_crm()
    async with desk_on(crm, tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS)
    down = FakeCrm(login_script=[(503, b"down")] * 99)
    later = StoppedClock(StoppedClock().ms + 86_400_000)
    async with desk_on(down, tmp_path, later) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.REGISTRATIONS)
        await until(lambda: desk.view(Report.REGISTRATIONS).rows == 30)
        await ready(desk, Report.REGISTRATIONS, Phase.FAILED)
        view = desk.view(Report.REGISTRATIONS)
        assert view.rows == 30
        assert view.as_of_ms == StoppedClock().ms
        assert view.troubles[0].title == "The CRM has a problem of its own"


async def test_only_what_changed_since_is_asked_again(tmp_path: Path) -> None:
    crm, clock = a_crm(), StoppedClock()
    async with desk_on(crm, tmp_path, clock) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS)
        asked = len(crm.asked)
        desk.refresh(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS)
        assert len(crm.asked) == asked
        clock.ms += 86_400_000
        crm.lists[Report.REGISTRATIONS.path] = [{"customerId": 3, "ib": "Cid", "registrationDate": "2025-11-05"}]
        desk.refresh(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS)
        assert set(crm.asked[-1].query) == {"lastModifiedDateFrom", "lastModifiedDateTo", "page", "pageSize"}
        table = desk.view(Report.REGISTRATIONS).table
        assert table is not None
        assert len(table) == 30
        assert sum(table.text(at, "ib") == "Cid" for at in range(30)) == 1
        desk.refresh(Report.REGISTRATIONS, Wish.ALL)
        await ready(desk, Report.REGISTRATIONS)
        assert desk.view(Report.REGISTRATIONS).rows == 1


async def test_a_failing_page_keeps_what_came_and_going_on_begins_there(tmp_path: Path) -> None:
    crm = a_crm(45)

    def fail(path: str, page: int) -> None:
        if page == 4:
            raise HttpError(HttpFault.TIMEOUT, "crm.example.com")

    crm.moves = fail
    async with desk_on(crm, tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS, Phase.FAILED)
        view = desk.view(Report.REGISTRATIONS)
        assert (view.rows, view.partial, view.announced, view.as_of_ms) == (30, True, 45, None)
        assert "did not answer in time" in view.troubles[0].title
        crm.moves = lambda path, page: None
        desk.refresh(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS)
        assert desk.view(Report.REGISTRATIONS).rows == 45
        assert crm.pages() == [1, 2, 3, 4, 4, 4, 4, 5]


async def test_days_of_which_announced_rows_did_not_come_are_never_passed_off_as_known(tmp_path: Path) -> None:
    crm = a_crm()
    honest, crm.shape = crm.shape, lambda rows, total: envelope(rows, (total or 0) + 5)
    async with desk_on(crm, tmp_path) as (desk, _, _):
        for _ in range(2):
            desk.choose_days(QUARTER)
            desk.show(Report.REGISTRATIONS)
            await ready(desk, Report.REGISTRATIONS)
            view = desk.view(Report.REGISTRATIONS)
            assert (view.rows, view.announced, view.partial, view.as_of_ms) == (30, 35, True, None)
        crm.shape = honest
        desk.refresh(Report.REGISTRATIONS)
        await until(lambda: not desk.view(Report.REGISTRATIONS).partial)
        assert desk.view(Report.REGISTRATIONS).as_of_ms == StoppedClock().now_ms()


async def test_cancelling_keeps_what_came_marked_partial(tmp_path: Path) -> None:
    crm = a_crm(50)
    async with desk_on(crm, tmp_path) as (desk, _, _):
        crm.moves = lambda path, page: desk.cancel(Report.REGISTRATIONS) if page == 2 else None
        desk.choose_days(QUARTER)
        desk.show(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS, Phase.CANCELLED)
        view = desk.view(Report.REGISTRATIONS)
        assert (view.rows, view.partial, view.as_of_ms) == (20, True, None)
        crm.moves = lambda path, page: None
        desk.refresh(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS)
        assert (desk.view(Report.REGISTRATIONS).rows, desk.view(Report.REGISTRATIONS).partial) == (50, False)


@pytest.mark.parametrize("wanted", [True, False])
async def test_very_many_rows_are_asked_about(tmp_path: Path, wanted: bool) -> None:
    async with desk_on(a_crm(30), tmp_path, ask_above=20) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS, Phase.ASKING)
        question = desk.view(Report.REGISTRATIONS).question
        assert question is not None
        assert (question.total, question.pages) == (30, 3)
        desk.answer(Report.REGISTRATIONS, wanted)
        await ready(desk, Report.REGISTRATIONS, Phase.READY if wanted else Phase.CANCELLED)
        assert desk.view(Report.REGISTRATIONS).rows == (30 if wanted else 10)


async def test_a_refusal_names_the_step_that_is_missing(tmp_path: Path) -> None:
    crm = a_crm()
    crm.script = [(403, b'{"message": "No permission for IB Reports"}')] * 2
    async with desk_on(crm, tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.LEADS)
        await ready(desk, Report.LEADS, Phase.FAILED)
        (trouble,) = desk.view(Report.LEADS).troubles
        assert trouble.step is not None
        assert trouble.step.number == 1


async def test_one_server_that_fails_does_not_keep_the_others_from_coming(tmp_path: Path) -> None:
    crm = a_crm()

    def fail(path: str, page: int) -> None:
        if path == Report.POSITIONS.path and crm.asked[-1].query["serverTag"] == "mt4-1":
            raise HttpError(HttpFault.CUT, "crm.example.com")

    crm.moves = fail
    async with desk_on(crm, tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.POSITIONS)
        await ready(desk, Report.POSITIONS, Phase.FAILED)
        view = desk.view(Report.POSITIONS)
        assert (view.rows, view.partial) == (5, True)
        assert [trouble.server for trouble in view.troubles] == ["mt4-1"]
        crm.moves = lambda path, page: None
        asked = len(crm.asked)
        desk.refresh(Report.POSITIONS)
        await ready(desk, Report.POSITIONS)
        assert desk.view(Report.POSITIONS).rows == 10
        assert [each.query["serverTag"] for each in crm.asked[asked:]] == ["mt4-1"]


async def test_servers_can_be_asked_for_alone(tmp_path: Path) -> None:
    crm = a_crm()
    crm.script = [(403, b'{"message": "Module platforms is not enabled"}')] * 2
    async with desk_on(crm, tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.SERVERS)
        await ready(desk, Report.SERVERS, Phase.FAILED)
        assert "platforms module" in desk.view(Report.SERVERS).troubles[0].hint
        desk.refresh(Report.SERVERS)
        await ready(desk, Report.SERVERS)
        assert [server.tag for server in desk.servers] == ["mt4-1", "mt5-1"]


async def test_a_payment_without_an_account_is_for_the_one_that_its_product_names(tmp_path: Path) -> None:
    crm = a_crm()
    crm.lists[Report.TRANSACTIONS.path] = [
        {"transactionId": 1, "customerId": 3, "type": "deposit", "amount": 1, "productId": "5003"},
        {"transactionId": 2, "customerId": 3, "type": "deposit", "amount": 1, "productId": "77"},
        {"transactionId": 3, "customerId": 3, "type": "deposit", "amount": 1, "login": "9"},
    ]
    async with desk_on(crm, tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show_all()
        await until(lambda: desk.figures is not None and len(desk.figures.book.sets.positions) == 10)
        assert desk.figures is not None
        customer = desk.figures.book.customers["3"]
        assert [login_of(row, customer) for row in customer.transactions] == ["5003", "", "9"]


async def test_other_days_drop_what_is_on_its_way(tmp_path: Path) -> None:
    crm = a_crm(50)
    other = Span(QUARTER.first, QUARTER.first)
    async with desk_on(crm, tmp_path) as (desk, _, _):
        crm.moves = lambda path, page: desk.choose_days(other) if page == 2 and desk.span == QUARTER else None
        desk.choose_days(QUARTER)
        desk.show(Report.REGISTRATIONS)
        await until(lambda: desk.span == other)
        assert desk.view(Report.REGISTRATIONS).phase is Phase.NOTHING
        crm.moves = lambda path, page: None
        desk.show(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS)
        assert crm.asked[-1].query["registrationDateTo"] == str(other.last)


async def test_fakes_are_asked_for_and_kept_apart_only_when_wished(tmp_path: Path) -> None:
    crm = a_crm()
    async with desk_on(crm, tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.TRANSACTIONS)
        await ready(desk, Report.TRANSACTIONS)
        assert "includeFake" not in crm.asked[-1].query
        desk.choose_fakes(True)
        desk.show(Report.TRANSACTIONS)
        await ready(desk, Report.TRANSACTIONS)
        assert crm.asked[-1].query["includeFake"] == "true"


async def test_from_the_partner_with_most_unfunded_down_to_positions_and_a_file(tmp_path: Path) -> None:
    async with desk_on(a_crm(), tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show_all()
        await until(lambda: desk.figures is not None and len(desk.figures.book.sets.positions) == 10)
        figures = desk.figures
        assert figures is not None
        worst = max(figures.report(IB).lines, key=lambda line: line.unfunded)
        assert (worst.group, worst.unfunded) == (Group("Ann"), 10)
        clients = figures.unfunded(IB, worst.group)
        assert len(clients) == 10
        trader = next(each for each in figures.customers(IB, Group("Bob")) if each.positions)
        (account,) = accounts_of_customer(trader)
        assert (account.account.login, len(account.positions)) == (f"{5000 + int(trader.key)}", 2)
        assert [stage.count for stage in figures.funnel(IB, Group("Bob")).stages] == [20, 15, 5, 5]
        table = figures.customer_table(clients)
        done = await desk.export(
            Extract(table, range(len(table)), ("customer", "email")), tmp_path / "x.csv", as_json=False
        )
        assert (done.rows, done.of) == (10, 10)
        assert len((tmp_path / "x.csv").read_text().splitlines()) == 11


async def test_clearing_forgets_what_was_kept(tmp_path: Path) -> None:
    async with desk_on(a_crm(), tmp_path) as (desk, _, _):
        desk.choose_days(QUARTER)
        desk.show(Report.REGISTRATIONS)
        await ready(desk, Report.REGISTRATIONS)
        assert await desk.clear_cache() == 30
        assert desk.view(Report.REGISTRATIONS).phase is Phase.NOTHING


async def test_a_cache_that_others_can_read_is_told_and_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "crm.sqlite").touch(mode=0o644)
    crm = a_crm()
    async with desk_on(crm, tmp_path) as (desk, _, events):
        assert "open to others" in desk.problem
        await until(lambda: bool(events))
        assert isinstance(events[0], TroubleNoticed)
        desk.choose_days(QUARTER)
        desk.show_all()
        assert crm.asked == []


async def test_a_column_that_means_nothing_is_told_at_the_start(tmp_path: Path) -> None:
    async with desk_on(a_crm(), tmp_path, fields={"positions": {"lotz": "x"}}) as (desk, _, _):
        assert "fields.positions.lotz" in desk.problem


async def test_names_that_are_none_are_refused(tmp_path: Path) -> None:
    room = await CrmRoom.open(tmp_path, (), typed(StoppedClock()), aside=at_once)
    with pytest.raises(UsageError):
        room.tools("nobody")
    await room.close()
    await room.close()
