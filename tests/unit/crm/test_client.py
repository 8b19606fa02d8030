"""Logging in, the headers of every call, one new login, and what each refusal means."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import pytest

from tests.unit.crm.service import BASE, FakeCrm
from tui.crm.client import CrmSettings
from tui.crm.errors import AnswerError, CrmError, Denial, DeniedError
from tui.crm.queries import Query, Report, Span
from tui.crm.setup import STEPS, likely_step
from tui.net.http import HttpError, HttpFault

pytestmark = pytest.mark.anyio

LEADS = Query.registered(Report.LEADS, Span(date(2026, 1, 1), date(2026, 1, 31)))
PATH = Report.LEADS.path


async def refusal(crm: FakeCrm, query: Query = LEADS) -> CrmError:
    with pytest.raises(CrmError) as caught:
        await crm.client().page(query, 1)
    text = f"{caught.value!r} {caught.value}"
    assert "canary" not in text
    return caught.value


def says(text: str) -> bytes:
    return json.dumps({"message": text}).encode()


async def test_login_and_report_carry_what_the_spec_asks_for() -> None:
    crm = FakeCrm({PATH: [{"id": 1}]})
    client = crm.client(CrmSettings(f"{BASE}/api/v1/", domain="brand.example.com"))
    found = await client.page(LEADS, 1)
    login, report = crm.asked
    assert (login.method, login.path) == ("POST", "/api/v1/auth/login")
    assert json.loads(login.body) == {"email": "ib@example.com", "password": "canary-password", "rememberMe": True}
    assert login.headers["content-type"] == "application/json"
    assert "x-auth-token" not in login.headers
    assert (report.method, report.path) == ("GET", "/api/v1/ib/leads")
    for each in crm.asked:
        assert (each.headers["x-api-key"], each.headers["x-domain"]) == ("canary-api-key", "brand.example.com")
    assert report.headers["x-auth-token"].startswith("canary-token")
    assert (len(found.rows), found.total) == (1, 1)
    await client.page(LEADS, 2)
    assert len(crm.asked) == 3


async def test_the_domain_is_the_host_unless_the_config_says_other() -> None:
    crm = FakeCrm()
    await crm.client().page(LEADS, 1)
    assert crm.asked[0].headers["x-domain"] == "crm.example.com"


@pytest.mark.parametrize("status", [401, 403])
async def test_an_expired_token_is_renewed_once(status: int) -> None:
    crm = FakeCrm({PATH: [{"id": 1}]}, script=[(status, says("Token expired"))])
    assert len((await crm.client().page(LEADS, 1)).rows) == 1
    assert [each.path for each in crm.asked] == ["/api/v1/auth/login", PATH, "/api/v1/auth/login", PATH]


async def test_a_second_refusal_ends_it() -> None:
    crm = FakeCrm(script=[(403, says("Forbidden")), (403, says("Forbidden"))])
    error = await refusal(crm)
    assert isinstance(error, DeniedError)
    assert (error.denial, error.status) == (Denial.PERMISSION, 403)
    assert "IB Reports" in error.hint
    assert len(crm.asked) == 4


async def test_two_questions_at_once_share_one_login() -> None:
    crm = FakeCrm()
    client = crm.client()
    await asyncio.gather(client.page(LEADS, 1), client.page(LEADS, 2), client.servers())
    assert sum(each.method == "POST" for each in crm.asked) == 1


@pytest.mark.parametrize(
    ("status", "text", "denial", "step"),
    [
        (401, "Invalid email or password", Denial.CREDENTIALS, 2),
        (401, "", Denial.CREDENTIALS, 2),
        (403, "Please verify your email address", Denial.NOT_VERIFIED, 2),
        (401, "API key has expired", Denial.KEY_EXPIRED, 3),
        (403, "Invalid X-Api-Key", Denial.KEY, 3),
        (400, "Unknown domain", Denial.DOMAIN, 3),
        (403, "User is blocked", Denial.USER, 2),
        (422, "Wrong password", Denial.CREDENTIALS, 2),
    ],
)
async def test_a_refused_login_says_which_step_of_the_set_up_heals_it(
    status: int, text: str, denial: Denial, step: int
) -> None:
    crm = FakeCrm(login_script=[(status, says(text))])
    error = await refusal(crm)
    assert isinstance(error, DeniedError)
    assert error.denial is denial
    found = likely_step(denial)
    assert found is not None
    assert found.number == step
    assert found in STEPS
    assert f"step {step}" in error.hint
    assert len(crm.asked) == 1


@pytest.mark.parametrize(
    ("status", "text", "denial"),
    [
        (403, "You do not have permission: IB Reports", Denial.PERMISSION),
        (403, "Module leads is not enabled", Denial.MODULE),
        (404, "Leads module disabled", Denial.MODULE),
        (400, "The leads module is not enabled for this domain", Denial.MODULE),
        (401, "Unauthorized", Denial.UNKNOWN),
    ],
)
async def test_a_refused_report_is_told_by_the_words_of_the_refusal(status: int, text: str, denial: Denial) -> None:
    error = await refusal(FakeCrm(script=[(status, says(text))] * 2))
    assert isinstance(error, DeniedError)
    assert error.denial is denial
    assert text in error.detail


async def test_a_refusal_in_the_clothes_of_success_is_one() -> None:
    error = await refusal(FakeCrm(script=[(200, says("Module positions is not enabled"))]))
    assert isinstance(error, DeniedError)
    assert error.denial is Denial.MODULE


async def test_a_missing_module_is_named() -> None:
    crm = FakeCrm(script=[(403, says("module not enabled"))] * 2)
    with pytest.raises(DeniedError) as caught:
        await crm.client().servers()
    assert "platforms module" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "body", "title", "transient"),
    [
        (200, b"<!DOCTYPE html><title>Sign in</title>", "A web page came", False),
        (404, b"<html>nginx</html>", "A web page came", False),
        (200, b"not json", "The answer is not JSON", True),
        (200, b"", "The answer is empty", True),
        (200, b'{"ok": true}', "The answer holds no leads", False),
        (500, b"boom", "The CRM has a problem", True),
        (502, b"<html><title>Bad gateway</title></html>", "The CRM has a problem", True),
        (429, b"", "The CRM asks to go slower", True),
        (404, b'{"message": "no route"}', "The CRM has no such report", False),
        (400, b'{"errors": {"page": ["must be positive"]}}', "The CRM does not accept the request", False),
    ],
)
async def test_answers_that_are_no_report(status: int, body: bytes, title: str, transient: bool) -> None:
    error = await refusal(FakeCrm(script=[(status, body)]))
    assert isinstance(error, AnswerError)
    assert error.title.startswith(title)
    assert error.transient is transient
    assert error.hint


async def test_what_a_server_says_comes_through_without_markup_and_secrets() -> None:
    crm = FakeCrm(script=[(400, b'{"errors": {"page": ["must be\\u001b[2J positive canary-api-key"]}}')])
    error = await refusal(crm)
    assert "page: must be[2J positive •••" in error.detail


async def test_the_waiting_time_of_the_server_is_taken_over() -> None:
    crm = FakeCrm(script=[(429, b"")], headers={"retry-after": "7"})
    error = await refusal(crm)
    assert isinstance(error, AnswerError)
    assert error.wait_s == 7


async def test_no_content_is_an_empty_report() -> None:
    assert (await FakeCrm(script=[(204, b"")]).client().page(LEADS, 1)).rows == ()


async def test_a_login_that_came_too_often_is_not_repeated_by_itself() -> None:
    error = await refusal(FakeCrm(login_script=[(429, b"Too many wrong logins")]))
    assert isinstance(error, AnswerError)
    assert not error.transient


@pytest.mark.parametrize("body", [b'{"token": ""}', b'{"token": "a\\nb"}', b"{}", b"[]", b"x"])
async def test_a_login_without_a_usable_token_is_an_error(body: bytes) -> None:
    error = await refusal(FakeCrm(login_script=[(200, body)]))
    assert error.title == "The CRM's login gave no token"


@pytest.mark.parametrize("body", [b'{"data": {"token": "t1"}}', b'{"accessToken": "t1"}', b'{"TOKEN": "t1"}', b'"t1"'])
async def test_a_token_is_found_where_it_is(body: bytes) -> None:
    crm = FakeCrm(login_script=[(200, body)], valid={"t1"})
    await crm.client().page(LEADS, 1)
    assert crm.asked[-1].headers["x-auth-token"] == "t1"


async def test_trouble_on_the_way_passes_as_what_it_is() -> None:
    crm = FakeCrm(script=[HttpError(HttpFault.TIMEOUT, "crm.example.com")])
    with pytest.raises(HttpError):
        await crm.client().page(LEADS, 1)


@pytest.mark.parametrize("base", ["http://crm.example.com", "https://me@crm.example.com", "https://"])
def test_an_unsafe_address_is_refused(base: str) -> None:
    with pytest.raises((HttpError, CrmError)):
        FakeCrm().client(CrmSettings(base))


def test_a_domain_that_would_break_the_header_is_refused() -> None:
    with pytest.raises(CrmError, match="domain"):
        FakeCrm().client(CrmSettings(BASE, domain="a\r\nX-Evil: 1"))
