"""The CRM's pages as a client meets them: who comes in, what must be asked, and how pages go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.integration.venue import crm as them
from tests.integration.venue.crm import REPORTS, CrmClient, crm_venue, days
from tests.integration.venue.harness import MONDAY_MS, get
from tui.simulator.crm.settings import CrmSettings
from tui.simulator.options import SimulatorOptions

pytestmark = pytest.mark.anyio

TODAY = ("2026-01-01", "2026-01-31")


@pytest.fixture
def stranger(shared_crm: CrmClient) -> CrmClient:
    """A client on the same venue who has not logged in."""
    return CrmClient(shared_crm.venue, shared_crm.http)


@pytest.fixture
async def own() -> AsyncIterator[CrmClient]:
    """A client of a venue of its own."""
    async with crm_venue() as client:
        yield client


async def test_a_login_gives_a_token_that_opens_the_reports(stranger: CrmClient) -> None:
    assert await stranger.refusal("leads") == (401, "TOKEN_INVALID")
    reply = await stranger.log_in(rememberMe=True)
    assert list(reply.json()) == ["token"]
    assert len((await stranger.page("leads", pageSize=50))["data"]) == 50


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"X-Api-Key": ""}, 401, "API_KEY_INVALID"),
        ({"X-Api-Key": "mistyped"}, 401, "API_KEY_INVALID"),
        ({"X-Api-Key": them.EXPIRED_KEY}, 401, "API_KEY_EXPIRED"),
        ({"X-Api-Key": them.OTHER_DOMAINS_KEY}, 403, "DOMAIN_INVALID"),
        ({"X-Api-Key": them.CLERKS_KEY}, 401, "API_KEY_USER"),
        ({"X-DOMAIN": ""}, 403, "DOMAIN_INVALID"),
        ({"X-DOMAIN": "127.0.0.1"}, 403, "DOMAIN_INVALID"),
        ({"Content-Type": "text/plain"}, 415, "CONTENT_TYPE"),
    ],
)
async def test_a_login_with_wrong_headers_has_its_refusal(
    stranger: CrmClient, headers: dict[str, str], status: int, code: str
) -> None:
    reply = await stranger.http.post(
        f"{stranger.base}/api/v1/auth/login",
        content=f'{{"email":"{them.EMAIL}","password":"demo","rememberMe":true}}',
        headers={"Content-Type": "application/json", **stranger.headers, **headers},
    )
    assert (reply.status_code, reply.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"password": "wrong"}, 401, "CREDENTIALS_INVALID"),
        ({"email": "nobody@demo-markets.example"}, 401, "CREDENTIALS_INVALID"),
        ({"email": ""}, 400, "VALIDATION_FAILED"),
        ({"password": 7}, 400, "VALIDATION_FAILED"),
        ({"rememberMe": "yes"}, 400, "VALIDATION_FAILED"),
        ({"email": them.NEW, "key": them.NEWS_KEY}, 403, "EMAIL_NOT_VERIFIED"),
    ],
)
async def test_a_login_with_a_wrong_body_has_its_refusal(
    stranger: CrmClient, body: dict[str, Any], status: int, code: str
) -> None:
    reply = await stranger.log_in(**body)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


async def test_wrong_passwords_in_a_row_close_the_door_for_ten_minutes(own: CrmClient) -> None:
    for _ in range(5):
        assert (await own.log_in(password="wrong")).status_code == 401
    assert (await own.log_in()).status_code == 429
    own.venue.clock.advance(600)
    assert (await own.log_in()).status_code == 200


async def test_a_role_without_the_permission_logs_in_and_sees_no_report(stranger: CrmClient) -> None:
    assert (await stranger.log_in(email=them.CLERK, key=them.CLERKS_KEY)).status_code == 200
    for report in [*REPORTS, "servers"]:
        assert await stranger.refusal(report, serverTag="x") == (403, "PERMISSION_DENIED")


async def test_a_token_is_good_for_its_key_only_and_for_an_hour_unless_it_is_remembered(own: CrmClient) -> None:
    own.headers["X-Api-Key"] = them.CLERKS_KEY
    assert await own.refusal("leads") == (401, "TOKEN_INVALID")
    own.headers["X-Api-Key"] = them.KEY
    own.venue.clock.advance(3599)
    await own.page("leads", pageSize=1)
    own.venue.clock.advance(1)
    assert await own.refusal("leads") == (401, "TOKEN_EXPIRED")
    await own.log_in(rememberMe=True)
    own.venue.clock.advance(29 * 86_400)
    await own.page("leads", pageSize=1)


@pytest.mark.parametrize(
    ("module", "closed"),
    [
        ("leads", {"leads", "registrations"}),
        ("transactions", {"transactions"}),
        ("platforms", {"positions", "servers"}),
    ],
)
async def test_a_module_that_is_off_closes_its_reports_and_no_others(module: str, closed: set[str]) -> None:
    settings = CrmSettings(modules=frozenset({"leads", "transactions", "platforms"}) - {module})
    async with crm_venue(crm=settings) as crm:
        statuses = {report: (await crm.get(report, **days(report))).status_code for report in REPORTS}
        statuses["servers"] = (await crm.get("servers")).status_code
    assert {report for report, status in statuses.items() if status == 403} == closed
    assert set(statuses.values()) == {200, 403}


@pytest.mark.parametrize("report", REPORTS)
async def test_a_report_without_a_whole_pair_of_dates_is_refused_at_the_field(crm: CrmClient, report: str) -> None:
    name = REPORTS[report]
    whole = days(report)
    for wish, field in [
        ({}, f"{name}From"),
        ({f"{name}From": "2025-10-01"}, f"{name}To"),
        ({f"{name}To": "2025-10-01"}, f"{name}From"),
        ({f"{name}From": "2025-10-02", f"{name}To": "2025-10-01"}, f"{name}To"),
        ({f"{name}From": "01.10.2025", f"{name}To": "2025-10-02"}, f"{name}From"),
        ({f"{name}From": "2025-02-30", f"{name}To": "2025-10-02"}, f"{name}From"),
    ]:
        rest = {key: text for key, text in whole.items() if not key.startswith(name)}
        reply = await crm.get(report, **rest, **wish)
        assert reply.status_code == 400
        assert field in {error["field"] for error in reply.json()["errors"]}


@pytest.mark.parametrize(
    ("report", "wish", "field"),
    [
        ("leads", {"lastModifiedDateFrom": "2025-10-01"}, "lastModifiedDateTo"),
        ("leads", {"page": "0"}, "page"),
        ("leads", {"page": "x"}, "page"),
        ("leads", {"pageSize": "0"}, "pageSize"),
        ("leads", {"pageSize": "1001"}, "pageSize"),
        ("transactions", {"includeFake": "yes"}, "includeFake"),
        ("positions", {"serverTag": ""}, "serverTag"),
        ("positions", {"serverTag": "mt9"}, "serverTag"),
    ],
)
async def test_every_other_parameter_has_its_rule(
    crm: CrmClient, report: str, wish: dict[str, str], field: str
) -> None:
    reply = await crm.get(report, **{**days(report), **wish})
    assert reply.status_code == 400
    assert [error["field"] for error in reply.json()["errors"]] == [field]


@pytest.mark.parametrize("report", REPORTS)
async def test_pages_go_on_from_each_other_and_together_are_the_truth(crm: CrmClient, report: str) -> None:
    span = days(report, "2025-11-01", "2025-11-30")
    truth = await crm.truth(report, **span)
    rows = await crm.every(report, 30, **span)
    assert [row["id"] for row in rows] == truth["ids"]
    assert len(rows) == truth["total"] > 60
    last = await crm.page(report, **span, page=1 + truth["total"] // 30, pageSize=30)
    assert last["total"] == truth["total"]
    assert len(last["data"]) == truth["total"] % 30
    assert (await crm.page(report, page=10**9))["data"] == []


async def test_without_a_page_size_a_page_has_a_thousand_rows(crm: CrmClient) -> None:
    first = await crm.page("leads", registrationDateFrom="2025-08-01")
    assert len(first["data"]) == 1000 < first["total"]
    assert (first["page"], first["pageSize"]) == (1, 1000)


async def test_both_pairs_of_dates_must_hold(crm: CrmClient) -> None:
    wish = {"lastModifiedDateFrom": "2025-12-01", "lastModifiedDateTo": "2025-12-31"}
    both = await crm.every("registrations", **days("registrations", "2025-11-01", "2025-11-30"), **wish)
    changed = (await crm.get("registrations", **wish)).json()
    for row in both:
        assert row["registrationDate"].startswith("2025-11-")
        assert row["lastModifiedDate"].startswith("2025-12-")
    assert set() < {row["id"] for row in both} < {row["id"] for row in changed["data"]}
    assert changed["total"] == len(changed["data"])


@pytest.mark.parametrize("report", REPORTS)
async def test_a_day_belongs_to_its_range_from_its_first_second_to_its_last(crm: CrmClient, report: str) -> None:
    name = {"positions": "closeDate"}.get(report, REPORTS[report])
    week = await crm.every(report, **days(report, "2025-11-05", "2025-11-07"))
    by_day: list[Any] = []
    for day in range(5, 8):
        rows = await crm.every(report, **days(report, f"2025-11-{day:02d}", f"2025-11-{day:02d}"))
        assert all(row[name].startswith(f"2025-11-{day:02d}T") for row in rows)
        by_day += rows
    assert week == by_day
    assert len(week) > 5


async def test_fake_transactions_come_only_when_they_are_asked_for(crm: CrmClient) -> None:
    real, every = await crm.every("transactions"), await crm.every("transactions", includeFake="true")
    assert real == await crm.every("transactions", includeFake="false")
    assert not any(row["isFake"] for row in real)
    assert [row for row in every if not row["isFake"]] == real
    assert len(every) > len(real)
    assert {"N/A"} < {row["productId"] for row in real}


async def test_positions_are_those_of_one_server(crm: CrmClient) -> None:
    servers = (await crm.get("servers")).json()["data"]
    assert servers == {
        "mt4": ["mt4-live-1", "mt4-live-2"],
        "mt5": ["mt5-live-1", "mt5-demo-1"],
        "xstation": ["xs-live-1"],
    }
    seen: set[int] = set()
    for platform, tags in servers.items():
        for tag in tags:
            rows = await crm.every("positions", 1000, **days("positions", "2025-11-01", "2025-11-30", serverTag=tag))
            assert {(row["serverTag"], row["platform"]) for row in rows} <= {(tag, platform)}
            assert bool(rows) == ("demo" not in tag)
            assert not seen & {row["id"] for row in rows}
            seen |= {row["id"] for row in rows}


async def test_what_lies_ahead_of_the_clock_has_not_happened(own: CrmClient) -> None:
    wish = days("leads", *TODAY)
    before = await own.page("leads", **wish)
    own.venue.clock.advance(3 * 86_400)
    await own.log_in()
    after = await own.page("leads", **wish)
    assert after["total"] > before["total"]
    ids = [row["id"] for row in before["data"]]
    assert [row["id"] for row in after["data"]][: len(ids)] == ids
    # A fortnight on, beyond what a first look reaches ahead.
    own.venue.clock.advance(14 * 86_400)
    await own.log_in()
    assert (await own.page("leads", **wish))["total"] == (await own.truth("leads", **wish))["total"] > after["total"]


async def test_a_lead_is_told_as_it_is_now(own: CrmClient) -> None:
    before = {row["id"]: row for row in await own.every("leads", **days("leads", "2026-01-01", "2026-01-05"))}
    own.venue.clock.advance(40 * 86_400)
    await own.log_in()
    after = {row["id"]: row for row in await own.every("leads", **days("leads", "2026-01-01", "2026-01-05"))}
    converted = [key for key in before if before[key]["customerId"] is None and after[key]["customerId"] is not None]
    assert converted
    for key in converted:
        assert after[key]["status"] == "Converted"
        assert after[key]["lastModifiedDate"] > before[key]["lastModifiedDate"]


async def test_the_same_seed_and_clock_give_the_same_bytes_and_another_seed_others() -> None:
    found: list[str] = []
    for seed in (1, 1, 2):
        async with crm_venue(SimulatorOptions(seed=seed)) as one:
            found.append((await one.get("leads", **days("leads", "2025-11-03", "2025-11-05"))).text)
    assert found[0] == found[1] != found[2]


async def test_a_venue_can_be_told_how_many_people_there_are() -> None:
    async with crm_venue(SimulatorOptions(crm_leads=300)) as many:
        assert (await many.page("leads", **days("leads", "2025-12-08", "2025-12-09")))["total"] > 400


async def test_the_ledger_tells_every_visit_and_every_query_and_no_secret(own: CrmClient) -> None:
    await own.log_in(password="guessed")
    await own.log_in()
    for page in (2, 1, 2):
        await own.page("leads", page=page, pageSize=100)
    await own.get("leads", registrationDateFrom=them.KEY, email=own.headers["X-Auth-Token"])
    ledger = await get(own.venue, "/ledger")
    visits = [visit for visit in ledger["http"] if visit["system"] == "crm"]
    assert visits[3] == {
        "at_ms": MONDAY_MS,
        "system": "crm",
        "method": "GET",
        "path": "/crm/api/v1/ib/leads?registrationDateFrom=2025-10-01&registrationDateTo=2025-12-31"
        "&page=2&pageSize=100",
        "status": 200,
        "effect": "leads: page 2, 100 of 996",
    }
    assert [visit["effect"] for visit in visits[:3]] == [
        f"token 1 of {them.EMAIL}",
        "401 CREDENTIALS_INVALID",
        f"token 2 of {them.EMAIL}",
    ]
    assert visits[-1]["effect"] == "400 VALIDATION_FAILED registrationDateFrom registrationDateTo"
    for secret in (them.KEY, own.headers["X-Auth-Token"], "guessed"):
        assert secret not in str(ledger)
    (query,) = ledger["crm"]["queries"]
    truth = await own.truth("leads")
    assert query["filters"] == {"registrationDateFrom": "2025-10-01", "registrationDateTo": "2025-12-31"}
    assert (query["total"], query["requests"], query["rows"]) == (truth["total"], 3, 200)
    assert query["pages"] == [{"page": 1, "rows": 100}, {"page": 2, "rows": 100}]
    assert query["ids"] == sorted(truth["ids"][:200])


async def test_the_venue_s_own_pages_refuse_what_the_reports_refuse(crm: CrmClient) -> None:
    for path in ("leads", "positions?positionCloseDateFrom=2025-10-01", "people?from=2025-10-02&to=2025-10-01"):
        assert (await crm.http.get(f"{crm.venue.control_url}/crm/{path}")).status_code == 400
