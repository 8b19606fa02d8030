"""A support case on the desk: found, understood, changed with care, remembered and proved."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeClock
from tests.unit.dxfeed.bulk_bench import Inline
from tests.unit.dxfeed.service import BASE, KEY, LATER, LINKS, NOW_MS, FakeService, answer, broken, failure
from tests.unit.dxfeed.test_token import SAMPLE
from tui.desk.entitlements_application import Application, RoomFiles, RoomTools
from tui.desk.entitlements_bulk import BulkDesk
from tui.desk.entitlements_card import Card
from tui.desk.entitlements_forms import Whose, activate_form, feeds_form
from tui.desk.entitlements_memory import Remembered
from tui.desk.entitlements_room import Carried, Changed, EntitlementRoom, Review
from tui.desk.entitlements_told import told_carried
from tui.dxfeed import calls
from tui.dxfeed.bulk.plan import Action
from tui.dxfeed.bulk.results import Fate
from tui.dxfeed.bulk.run import State
from tui.dxfeed.calls import Call, Person, Wish
from tui.dxfeed.errors import InputError, RecordError
from tui.dxfeed.outcomes import Done, Refused, SentNoAnswer
from tui.dxfeed.token import Key
from tui.errors import GuardError, UsageError
from tui.net.http import HttpRequest, HttpResponse

pytestmark = pytest.mark.anyio


async def a_key() -> Key:
    return KEY


STAGING = Application("staging", BASE, a_key, write=True, feeds=("CME", "ICE"), rate=50.0)


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    service.add(1)
    service.add(2, "CME")
    return service


def a_room(folder: Path, service: FakeService, application: Application = STAGING) -> EntitlementRoom:
    ids = itertools.count(1)
    clock = Hasty(wall_ms=NOW_MS)
    tools = RoomTools(service, clock, Inline(), "ann", lambda: f"call{next(ids):03}")
    return EntitlementRoom(application, RoomFiles(folder / "dxfeed", application.name), tools)


class Hasty(FakeClock):
    """Time passes as soon as somebody waits for it."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)


@pytest.fixture
def room(tmp_path: Path, service: FakeService) -> EntitlementRoom:
    return a_room(tmp_path, service)


async def card_of(room: EntitlementRoom, text: str) -> Card:
    found = await room.find(text)
    assert isinstance(found, Card)
    return found


async def reviewed(room: EntitlementRoom, call: Call[Any]) -> Review:
    found = await room.review(call)
    assert isinstance(found, Review)
    return found


async def carried(room: EntitlementRoom, call: Call[Any]) -> Carried:
    done = await room.carry_out(await reviewed(room, call))
    assert isinstance(done, Carried)
    return done


async def test_one_box_finds_by_e_mail_and_by_id(room: EntitlementRoom) -> None:
    assert (await card_of(room, " C1@Example.com ")).account == (await card_of(room, "id1")).account
    missing = await room.find("nobody@example.com")
    assert isinstance(missing, Refused)
    assert missing.case.advice == "Create a new account"
    recent = (await room.remembered()).recent
    assert [(each.account_id, each.email) for each in recent] == [("id1", "c1@example.com")]


@pytest.mark.parametrize(
    ("states", "feeds", "words"),
    [
        (("BLOCKED", "ACTIVE"), {}, "The account is blocked"),
        (("ACTIVE", "SUSPENDED"), {"CME": ("ACTIVE", None)}, "Data access is suspended"),
        (("ACTIVE", "ACTIVE"), {}, "There is no subscription"),
        (("ACTIVE", "ACTIVE"), {"CME": ("EXPIRED", "2026-09-01T00:00:00Z")}, "CME ended on 2026-09-01 00:00 UTC."),
        (("ACTIVE", "ACTIVE"), {"CME": ("ACTIVE", "2026-09-22T23:00:00Z")}, "soon ending: CME in 1 day."),
        (("ACTIVE", "ACTIVE"), {"CME": ("REVIEW", LATER)}, "CME is REVIEW. Ask dxFeed"),
        (("ACTIVE", "ACTIVE"), {"CME": ("ACTIVE", LATER)}, "Data is given for CME; nothing to do."),
    ],
)
async def test_the_card_says_in_one_line_why_there_is_no_data(
    room: EntitlementRoom, service: FakeService, states: tuple[str, str], feeds: Any, words: str
) -> None:
    customer = service.customers["id1"]
    customer.status, customer.feeds = states[0], feeds
    card = await card_of(room, "id1")
    card = replace(card, account=replace(card.account, data_access_status=states[1]))
    assert words in card.advice(NOW_MS)


async def test_each_subscription_says_what_can_be_done_with_it(room: EntitlementRoom, service: FakeService) -> None:
    service.customers["id1"].feeds = {"CME": ("ACTIVE", LATER), "ICE": ("EXPIRED", None), "EUREX": ("ACTIVE", None)}
    card = await card_of(room, "id1")
    able = {
        feed: [each.name for each in card.chances(feed) if each.possible] for feed in ("CME", "ICE", "EUREX", "LSE")
    }
    assert able == {"CME": ["extend", "cancel"], "ICE": ["activate"], "EUREX": ["cancel"], "LSE": ["activate"]}


async def test_an_application_that_is_only_looked_at_changes_nothing(tmp_path: Path, service: FakeService) -> None:
    room = a_room(tmp_path, service, replace(STAGING, write=False))
    call = calls.cancel("id2", ["CME"])
    with pytest.raises(GuardError, match="can only be looked at"):
        await room.review(call)
    with pytest.raises(GuardError):
        await room.issue(call)
    with pytest.raises(GuardError):
        await room.carry_out(Review(call, (), (), room.dry_run(call)))
    bulk = BulkDesk(room)
    with pytest.raises(GuardError):
        bulk.begin(bulk.plan("email,feed\nc1@example.com,CME\n", Action.ACTIVATE), "a.csv")
    assert service.writes == []
    assert room.dry_run(call).url.endswith("/id2/subscriptions/cancel")
    assert isinstance(await room.issue(calls.token("id2")), Done)


async def test_a_change_is_spelled_out_and_then_done(room: EntitlementRoom, service: FakeService) -> None:
    review = await reviewed(room, calls.activate_until("id1", [Wish("CME", LATER)], NOW_MS))
    assert review.effect[0] == f"activate v2 CME until {LATER} for c1@example.com (id1)"
    assert review.effect[1] == f"at staging, STAGING: {BASE}"
    assert review.warnings == ()
    done = await room.carry_out(review)
    assert isinstance(done, Carried)
    assert done.now == "CME: active now, nothing more to do."
    assert done.seen == (f"CME was not there, is ACTIVE until {LATER}",)
    assert service.writes == [("subscriptions", "id1", "CME")]


async def test_what_speaks_against_a_change_is_said_before(room: EntitlementRoom, service: FakeService) -> None:
    assert (await reviewed(room, calls.activate("id2", ["CME"]))).warnings == ("CME: it is active.",)
    created = await reviewed(room, calls.create_account("c1@example.com", Person("Ann")))
    assert created.warnings == ("The account exists already: id1.",)
    service.customers["id2"].status = "BLOCKED"
    assert "blocked" in (await reviewed(room, calls.cancel("id2", ["CME"]))).warnings[0]


async def test_a_colleague_s_change_stops_ours_until_it_is_wanted_anyway(
    room: EntitlementRoom, service: FakeService
) -> None:
    review = await reviewed(room, calls.cancel("id2", ["CME"]))
    service.customers["id2"].feeds["CME"] = ("ACTIVE", LATER)
    changed = await room.carry_out(review)
    assert isinstance(changed, Changed)
    assert changed.lines == (f"CME was ACTIVE until 2027-01-01T00:00:00Z, is ACTIVE until {LATER}",)
    assert service.writes == []
    assert isinstance(await room.carry_out(review, anyway=True), Carried)
    assert service.writes == [("cancel", "id2", "CME")]


async def test_a_lost_answer_is_looked_up_and_said(room: EntitlementRoom, service: FakeService) -> None:
    def lose(request: HttpRequest) -> HttpResponse | None:
        if request.method == "POST":
            raise broken()
        return None

    service.after = lose
    done = await carried(room, calls.cancel("id2", ["CME"]))
    assert isinstance(done.outcome, SentNoAnswer)
    assert done.now.startswith("Sent, no answer; but CME was ACTIVE")
    assert [text for text, _ in told_carried(done, BASE).lines][1:] == [done.outcome.why]
    created = await carried(room, calls.create_account("new@example.com"))
    assert created.now == "Sent, no answer; but the account exists now."
    reset = await carried(room, calls.reset_password("id1"))
    assert reset.now == "Sent, no answer, and no sign of it. Ask the customer whether a new password came."
    assert len(service.writes) == 3


async def test_what_was_done_is_told_by_what_the_account_shows_since(
    room: EntitlementRoom, service: FakeService
) -> None:
    def begins(request: HttpRequest) -> HttpResponse | None:
        if request.url.endswith("/confirm"):
            service.customers["id1"].feeds["CME"] = ("ACTIVE", LATER)
        return None

    early = await carried(room, calls.confirm("id1", "conf-1", 1))
    assert early.now == "Confirmed. It is active once the customer has submitted the form, too."
    service.before = begins
    assert (await carried(room, calls.confirm("id1", "conf-1", 1))).now.startswith("Confirmed: CME is active now")
    assert (await carried(room, calls.cancel("id1", ["CME"]))).now == "Cancelled: CME has ended."
    service.before = lambda request: answer(200) if request.url.endswith("/cancel") else None
    later = await carried(room, calls.cancel("id2", ["CME"]))
    assert later.now == "Requested: CME stays active until its period ends."


async def test_what_was_refused_is_said_once(room: EntitlementRoom, service: FakeService) -> None:
    service.before = lambda request: (
        failure(409, "SUBSCRIPTION_ALREADY_EXTENDED", "Subscription CME has been already extended.")
        if request.url.endswith("/extend")
        else None
    )
    told = told_carried(await carried(room, calls.extend("id2", ["CME"])), BASE)
    first, *rest = [text for text, _ in told.lines]
    assert first.startswith("Refused: Subscription CME has been already extended. Check")
    assert rest == ["HTTP 409, SUBSCRIPTION_ALREADY_EXTENDED"]


def test_forms_offer_the_feeds_with_which_it_can_be_done() -> None:
    known, whose = Remembered(words={"feed": ("CME", "ICE", "EUREX")}), Whose("id1", "c1@example.com")
    (only,) = feeds_form("extend", whose, ("CME",)).fields
    assert (only.initial, only.words) == ("CME", ("CME",))
    (chosen,) = feeds_form("cancel", whose, ("CME", "ICE"), "ICE").fields
    assert (chosen.initial, chosen.words) == ("ICE", ("CME", "ICE"))
    (open_choice,) = feeds_form("cancel", whose, ("CME", "ICE"), "EUREX").fields
    assert open_choice.initial == ""
    assert activate_form(whose, known, NOW_MS, held=("CME",)).fields[0].words == ("ICE", "EUREX")


async def test_an_answer_that_says_active_is_held_against_the_subscriptions(
    room: EntitlementRoom, service: FakeService
) -> None:
    nothing = {"signupPageByTheme": None, "confirmationId": None}
    service.before = lambda request: answer(200, nothing) if request.method == "POST" else None
    done = await carried(room, calls.activate("id1", ["CME"]))
    assert done.now == "CME: the answer says active, the subscriptions do not. Look again later."


async def test_what_waits_is_kept_until_it_is_done_or_replaced(room: EntitlementRoom, service: FakeService) -> None:
    service.ask_for_the_form("conf-1")
    done = await carried(room, calls.activate_until("id1", [Wish("ICE")], NOW_MS))
    assert done.now == "ICE: send the link to the customer, and confirm (in any order)."
    service.ask_for_the_form("conf-2")
    assert "will be replaced" in (await reviewed(room, calls.activate("id1", ["CME"]))).warnings[0]
    await carried(room, calls.activate("id1", ["CME"]))
    (pending,) = (await room.remembered()).pending
    assert (pending.confirmation_id, pending.version, pending.email) == ("conf-2", 1, "c1@example.com")
    assert pending.links == LINKS
    service.before = lambda request: None
    confirmed = await carried(room, calls.confirm("id1", "conf-2", pending.version))
    assert confirmed.card is not None
    assert confirmed.card.advice(NOW_MS) == "CME: send the link to the customer."
    service.customers["id1"].feeds["CME"] = ("ACTIVE", LATER)
    assert (await card_of(room, "id1")).pending == ()
    assert (await room.remembered()).pending == ()


async def test_a_confirmation_that_is_unknown_to_the_service_is_marked(
    room: EntitlementRoom, service: FakeService
) -> None:
    service.ask_for_the_form("conf-1")
    await carried(room, calls.activate("id1", ["CME"]))
    service.before = lambda request: (
        failure(404, "ORDER_NOT_FOUND", "Order not found or expired.") if request.url.endswith("/confirm") else None
    )
    done = await carried(room, calls.confirm("id1", "conf-1", 1))
    assert "activate again and send the new link" in done.now
    (pending,) = (await room.remembered()).pending
    assert pending.gone == "Order not found or expired."


async def test_what_was_done_here_can_be_proved_without_secrets(room: EntitlementRoom, service: FakeService) -> None:
    service.ask_for_the_form("conf-1")
    await carried(room, calls.activate("id1", ["CME"]))
    await carried(room, calls.cancel("id2", ["CME"]))
    body = {"status": "OK", "token": SAMPLE, "details": []}
    service.before = lambda request: answer(200, body) if request.url.endswith("/token") else None
    await room.issue(calls.token("id1", details=True))
    lines = await room.history(await card_of(room, "id1"))
    assert [(line.method, line.outcome, line.user) for line in lines] == [
        ("token by account id", "done", "ann"),
        ("activate v1", "done", "ann"),
        ("activate v1", "sending", "ann"),
    ]
    assert lines[1].call == lines[2].call
    assert room.trail.verify().intact
    written = room.files.audit.read_text()
    for secret in (KEY.get_secret_value(), SAMPLE, "t=light", "conf-1"):
        assert secret not in written


async def test_nothing_goes_out_that_cannot_be_written_down(room: EntitlementRoom, service: FakeService) -> None:
    review = await reviewed(room, calls.cancel("id2", ["CME"]))
    room.files.audit.mkdir()
    with pytest.raises(RecordError):
        await room.carry_out(review)
    assert service.writes == []


async def test_an_answer_is_not_lost_because_it_cannot_be_written_down(
    room: EntitlementRoom, service: FakeService
) -> None:
    review = await reviewed(room, calls.cancel("id2", ["CME"]))

    def spoil(request: HttpRequest) -> HttpResponse | None:
        if request.method == "POST":
            room.files.audit.unlink()
            room.files.audit.mkdir()
        return None

    service.before = spoil
    done = await room.carry_out(review)
    assert isinstance(done, Carried)
    assert isinstance(done.outcome, Done)


async def test_forms_offer_the_config_s_feeds_and_words_used_before(room: EntitlementRoom) -> None:
    await carried(room, calls.create_account("new@example.com", Person(country="Malta", state="Gozo")))
    await carried(room, calls.activate("id1", ["EUREX"]))
    words = (await room.remembered()).words
    assert words["feed"] == ("CME", "ICE", "EUREX")
    assert (words["country"], words["state"]) == (("Malta",), ("Gozo",))
    assert "ONLY_PRO" in words["allowed"]


async def test_files_are_for_their_owner_only(room: EntitlementRoom, tmp_path: Path, service: FakeService) -> None:
    await carried(room, calls.cancel("id2", ["CME"]))
    for path in (tmp_path / "dxfeed").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    (tmp_path / "dxfeed").chmod(0o755)
    with pytest.raises(RecordError, match="open to others"):
        a_room(tmp_path, service)


async def test_the_key_s_end_is_read_on_this_machine(room: EntitlementRoom, service: FakeService) -> None:
    assert await room.key_facts() is None
    assert service.requests == []


# Bulks


def test_a_typed_word_is_wanted_in_production_and_for_many_writes(tmp_path: Path, service: FakeService) -> None:
    few = "email,feed\nc1@example.com,CME\nbad,,\n"
    many = "email,feed\n" + "".join(f"c{n}@example.com,CME\n" for n in range(21))
    bulk = BulkDesk(a_room(tmp_path, service))
    assert bulk.asking(bulk.plan(few, Action.ACTIVATE)).word == ""
    assert bulk.asking(bulk.plan(many, Action.ACTIVATE)).word == "staging 21"
    assert bulk.asking(bulk.plan(many, Action.LOOK_UP)).word == ""
    loud = BulkDesk(a_room(tmp_path / "p", service, replace(STAGING, production=True, badge="PRODUCTION")))
    asking = loud.asking(loud.plan(few, Action.ACTIVATE))
    assert asking.word == "staging 1"
    assert asking.lines == ("1 × activate", f"at staging, PRODUCTION: {BASE}", "1 lines are left out")


async def test_a_bulk_is_run_listed_exported_and_gone_on_with(tmp_path: Path, service: FakeService) -> None:
    bulk = BulkDesk(a_room(tmp_path, service))
    plan = bulk.plan("email,feed\nc1@example.com,CME\nc2@example.com,CME\nnobody@example.com,CME\n", Action.ACTIVATE)
    preview = await bulk.looker().look(plan)
    run = bulk.begin(plan, "customers.csv", account_ids=preview.account_ids)
    run.journal.close()
    assert bulk.asking_again(run.journal.path).lines[-1] == "customers.csv: 3 of 3 lines are left"
    again = bulk.resume(bulk.find(""))
    assert await again.run() is State.FINISHED
    again.journal.close()
    with pytest.raises(UsageError, match="No line of this bulk is left"):
        bulk.asking_again(run.journal.path)
    (line,) = bulk.bulks()
    assert (line.source, line.total, line.left) == ("customers.csv", 3, 0)
    assert line.counts == {Fate.DONE: 1, Fate.ALREADY: 1, Fate.REFUSED: 1}
    out = tmp_path / "result.csv"
    assert bulk.export(line.path, out) == out.stat().st_size
    assert out.read_text().count("\n") == 4
    bulk.export_again(line.path, out, refused=True)
    assert "nobody@example.com" in out.read_text()


async def test_what_waits_after_a_bulk_is_kept_as_well(tmp_path: Path, service: FakeService) -> None:
    room = a_room(tmp_path, service)
    service.ask_for_the_form("conf-1")
    bulk = BulkDesk(room)
    run = bulk.begin(bulk.plan("id,feed\nid1,CME\n", Action.ACTIVATE), "pasted")
    await run.run()
    (pending,) = (await room.remembered()).pending
    assert (pending.confirmation_id, pending.version, pending.feeds) == ("conf-1", 1, ("CME",))


async def test_a_bulk_of_another_application_is_not_gone_on_with(tmp_path: Path, service: FakeService) -> None:
    bulk = BulkDesk(a_room(tmp_path, service))
    run = bulk.begin(bulk.plan("id,feed\nid1,CME\n", Action.ACTIVATE), "a.csv")
    run.journal.close()
    elsewhere = BulkDesk(a_room(tmp_path, service, replace(STAGING, base="https://other.example.com")))
    for further in (elsewhere.resume, elsewhere.asking_again):
        with pytest.raises(UsageError, match="another application"):
            further(run.journal.path)
    with pytest.raises(UsageError):
        bulk.find("nothing")
    with pytest.raises(InputError, match="nothing to do"):
        bulk.begin(bulk.plan("id,feed\n../x,CME\n", Action.ACTIVATE), "a.csv")


async def test_a_journal_that_cannot_be_read_is_listed_with_its_trouble(tmp_path: Path, service: FakeService) -> None:
    room = a_room(tmp_path, service)
    (room.files.bulks / "x.jsonl").write_text("garbage\n")
    (line,) = BulkDesk(room).bulks()
    assert "was changed or is none" in line.trouble


def test_a_service_whose_address_changes_is_known_by_its_name(tmp_path: Path, service: FakeService) -> None:
    demo = replace(STAGING, base="http://127.0.0.1:4001/dxfeed", place="demo venue")
    bulk = BulkDesk(a_room(tmp_path, service, demo))
    run = bulk.begin(bulk.plan("id,feed\nid1,CME\n", Action.ACTIVATE), "a.csv")
    run.journal.close()
    restarted = BulkDesk(a_room(tmp_path, service, replace(demo, base="http://127.0.0.1:4002/dxfeed")))
    restarted.resume(run.journal.path).journal.close()
    unnamed = BulkDesk(a_room(tmp_path, service, replace(demo, base="http://127.0.0.1:4002/dxfeed", place="")))
    with pytest.raises(UsageError, match="another application"):
        unnamed.resume(run.journal.path)
