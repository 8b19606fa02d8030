"""The account service as a partner's tool meets it: accounts, both activations, tokens, links, and the ledger."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from tests.integration.venue.dxfeed import DAY_S, DxfeedClient, dxfeed_venue
from tests.integration.venue.harness import MONDAY_MS

pytestmark = pytest.mark.anyio


@pytest.fixture
async def dxfeed() -> AsyncIterator[DxfeedClient]:
    async with dxfeed_venue() as client:
        yield client


async def test_each_account_of_the_ready_line_is_in_the_state_that_its_role_says(dxfeed: DxfeedClient) -> None:
    cards = {
        one["role"]: await dxfeed.get(f"accounts/{one['id']}")
        for one in dxfeed.handed["accounts"]
        if "second tenant" not in one["role"]
    }
    assert cards["active"] == {
        "id": dxfeed.account("active"),
        "email": dxfeed.known("active")["email"],
        "status": "ACTIVE",
        "subscriberStatus": "NON_PROFESSIONAL",
        "dataAccessStatus": "ACTIVE",
    }
    assert cards["blocked"]["status"] == "BLOCKED"
    assert cards["suspended"]["dataAccessStatus"] == "SUSPENDED"
    assert cards["professional"]["subscriberStatus"] == "PROFESSIONAL"
    assert cards["only professional allowed"]["subscriberStatus"] == "UNDEFINED"
    assert cards["new, without e-mail"]["email"] is None
    kinds = {role: await dxfeed.subscriptions(dxfeed.account(role)) for role in cards}
    assert kinds["active"] == {"CME": ("ACTIVE", "2026-01-26T09:50:00Z"), "FOREX": ("ACTIVE", None)}
    assert kinds["expired"]["CME"] == ("EXPIRED", "2025-12-31T09:50:00Z")
    assert kinds["no subscriptions"] == kinds["waits for confirmation"] == {}


async def test_an_account_is_found_by_its_e_mail_in_any_case(dxfeed: DxfeedClient) -> None:
    known = dxfeed.known("expired")
    found = await dxfeed.get(f"accounts/by-email/{quote(known['email'].upper(), safe='')}")
    assert found["id"] == known["id"]


async def test_an_account_is_made_once_for_each_e_mail_and_each_time_without(dxfeed: DxfeedClient) -> None:
    body = {"email": "Bob.Smith@example.com", "metadata": {"firstName": "Bob", "state": None}}
    name = (await dxfeed.post("accounts", body))["accountId"]
    assert name.isalnum()
    assert (await dxfeed.get("accounts/by-email/bob.smith@example.com"))["id"] == name
    assert await dxfeed.failure("POST", "accounts", body) == (
        422,
        "ACCOUNT_ALREADY_EXISTS",
        "Account `bob.smith@example.com` already exists",
    )
    one, two = [(await dxfeed.post("accounts", {"metadata": {}}))["accountId"] for _ in range(2)]
    assert one != two
    assert await dxfeed.subscriptions(one) == {}


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("user_first", [True, False])
async def test_user_and_confirmation_come_in_any_order_and_then_the_feed_runs(
    dxfeed: DxfeedClient, version: str, user_first: bool
) -> None:
    name = (await dxfeed.post("accounts", {"email": "a@example.com", "metadata": {}}))["accountId"]
    reply = await dxfeed.activate(name, "CME", version=version)
    assert set(reply) == {"signupPageByTheme", "confirmationId"}
    assert set(reply["signupPageByTheme"]) == {"LIGHT", "DARK"}
    assert reply["signupPageByTheme"]["DARK"].startswith(dxfeed.base)
    confirm = (f"accounts/{name}/subscriptions/confirm", {"confirmationId": reply["confirmationId"]})
    if user_first:
        assert (await dxfeed.submit(reply["signupPageByTheme"]["LIGHT"])).status_code == 303
        assert await dxfeed.subscriptions(name) == {}
        assert await dxfeed.post(*confirm, version=version) is None
    else:
        await dxfeed.post(*confirm, version=version)
        await dxfeed.post(*confirm, version=version)
        assert await dxfeed.subscriptions(name) == {}
        assert (await dxfeed.submit(reply["signupPageByTheme"]["DARK"])).status_code == 303
    assert await dxfeed.subscriptions(name) == {"CME": ("ACTIVE", "2026-02-04T09:50:00Z")}
    assert (await dxfeed.failure("POST", *confirm, version=version))[1] == "ORDER_NOT_FOUND"
    assert (await dxfeed.submit(reply["signupPageByTheme"]["LIGHT"])).status_code == 404


async def test_each_of_the_four_answers_to_an_activation_is_reached(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("no subscriptions")
    both = await dxfeed.activate(name, "CME", "FOREX")
    user = await dxfeed.activate(name, "CBOT")
    now = await dxfeed.activate(name, "FOREX")
    known = dxfeed.account("expired")
    confirmation = await dxfeed.activate(known, "CME")
    assert [
        (bool(one["signupPageByTheme"]), bool(one["confirmationId"])) for one in (both, user, confirmation, now)
    ] == [
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    ]
    assert await dxfeed.subscriptions(name) == {"FOREX": ("ACTIVE", None)}


async def test_a_second_activation_replaces_id_and_link(dxfeed: DxfeedClient) -> None:
    name = (await dxfeed.post("accounts", {"email": "a@example.com", "metadata": {}}))["accountId"]
    first, second = [await dxfeed.activate(name, "CME") for _ in range(2)]
    confirm = f"accounts/{name}/subscriptions/confirm"
    old = {"confirmationId": first["confirmationId"]}
    assert await dxfeed.failure("POST", confirm, old) == (404, "ORDER_NOT_FOUND", "Order not found or expired.")
    assert (await dxfeed.submit(first["signupPageByTheme"]["LIGHT"])).status_code == 404
    await dxfeed.post(confirm, {"confirmationId": second["confirmationId"]})
    await dxfeed.submit(second["signupPageByTheme"]["LIGHT"])
    assert list(await dxfeed.subscriptions(name)) == ["CME"]


async def test_orders_of_the_ready_line_can_be_confirmed_in_their_version_only(dxfeed: DxfeedClient) -> None:
    waiting = dxfeed.known("waits for confirmation")
    path, body = f"accounts/{waiting['id']}/subscriptions/confirm", {"confirmationId": waiting["confirmation_id"]}
    assert (await dxfeed.failure("POST", path, body, version="v1"))[1] == "ORDER_NOT_FOUND"
    await dxfeed.post(path, body, version="v2")
    assert (await dxfeed.subscriptions(waiting["id"]))["CME"][0] == "ACTIVE"


async def test_an_order_that_nobody_completes_dies_by_the_venues_clock(dxfeed: DxfeedClient) -> None:
    waiting = dxfeed.known("waits for confirmation")
    link = (await dxfeed.activate(dxfeed.account("no subscriptions"), "CBOT"))["signupPageByTheme"]["LIGHT"]
    dxfeed.venue.clock.advance(3 * DAY_S)
    path, body = f"accounts/{waiting['id']}/subscriptions/confirm", {"confirmationId": waiting["confirmation_id"]}
    assert (await dxfeed.failure("POST", path, body, version="v2"))[1] == "ORDER_NOT_FOUND"
    assert (await dxfeed.submit(link)).status_code == 410


@pytest.mark.parametrize("ends", ["2026-01-20T00:00:00+02:00", "2026-01-19T22:00:00Z", "2026-01-19T22:00:00.5Z"])
async def test_the_second_version_takes_an_end_for_each_feed(dxfeed: DxfeedClient, ends: str) -> None:
    name = dxfeed.account("no subscriptions")
    wishes = [{"feedName": "FOREX", "endDate": ends}, {"feedName": "TRIAL"}, {"feedName": "CRYPTO", "endDate": None}]
    await dxfeed.post(f"accounts/{name}/subscriptions", {"subscriptions": wishes}, version="v2")
    assert await dxfeed.subscriptions(name) == {
        "FOREX": ("ACTIVE", "2026-01-19T22:00:00Z"),
        "TRIAL": ("ACTIVE", "2026-01-19T09:50:00Z"),
        "CRYPTO": ("ACTIVE", None),
    }


async def test_a_feed_expires_by_the_venues_clock_and_can_be_had_again_unless_it_is_for_once(
    dxfeed: DxfeedClient,
) -> None:
    name = dxfeed.account("no subscriptions")
    await dxfeed.activate(name, "TRIAL")
    dxfeed.venue.clock.advance(14 * DAY_S - 1)
    assert (await dxfeed.subscriptions(name))["TRIAL"][0] == "ACTIVE"
    dxfeed.venue.clock.advance(1)
    assert (await dxfeed.subscriptions(name))["TRIAL"][0] == "EXPIRED"
    path = f"accounts/{name}/subscriptions"
    assert (await dxfeed.failure("POST", path, {"subscriptions": ["TRIAL"]}))[:2] == (
        409,
        "SINGLE_USE_FEED_ACTIVATED_BEFORE",
    )
    await dxfeed.activate(dxfeed.account("expired"), "CBOT")
    assert (await dxfeed.subscriptions(dxfeed.account("expired")))["CBOT"][0] == "ACTIVE"


async def test_a_subscription_is_extended_once_in_a_period(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("expires soon")
    path, body = f"accounts/{name}/subscriptions/extend", {"subscriptions": ["CME"]}
    assert await dxfeed.post(path, body) is None
    assert (await dxfeed.subscriptions(name))["CME"] == ("ACTIVE", "2026-02-06T09:50:00Z")
    assert await dxfeed.failure("POST", path, body) == (
        409,
        "SUBSCRIPTION_ALREADY_EXTENDED",
        "Subscription `CME` has been already extended.",
    )
    dxfeed.venue.clock.advance(2 * DAY_S)
    await dxfeed.post(path, body)
    assert (await dxfeed.subscriptions(name))["CME"] == ("ACTIVE", "2026-03-08T09:50:00Z")


async def test_cancelling_ends_at_once_or_with_the_period_as_the_tenant_has_it(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("active")
    await dxfeed.post(f"accounts/{name}/subscriptions/cancel", {"subscriptions": ["CME"]})
    assert (await dxfeed.subscriptions(name))["CME"] == ("EXPIRED", "2026-01-05T09:50:00Z")
    dxfeed.key = dxfeed.other_key("second tenant")
    name = dxfeed.account("second tenant, active")
    await dxfeed.post(f"accounts/{name}/subscriptions/cancel", {"subscriptions": ["CME", "FOREX"]})
    assert await dxfeed.subscriptions(name) == {
        "CME": ("ACTIVE", "2026-01-14T09:50:00Z"),
        "FOREX": ("ACTIVE", "2026-02-04T09:50:00Z"),
    }


async def test_a_token_tells_who_may_see_what_until_when(dxfeed: DxfeedClient) -> None:
    status, reply = await dxfeed.token(accountId=dxfeed.account("active"), withDetails=True)
    assert (status, reply["status"], reply["reason"]) == (200, "OK", None)
    assert reply["details"] == ["ofCMEfod", "ofFXfod"]
    payload = reply["token"].split(".")[0]
    words = base64.b64decode(payload + "=" * (-len(payload) % 4)).decode().split(",")
    now_s = MONDAY_MS // 1000
    assert words[:5] == ["get.dxfeed", "northgate-nonpro", "", str(now_s + 36_000), str(now_s)]
    assert words[6:] == ["ofCMEfod", "ofFXfod"]
    known = dxfeed.known("active")
    status, same = await dxfeed.token(login=known["login"], password=known["password"])
    assert same == {"status": "OK", "reason": None, "token": reply["token"]}
    status, old = await dxfeed.token(accountId=f"northgate|{known['id']}")
    assert old["status"] == "OK"


async def test_the_first_subscription_mails_credentials_and_a_reset_mails_others(dxfeed: DxfeedClient) -> None:
    name = (await dxfeed.post("accounts", {"metadata": {}}))["accountId"]
    assert await dxfeed.post(f"accounts/{name}/reset-password") is None
    assert (await dxfeed.truth(name))["mail"] == []
    link = (await dxfeed.activate(name, "FOREX"))["signupPageByTheme"]["LIGHT"]
    await dxfeed.submit(link, email="New.User@example.com")
    await dxfeed.post(f"accounts/{name}/reset-password")
    first, second = (await dxfeed.truth(name))["mail"]
    assert (first["to"], first["login"]) == ("new.user@example.com", second["login"])
    assert (await dxfeed.token(login=first["login"], password=first["password"]))[1]["reason"] == "INVALID_CREDENTIALS"
    assert (await dxfeed.token(login=second["login"], password=second["password"]))[1]["status"] == "OK"


async def test_an_e_mail_is_changed_and_the_old_one_is_free(dxfeed: DxfeedClient) -> None:
    known = dxfeed.known("active")
    path = f"accounts/{known['id']}/change-email"
    assert await dxfeed.post(path, {"email": "New@example.com"}) is None
    assert (await dxfeed.get("accounts/by-email/new@example.com"))["id"] == known["id"]
    assert (await dxfeed.failure("GET", f"accounts/by-email/{known['email']}"))[0] == 404
    await dxfeed.post("accounts", {"email": known["email"], "metadata": {}})


async def test_trials_are_stored_each_time(dxfeed: DxfeedClient) -> None:
    for body in ({}, {"macAddress": "00:11:22:33:44:55"}, {"email": "a@b.cz", "phone": "1"}, {}):
        assert await dxfeed.post("track", body) is None
    trials = (await dxfeed.truth())["trials"]
    assert [(one["macAddress"], one["email"]) for one in trials] == [
        (None, None),
        ("00:11:22:33:44:55", None),
        (None, "a@b.cz"),
        (None, None),
    ]


async def test_the_ledgers_tell_which_writes_arrived_and_no_secret(dxfeed: DxfeedClient) -> None:
    known = dxfeed.known("active")
    reply = await dxfeed.activate(known["id"], "CBOT", version="v2")
    await dxfeed.failure("POST", f"accounts/{known['id']}/subscriptions", {"subscriptions": ["CME"]})
    await dxfeed.submit(reply["signupPageByTheme"]["LIGHT"])
    await dxfeed.token(login=known["login"], password=known["password"])
    await dxfeed.subscriptions(known["id"])
    writes = (await dxfeed.truth())["writes"]
    assert [(one["seq"], one["method"], one["version"], one["status"], one["changed"]) for one in writes] == [
        (1, "activate", "v2", 200, True),
        (2, "activate", "v1", 409, False),
    ]
    assert {one["subject"] for one in writes} == {known["id"]}
    visits = (await dxfeed.venue.ledger())["http"]
    assert [one["system"] for one in visits] == ["dxfeed"] * 5
    assert visits[2]["path"] == "/dxfeed/signup/…"
    assert visits[2]["effect"] == f"signed; active CBOT to 2026-02-04T09:50:00Z of {known['id']}"
    link = reply["signupPageByTheme"]["LIGHT"].rsplit("/", 1)[1].partition("?")[0]
    told = json.dumps(visits) + json.dumps(writes)
    for secret in (dxfeed.key, known["password"], link):
        assert secret not in told
