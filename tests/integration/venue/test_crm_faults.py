"""What the CRM pages can be told to do wrong, and the shapes in which they can be told to answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import httpx
import pytest

from tests.integration.venue import crm as them
from tests.integration.venue.crm import CrmClient, days
from tests.integration.venue.harness import post
from tui.simulator.crm.words import PRESETS, SHAPE_WORDS

pytestmark = pytest.mark.anyio

WEEK = ("2025-11-03", "2025-11-09")


async def week(crm: CrmClient, report: str = "leads", **wish: Any) -> httpx.Response:
    return await crm.get(report, **days(report, *WEEK, **wish))


async def ids(crm: CrmClient, page: int, size: int = 10) -> list[Any]:
    reply = await week(crm, page=page, pageSize=size)
    return [row["id"] for row in reply.json()["data"]]


def keys_of(value: Any) -> set[str]:
    """Return all names in JSON data but those below tags and utm details."""
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    if not isinstance(value, dict):
        return set()
    inner = [keys_of(item) for name, item in value.items() if name.lower().replace(" ", "_") not in ("tags",)]
    return set(value).union(*inner)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("report", them.REPORTS)
async def test_every_shape_tells_the_same_rows(crm: CrmClient, preset: str, report: str) -> None:
    crm.venue.faults.set("crm_shape", preset=preset)
    body = (await week(crm, report)).json()
    found = body
    while isinstance(found, dict):
        found = next(value for value in found.values() if isinstance(value, dict | list))
    truth = await crm.truth(report, **days(report, *WEEK))
    names = {"usual": "id", "nested": "id", "bare": "id", "sparse": "id", "snake": "id", "title": "ID"}
    assert [int(row[names[preset]]) for row in found] == truth["ids"]
    assert isinstance(body, list) == (preset == "bare")
    keys = {key for key in keys_of(found) if not key.startswith("utm_")} - {"affiliate_id"}
    assert any(" " in key for key in keys) == (preset == "title")
    assert any("_" in key for key in keys) == (preset in ("snake", "bare"))
    assert ("contact" in keys or "account" in keys) == (preset == "nested")


@pytest.mark.parametrize(
    ("part", "word", "has"),
    [
        ("envelope", "items", '{"items":[{'),
        ("envelope", "named", '"totalRecords":'),
        ("envelope", "nested", '"meta":{"total":'),
        ("dates", "plain", '"transactionDate":"2025-11-03 '),
        ("dates", "offset", '+00:00"'),
        ("dates", "epoch", '"transactionDate":17'),
        ("dates", "epoch_ms", '"transactionDate":17'),
        ("dates", "epoch_text", '"transactionDate":"17'),
        ("numbers", "text", '.00","currency"'),
        ("numbers", "commas", ',000.00","currency"'),
        ("missing", "na", '"ibId":"N/A"'),
        ("missing", "empty", '"ibId":""'),
        ("outflow", "positive", '"type":"Withdrawal","amount":1'),
        ("tags", "names", '"values":[{"name":'),
        ("tags", "mapping", '"tags":{"Desk":["'),
        ("tags", "text", '"tags":"'),
    ],
)
async def test_a_part_of_the_usual_shape_can_be_changed(crm: CrmClient, part: str, word: str, has: str) -> None:
    wish = days("transactions", "2025-11-01", "2025-11-30")
    assert part in SHAPE_WORDS
    usual = (await crm.get("transactions", **wish)).text
    crm.venue.faults.set("crm_shape", count=1, **{part: word})
    changed = (await crm.get("transactions", **wish)).text
    assert has in changed
    assert has not in usual
    assert (await crm.get("transactions", **wish)).text == usual


async def test_live_accounts_are_told_in_three_ways(crm: CrmClient) -> None:
    found = {}
    for how in SHAPE_WORDS["accounts"]:
        crm.venue.faults.set("crm_shape", accounts=how, count=1)
        rows = (await crm.get("registrations", **days("registrations", "2025-10-01", "2025-10-31"))).json()["data"]
        found[how] = max((row["userAdditionalId"] for row in rows), key=len)
    assert found["triples"].startswith("(")
    assert found["triples"].count(", live)") == 3
    assert len(found["bare"].split(",")) == 9
    assert [set(one) for one in found["objects"]] == [{"login", "server", "type"}] * 3


async def test_rows_can_lack_every_tie_to_their_customer_but_the_account(crm: CrmClient) -> None:
    crm.venue.faults.set("crm_shape", links="logins")
    (position, *_) = (await week(crm, "positions")).json()["data"]
    (customer, *_) = (await week(crm, "registrations")).json()["data"]
    assert "customerId" not in position
    assert "login" in position
    assert "leadId" not in customer


@pytest.mark.parametrize("how", SHAPE_WORDS["servers"])
async def test_servers_are_grouped_by_platform_in_four_ways(crm: CrmClient, how: str) -> None:
    crm.venue.faults.set("crm_shape", servers=how)
    text = (await crm.get("servers")).text
    for tag in ("mt4-live-1", "mt5-demo-1", "xs-live-1"):
        assert f'"{tag}"' in text
    assert ('"mt4"' in text) == (how != "flat")


@pytest.mark.parametrize("body", ["object", "nested", "list", "text", "html", "empty"])
async def test_a_page_fails_as_often_as_it_is_told_to_and_others_do_not(crm: CrmClient, body: str) -> None:
    wish = {"fault": "crm_error", "command": "leads", "page": 2, "status": 503, "count": 1, "body": body}
    assert (await post(crm.venue, "/faults", {"set": [{**wish, "message": "Try later"}]})).status_code == 200
    assert len(await ids(crm, 1)) == 10
    reply = await week(crm, page=2, pageSize=10)
    assert reply.status_code == 503
    assert ("Try later" in reply.text) == (body not in ("html", "empty"))
    assert len(await ids(crm, 2)) == 10
    assert (await crm.venue.ledger())["http"][-2]["effect"] == "503 INTERNAL_ERROR"


@pytest.mark.parametrize(
    ("how", "status", "begins"),
    [
        ("html", 200, "<!DOCTYPE html>"),
        ("not_found", 404, "<!DOCTYPE html>"),
        ("gateway", 502, "<!DOCTYPE html>"),
        ("unavailable", 503, "Service"),
        ("busy", 429, "{"),
        ("plain", 200, "Please"),
        ("empty", 200, ""),
        ("redirect", 302, ""),
        ("elsewhere", 302, ""),
        ("broken", 200, '{"data": [{'),
        ("deep", 200, "[[[["),
        ("scalar", 200, '"ok"'),
        ("failed", 200, '{"success":false'),
    ],
)
async def test_something_else_answers(crm: CrmClient, how: str, status: int, begins: str) -> None:
    crm.venue.faults.set("crm_answer", how=how)
    reply = await week(crm)
    assert (reply.status_code, reply.text[: len(begins)]) == (status, begins)
    assert (reply.status_code == 302) == ("location" in reply.headers)
    crm.venue.faults.clear()
    assert (await week(crm)).json()["total"] > 50


@pytest.mark.parametrize(
    ("how", "has"),
    [
        ("nested", '{"data":{"token":"'),
        ("renamed", '{"accessToken":"'),
        ("scalar", '"'),
        ("missing", "{}"),
        ("empty", '{"token":""}'),
        ("null", '{"token":null}'),
        ("control", "\\r\\nX-Injected"),
        ("failed", "Login failed."),
    ],
)
async def test_a_login_is_answered_in_another_way(crm: CrmClient, how: str, has: str) -> None:
    crm.venue.faults.set("crm_login", how=how)
    body = {"email": them.EMAIL, "password": them.PASSWORD, "rememberMe": True}
    reply = await crm.http.post(f"{crm.base}/api/v1/auth/login", json=body, headers=crm.headers)
    assert has in reply.text
    assert reply.status_code == 200


async def test_tokens_end_after_a_time_after_some_requests_or_all_at_once(crm: CrmClient) -> None:
    crm.venue.faults.set("crm_token", life_s=60, requests=2)
    await crm.log_in(rememberMe=True)
    assert [(await week(crm)).status_code for _ in range(3)] == [200, 200, 401]
    await crm.log_in(rememberMe=True)
    crm.venue.clock.advance(60)
    assert await crm.refusal("leads") == (401, "TOKEN_EXPIRED")
    crm.venue.faults.clear()
    await crm.log_in()
    assert (await post(crm.venue, "/faults", {"set": [{"fault": "crm_tokens_end"}]})).status_code == 200
    assert await crm.refusal("leads") == (401, "TOKEN_INVALID")
    assert (await crm.log_in()).status_code == 200


@pytest.mark.parametrize(
    ("what", "report", "code"),
    [
        ("permission", "leads", (403, "PERMISSION_DENIED")),
        ("leads", "registrations", (403, "MODULE_DISABLED")),
        ("transactions", "transactions", (403, "MODULE_DISABLED")),
        ("platforms", "servers", (403, "MODULE_DISABLED")),
        ("key", "leads", (401, "API_KEY_EXPIRED")),
    ],
)
async def test_permissions_and_modules_are_switched_off_while_somebody_works(
    crm: CrmClient, what: str, report: str, code: tuple[int, str]
) -> None:
    wish = days(report) if report != "servers" else {"page": 1}
    crm.venue.faults.set("crm_off", what="verified")
    crm.venue.faults.set("crm_off", what=what)
    assert await crm.refusal(report, **wish) == code
    crm.venue.faults.clear()
    assert (await crm.get(report, **wish)).status_code == 200


async def test_an_address_is_not_verified_any_more(crm: CrmClient) -> None:
    crm.venue.faults.set("crm_off", what="verified")
    assert (await crm.log_in()).json()["code"] == "EMAIL_NOT_VERIFIED"


@pytest.mark.parametrize(
    ("how", "totals"),
    [
        ("grows", [5, 10, 15]),
        ("shrinks", [-5, -10, -15]),
        ("text", ["0", "0", "0"]),
        ("words", ["many"] * 3),
        ("negative", [None] * 3),
        ("missing", ["gone"] * 3),
    ],
)
async def test_the_announced_total_moves_or_is_no_total(crm: CrmClient, how: str, totals: list[Any]) -> None:
    true = (await crm.truth("leads", **days("leads", *WEEK)))["total"]
    crm.venue.faults.set("crm_total", how=how, rows=5)
    told = [(await week(crm, page=page)).json().get("total", "gone") for page in (1, 2, 3)]
    if how in ("grows", "shrinks"):
        assert told == [true + by for by in totals]
    elif how == "text":
        assert told == [str(true)] * 3
    else:
        assert told == ([-1] * 3 if how == "negative" else totals)


async def test_a_million_rows_are_announced_and_the_pages_are_what_they_are(crm: CrmClient) -> None:
    crm.venue.faults.set("crm_total", how="fixed", rows=1_000_000)
    body = (await week(crm)).json()
    assert body["total"] == 1_000_000
    assert len(body["data"]) < 200


async def test_pages_overlap_fall_short_repeat_or_are_empty(crm: CrmClient) -> None:
    plain = [await ids(crm, page) for page in (1, 2)]
    found = {}
    for how in ("overlap", "short", "capped", "same_page", "none", "doubled"):
        fault = crm.venue.faults.set("crm_rows", how=how, rows=3)
        found[how] = [await ids(crm, page) for page in (1, 2)]
        crm.venue.faults.end(fault)
    every = plain[0] + plain[1]
    assert found["overlap"] == [every[:10], every[7:17]]
    assert found["short"] == [every[:7], every[10:17]]
    assert found["capped"] == [every[:3], every[3:6]]
    assert found["same_page"] == [plain[0], plain[0]]
    assert found["none"] == [[], []]
    assert found["doubled"][0] == [one for one in plain[0] for _ in range(2)]


@pytest.mark.parametrize("how", ["odd_dates", "odd_numbers", "no_ids", "extra", "null_rows", "text_rows"])
async def test_every_third_row_is_damaged(crm: CrmClient, how: str) -> None:
    wish = days("transactions", "2025-11-01", "2025-11-30")
    good = (await crm.get("transactions", **wish)).json()["data"]
    crm.venue.faults.set("crm_values", how=how)
    text = (await crm.get("transactions", **wish)).text
    bad = json.loads(text)["data"]
    assert [row == other for row, other in zip(good, bad, strict=True)] == [bool(at % 3) for at in range(len(good))]
    signs = {"odd_dates": "yesterday", "odd_numbers": "1e999", "extra": "\\u001b", "null_rows": "null,{"}
    assert signs.get(how, "") in text


async def test_a_page_waits(crm: CrmClient) -> None:
    crm.venue.faults.set("crm_wait", ms=600_000, page=2)
    await ids(crm, 1)
    waiting = asyncio.create_task(ids(crm, 2))
    await ids(crm, 3)
    assert not waiting.done()
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize("end", ["reset", "fin"])
async def test_the_connection_ends_in_the_middle_of_a_page_and_the_next_try_is_whole(crm: CrmClient, end: str) -> None:
    crm.venue.faults.set("crm_cut", bytes=900, end=end, page=2, count=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await ids(crm, 2)
    ledger = await crm.venue.ledger()
    assert ledger["http"][-1]["effect"].endswith(", cut")
    assert len(await ids(crm, 2)) == 10


async def test_a_page_stops_in_the_middle_and_the_venue_lives_on(crm: CrmClient) -> None:
    crm.venue.faults.set("crm_hang", bytes=900, count=1)
    wish, url = days("leads", *WEEK), f"{crm.base}/api/v1/ib/leads"
    async with crm.http.stream("GET", url, params=wish, headers=crm.headers) as page:
        pieces = page.aiter_raw()
        assert len(await anext(pieces)) <= 900
        assert len(await ids(crm, 1)) == 10


async def test_a_page_comes_on_a_narrow_line(crm: CrmClient) -> None:
    whole = len((await week(crm)).content)
    crm.venue.faults.set("crm_slow", bytes_per_s=5 * whole)
    wish, url = days("leads", *WEEK), f"{crm.base}/api/v1/ib/leads"
    async with crm.http.stream("GET", url, params=wish, headers=crm.headers) as page:
        pieces = [piece async for piece in page.aiter_raw()]
    assert len(pieces) > 3


async def test_a_fault_is_for_one_user_only(crm: CrmClient) -> None:
    crm.venue.faults.set("crm_error", login="somebody@else.example")
    assert (await week(crm)).status_code == 200
    crm.venue.faults.set("crm_error", login=them.EMAIL)
    assert (await week(crm)).status_code == 500
