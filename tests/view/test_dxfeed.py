"""The dxFeed screen under the user's hands: a case found, understood, changed with care, and bulks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.scenes import MIDDLE, SMALL, make_stage
from tests.unit.dxfeed.service import BASE, LINKS, FakeService, answer, broken, failure
from tests.view.dxfeed_bench import STAGING, Hands, dxfeed, equip
from tests.view.shell.desk import shown
from tui.desk.entitlements_application import Sample
from tui.net.http import HttpRequest, HttpResponse
from tui.view.command import Scope
from tui.view.screens.dxfeed_bulk import DxfeedBulkScreen
from tui.view.screens.dxfeed_form import DxfeedFormScreen
from tui.view.screens.dxfeed_qr import DxfeedQrScreen, qr_rows
from tui.view.screens.dxfeed_review import DxfeedReviewScreen

pytestmark = pytest.mark.anyio


@pytest.fixture
def service() -> FakeService:
    service = FakeService()
    service.add(1)
    service.add(2, "CME")
    return service


# Finding


async def test_the_box_finds_by_e_mail_and_by_id_and_says_why_there_is_no_data(
    tmp_path: Path, service: FakeService
) -> None:
    async with dxfeed(tmp_path, service) as here:
        assert "STAGING" in here.shown()
        assert "staging · writes" in here.shown()
        await here.find("c1@example.com")
        assert "There is no subscription: activate a feed" in here.shown()
        await here.find("id2")
        for words in ("c2@example.com", "CME", "active", "extend, cancel"):
            assert words in here.shown()
        assert [each.account_id for each in here.screen.dxfeed.known.recent] == ["id2", "id1"]


async def test_one_begins_with_accounts_seen_lately_and_a_demo_s_accounts_to_try(
    tmp_path: Path, service: FakeService
) -> None:
    samples = (Sample("id1", "c1@example.com", "no subscriptions"), Sample("id2", "c2@example.com", "active"))
    async with dxfeed(tmp_path, service, SMALL, samples=samples) as here:
        await here.settle()
        assert "Or open one of the demo's accounts below" in here.shown()
        rows = [line for line in here.shown().splitlines() if "@example.com" in line]
        assert ["no subscriptions" in rows[0], "active" in rows[1]] == [True, True]
        await here.press("j", "enter")
        assert "Data is given for CME" in here.shown()
        assert "no subscriptions" not in here.shown()
        await here.find("nobody@example.com")
        rows = [line for line in here.shown().splitlines() if "c1@" in line or "c2@" in line]
        assert ["c2@" in rows[0], "c1@" in rows[1]] == [True, True]


async def test_where_recent_accounts_stand_beside_they_are_listed_there_alone_and_have_the_keys(
    tmp_path: Path, service: FakeService
) -> None:
    samples = (Sample("id1", "c1@example.com", "no subscriptions"), Sample("id2", "c2@example.com", "active"))
    async with dxfeed(tmp_path, service, samples=samples) as here:
        await here.settle()
        assert here.shown().count("c2@example.com") == 1
        assert "Or open one of the demo's accounts in the list beside" in here.shown()
        assert here.screen.panes.current is here.screen.recent
        await here.press("j", "enter")
        assert "Data is given for CME" in here.shown()
        assert here.screen.panes.current is here.screen.subject


async def test_on_a_tiny_terminal_the_card_takes_more_lines_and_the_list_still_says_what_each_account_shows(
    tmp_path: Path, service: FakeService
) -> None:
    samples = (Sample("id2", "c2@example.com", "active"),)
    async with dxfeed(tmp_path, service, (60, 20), samples=samples) as here:
        await here.settle()
        assert "active" in next(line for line in here.shown().splitlines() if "c2@example.com" in line)
        await here.find("id2")
        assert "data access" in here.shown()
        facts = next(line for line in here.shown().splitlines() if "data access" in line)
        assert facts.split("data access ")[1].split()[0].isalpha()


async def test_nonsense_and_strangers_are_told_apart_and_lead_to_a_new_account(
    tmp_path: Path, service: FakeService
) -> None:
    async with dxfeed(tmp_path, service) as here:
        await here.find("../accounts")
        assert "no account id" in here.shown()
        assert not service.requests
        await here.find("new@example.com")
        assert "✕ Account new@example.com not found" in here.shown()
        await here.press("n")
        form = here.stage.app.screen
        assert isinstance(form, DxfeedFormScreen)
        assert form.entries[0].value == "new@example.com"
        await here.press("enter")
        await here.send()
        assert here.written == [("create", "new@example.com", "")]
        assert "Created. Activate a feed next." in here.shown()


async def test_fields_that_nobody_knows_yet_are_shown_however_many(tmp_path: Path, service: FakeService) -> None:
    extra = {f"field{number}": f"value {number}" for number in range(9)}
    service.before = lambda request: (
        answer(200, {**service.customers["id1"].card(), **extra}) if request.url.endswith("/accounts/id1") else None
    )
    async with dxfeed(tmp_path, service, SMALL) as here:
        await here.find("id1")
        assert "field0: value 0" in here.shown()
        assert "more lines: Enter" in here.shown()
        await here.press("enter")
        assert "field8: value 8" in here.shown()


async def test_while_private_no_id_no_address_and_no_unknown_field_of_an_account_is_read(
    tmp_path: Path, service: FakeService
) -> None:
    extra = {"firstName": "Zoë"}
    service.before = lambda request: (
        answer(200, {**service.customers["id2"].card(), **extra}) if request.url.endswith("/accounts/id2") else None
    )
    samples = (Sample("id1", "long.address@example.com", "no subscriptions"), Sample("id2", "c2@example.com", "active"))
    async with dxfeed(tmp_path, service, samples=samples) as here:
        await here.find("id2")
        assert all(word in here.shown() for word in ("id2", "c2@example.com", "firstName: Zoë", "long.addr"))
        await here.press("asterisk")
        assert not [word for word in ("id2", "c2@", "example", "Zoë", "long") if word in here.shown()]
        assert "firstName: •••" in here.shown()
        await here.press("asterisk", "enter")
        assert "firstName: Zoë" in here.shown()
        await here.press("asterisk")
        assert "Zoë" not in here.shown()


async def test_a_refused_key_is_not_taken_for_a_missing_account(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service, SMALL) as here:
        service.before = lambda request: failure(401, "AUTHENTICATION FAILED", "wrong API key")
        await here.find("c1@example.com")
        assert "Check the provided API key" in here.shown()
        assert "creates an account" not in here.shown()
        service.before = lambda request: None
        await here.find("nobody@example.com")
        assert "creates an account" in here.shown()
        await here.find("id2")
        await here.press("t")
        equip_with_another(here, tmp_path)
        await here.settle()
        await here.press("A")
        assert here.screen.panes.current.id == "dxfeed-case"
        assert not here.screen.subject.box.value


def equip_with_another(here: Hands, folder: Path) -> None:
    """Give the program a second application of the same service."""
    equip(here.stage, folder, here.service, STAGING, replace(STAGING, name="other"))


async def test_without_an_application_the_screen_says_how_to_set_one_up() -> None:
    stage = make_stage(start=Scope.DXFEED)
    stage.context.entitlements.equip(())
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.frame(pilot)
        await stage.frame(pilot)
        here = Hands(stage, pilot, FakeService())
        await here.settle()
        assert "No dxFeed application is configured." in here.shown()
        await here.press("a")
        assert not stage.app.screen.is_modal


# Changing


async def test_a_form_is_checked_while_one_types_and_offers_feeds(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service) as here:
        await here.find("id1")
        await here.press("a")
        assert "→ CME · ICE" in here.shown()
        await here.type("C")
        await here.press("right", "tab")
        await here.type("2020-01-01T00:00:00Z")
        assert "is past" in here.shown()
        await here.press("enter")
        assert isinstance(here.stage.app.screen, DxfeedFormScreen)
        await here.press("ctrl+u", "right", "enter")
        assert isinstance(here.stage.app.screen, DxfeedReviewScreen)
        assert "activate v2 CME until" in here.shown()


async def test_after_an_activation_one_line_says_what_to_do_and_links_can_be_copied(
    tmp_path: Path, service: FakeService
) -> None:
    service.ask_for_the_form("conf-1")
    async with dxfeed(tmp_path, service) as here:
        await here.find("id1")
        await here.press("a")
        await here.type("CME")
        await here.press("enter")
        await here.send()
        assert "CME: send the link to the customer, and confirm (in any order)." in here.shown()
        await here.press("L")
        assert here.stage.app.clipboard == LINKS["LIGHT"]
        await here.press("L")
        assert here.stage.app.clipboard == LINKS["DARK"]
        assert "link is copied" in here.shown()
        await here.press("v")
        assert "link is copied" not in here.shown()
        assert isinstance(here.stage.app.screen, DxfeedQrScreen)
        assert "▀▀▀" in here.shown()
        await here.press("escape", "c")
        assert "confirm for c1@example.com" in here.shown()
        service.before = lambda request: None
        await here.send()
        assert "Confirmed." in here.shown()
        assert here.written[-1][0] == "confirm"
        assert [json.loads(each.body) for each in service.requests if each.url.endswith("/confirm")] == [
            {"confirmationId": "conf-1"}
        ]


async def test_no_hasty_key_and_no_pasted_text_sends_a_change(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service) as here:
        await here.find("id2")
        await here.press("e", "enter")
        assert isinstance(here.stage.app.screen, DxfeedReviewScreen)
        await here.press("Y", "enter")
        assert not here.written
        await here.press("escape")
        await here.press("e", "enter")
        here.stage.clock.advance(1)
        await here.press("enter")
        assert not here.written
        await here.press("e", "enter")
        await here.send()
        assert here.written == [("extend", "id2", "CME")]


async def test_production_is_loud_and_wants_the_name_typed(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service, production=True, badge="PRODUCTION") as here:
        assert "PRODUCTION" in here.shown()
        assert here.screen.has_class("-production")
        await here.find("id2")
        await here.press("x", "enter")
        here.stage.clock.advance(1)
        await here.press("Y")
        assert "Type staging" in here.shown()
        assert not here.written
        await here.press("tab")
        await here.type("staging")
        await here.press("tab")
        here.stage.clock.advance(1)
        await here.press("enter")
        assert here.written == [("cancel", "id2", "CME")]


async def test_an_application_without_writing_only_looks(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service, write=False) as here:
        await here.find("id2")
        assert "read-only" in here.shown()
        await here.press("x")
        assert not here.stage.app.screen.is_modal
        assert "can only be looked at" in here.shown()
        await here.press("t")
        assert "token" in here.shown()
        assert not here.written


async def test_a_lost_answer_is_called_so_and_what_is_seen_since_is_said(tmp_path: Path, service: FakeService) -> None:
    def lost(request: HttpRequest) -> HttpResponse | None:
        if request.url.endswith("/extend"):
            raise broken()
        return None

    service.after = lost
    async with dxfeed(tmp_path, service) as here:
        await here.find("id2")
        await here.press("e", "enter")
        await here.send()
        assert "Sent, no answer; but CME was ACTIVE" in here.shown()
        assert len(here.written) == 1


async def test_what_a_colleague_changed_meanwhile_is_shown_instead_of_sent(
    tmp_path: Path, service: FakeService
) -> None:
    async with dxfeed(tmp_path, service) as here:
        await here.find("id2")
        await here.press("e", "enter")
        service.customers["id2"].status = "BLOCKED"
        await here.send()
        assert "changed meanwhile; nothing was sent" in here.shown()
        assert not here.written


async def test_a_token_is_masked_decoded_and_copied_whole(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service) as here:
        await here.find("id2")
        await here.press("t")
        assert "abc.def" not in here.shown()
        assert "enabled CME" in here.shown()
        await here.press("C")
        assert here.stage.app.clipboard == "abc.def"


async def test_a_password_is_never_shown(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service) as here:
        await here.press("T")
        await here.type("login1")
        await here.press("tab")
        await here.type("s3cret")
        assert "s3cret" not in here.shown()
        await here.press("enter")
        assert any(b"s3cret" in request.body for request in service.requests)
        trail = (tmp_path / "dxfeed" / "audit.jsonl").read_text()
        assert "s3cret" not in trail
        assert "login1" in trail


async def test_the_trail_shows_what_was_done_and_is_checked_when_exported(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service) as here:
        await here.find("id2")
        await here.press("e", "enter")
        await here.send()
        assert "extend CME" in here.shown()
        await here.find("id1")
        assert "Nothing was done to this account from here" in here.shown()
        await here.press("h")
        assert "Audit trail of all accounts" in here.shown()
        assert "extend CME" in here.shown()
        await here.press("E")
        [written] = (tmp_path / "exports").glob("*.jsonl")
        assert len(written.read_text().splitlines()) == 2


async def test_a_small_terminal_walks_the_panes_and_goes_to_the_outcome(tmp_path: Path, service: FakeService) -> None:
    async with dxfeed(tmp_path, service, SMALL) as here:
        await here.find("id2")
        assert "extend, cancel" in here.shown()
        await here.press("e", "enter")
        await here.send()
        assert here.screen.panes.current is here.screen.outcome
        assert "Extended." in here.shown()
        await here.press("escape")
        assert here.screen.panes.current.id == "dxfeed-case"
        await here.press("h")
        assert any("extend CME" in line and "id2" in line for line in here.shown().splitlines())


# Bulks


async def test_a_pasted_bulk_is_previewed_confirmed_by_a_word_and_run(tmp_path: Path, service: FakeService) -> None:
    for number in range(3, 8):
        service.add(number)
    table = "email,feed\n" + "".join(f"c{number}@example.com,CME\n" for number in range(1, 8)) + "a@b@c,CME\n"
    file = tmp_path / "table.csv"
    file.write_text(table)
    async with dxfeed(tmp_path, service, confirm_over=6) as here:
        here.screen.command_bulk(str(file))
        await here.settle()
        await here.type("activate")
        await here.pilot.press("enter")
        await looked(here)
        assert "1 lines are left out" in here.shown()
        assert "1 is so already" in here.shown()
        await here.press("enter")
        assert "Type staging 7" in here.shown()
        assert not here.written
        here.stage.clock.advance(1)
        await here.press("tab")
        await here.type("staging 7")
        await here.press("tab")
        here.stage.clock.advance(1)
        await here.pilot.press("enter")
        await ran(here)
        assert len(here.written) == 6
        [result] = (tmp_path / "exports").glob("dxfeed-*.csv")
        assert len(result.read_text().splitlines()) == 9


async def looked(here: Hands) -> None:
    """Let the looking ahead go on, turn by turn."""
    work = here.screen.work.bulk
    assert work is not None
    while work.preview is None:
        here.stage.clock.advance(1)
        await here.pilot.pause()
    screen = here.stage.app.screen
    assert isinstance(screen, DxfeedBulkScreen)
    screen.show_now()
    await here.settle()


async def ran(here: Hands) -> None:
    """Let the run go on, turn by turn."""
    work = here.screen.work.bulk
    assert work is not None
    while work.phase.name != "OVER" or work.result is None:
        here.stage.clock.advance(1)
        await here.pilot.pause()
    await here.settle()


@pytest.mark.parametrize(("theme", "first"), [("house-dark", "█"), ("house-light", " ")])
async def test_without_colours_the_light_around_a_qr_code_is_the_lighter_of_the_terminal_s_two_and_can_be_turned_over(
    theme: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stage = make_stage(theme=theme)
    async with stage.app.run_test(size=MIDDLE) as pilot:
        links = tuple((name, f"{BASE}/up?t={name}") for name in ("light", "dark"))
        stage.app.push_screen(DxfeedQrScreen(stage.context, links))
        for light in (first, {"█": " ", " ": "█"}[first]):
            await stage.frame(pilot)
            lines = shown(stage.app).splitlines()
            top = next(place for place, line in enumerate(lines) if "light theme" in line)
            inner = lines[top + 1].split("│")[1:-1]
            assert {light} in [set(part) for part in inner]
            assert "Tab next · i invert · Esc close" in shown(stage.app)
            await pilot.press("i")


async def test_with_colours_a_qr_code_is_black_on_white_and_nothing_is_to_be_turned_over() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=MIDDLE) as pilot:
        stage.app.push_screen(DxfeedQrScreen(stage.context, (("light", f"{BASE}/up?t=light"),)))
        await stage.frame(pilot)
        assert "invert" not in shown(stage.app)
        assert "█" * 20 not in shown(stage.app)


def test_a_qr_code_in_light_ink_is_the_same_turned_over() -> None:
    turned = str.maketrans("█ ▀▄", " █▄▀")
    link = f"{BASE}/up?t=light"
    assert [row.translate(turned) for row in qr_rows(link)] == qr_rows(link, light_ink=True)


def test_a_qr_code_is_square_with_light_around_it() -> None:
    rows = qr_rows(f"{BASE}/up?t=light")
    assert len({len(row) for row in rows}) == 1
    assert not rows[0].strip()
    assert abs(len(rows) * 2 - len(rows[0])) <= 1
    plain = qr_rows("A", ascii_only=True)
    assert set("".join(plain)) == {"#", " "}
