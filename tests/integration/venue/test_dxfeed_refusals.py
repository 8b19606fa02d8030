"""Every failure case of the account service's tables, each by a request that deserves it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.integration.venue.dxfeed import DAY_S, DxfeedClient, dxfeed_venue

pytestmark = pytest.mark.anyio

WRONG_KEY = "Authentication has failed due to wrong API key"
STATUSES = "Requested feeds can't be activated: "

METHODS = [
    ("GET", "accounts/{id}"),
    ("GET", "accounts/by-email/a@example.com"),
    ("POST", "accounts"),
    ("POST", "accounts/{id}/reset-password"),
    ("POST", "accounts/{id}/change-email"),
    ("POST", "accounts/{id}/subscriptions"),
    ("GET", "accounts/{id}/subscriptions"),
    ("POST", "accounts/{id}/subscriptions/cancel"),
    ("POST", "track"),
]


@pytest.fixture
async def dxfeed() -> AsyncIterator[DxfeedClient]:
    async with dxfeed_venue() as client:
        yield client


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_without_a_good_key_no_method_answers(dxfeed: DxfeedClient, version: str) -> None:
    good, name = dxfeed.key, dxfeed.account("active")
    for key in (good[:-1], "x", "a.b.c", f"{good}x", *map(dxfeed.other_key, ("expired", "revoked"))):
        dxfeed.key = key
        for method, path in METHODS:
            told = await dxfeed.failure(method, path.format(id=name), {} if method == "POST" else None, version=version)
            assert told == (401, "AUTHENTICATION FAILED", WRONG_KEY)
    for path in ("confirm", "extend"):
        told = await dxfeed.failure("POST", f"accounts/{name}/subscriptions/{path}", {}, version=version)
        assert told == (401, "AUTHENTICATION FAILED", WRONG_KEY + ".")
    told = await dxfeed.failure("POST", f"accounts/{name}/profile-link", version=version)
    assert told == (401, "AUTHENTICATION_FAILED", WRONG_KEY)
    assert await dxfeed.token(accountId=name, withDetails=True) == (
        401,
        {"status": "ERROR", "reason": "AUTHENTICATION_FAILED", "token": None},
    )
    assert all(not one["changed"] for one in (await dxfeed.truth())["writes"])


async def test_a_key_expires_by_the_venues_clock(dxfeed: DxfeedClient) -> None:
    dxfeed.key = dxfeed.other_key("expires soon")
    await dxfeed.get(f"accounts/{dxfeed.account('active')}")
    dxfeed.venue.clock.advance(5 * DAY_S)
    assert (await dxfeed.failure("GET", f"accounts/{dxfeed.account('active')}"))[0] == 401


async def test_no_header_is_told_apart_from_a_wrong_key(dxfeed: DxfeedClient) -> None:
    reply = await dxfeed.http.post(f"{dxfeed.base}/api/v1/accounts/{dxfeed.account('active')}/subscriptions/confirm")
    assert (reply.status_code, reply.json()["message"]) == (401, "No Authorization header.")


NOBODY = [
    ("GET", "", None),
    ("POST", "/reset-password", None),
    ("POST", "/change-email", {"email": "a@example.com"}),
    ("POST", "/subscriptions", {"subscriptions": ["CME"]}),
    ("POST", "/subscriptions/confirm", {"confirmationId": "1"}),
    ("POST", "/subscriptions/cancel", {"subscriptions": ["CME"]}),
    ("POST", "/subscriptions/extend", {"subscriptions": ["CME"]}),
    ("GET", "/subscriptions", None),
    ("POST", "/profile-link", None),
]


async def test_an_account_that_is_not_there(dxfeed: DxfeedClient) -> None:
    for method, path, body in NOBODY:
        told = await dxfeed.failure(method, f"accounts/nobody{path}", body)
        assert told == (404, "ACCOUNT_NOT_FOUND", "Account `nobody` not found")


async def test_an_account_of_another_tenant_is_not_there(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("second tenant, active")
    assert (await dxfeed.failure("GET", f"accounts/{name}"))[0] == 404
    assert (await dxfeed.token(accountId=name))[1]["reason"] == "ACCOUNT_NOT_FOUND"


async def test_an_e_mail_that_nobody_has_is_not_repeated(dxfeed: DxfeedClient) -> None:
    told = await dxfeed.failure("GET", "accounts/by-email/nobody@example.com")
    assert told == (404, "ACCOUNT_NOT_FOUND", "Account `<email hidden>` not found")


async def test_an_e_mail_that_is_none(dxfeed: DxfeedClient) -> None:
    for email in ["x", "a@b", "@example.com", "a b@example.com", "a@example..com", 7, []]:
        told = (400, "BAD_REQUEST", "Valid email should be specified")
        assert await dxfeed.failure("POST", "accounts", {"email": email, "metadata": {}}) == told
        path = f"accounts/{dxfeed.account('active')}/change-email"
        assert await dxfeed.failure("POST", path, {"email": email}) == told
        if isinstance(email, str):
            assert await dxfeed.failure("GET", f"accounts/by-email/{email}") == told


async def test_no_e_mail_to_change_to(dxfeed: DxfeedClient) -> None:
    for body in [None, {}, {"email": None}, {"email": ""}, [], "x"]:
        told = await dxfeed.failure("POST", f"accounts/{dxfeed.account('active')}/change-email", body)
        assert told == (400, "BAD_REQUEST", "Email should be specified")


async def test_the_same_e_mail_again_and_one_of_somebody_else(dxfeed: DxfeedClient) -> None:
    known, other = dxfeed.known("active"), dxfeed.known("expired")
    path = f"accounts/{known['id']}/change-email"
    told = await dxfeed.failure("POST", path, {"email": known["email"].upper()})
    assert told == (422, "CREDENTIALS_GENERATION_DISABLED", "Credentials generation disabled")
    assert (await dxfeed.failure("POST", path, {"email": other["email"]}))[1] == "ACCOUNT_ALREADY_EXISTS"


async def test_an_account_that_cannot_be_made_of_this(dxfeed: DxfeedClient) -> None:
    for body in [None, {}, {"metadata": []}, {"metadata": {"city": 7}}, {"metadata": {}, "allowedStatuses": "SOME"}]:
        assert (await dxfeed.failure("POST", "accounts", body))[:2] == (400, "BAD_REQUEST")


async def test_a_tenant_without_credentials_resets_none(dxfeed: DxfeedClient) -> None:
    dxfeed.key = dxfeed.other_key("second tenant")
    path = f"accounts/{dxfeed.account('second tenant, active')}/reset-password"
    told = (422, "CREDENTIALS_GENERATION_DISABLED", "Credentials generation disabled")
    assert await dxfeed.failure("POST", path) == told


async def test_a_blocked_account_takes_nothing(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("blocked")
    told = (422, "ACCOUNT_IS_BLOCKED", f"Account `{name}` has been blocked")
    assert await dxfeed.failure("POST", f"accounts/{name}/reset-password") == told
    path = f"accounts/{name}/subscriptions"
    assert await dxfeed.failure("POST", path, {"subscriptions": ["CME"]}) == told
    assert await dxfeed.failure("POST", path, {"subscriptions": [{"feedName": "CME"}]}, version="v2") == told
    assert await dxfeed.failure("POST", f"{path}/confirm", {"confirmationId": "1"}) == told


ACTIVATIONS: list[tuple[str, list[str], int, str, str]] = [
    ("active", ["CME"], 409, "SUBSCRIPTION_ALREADY_ACTIVE", "Subscription `CME` already active"),
    (
        "single-use feed used up",
        ["TRIAL"],
        409,
        "SINGLE_USE_FEED_ACTIVATED_BEFORE",
        "Single-use subscription has been already activated",
    ),
    (
        "active",
        ["CBOT", "CMX", "LSE"],
        400,
        "BAD_REQUEST",
        "Requested feeds `CMX, LSE` are not available for the tenant `northgate`",
    ),
    ("active", [], 400, "BAD_REQUEST", "Subscriptions should be specified"),
    ("active", [""], 400, "BAD_REQUEST", "feedName should be specified"),
    (
        "new, without e-mail",
        ["OPRA", "EUREX"],
        400,
        "BAD_REQUEST",
        f"{STATUSES}Two or more feeds have different subscriber status restrictions",
    ),
    (
        "second tenant, only professional allowed",
        ["CME"],
        400,
        "BAD_REQUEST",
        f"{STATUSES}There is a conflict between account subscriber status and tenant subscriber status restrictions",
    ),
    (
        "only professional allowed",
        ["OPRA"],
        400,
        "BAD_REQUEST",
        f"{STATUSES}There is a conflict between account subscriber status and subscriber status restrictions of "
        "one or more feeds",
    ),
    (
        "second tenant, professional",
        ["CME"],
        400,
        "BAD_REQUEST",
        f"{STATUSES}Account subscriber status doesn't align with the tenant subscriber status restrictions",
    ),
    (
        "active",
        ["EUREX"],
        400,
        "BAD_REQUEST",
        f"{STATUSES}Account subscriber status doesn't align with subscriber status restrictions of one or more feeds",
    ),
]


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_an_activation_that_cannot_be(dxfeed: DxfeedClient, version: str) -> None:
    good = dxfeed.key
    for role, feeds, *told in ACTIVATIONS:
        dxfeed.key = dxfeed.other_key("second tenant") if role.startswith("second tenant") else good
        body = {"subscriptions": feeds if version == "v1" else [{"feedName": feed} for feed in feeds]}
        path = f"accounts/{dxfeed.account(role)}/subscriptions"
        before = (await dxfeed.truth(dxfeed.account(role)))["accounts"]
        assert await dxfeed.failure("POST", path, body, version=version) == tuple(told)
        assert (await dxfeed.truth(dxfeed.account(role)))["accounts"] == before


ENDS = [
    ("2026-01-05T09:50:00Z", "End date should be set in the future"),
    ("2021-12-22T23:59:59Z", "End date should be set in the future"),
    ("2026-02-05T09:50:00", "Invalid value for endDate provided"),
    ("2026-02-05", "Invalid value for endDate provided"),
    ("2026-02-30T00:00:00Z", "Invalid value for endDate provided"),
    ("soon", "Invalid value for endDate provided"),
    (1_800_000_000, "Invalid value for endDate provided"),
    ("", "Invalid value for endDate provided"),
]


async def test_an_end_that_cannot_be(dxfeed: DxfeedClient) -> None:
    path = f"accounts/{dxfeed.account('no subscriptions')}/subscriptions"
    for ends, message in ENDS:
        body = {"subscriptions": [{"feedName": "FOREX", "endDate": ends}]}
        assert await dxfeed.failure("POST", path, body, version="v2") == (400, "BAD_REQUEST", message)


async def test_no_confirmation_id(dxfeed: DxfeedClient) -> None:
    for body in [None, {}, {"confirmationId": None}, {"confirmationId": ""}]:
        told = await dxfeed.failure("POST", f"accounts/{dxfeed.account('active')}/subscriptions/confirm", body)
        assert told == (400, "BAD_REQUEST", "Confirmation ID must be specified.")


@pytest.mark.parametrize("deed", ["cancel", "extend"])
async def test_what_does_not_run_is_neither_cancelled_nor_extended(dxfeed: DxfeedClient, deed: str) -> None:
    name = dxfeed.account("expired")
    path = f"accounts/{name}/subscriptions/{deed}"
    told = await dxfeed.failure("POST", path, {"subscriptions": ["NASDAQ"]})
    assert told == (404, "SUBSCRIPTION_NOT_FOUND", "Subscription `NASDAQ` not found")
    told = await dxfeed.failure("POST", path, {"subscriptions": ["CME"]})
    assert told == (409, "SUBSCRIPTION_IS_EXPIRED", "Subscription `CME` already expired")
    assert (await dxfeed.failure("POST", path, {"subscriptions": []}))[0] == 400


async def test_one_feed_that_cannot_be_keeps_the_others_as_they_are(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("active")
    before = await dxfeed.subscriptions(name)
    for deed in ("cancel", "extend"):
        path = f"accounts/{name}/subscriptions/{deed}"
        assert (await dxfeed.failure("POST", path, {"subscriptions": ["CME", "NASDAQ"]}))[0] == 404
    assert (await dxfeed.failure("POST", path, {"subscriptions": ["CME", "FOREX"]}))[0] == 422
    assert await dxfeed.subscriptions(name) == before


async def test_extensions_that_cannot_be(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("without end")
    told = await dxfeed.failure("POST", f"accounts/{name}/subscriptions/extend", {"subscriptions": ["FOREX"]})
    assert told == (422, "SUBSCRIPTION_SETTINGS_ARE_INVALID", "Subscription `FOREX` has invalid settings.")
    name = dxfeed.account("no subscriptions")
    await dxfeed.activate(name, "TRIAL")
    told = await dxfeed.failure("POST", f"accounts/{name}/subscriptions/extend", {"subscriptions": ["TRIAL"]})
    assert told[:2] == (422, "SUBSCRIPTION_SETTINGS_ARE_INVALID")
    name = dxfeed.account("extended already")
    told = await dxfeed.failure("POST", f"accounts/{name}/subscriptions/extend", {"subscriptions": ["CME"]})
    assert told[:2] == (409, "SUBSCRIPTION_ALREADY_EXTENDED")


async def test_a_token_is_refused_with_200(dxfeed: DxfeedClient) -> None:
    for role, reason in [
        ("expired", "NO_ACTIVE_SUBSCRIPTIONS"),
        ("no subscriptions", "NO_ACTIVE_SUBSCRIPTIONS"),
        ("waits for user", "NO_ACTIVE_SUBSCRIPTIONS"),
        ("blocked", "NO_ACTIVE_SUBSCRIPTIONS"),
        ("suspended", "DATA_ACCESS_SUSPENDED"),
    ]:
        known = dxfeed.known(role)
        refused = {"status": "ERROR", "reason": reason, "token": None}
        assert await dxfeed.token(accountId=known["id"]) == (200, refused)
        assert await dxfeed.token(accountId=known["id"], withDetails=True) == (200, {**refused, "details": []})
        if "login" in known:
            assert await dxfeed.token(login=known["login"], password=known["password"]) == (200, refused)


async def test_a_token_is_refused_to_strangers(dxfeed: DxfeedClient) -> None:
    known = dxfeed.known("active")
    assert (await dxfeed.token(accountId="nobody"))[1]["reason"] == "ACCOUNT_NOT_FOUND"
    for login, password in (("nobody", "x"), (known["login"], "x"), (known["login"].upper(), known["password"])):
        told = await dxfeed.token(login=login, password=password, withDetails=True)
        assert told == (200, {"status": "ERROR", "reason": "INVALID_CREDENTIALS", "token": None, "details": []})


async def test_a_request_for_a_token_that_is_none(dxfeed: DxfeedClient) -> None:
    for wish in [
        {},
        {"accountId": None},
        {"accountId": ""},
        {"accountId": "southbank|x"},
        {"accountId": "northgate|"},
        {"login": "x"},
        {"password": "x"},
        {"login": "", "password": "x"},
        {"login": "x", "password": None, "withDetails": True},
    ]:
        assert await dxfeed.token(**wish) == (400, {"status": "ERROR", "reason": "BAD_REQUEST", "token": None})


async def test_a_trial_needs_an_object(dxfeed: DxfeedClient) -> None:
    for body in [None, [], "x", 7]:
        assert (await dxfeed.failure("POST", "track", body))[:2] == (400, "BAD_REQUEST")


async def test_paths_and_methods_that_do_not_exist(dxfeed: DxfeedClient) -> None:
    for method, path, status in [
        ("GET", "nothing", 404),
        ("GET", "accounts/", 404),
        ("POST", "accounts/a/b/c", 404),
        ("GET", "accounts/..%2f..%2fsim", 404),
        ("PUT", "accounts", 405),
        ("DELETE", "accounts/abc", 405),
        ("GET", "accounts/abc/profile-link", 405),
        ("GET", "token", 405),
    ]:
        assert (await dxfeed.failure(method, path))[0] == status


async def test_what_is_no_json_and_what_is_no_version(dxfeed: DxfeedClient) -> None:
    headers = {"Authorization": f"Bearer {dxfeed.key}"}
    for content in (b"{", b"\xff", b"[" * 200_000):
        for path, reason in (("accounts", "BAD_REQUEST"), ("token", "BAD_REQUEST")):
            reply = await dxfeed.http.post(f"{dxfeed.base}/api/v1/{path}", content=content, headers=headers)
            assert (reply.status_code, reply.json()["reason"]) == (400, reason)
    reply = await dxfeed.http.get(f"{dxfeed.base}/api/v3/accounts/x", headers=headers)
    assert reply.status_code == 404
