"""What the end user does behind the links, what the control page does, and what outlives the venue's process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.venue.dxfeed import DAY_S, DxfeedClient, dxfeed_venue
from tui.simulator.dxfeed.settings import DxfeedSettings
from tui.simulator.options import SimulatorOptions

pytestmark = pytest.mark.anyio


@pytest.fixture
async def dxfeed() -> AsyncIterator[DxfeedClient]:
    async with dxfeed_venue() as client:
        yield client


async def ordered(dxfeed: DxfeedClient, *feeds: str, email: str | None = "a@example.com") -> tuple[str, str]:
    """Make an account and an order for it; return its id and its link."""
    body = {"email": email, "metadata": {"firstName": "<b>Bob"}}
    name = (await dxfeed.post("accounts", body))["accountId"]
    return name, (await dxfeed.activate(name, *feeds))["signupPageByTheme"]["LIGHT"]


async def test_the_page_shows_what_is_known_in_both_themes_and_nothing_that_acts(dxfeed: DxfeedClient) -> None:
    name = (await dxfeed.post("accounts", {"metadata": {"firstName": '"><script>', "city": "Prague"}}))["accountId"]
    links = (await dxfeed.activate(name, "CBOT", "NASDAQ"))["signupPageByTheme"]
    light, dark = [await dxfeed.http.get(links[theme]) for theme in ("LIGHT", "DARK")]
    for page in (light, dark):
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        for words in ('value="Prague"', "&quot;&gt;&lt;script&gt;", "<li>CBOT</li><li>NASDAQ</li>", 'name="email"'):
            assert words in page.text
        assert "<script>" not in page.text
    assert light.text != dark.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"agree": ""}, "The agreements need your signature."),
        ({"subscriberStatus": ""}, "Say whether you are a professional."),
        ({"subscriberStatus": "PROFESSIONAL"}, "Missing: companyName, jobTitle"),
        ({"country": "Canada"}, "Missing: state"),
        ({"lastName": " ", "phone": ""}, "Missing: lastName, phone"),
        ({"email": "nothing"}, "Valid email should be specified"),
        ({"email": "taken@example.com"}, "This e-mail belongs to somebody else."),
    ],
)
async def test_a_form_that_is_not_complete_changes_nothing_and_can_be_sent_again(
    dxfeed: DxfeedClient, typed: dict[str, str], said: str
) -> None:
    await dxfeed.post("accounts", {"email": "taken@example.com", "metadata": {}})
    name, link = await ordered(dxfeed, "CBOT", email=None)
    before = (await dxfeed.truth(name))["accounts"]
    reply = await dxfeed.submit(link, **{"email": "free@example.com", **typed})
    assert (reply.status_code, said in reply.text) == (422, True)
    assert (await dxfeed.truth(name))["accounts"] == before
    assert (await dxfeed.submit(link, email="free@example.com")).status_code == 303
    card = await dxfeed.get(f"accounts/{name}")
    assert (card["email"], card["subscriberStatus"]) == ("free@example.com", "NON_PROFESSIONAL")


async def test_a_status_that_does_not_fit_is_said_after_the_questions(dxfeed: DxfeedClient) -> None:
    _, link = await ordered(dxfeed, "EUREX")
    refused = await dxfeed.submit(link)
    assert (refused.status_code, "subscriber status restrictions" in refused.text) == (422, True)
    work = {"subscriberStatus": "PROFESSIONAL", "companyName": "Acme", "jobTitle": "Trader"}
    assert (await dxfeed.submit(link, **work)).status_code == 303
    body = {"email": "b@example.com", "metadata": {}, "allowedStatuses": "ONLY_NON_PRO"}
    name = (await dxfeed.post("accounts", body))["accountId"]
    link = (await dxfeed.activate(name, "CBOT"))["signupPageByTheme"]["DARK"]
    assert (await dxfeed.submit(link, **work)).status_code == 422


@pytest.mark.parametrize(
    ("wish", "leads"),
    [
        ("https://example.com/done?x=1", "https://example.com/done?x=1"),
        (None, "/dxfeed/thanks"),
        ("javascript:alert(1)", "/dxfeed/thanks"),
        ("https://example.com/\r\nSet-Cookie: a=b", "/dxfeed/thanks"),
        (7, "/dxfeed/thanks"),
    ],
)
async def test_the_user_is_sent_where_the_order_says(dxfeed: DxfeedClient, wish: object, leads: str) -> None:
    name = dxfeed.account("no subscriptions")
    link = (await dxfeed.activate(name, "CBOT", successRedirectUrl=wish))["signupPageByTheme"]["LIGHT"]
    reply = await dxfeed.submit(link)
    assert reply.headers["location"] == leads
    assert (await dxfeed.http.get(f"{dxfeed.venue.control_url[:-4]}/dxfeed/thanks")).status_code == 200


async def test_the_users_part_is_done_once(dxfeed: DxfeedClient) -> None:
    name, link = await ordered(dxfeed, "CME")
    assert (await dxfeed.submit(link)).status_code == 303
    again = await dxfeed.submit(link)
    assert (again.status_code, "Your part is done." in again.text) == (200, True)
    assert await dxfeed.subscriptions(name) == {}


async def test_somebody_on_the_blacklist_is_blocked_by_either_page(dxfeed: DxfeedClient) -> None:
    name, link = await ordered(dxfeed, "CBOT")
    assert (await dxfeed.submit(link, lastName="Blackwell")).status_code == 403
    assert (await dxfeed.get(f"accounts/{name}"))["status"] == "BLOCKED"
    assert (await dxfeed.submit(link)).status_code == 404
    name = dxfeed.account("active")
    link = (await dxfeed.post(f"accounts/{name}/profile-link"))["profilePageByTheme"]["LIGHT"]
    assert (await dxfeed.submit(link, lastName="blackwell")).status_code == 403
    assert {status for status, _ in (await dxfeed.subscriptions(name)).values()} == {"EXPIRED"}
    assert (await dxfeed.submit(link)).status_code == 403


async def test_the_profile_page_lives_for_three_days_and_changes_data(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("active")
    reply = await dxfeed.post(f"accounts/{name}/profile-link")
    assert reply["expiresAt"] == "2026-01-08T09:50:00Z"
    link = reply["profilePageByTheme"]["DARK"]
    assert (
        "<li>CME: active, until 2026-01-26T09:50:00Z</li><li>FOREX: active, no end</li>"
        in (await dxfeed.http.get(link)).text
    )
    assert 'value="Valencia"' in (await dxfeed.submit(link, city="Valencia")).text
    assert (await dxfeed.submit(link, country="USA")).status_code == 422
    assert (await dxfeed.truth(name))["accounts"][0]["metadata"]["city"] == "Valencia"
    dxfeed.venue.clock.advance(3 * DAY_S)
    assert (await dxfeed.http.get(link)).status_code == 404


@pytest.mark.parametrize("path", ["signup/nothing", "profile/nothing", "profile/", "nothing", ""])
async def test_there_is_no_other_page(dxfeed: DxfeedClient, path: str) -> None:
    reply = await dxfeed.http.get(f"{dxfeed.base}/{path}")
    assert (reply.status_code, reply.headers["content-type"][:9]) == (404, "text/html")
    assert (await dxfeed.http.delete(f"{dxfeed.base}/{path}")).status_code == 405


async def test_the_control_page_changes_accounts_as_the_vendor_and_its_users_do(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("active")
    for deed, field, value in [
        ("suspend", "dataAccessStatus", "SUSPENDED"),
        ("resume", "dataAccessStatus", "ACTIVE"),
        ("professional", "subscriberStatus", "PROFESSIONAL"),
        ("non_professional", "subscriberStatus", "NON_PROFESSIONAL"),
        ("undefined", "subscriberStatus", "UNDEFINED"),
        ("block", "status", "BLOCKED"),
        ("unblock", "status", "ACTIVE"),
    ]:
        assert (await dxfeed.control(account=name, do=deed)).status_code == 200
        assert (await dxfeed.get(f"accounts/{name}"))[field] == value
    assert {status for status, _ in (await dxfeed.subscriptions(name)).values()} == {"EXPIRED"}
    waiting = dxfeed.known("waits for user")
    assert (await dxfeed.control(account=waiting["email"], do="sign")).status_code == 200
    assert (await dxfeed.subscriptions(waiting["id"]))["CME"][0] == "ACTIVE"
    assert (await dxfeed.control(account=waiting["id"], do="sign")).status_code == 400


async def test_the_control_page_changes_what_a_tenant_has_agreed(dxfeed: DxfeedClient) -> None:
    name = dxfeed.account("expired")
    changes = {"confirmation": False, "credentials": False, "cancels": "period_end"}
    assert (await dxfeed.control(tenant="northgate", set=changes)).status_code == 200
    assert (await dxfeed.activate(name, "CME"))["confirmationId"] is None
    assert (await dxfeed.failure("POST", f"accounts/{name}/reset-password"))[0] == 422
    await dxfeed.post(f"accounts/{name}/subscriptions/cancel", {"subscriptions": ["CME"]})
    assert (await dxfeed.subscriptions(name))["CME"][0] == "ACTIVE"
    await dxfeed.control(tenant="northgate", set={"statuses": "ONLY_PRO"})
    assert "tenant" in (await dxfeed.failure("POST", f"accounts/{name}/subscriptions", {"subscriptions": ["CBOT"]}))[2]


async def test_a_wrong_wish_to_the_control_page_says_what_is_known(dxfeed: DxfeedClient) -> None:
    for status, wish in [
        (404, {}),
        (404, {"account": "nobody", "do": "block"}),
        (400, {"account": dxfeed.account("active"), "do": "sing"}),
        (400, {"account": dxfeed.account("active"), "do": "block", "more": 1}),
        (404, {"tenant": "nobody", "set": {}}),
        (400, {"tenant": "northgate", "set": {"days": 1}}),
        (400, {"tenant": "northgate", "set": {"statuses": ["ALL"]}}),
    ]:
        reply = await dxfeed.control(**wish)
        assert reply.status_code == status, wish
        assert reply.json()["error"]


async def test_the_same_seed_makes_the_same_accounts_and_another_seed_others() -> None:
    told = []
    for seed in (7, 7, 8):
        async with dxfeed_venue(SimulatorOptions(seed=seed), dxfeed=DxfeedSettings(crowd=240), seed=seed) as dxfeed:
            truth = await dxfeed.truth()
            told.append((dxfeed.handed, truth["accounts"]))
            assert len({one["email"] for one in truth["accounts"]}) == len(truth["accounts"]) == 258
            assert {one["id"] for one in dxfeed.handed["accounts"]} < {one["id"] for one in truth["accounts"]}
            rows = [row for one in truth["accounts"][18:] for row in one["subscriptions"]]
            assert {row["status"] for row in rows} == {"ACTIVE", "EXPIRED"}
            assert all(
                (row["expiresAt"] is None) == (row["name"] == "FOREX") for row in rows if row["status"] == "ACTIVE"
            )
    assert told[0] == told[1]
    assert told[0] != told[2]


async def test_ids_and_links_are_the_same_for_the_same_requests() -> None:
    told = []
    for _ in range(2):
        async with dxfeed_venue() as dxfeed:
            name = (await dxfeed.post("accounts", {"metadata": {}}))["accountId"]
            reply = await dxfeed.activate(name, "CME")
            told.append((name, reply["confirmationId"], reply["signupPageByTheme"]["DARK"].rsplit("/", 1)[1]))
    assert told[0] == told[1]


async def test_the_register_outlives_the_venue_and_fresh_discards_it(tmp_path: Path) -> None:
    async with dxfeed_venue(SimulatorOptions(folder=tmp_path)) as dxfeed:
        name, link = await ordered(dxfeed, "CME")
        profile = (await dxfeed.post(f"accounts/{name}/profile-link"))["profilePageByTheme"]["LIGHT"]
        await dxfeed.post("track", {"phone": "1"})
        await dxfeed.activate(dxfeed.account("no subscriptions"), "FOREX")
        before = await dxfeed.truth()
    file = tmp_path / "dxfeed.jsonl"
    file.write_text(file.read_text() + '{"account": {"id": "torn\n[1]\n{"account": {}}\n{"profile": 1}\n')
    async with dxfeed_venue(SimulatorOptions(folder=tmp_path)) as dxfeed:
        # The clock of another run has gone on, and what was there at the first start stays as it was.
        dxfeed.venue.clock.advance(DAY_S)
        assert (await dxfeed.venue.ledger())["dxfeed"]["writes"] == before["writes"]
        assert {**await dxfeed.truth(), "now_ms": before["now_ms"]} == before
        for page in (link, profile):
            assert (await dxfeed.http.get(dxfeed.base + page.partition("/dxfeed")[2])).status_code == 200
        new = (await dxfeed.post("accounts", {"metadata": {}}))["accountId"]
        assert new not in {one["id"] for one in before["accounts"]}
    async with dxfeed_venue(SimulatorOptions(folder=tmp_path, fresh=True)) as dxfeed:
        truth = await dxfeed.truth()
        assert (len(truth["accounts"]), truth["writes"], truth["trials"]) == (len(before["accounts"]) - 1, [], [])


def test_nothing_of_it_is_loaded_or_made_before_somebody_asks() -> None:
    program = """
import asyncio, json, sys
from tui.simulator.venue import Venue
async def main():
    async with Venue(early=True) as venue:
        venue.ready(); venue.warm()
        print(json.dumps([name for name in sys.modules if name.startswith("tui.simulator.dxfeed.")]))
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == ["tui.simulator.dxfeed.handing"]
