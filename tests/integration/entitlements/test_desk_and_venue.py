"""Support cases from end to end: our desk, real sockets, the venue's service and its end users' pages."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.entitlements.bench import VenueTime, a_desk
from tests.integration.venue.dxfeed import DxfeedClient, dxfeed_venue
from tui.desk.entitlements_bulk import BulkDesk
from tui.desk.entitlements_card import Card
from tui.desk.entitlements_room import Carried, EntitlementRoom, Review
from tui.dxfeed import calls
from tui.dxfeed.bulk.results import Fate
from tui.dxfeed.bulk.run import State
from tui.dxfeed.calls import Call, Wish
from tui.dxfeed.outcomes import Done, Refused, SentNoAnswer
from tui.dxfeed.reasons import Kind
from tui.simulator.dxfeed.settings import DxfeedSettings

pytestmark = pytest.mark.anyio

END = "2026-03-01T00:00:00Z"
METHODS = ["create_account", "activate", "confirm", "extend", "cancel"]
ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Case:
    """The desk, and the venue as its owner and its end users see it."""

    room: EntitlementRoom
    venue: DxfeedClient

    async def card(self, text: str) -> Card:
        found = await self.room.find(text)
        assert isinstance(found, Card), found
        return found

    async def carry(self, call: Call[Any]) -> Carried:
        review = await self.room.review(call)
        assert isinstance(review, Review), review
        done = await self.room.carry_out(review)
        assert isinstance(done, Carried), done
        return done

    async def writes(self) -> list[tuple[str, str]]:
        return [(one["method"], one["subject"]) for one in (await self.venue.truth())["writes"]]


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    async with dxfeed_venue() as venue, a_desk(tmp_path / "desk", venue.base, venue.key) as room:
        yield Case(room, venue)


async def test_a_customer_without_data_gets_cme_until_a_date_and_loses_it_again(case: Case) -> None:
    created = await case.carry(calls.create_account("Ann.Lee@example.com"))
    assert created.card is not None
    name = created.card.account.id
    card = await case.card("ann.lee@EXAMPLE.com")
    assert card.advice(case.room.tools.clock.now_ms()).startswith("There is no subscription: activate a feed")

    activated = await case.carry(calls.activate_until(name, [Wish("CME", END)], case.room.tools.clock.now_ms()))
    assert activated.now == "CME: send the link to the customer, and confirm (in any order)."
    (pending,) = (await case.room.remembered()).pending
    assert (await case.venue.submit(pending.links["DARK"])).is_redirect
    confirmed = await case.carry(calls.confirm(name, pending.confirmation_id, pending.version))
    assert confirmed.card is not None
    cme = confirmed.card.subscription("CME")
    assert cme is not None
    assert cme.expires is not None
    assert (cme.is_active, cme.expires.text, confirmed.card.pending) == (True, END, ())

    token = await case.room.issue(calls.token(name, details=True))
    assert isinstance(token, Done)
    assert token.value.facts is not None
    assert token.value.facts.filters == ("ofCMEfod",)
    extended = await case.carry(calls.extend(name, ["CME"]))
    assert extended.seen[0].startswith(f"CME was ACTIVE until {END}, is ACTIVE until 2026-03-")
    cancelled = await case.carry(calls.cancel(name, ["CME"]))
    assert "is EXPIRED" in cancelled.seen[0]
    assert [method for method, _ in await case.writes()] == METHODS
    assert len(await case.room.history(cancelled.card or card)) == 2 * 5 + 1


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("active", "Data is given for CME, FOREX"),
        ("expires soon", "soon ending: CME"),
        ("expired", "No subscription is active, so there is no data: CME ended on 2025-12-31"),
        ("blocked", "The account is blocked"),
        ("suspended", "Data access is suspended"),
        ("no subscriptions", "There is no subscription"),
    ],
)
async def test_each_role_of_the_ready_line_is_understood(case: Case, role: str, words: str) -> None:
    card = await case.card(case.venue.account(role))
    assert words in card.advice(case.room.tools.clock.now_ms())


async def test_profile_trial_password_and_e_mail(case: Case) -> None:
    name = case.venue.account("active")
    link = await case.room.issue(calls.profile_link(name))
    assert isinstance(link, Done)
    assert link.value.expires is not None
    assert link.value.expires.at_ms == case.room.tools.clock.now_ms() + 72 * 3_600_000
    tracked = await case.carry(calls.track(calls.Trial(mac_address="00:11:22:33:44:55")))
    assert isinstance(tracked.outcome, Done)
    reset = await case.carry(calls.reset_password(name))
    assert isinstance(reset.outcome, Done)
    changed = await case.carry(calls.change_email(name, "Other@example.com"))
    assert "is other@example.com" in changed.seen[0]


HOWS = (
    *("html", "gateway", "unavailable", "timeout", "too_many", "redirect", "plain", "empty"),
    *("list", "number", "broken", "deep", "doubled"),
)


@pytest.mark.parametrize("how", HOWS)
async def test_whatever_answers_instead_the_desk_goes_on(case: Case, how: str) -> None:
    name = case.venue.account("active")
    before = await case.room.review(calls.extend(name, ["CME"]))
    assert isinstance(before, Review)
    case.venue.venue.faults.set("dxfeed_answer", how=how)
    found = await case.room.find(name)
    assert not isinstance(found, Card)
    outcome = await case.room.sender.send(before.call)
    if how == "too_many":
        assert isinstance(outcome, Refused)
        assert outcome.kind is Kind.BUSY
    else:
        # Of a method that promises a status and no more, any text with status 200 is a success; a web page is not.
        unclear = how in {"html", "gateway", "unavailable", "timeout", "redirect"}
        assert isinstance(outcome, SentNoAnswer if unclear else Done)


SPELLINGS = (
    *("misspelt", "underscored", "spaced", "extra", "missing", "other_values", "nulls"),
    *("fraction", "offset", "no_zone", "epoch", "no_date", "ok_body", "hostile", "bad_links"),
)


@pytest.mark.parametrize("how", SPELLINGS)
async def test_however_answers_are_spelled_the_case_is_shown(case: Case, how: str) -> None:
    name = case.venue.account("active")
    case.venue.venue.faults.set("dxfeed_reply", how=how)
    found = await case.room.find(name)
    if how not in {"missing", "nulls"}:
        assert isinstance(found, Card)
        assert (found.subscription("CME") is not None) is (how != "hostile")
        assert found.advice(case.room.tools.clock.now_ms())
        shown = repr(found)
        assert not any(sign in shown for sign in "\x1b\x07\u202e\u200b")
    refused = await case.room.find("nobody@example.com")
    assert not isinstance(refused, Card)
    if isinstance(refused, Refused):
        assert refused.kind is Kind.NOT_FOUND


async def test_an_expired_key_stops_a_bulk_and_says_so(case: Case, tmp_path: Path) -> None:
    async with a_desk(tmp_path / "other", case.venue.base, case.venue.other_key("expired")) as room:
        facts = await room.key_facts()
        assert facts is not None
        assert "has expired" in facts.warning(room.tools.clock.now_ms())
        bulk = BulkDesk(room)
        run = bulk.begin(bulk.plan(f"action,id\nlook up,{case.venue.account('active')}\n", None), "one")
        assert await run.run() is State.STOPPED
        assert "API key" in run.reason


async def test_a_row_that_was_on_its_way_when_the_bulk_was_killed_is_not_sent_again(tmp_path: Path) -> None:
    async with dxfeed_venue(dxfeed=DxfeedSettings(crowd=40)) as venue:
        people = [one for one in (await venue.truth())["accounts"] if one["tenant"] == "northgate"][-30:]
        table = tmp_path / "customers.csv"
        bad = [
            "nobody@example.com,CRYPTO",
            "not an e-mail,CRYPTO",
            ",CRYPTO",
            "../x,CRYPTO",
            f"{people[0]['email']},CRYPTO",
        ]
        rows = [f"{one['email']},CRYPTO" for one in people] + bad
        table.write_text("\n".join(["email,feed", *rows]) + "\n", encoding="utf-8")
        await killed_at(people[9]["id"], venue, tmp_path, table)
        async with a_desk(tmp_path / "desk", venue.base, venue.key, VenueTime()) as room:
            bulk = BulkDesk(room)
            run = bulk.resume(bulk.find(""))
            assert run.journal.over == 9
            assert await run.run() is State.FINISHED
            run.journal.close()
            out = tmp_path / "result.csv"
            bulk.export(run.journal.path, out)
        results = list(csv.DictReader(out.read_text().splitlines()))
        assert len(results) == 35
        arrived = Counter(one["subject"] for one in (await venue.truth())["writes"])
        told = {fate: {row["account_id"] for row in results if row["outcome"] == fate.value} for fate in Fate}
        assert arrived == Counter(one["id"] for one in people)
        # The one that was on its way may still wait for its customer, whose link was lost with the process.
        assert told[Fate.SEEN] | told[Fate.UNKNOWN] == {people[9]["id"]}
        assert told[Fate.DONE] == set(arrived) - {people[9]["id"]}
        assert Counter(row["outcome"] for row in results)["line not used"] == 4


async def killed_at(account: str, venue: DxfeedClient, folder: Path, table: Path) -> None:
    """Run the bulk in another process, and kill it while the answer to this account's activation is on its way."""
    venue.venue.faults.set("dxfeed_lost", login=account, command="activate", count=1)
    arrived = asyncio.Event()
    venue.venue.faults.listen(lambda _: arrived.set())
    module = "tests.integration.entitlements.bench"
    command = (sys.executable, "-m", module, str(folder / "desk"), venue.base, str(table))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=asyncio.subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(venue.key.encode() + b"\n")
    await process.stdin.drain()
    async with asyncio.timeout(60):
        await arrived.wait()
    process.kill()
    assert await process.wait() < 0
