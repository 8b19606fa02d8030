"""What goes out for each method, and what becomes of every kind of answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import SecretStr

from tests.unit.dxfeed.service import BASE, KEY, LATER, NOW_MS, FakeService, a_client, answer, broken, failure
from tests.unit.dxfeed.test_token import SAMPLE
from tui.dxfeed import calls
from tui.dxfeed.calls import Call, Person, Trial, Wish
from tui.dxfeed.errors import InputError
from tui.dxfeed.methods import Method
from tui.dxfeed.outcomes import Done, NotSent, Outcome, Refused, SentNoAnswer, words_of
from tui.dxfeed.reasons import Kind
from tui.dxfeed.records import DAY_MS, Next
from tui.net.http import HttpError, HttpFault, HttpResponse

pytestmark = pytest.mark.anyio

PASSWORD = SecretStr("hunter2-hunter2")
WISHES = [Wish("CME", LATER), Wish("NYMEX")]
SENT: list[tuple[Call[Any], str, str, Any]] = [
    (
        calls.create_account("Bob@Example.com", Person("Bob", "Smith", company_name="NYT"), "all"),
        "POST",
        "/api/v1/accounts",
        {
            "email": "bob@example.com",
            "metadata": {"firstName": "Bob", "lastName": "Smith", "companyName": "NYT"},
            "allowedStatuses": "ALL",
        },
    ),
    (calls.create_account(), "POST", "/api/v1/accounts", {"metadata": {}}),
    (calls.account("a|b"), "GET", "/api/v1/accounts/a%7Cb", None),
    (calls.account_by_email("B+b@x.de"), "GET", "/api/v1/accounts/by-email/b%2Bb%40x.de", None),
    (calls.reset_password("id1"), "POST", "/api/v1/accounts/id1/reset-password", None),
    (calls.change_email("id1", "N@x.de"), "POST", "/api/v1/accounts/id1/change-email", {"email": "n@x.de"}),
    (
        calls.activate("id1", ["CME"], "https://e.com"),
        "POST",
        "/api/v1/accounts/id1/subscriptions",
        {"subscriptions": ["CME"], "successRedirectUrl": "https://e.com"},
    ),
    (
        calls.activate_until("id1", WISHES, NOW_MS),
        "POST",
        "/api/v2/accounts/id1/subscriptions",
        {"subscriptions": [{"feedName": "CME", "endDate": LATER}, {"feedName": "NYMEX"}]},
    ),
    (calls.confirm("id1", "c-1", 1), "POST", "/api/v1/accounts/id1/subscriptions/confirm", {"confirmationId": "c-1"}),
    (calls.confirm("id1", "c-1", 2), "POST", "/api/v2/accounts/id1/subscriptions/confirm", {"confirmationId": "c-1"}),
    (calls.cancel("id1", ["CME"]), "POST", "/api/v1/accounts/id1/subscriptions/cancel", {"subscriptions": ["CME"]}),
    (calls.extend("id1", ["CME"]), "POST", "/api/v1/accounts/id1/subscriptions/extend", {"subscriptions": ["CME"]}),
    (calls.subscriptions("id1"), "GET", "/api/v1/accounts/id1/subscriptions", None),
    (calls.token("id1"), "POST", "/api/v1/token", {"accountId": "id1"}),
    (calls.token("id1", details=True), "POST", "/api/v1/token", {"accountId": "id1", "withDetails": True}),
    (
        calls.token_by_credentials("bob", PASSWORD),
        "POST",
        "/api/v1/token",
        {"login": "bob", "password": "hunter2-hunter2"},
    ),
    (calls.profile_link("id1"), "POST", "/api/v1/accounts/id1/profile-link", None),
    (
        calls.track(Trial("AA:BB:CC:DD:EE:FF", "U@e.com", "J", "S", "1555")),
        "POST",
        "/api/v1/track",
        {"macAddress": "AA:BB:CC:DD:EE:FF", "email": "u@e.com", "firstName": "J", "lastName": "S", "phone": "1555"},
    ),
    (calls.track(Trial()), "POST", "/api/v1/track", {}),
]


async def sent_to(response: HttpResponse, call: Call[Any]) -> tuple[Outcome[Any], FakeService]:
    service = FakeService(before=lambda request: response)
    return await a_client(service).send(call), service


@pytest.mark.parametrize(("call", "verb", "path", "body"), SENT, ids=lambda value: getattr(value, "target", None))
async def test_the_request_is_the_one_of_the_pages(call: Call[Any], verb: str, path: str, body: Any) -> None:
    _, service = await sent_to(answer(200, {}), call)
    (request,) = service.requests
    headers = {name: value if isinstance(value, str) else value.get_secret_value() for name, value in request.headers}
    assert (request.method, request.url) == (verb, BASE + path)
    assert (json.loads(request.body) if request.body else None) == body
    assert headers["Authorization"] == f"Bearer {KEY.get_secret_value()}"
    assert ("Content-Type" in headers) is (call.method is not Method.RESET_PASSWORD)


@pytest.mark.parametrize(("call", "verb", "path", "body"), SENT, ids=lambda value: getattr(value, "target", None))
def test_a_dry_run_shows_the_exact_request_without_secrets(call: Call[Any], verb: str, path: str, body: Any) -> None:
    shown = a_client(FakeService()).shown(call)
    assert (shown.verb, shown.url) == (verb, BASE + path)
    assert ("Authorization", "Bearer •••") in shown.headers
    assert (json.loads(shown.body) if shown.body else None) == (
        {**body, "password": "•••"} if body and "password" in body else body
    )
    assert PASSWORD.get_secret_value() not in repr(call) + repr(shown)


def test_every_method_is_among_the_requests() -> None:
    assert {call.method for call, *_ in SENT} == set(Method)


@pytest.mark.parametrize(
    ("links", "confirmation", "step"),
    [
        ({"LIGHT": "https://l", "DARK": "https://d"}, "c", Next.LINK_AND_CONFIRM),
        ({"LIGHT": "https://l", "DARK": "https://d"}, None, Next.LINK),
        (None, "c", Next.CONFIRM),
        (None, None, Next.NOTHING),
    ],
)
async def test_an_activation_says_what_to_do_next(links: Any, confirmation: Any, step: Next) -> None:
    body: dict[str, Any] = {"signupPageByTheme": links, "confirmationId": confirmation, "brandNew": 1}
    for version, call in ((1, calls.activate("id1", ["CME"])), (2, calls.activate_until("id1", WISHES, NOW_MS))):
        outcome, _ = await sent_to(answer(200, body), call)
        assert isinstance(outcome, Done)
        assert (outcome.value.version, outcome.value.next) == (version, step)
        assert (outcome.value.links, outcome.value.confirmation_id) == (links or {}, confirmation)
        assert outcome.value.extra == {"brandNew": 1}


async def test_an_activation_that_tells_nothing_is_to_be_looked_at() -> None:
    outcome, _ = await sent_to(answer(200, {}), calls.activate("id1", ["CME"]))
    assert isinstance(outcome, Done)
    assert outcome.value.next is Next.LOOK


@pytest.mark.parametrize("name", ["subscriberStatus", "subsciberStatus"])
async def test_an_account_is_read_with_unknown_words_and_fields(name: str) -> None:
    card = {"id": 7, "email": "a@b.de", "status": "FROZEN\u001b[31m", name: "non-pro", "level": {"x": [1]}}
    outcome, _ = await sent_to(answer(200, card), calls.account("7"))
    assert isinstance(outcome, Done)
    account = outcome.value
    assert (account.id, account.status, account.data_access_status) == ("7", "FROZEN[31m", "")
    assert (account.is_blocked, account.subscriber_status, account.extra) == (False, "non-pro", {"level": {"x": [1]}})


async def test_subscriptions_are_read_whatever_their_dates_look_like() -> None:
    rows = [
        {"name": "CME", "status": "ACTIVE", "expiresAt": "2026-12-31T23:59:59.123Z"},
        {"name": "NYMEX", "status": "PAUSED", "expiresAt": None},
        {"name": "ICE", "status": "EXPIRED", "expiresAt": "next week", "why": "x"},
        {"name": "CBOT", "status": "ACTIVE", "expiresAt": "2026-12-31T23:59:59"},
    ]
    outcome, _ = await sent_to(answer(200, {"subscriptions": rows}), calls.subscriptions("7"))
    assert isinstance(outcome, Done)
    cme, nymex, ice, cbot = outcome.value
    assert cme.days_left(NOW_MS) == 101
    end_ms = 1_798_761_599_123
    assert [cme.days_left(end_ms + ms) for ms in (-1, 1, DAY_MS + 1)] == [0, 0, -1]
    assert (nymex.expires, nymex.is_active, nymex.days_left(NOW_MS)) == (None, False, None)
    assert (ice.expires.text, ice.days_left(NOW_MS), ice.extra) == ("next week", None, {"why": "x"})
    assert cbot.expires.zoneless


@pytest.mark.parametrize("number", [1_798_761_599, 1_798_761_599_000, "1798761599"])
async def test_an_end_given_as_a_number_is_read(number: Any) -> None:
    rows = {"subscriptions": [{"name": "CME", "status": "ACTIVE", "expiresAt": number}]}
    outcome, _ = await sent_to(answer(200, rows), calls.subscriptions("7"))
    assert isinstance(outcome, Done)
    assert outcome.value[0].days_left(NOW_MS) == 101


async def test_a_token_is_kept_out_of_everything_shown() -> None:
    body = {"status": "OK", "reason": None, "token": SAMPLE, "details": ["CME", "NYMEX"]}
    outcome, _ = await sent_to(answer(200, body), calls.token("id1", details=True))
    assert isinstance(outcome, Done)
    assert outcome.value.token.get_secret_value() == SAMPLE
    assert outcome.value.details == ("CME", "NYMEX")
    assert SAMPLE not in repr(outcome) + json.dumps(outcome.raw)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("ACCOUNT_NOT_FOUND", Kind.NOT_FOUND),
        ("NO_ACTIVE_SUBSCRIPTIONS", Kind.NO_DATA),
        ("DATA_ACCESS_SUSPENDED", Kind.NO_DATA),
        ("NEW_REASON", Kind.OTHER),
    ],
)
async def test_a_token_error_with_status_200_is_a_refusal(reason: str, kind: Kind) -> None:
    body: dict[str, Any] = {"status": "ERROR", "reason": reason, "token": None, "details": []}
    outcome, _ = await sent_to(answer(200, body), calls.token("id1"))
    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.reason, outcome.status) == (kind, reason, 200)


async def test_a_refusal_keeps_the_server_s_words_and_number() -> None:
    outcome, _ = await sent_to(failure(401, "AUTHENTICATION FAILED", "bad\nkey \x1b]52;"), calls.account("id1"))
    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.message, outcome.error_code) == (Kind.STOP, "bad key ]52;", 7)
    assert words_of(outcome).startswith("get account by id: refused – bad key")


async def test_a_server_that_repeats_the_key_does_not_get_it_shown() -> None:
    said = f"wrong key {KEY.get_secret_value()}"
    for response in (failure(401, "X", said), answer(500, said.encode()), answer(400, said.encode())):
        outcome, _ = await sent_to(response, calls.reset_password("id1"))
        assert KEY.get_secret_value() not in repr(outcome) + words_of(outcome)


WRITES = [call for call, *_ in SENT if call.method.writes]


@pytest.mark.parametrize("fault", [*(fault for fault in HttpFault if fault.was_sent), HttpFault.TLS])
@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.method.name)
async def test_a_write_without_an_answer_is_sent_once_and_says_so(call: Call[Any], fault: HttpFault) -> None:
    def lose(request: object) -> HttpResponse:
        raise broken(fault)

    service = FakeService(before=lose)
    outcome = await a_client(service).send(call)
    assert isinstance(outcome, SentNoAnswer)
    assert (outcome.fault, len(service.requests)) == (fault, 1)
    assert "sent, no answer" in words_of(outcome)


@pytest.mark.parametrize("fault", [HttpFault.UNREACHABLE, HttpFault.NAME])
async def test_what_did_not_leave_this_machine_is_told_apart(fault: HttpFault) -> None:
    def refuse(request: object) -> HttpResponse:
        raise broken(fault)

    outcome = await a_client(FakeService(before=refuse)).send(calls.cancel("id1", ["CME"]))
    assert isinstance(outcome, NotSent)


@pytest.mark.parametrize(
    "response",
    [
        answer(502, b"<html>Bad Gateway</html>"),
        answer(500, {"reason": "INTERNAL"}),
        answer(200, b"<html>hello</html>"),
        answer(200, b'{"signupPageByTheme": nul'),
        answer(200, b"[" * 100_000),
        answer(200, [1]),
    ],
)
async def test_an_answer_to_a_write_that_tells_nothing_leaves_it_unknown(response: HttpResponse) -> None:
    outcome, _ = await sent_to(response, calls.activate("id1", ["CME"]))
    assert isinstance(outcome, SentNoAnswer)
    assert outcome.status == response.status


@pytest.mark.parametrize("response", [answer(200), answer(204), answer(200, b"OK"), answer(201, {"x": 1})])
async def test_where_a_status_is_promised_a_status_is_enough(response: HttpResponse) -> None:
    for call in (calls.reset_password("id1"), calls.extend("id1", ["CME"]), calls.track(Trial())):
        outcome, _ = await sent_to(response, call)
        assert isinstance(outcome, Done)


async def test_an_error_page_with_a_client_s_status_is_a_refusal() -> None:
    outcome, _ = await sent_to(answer(429, b"slow down"), calls.extend("id1", ["CME"]))
    assert isinstance(outcome, Refused)
    assert outcome.kind is Kind.BUSY


async def test_values_that_must_not_be_sent_send_nothing() -> None:
    service = FakeService()
    client = a_client(service)
    with pytest.raises(InputError):
        await client.account("..")
    with pytest.raises(InputError):
        await client.activate_until("id1", [Wish("CME", "2020-01-01T00:00:00Z")], NOW_MS)
    with pytest.raises(InputError):
        await client.token_by_credentials("bob", SecretStr(""))
    assert service.requests == []


def test_a_base_that_is_not_encrypted_is_refused() -> None:
    async def key() -> SecretStr:
        return KEY

    from tui.dxfeed.client import DxfeedClient

    with pytest.raises(HttpError):
        DxfeedClient(FakeService(), "http://example.com", key)
