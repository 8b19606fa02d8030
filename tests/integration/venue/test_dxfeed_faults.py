"""What the account service can be told to do wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.integration.venue.dxfeed import DxfeedClient, dxfeed_venue
from tests.integration.venue.harness import post

pytestmark = pytest.mark.anyio


@pytest.fixture
async def dxfeed() -> AsyncIterator[DxfeedClient]:
    async with dxfeed_venue() as client:
        yield client


def create(email: str) -> dict[str, Any]:
    """The body that makes an account."""
    return {"email": email, "metadata": {}}


async def emails(dxfeed: DxfeedClient) -> set[str]:
    """The e-mails that were made here."""
    return {one["email"] for one in (await dxfeed.truth())["accounts"] if str(one["email"]).startswith("new")}


@pytest.mark.parametrize("executed", [False, True])
async def test_an_error_comes_on_demand_and_may_hide_that_it_worked(dxfeed: DxfeedClient, executed: bool) -> None:
    wish = {
        "fault": "dxfeed_error",
        "status": 503,
        "reason": "BUSY",
        "message": "Later",
        "executed": executed,
        "command": "create_account",
        "count": 1,
    }
    assert (await post(dxfeed.venue, "/faults", {"set": [wish]})).status_code == 200
    await dxfeed.get(f"accounts/{dxfeed.account('active')}")
    assert await dxfeed.failure("POST", "accounts", create("new@example.com")) == (503, "BUSY", "Later")
    assert bool(await emails(dxfeed)) == executed
    await dxfeed.post("accounts", create("new2@example.com"))
    first = (await dxfeed.truth())["writes"][0]
    assert (first["status"], first["changed"], first["fault"]) == (503, executed, "dxfeed_error")


async def test_an_error_of_a_token_has_its_own_shape(dxfeed: DxfeedClient) -> None:
    dxfeed.venue.faults.set("dxfeed_error", status=200, reason="DATA_ACCESS_SUSPENDED", command="token")
    refused = {"status": "ERROR", "reason": "DATA_ACCESS_SUSPENDED", "token": None}
    name = dxfeed.account("active")
    assert await dxfeed.token(accountId=name) == (200, refused)
    assert await dxfeed.token(accountId=name, withDetails=True) == (200, {**refused, "details": []})


@pytest.mark.parametrize("by", ["id", "email", "login"])
async def test_a_fault_is_for_one_account_however_it_is_asked_for(dxfeed: DxfeedClient, by: str) -> None:
    known = dxfeed.known("active")
    dxfeed.venue.faults.set("dxfeed_error", login=known[by])
    asked = [
        await dxfeed.ask("GET", f"accounts/{known['id']}"),
        await dxfeed.ask("GET", f"accounts/by-email/{known['email']}"),
        await dxfeed.ask("POST", "token", {"login": known["login"], "password": known["password"]}),
        await dxfeed.ask("GET", f"accounts/{dxfeed.account('expired')}"),
    ]
    assert [one.status_code for one in asked] == [500, 500, 500, 200]


STRANGERS = [
    ("html", 200, "<!DOCTYPE html>"),
    ("gateway", 502, "<!DOCTYPE html>"),
    ("unavailable", 503, "<!DOCTYPE html>"),
    ("timeout", 504, "<!DOCTYPE html>"),
    ("too_many", 429, "{"),
    ("redirect", 302, ""),
    ("plain", 200, "upstream"),
    ("empty", 200, ""),
    ("list", 200, "["),
    ("number", 200, "NaN"),
    ("broken", 200, '{"id"'),
    ("deep", 200, '{"id":[[[['),
    ("doubled", 200, '{"status":"OK","status":"ERROR"'),
]


@pytest.mark.parametrize("executed", [False, True])
async def test_something_else_answers(dxfeed: DxfeedClient, executed: bool) -> None:
    for how, status, begins in STRANGERS:
        dxfeed.venue.faults.set("dxfeed_answer", how=how, executed=executed, count=1)
        reply = await dxfeed.ask("POST", "accounts", create(f"new{how}@example.com"))
        assert (reply.status_code, reply.text.startswith(begins), bool(reply.text)) == (status, True, bool(begins))
        assert ("retry-after" in reply.headers, "location" in reply.headers) == (how == "too_many", how == "redirect")
    assert len(await emails(dxfeed)) == (len(STRANGERS) if executed else 0)


SPELLINGS = [
    ("misspelt", "", '"subsciberStatus":"NON_PROFESSIONAL"'),
    ("spaced", "/none", '"reason":"ACCOUNT NOT FOUND"'),
    ("extra", "", '"requestId":'),
    ("other_values", "", '"status":"UNDER_REVIEW"'),
    ("nulls", "", '"dataAccessStatus":null'),
    ("missing", "", '"status":"ACTIVE"}'),
    ("fraction", "/subscriptions", "2026-01-26T09:50:00.123456+00:00"),
    ("offset", "/subscriptions", "2026-01-26T04:50:00-05:00"),
    ("no_zone", "/subscriptions", '"2026-01-26T09:50:00"'),
    ("epoch", "/subscriptions", '"expiresAt":1769421000000'),
    ("no_date", "/subscriptions", '"expiresAt":"soon"'),
    ("nulls", "/subscriptions", '"name":"CME","status":"ACTIVE","expiresAt":null'),
    ("hostile", "", "[@click=app.quit]"),
]


async def test_answers_are_spelled_otherwise(dxfeed: DxfeedClient) -> None:
    for how, path, has in SPELLINGS:
        dxfeed.venue.faults.set("dxfeed_reply", how=how, count=1)
        name = "nobody" if path == "/none" else dxfeed.account("active") + path
        assert has in (await dxfeed.ask("GET", f"accounts/{name}")).text, how


async def test_reasons_with_underscores_bodies_where_there_is_none_and_links_to_elsewhere(
    dxfeed: DxfeedClient,
) -> None:
    dxfeed.venue.faults.set("dxfeed_reply", how="underscored", count=1)
    good, dxfeed.key = dxfeed.key, "x"
    assert (await dxfeed.failure("POST", "accounts", {}))[1] == "AUTHENTICATION_FAILED"
    dxfeed.key = good
    dxfeed.venue.faults.set("dxfeed_reply", how="ok_body", count=1)
    assert (await dxfeed.post("track", {}))["status"] == "OK"
    dxfeed.venue.faults.set("dxfeed_reply", how="bad_links", count=1)
    links = (await dxfeed.activate(dxfeed.account("active"), "CBOT"))["signupPageByTheme"]
    assert links["LIGHT"].startswith("javascript:")
    assert links["DARK"].startswith("https://services.example.net/")


@pytest.mark.parametrize("executed", [True, False])
@pytest.mark.parametrize("end", ["reset", "fin"])
async def test_the_connection_ends_without_an_answer(dxfeed: DxfeedClient, end: str, executed: bool) -> None:
    dxfeed.venue.faults.set("dxfeed_lost", end=end, executed=executed, count=1)
    with pytest.raises(httpx.TransportError):
        await dxfeed.ask("POST", "accounts", create("new@example.com"))
    assert bool(await emails(dxfeed)) == executed
    write = (await dxfeed.truth())["writes"][0]
    assert (write["status"], write["changed"], write["fault"]) == (0, executed, "dxfeed_lost")
    await dxfeed.post("accounts", create("new2@example.com"))


async def left_alone(dxfeed: DxfeedClient, email: str) -> None:
    """Make an account as one who gives up waiting when the request is there and has used up its fault."""
    arrived = asyncio.Event()
    dxfeed.venue.faults.listen(lambda _: arrived.set())
    asking = asyncio.create_task(dxfeed.ask("POST", "accounts", create(email)))
    await arrived.wait()
    await asyncio.sleep(0)
    assert not asking.done()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_the_answer_never_comes_and_the_connection_stays(dxfeed: DxfeedClient) -> None:
    dxfeed.venue.faults.set("dxfeed_lost", count=1)
    await left_alone(dxfeed, "new@example.com")
    assert await emails(dxfeed) == {"new@example.com"}


async def test_a_lost_request_is_carried_out_late(dxfeed: DxfeedClient) -> None:
    dxfeed.venue.faults.set("dxfeed_lost", late_ms=60_000, count=1)
    await left_alone(dxfeed, "new@example.com")
    assert (await dxfeed.failure("GET", "accounts/by-email/new@example.com"))[0] == 404
    dxfeed.venue.clock.advance(59)
    assert await emails(dxfeed) == set()
    dxfeed.venue.clock.advance(2)
    await dxfeed.get("accounts/by-email/new@example.com")
    truth = await dxfeed.truth()
    assert [(one["changed"], truth["now_ms"] - one["at_ms"]) for one in truth["writes"]] == [(True, 1000)]


async def test_the_ledger_tells_what_was_due_although_nobody_asked(dxfeed: DxfeedClient) -> None:
    assert (await dxfeed.venue.ledger())["dxfeed"] == {"writes": []}
    dxfeed.venue.faults.set("dxfeed_lost", late_ms=60_000, count=1)
    await left_alone(dxfeed, "new@example.com")
    dxfeed.venue.clock.advance(60)
    ledger = await dxfeed.venue.ledger()
    assert [one["asked"]["email"] for one in ledger["dxfeed"]["writes"]] == ["new@example.com"]
    assert ledger["http"][-1]["effect"].startswith("created ")


async def test_an_answer_leaves_later_and_the_request_was_carried_out_at_once(dxfeed: DxfeedClient) -> None:
    dxfeed.venue.faults.set("dxfeed_slow", ms=60_000, count=1)
    await left_alone(dxfeed, "new@example.com")
    assert await emails(dxfeed) == {"new@example.com"}
    dxfeed.venue.faults.set("dxfeed_slow", ms=1, count=1)
    await dxfeed.post("accounts", create("new2@example.com"))


@pytest.mark.parametrize("end", ["reset", "fin"])
async def test_an_answer_ends_in_the_middle(dxfeed: DxfeedClient, end: str) -> None:
    dxfeed.venue.faults.set("dxfeed_cut", bytes=12, end=end, count=1)
    with pytest.raises(httpx.TransportError):
        await dxfeed.ask("POST", "accounts", create("new@example.com"))
    assert await emails(dxfeed) == {"new@example.com"}


async def test_an_account_is_treated_as_blocked_or_suspended_while_the_fault_lasts(dxfeed: DxfeedClient) -> None:
    name, other = dxfeed.account("active"), dxfeed.account("professional")
    dxfeed.venue.faults.set("dxfeed_blocked", login=name)
    assert (await dxfeed.get(f"accounts/{name}"))["status"] == "BLOCKED"
    assert (await dxfeed.get(f"accounts/{other}"))["status"] == "ACTIVE"
    path = f"accounts/{name}/subscriptions"
    assert (await dxfeed.failure("POST", path, {"subscriptions": ["CBOT"]}))[1] == "ACCOUNT_IS_BLOCKED"
    assert (await dxfeed.token(accountId=name))[1]["reason"] == "NO_ACTIVE_SUBSCRIPTIONS"
    assert (await dxfeed.subscriptions(name))["CME"][0] == "EXPIRED"
    dxfeed.venue.faults.clear()
    dxfeed.venue.faults.set("dxfeed_suspended")
    assert (await dxfeed.get(f"accounts/{name}"))["dataAccessStatus"] == "SUSPENDED"
    assert (await dxfeed.token(accountId=name))[1]["reason"] == "DATA_ACCESS_SUSPENDED"
    dxfeed.venue.faults.clear()
    assert (await dxfeed.token(accountId=name))[1]["status"] == "OK"
