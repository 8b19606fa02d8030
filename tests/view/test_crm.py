"""The CRM screen under the user's hands: pages, days, the way down from a partner, masks, files, and trouble."""

import csv
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from textual.content import Content
from textual.events import Key
from textual.pilot import Pilot

from tests.crm_examples import SlowCrm, a_crm, equip, settled, until, worked_out
from tests.scenes import LARGE, MIDDLE, SMALL, Stage, make_stage
from tests.view.hands import Hands
from tests.view.shell.desk import shown
from tui.crm.queries import Report
from tui.desk.crm_range import Preset
from tui.desk.crm_state import Phase
from tui.desk.reports import ReportDesk
from tui.view.command import Scope
from tui.view.kept import Kept
from tui.view.line import run_line
from tui.view.panels.crm_pages import Page
from tui.view.screens.crm import CrmScreen

pytestmark = pytest.mark.anyio


class Crm(Hands[CrmScreen]):
    """The screen, its desk, the CRM behind it, and the hands on the keys."""

    kind = CrmScreen

    def __init__(self, stage: Stage, pilot: Pilot[None], desk: ReportDesk, crm: SlowCrm) -> None:
        super().__init__(stage, pilot)
        self.desk, self.crm = desk, crm

    async def type(self, text: str) -> str:
        """Return what is wrong with the line, empty when it ran."""
        wrong = run_line(self.stage.app, text)
        await self.press()
        return wrong

    async def until(self, done: Callable[[], bool]) -> None:
        await until(self.stage, self.pilot, done)

    async def page(self, page: Page) -> None:
        await self.type(f"page {page.value.lower()}")
        ready = worked_out if page in {Page.PARTNERS, Page.FUNNEL} else lambda desk: settled(desk, page.report)
        await self.until(lambda: ready(self.desk))

    def column(self, name: str) -> list[str]:
        grid = self.screen.main.grid
        assert grid.table is not None
        return [grid.table.text(at, name, hide=grid.hide) for at in grid.shown_rows]

    def subtitle(self) -> str:
        return Content.from_markup(str(self.screen.main.border_subtitle)).plain


@asynccontextmanager
async def crm(
    size: tuple[int, int] = MIDDLE,
    *,
    of: SlowCrm | None = None,
    ready: bool = True,
    kept: Kept | None = None,
    **options: Any,
) -> AsyncIterator[Crm]:
    stage = make_stage(start=Scope.CRM, kept=kept or Kept())
    service = of or a_crm()
    desk = equip(stage, service, **options)
    desk.choose_days(Preset.THIS_YEAR.span(date(2026, 3, 4)))
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await until(stage, pilot, lambda: desk.is_open)
        here = Crm(stage, pilot, desk, service)
        if ready:
            await here.until(lambda: settled(desk, Report.REGISTRATIONS))
        yield here
        await desk.close()


# Pages and days


async def test_every_page_shows_its_rows_and_up_to_when_they_are_known() -> None:
    async with crm() as here:
        assert len(here.screen.main.grid.shown_rows) == 36
        assert "36 rows, as of 2026-" in here.shown()
        for page, rows in ((Page.LEADS, 54), (Page.TRANSACTIONS, 14), (Page.POSITIONS, 28)):
            await here.page(page)
            assert len(here.screen.main.grid.shown_rows) == rows
        await here.type("page servers")
        assert here.column("tag") == ["mt4-live-1"]
        await here.press("right_square_bracket")
        await here.until(lambda: worked_out(here.desk))
        assert "by IB" in here.shown()
        await here.press("right_square_bracket")
        assert "Funnel of everybody" in here.shown()


async def test_the_page_is_named_however_narrow_the_terminal_is() -> None:
    async with crm((60, 20)) as here:
        assert " Leads  Reg.  Trans.  Pos.  Servers  Partners  Funnel  IB │" in here.shown()
        await here.pilot.resize_terminal(48, 20)
        await here.press()
        assert "│ Leads  Reg.  Trans.  Pos.  Servers ›" in here.shown()
        await here.page(Page.FUNNEL)
        assert "│‹" in here.shown()
        assert "Partners  Funnel  IB " in here.shown()


async def test_nothing_is_asked_before_the_page_is_looked_at() -> None:
    async with crm() as here:
        asked = {question.path for question in here.crm.asked}
        assert asked == {"/api/v1/auth/login", Report.REGISTRATIONS.path}


async def test_days_are_chosen_from_presets_with_their_first_and_last_day() -> None:
    async with crm(SMALL) as here:
        await here.press("d")
        assert "last quarter" in here.shown()
        await here.press("g", "j", "enter")
        assert here.desk.span is not None
        assert here.desk.span.days == 1
        assert here.desk.span.first < here.screen.main.place.today


async def test_other_days_are_typed_and_nonsense_is_told_at_once() -> None:
    async with crm() as here:
        await here.press("d", "G", "enter")
        await here.pilot.press(*"2026", "minus", *"01", "minus", *"05", "enter")
        await here.press()
        assert str(here.desk.span) == "2026-01-05 – 2026-01-05"
        assert "is neither days like" in await here.type("days 2026-02-31")
        assert str(here.desk.span) == "2026-01-05 – 2026-01-05"


async def test_without_a_crm_the_three_steps_and_what_comes_then_are_shown() -> None:
    stage = make_stage(start=Scope.CRM)
    async with stage.app.run_test(size=MIDDLE) as pilot:
        await stage.frame(pilot)
        text = shown(stage.app)
    for words in (
        "1. A role that may read the IB reports",
        "2. A user",
        "3. An API key",
        "tradedeck check",
        "X-Api-Key",
    ):
        assert words in text


async def test_wide_and_small_terminals_show_what_they_have_room_for() -> None:
    async with crm(LARGE) as here:
        assert all(panel.is_on_screen for panel in here.screen.panels)
        assert "hobby" in here.shown()
    async with crm(SMALL) as here:
        assert not here.screen.detail.is_on_screen
        await here.press("tab")
        assert here.screen.detail.is_on_screen


# The way down


async def test_the_partner_with_most_unfunded_registrations_is_found_and_walked_down_to_positions() -> None:
    async with crm() as here:
        await here.page(Page.PARTNERS)
        await here.press("o", "u")
        await here.press("o", "u", "g")
        assert here.column("group")[0] == "Fast Registrations"
        await here.press("enter", "u")
        assert "unfunded registrations" in here.shown()
        assert len(here.column("customer")) == 8
        await here.press("escape")
        assert here.column("group")[0] == "Fast Registrations"
        await here.press("enter", "slash", *"1001", "enter", "enter")
        assert here.column("login") == ["5001"]
        await here.press("enter")
        assert here.column("symbol") == ["EURUSD", "GOLD"]
        assert "Fast Registrations › 1001 › 5001@mt4-live-1" in here.shown()
        await here.press("escape", "escape")
        assert here.column("customer") == ["1001"]
        await here.press("escape", "escape")
        assert here.screen.main.place.levels == []


async def test_a_registration_leads_to_what_the_client_did_though_it_was_not_read_yet() -> None:
    async with crm() as here:
        await here.press("enter")
        await here.until(lambda: worked_out(here.desk))
        assert here.column("login") == ["5000"]
        assert here.column("positions") == ["2"]


async def test_the_funnel_of_everybody_and_of_each_partner_has_its_steps() -> None:
    async with crm() as here:
        await here.page(Page.FUNNEL)
        text = here.shown()
        assert "Leads and registrations       54" in text
        assert "Registered                    36" in text
        assert "Positions are closed ones only." in text
        await here.press("l")
        assert "Funnel of IB" in here.shown()
        await here.press("b")
        assert "Funnel of everybody, by Campaign" in here.shown()


async def test_the_funnel_leaves_out_whole_columns_and_says_where_the_rest_of_its_notes_is() -> None:
    async with crm((60, 20)) as here:
        await here.page(Page.FUNNEL)
        text = here.shown()
        assert "of all" in text
        assert "medi" not in text
        assert "Positions are closed ones only." in text
        await here.pilot.resize_terminal(60, 17)
        await here.press()
        assert "… i says all" in here.shown()


# Looking


async def test_filter_sort_and_columns_stay_while_one_is_on_another_page() -> None:
    async with crm() as here:
        await here.press("slash", *"faure", "enter", "o", "l")
        assert set(here.column("last_name")) == {"Faure"}
        await here.press("right_square_bracket")
        await here.until(lambda: settled(here.desk, Report.TRANSACTIONS))
        assert len(here.screen.main.grid.shown_rows) == 14
        await here.press("left_square_bracket")
        assert "6 of 36 rows" in here.shown()


async def test_the_next_start_finds_page_sort_and_columns_but_no_filter_that_may_name_a_customer() -> None:
    async with crm() as here:
        await here.press("slash", *"faure", "enter", "o", "l", "t", "G", "space", "enter")
        before = here.screen.main.grid.chosen
        await here.page(Page.PARTNERS)
        await here.press("slash", "7", "enter", "right_square_bracket")
        here.stage.app.tabs.keep()
        kept = here.stage.context.kept
    assert kept.choices["crm.page"] == "funnel"
    async with crm(kept=kept, ready=False) as here:
        assert here.screen.main.place.page is Page.FUNNEL
        await here.page(Page.PARTNERS)
        assert here.screen.main.grid.model.filter_text == "7"
        await here.page(Page.REGISTRATIONS)
        grid = here.screen.main.grid
        assert grid.chosen == before
        assert (grid.model.filter_text, grid.model.sort_column) == ("", "last_name")


async def test_unknown_columns_of_the_crm_can_be_chosen() -> None:
    async with crm() as here:
        await here.press("t")
        assert "hobby" in here.shown()
        await here.press("slash", *"hobby", "enter", "space", "enter")
        assert "hobby" in here.screen.main.grid.chosen


async def test_names_and_addresses_are_masked_in_the_table_the_details_and_the_raw_row() -> None:
    async with crm() as here:
        await here.press("m")
        for _ in range(2):
            text = here.shown()
            assert "masked" in here.subtitle()
            assert not [word for word in ("Lee", "c0@mail", "chess") if word in text]
            await here.press("v")
        assert "Hidden while names are masked" not in here.shown()
        await here.press("m")
        assert "Lee" in here.shown()


async def test_amounts_and_accounts_are_masked_in_every_table_and_in_the_way_down() -> None:
    async with crm() as here:
        await here.page(Page.TRANSACTIONS)
        assert not {"", "•••"} & set(here.column("amount"))
        await here.press("m")
        assert set(here.column("amount")) == {"•••"}
        await here.page(Page.PARTNERS)
        assert set(here.column("net")) | set(here.column("deposits")) <= {"•••", ""}
        await here.press("enter", "enter")
        assert all(login.startswith("•••") for login in here.column("login"))
        await here.press("enter")
        assert here.screen.main.place.path[-1].startswith("•••")
        assert set(here.column("profit")) == {"•••"}


async def test_the_numbers_of_people_and_their_partners_are_masked_down_to_the_funnel() -> None:
    async with crm() as here:
        numbers = set(here.column("id"))
        await here.press("m")
        assert not [number for number in numbers if f" {number} " in here.shown()]
        await here.press("enter")
        assert here.screen.main.place.path == ["•••"]
        await here.page(Page.PARTNERS)
        partners = [name for name in here.column("group") if not name.startswith("(")]
        assert len(set(partners)) == len(partners) > 1
        assert all("•••" in name for name in partners)
        await here.press("enter")
        assert "•••" in here.screen.main.place.path[0]
        await here.page(Page.FUNNEL)
        await here.press("l")
        heading = next(line for line in here.screen.main.chart.text().splitlines() if "Funnel of" in line)
        assert "•••" in heading


async def test_markup_and_escapes_in_names_are_shown_as_letters() -> None:
    async with crm(LARGE) as here:
        await here.press("slash", *"king", "enter")
        assert "[red]" in here.shown()
        assert "\x1b" not in here.shown()


async def test_raw_json_is_as_the_crm_sent_it() -> None:
    async with crm(LARGE) as here:
        await here.press("v")
        assert '"hobby": "chess"' in here.shown()


# Files


async def test_an_export_says_n_of_m_and_holds_the_rows_that_are_shown() -> None:
    async with crm() as here:
        await here.press("slash", *"jones", "enter", "e")
        await here.workers_done()
        assert "6 of 36 rows" in here.shown()
        (path,) = here.stage.context.exports.glob("*.csv")
        lines = list(csv.reader(path.read_text().splitlines()))
        assert len(lines) == 7
        assert {line[1] for line in lines[1:]} == {"'=HYPERLINK(1)"}
        await here.type("crmexport json all")
        await here.workers_done()
        (path,) = here.stage.context.exports.glob("*.json")
        told = json.loads(path.read_text())
        assert (told["rows"], told["of"], told["partial"]) == (36, 36, False)
        assert told["data"][0]["hobby"] == "chess"


async def test_an_export_hides_what_the_screen_hides() -> None:
    async with crm() as here:
        await here.press("m", "e")
        await here.workers_done()
        (path,) = here.stage.context.exports.glob("*.csv")
        assert "Lee" not in path.read_text()


# Trouble


async def test_rows_that_lack_after_a_broken_page_are_marked_and_refresh_goes_on_from_there() -> None:
    service = a_crm()
    refusal = (400, b'{"message": "no more"}')
    service.moves = lambda path, page: service.script.append(refusal) if page == 2 else None
    async with crm(of=service, page_size=10) as here:
        assert here.desk.view(Report.REGISTRATIONS).phase is Phase.FAILED
        assert "PARTIAL: 20 of 36 rows" in here.shown()
        assert "no more" in here.shown()
        service.moves = lambda path, page: None
        service.asked.clear()
        await here.press("r")
        await here.until(lambda: here.desk.view(Report.REGISTRATIONS).phase is Phase.READY)
        assert "36 rows" in here.shown()
        assert service.pages() == [3, 4]


async def test_reading_can_be_stopped_and_what_came_stays() -> None:
    service = a_crm()
    service.moves = lambda path, page: service.held.add("registrations")
    async with crm(of=service, page_size=10, ready=False) as here:
        await here.until(lambda: "10 of 36 rows" in here.shown())
        await here.press("x")
        service.free.set()
        await here.until(lambda: settled(here.desk, Report.REGISTRATIONS))
        assert here.desk.view(Report.REGISTRATIONS).phase is Phase.CANCELLED
        assert "PARTIAL" in here.shown()


async def test_very_many_rows_are_read_only_when_the_user_agrees() -> None:
    async with crm(ask_above=20, page_size=10, ready=False) as here:
        await here.until(lambda: here.desk.view(Report.REGISTRATIONS).phase is Phase.ASKING)
        assert "The CRM announces 36 rows on 4 pages: A reads them, x leaves them" in here.shown()
        await here.press("A")
        await here.until(lambda: here.desk.view(Report.REGISTRATIONS).phase is Phase.READY)
        assert len(here.screen.main.grid.shown_rows) == 36


async def test_a_refusal_says_why_and_which_step_is_missing() -> None:
    service = a_crm()
    service.login_script = [(401, b'{"message": "API key has expired"}')]
    async with crm(of=service) as here:
        assert "The API key has expired" in here.shown()
        assert "step 3" in here.shown()
        await here.press("i")
        assert "Most likely step 3 is missing: An API key for that user" in here.shown()


async def test_clearing_the_cache_says_how_many_rows_went() -> None:
    async with crm() as here:
        await here.type("crmclear")
        await here.workers_done()
        assert "36 rows are no longer kept" in here.shown()


async def test_another_user_and_other_servers_are_asked_for() -> None:
    async with crm() as here:
        assert "There are: main, other" in await here.type("crmuser nobody")
        await here.type("crmuser other")
        await here.until(lambda: settled(here.desk, Report.REGISTRATIONS))
        assert here.desk.user is not None
        assert here.desk.user.name == "other"
        await here.type("servers mt5-demo-1")
        await here.page(Page.POSITIONS)
        tags = {question.query.get("serverTag") for question in here.crm.asked if "positions" in question.path}
        assert tags == {"mt5-demo-1"}


async def test_of_very_many_rows_only_those_in_view_are_made() -> None:
    async with crm(of=a_crm(6_000)) as here:
        grid = here.screen.main.grid
        await here.press("G")
        assert len(grid.shown_rows) == 6_000
        assert len(grid.model.rows) < 200
        await here.press("slash", *"faure", "enter")
        await here.workers_done()
        assert "1,000 of 6,000 rows" in here.shown()


async def test_keys_that_come_in_one_burst_leave_a_dialog_once() -> None:
    async with crm() as here:
        await here.press("i")
        about = here.stage.app.screen
        for key in ("escape", "enter", "q"):
            about.post_message(Key(key, None))
        await here.press()
        assert here.stage.app.screen is here.screen
        assert here.stage.app.is_running


async def test_partners_stand_below_what_they_bring_together() -> None:
    async with crm() as here:
        await here.page(Page.PARTNERS)
        total = here.screen.main.place.figures
        assert total is not None
        assert "Total  54 leads  36 registered  14 funded  22 unfunded  14 depositors" in here.shown()
        parts = [[int(each) for each in here.column(name)] for name in ("registrations", "funded", "unfunded")]
        assert parts[0] == [funded + unfunded for funded, unfunded in zip(*parts[1:], strict=True)]


async def test_a_long_way_down_keeps_its_end_and_the_number_of_rows() -> None:
    async with crm(SMALL) as here:
        await here.page(Page.PARTNERS)
        await here.press("slash", *"fast", "enter", "enter", "u")
        assert "unfunded registrations" in here.shown()
        assert "8 rows" in here.shown()
        await here.press("escape", "escape")
        total = next(line for line in here.screen.main.head.text().splitlines() if "Total" in line)
        assert total.split()[-1].isalpha()


async def test_the_whole_set_up_can_be_read_where_the_pane_is_too_low_for_it() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        for key in ("5", "i", "pagedown"):
            await pilot.press(key)
            await stage.frame(pilot)
            await stage.frame(pilot)
            if key == "5":
                assert "5 more lines: i" in shown(stage.app)
        assert "tradedeck check" in shown(stage.app)
        assert "more lines" not in shown(stage.app)
