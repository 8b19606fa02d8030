"""The broker's own IB history under the user's hands: days, sums, files, and what stands there when there is none."""

import csv
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from tests.crm_examples import a_crm, equip, until
from tests.ib_examples import introduce
from tests.scenes import LARGE, MIDDLE, SMALL, make_stage
from tests.view.hands import Hands
from tui.desk.ib_tables import IbLine
from tui.domain import events as ev
from tui.domain.events import LinkState
from tui.errors import CommandRefusedError
from tui.store.statements import Stage as Reading
from tui.view.command import Scope
from tui.view.palette import palette_entries, ranked
from tui.view.panel import dispatch
from tui.view.panels.crm_pages import Page
from tui.view.screens.crm import CrmScreen

pytestmark = pytest.mark.anyio

REFUSAL = CommandRefusedError("getIbsHistory", "EX006", "No access")
BROKEN = CommandRefusedError("getIbsHistory", "EX001", "Something went wrong")


class History(Hands[CrmScreen]):
    """The screen and the hands on its keys."""

    kind = CrmScreen

    async def days(self, text: str) -> None:
        """Go there as the `:` line and the palette do."""
        dispatch(self.stage.app, "crm.ibhistory", text)
        await self.press()

    def column(self, name: str) -> list[str]:
        grid = self.screen.main.grid
        assert grid.table is not None
        return [grid.table.text(at, name, hide=grid.hide) for at in grid.shown_rows]

    def questions(self) -> int:
        return self.stage.broker.questions().count("ib_history")

    async def export(self, key: str) -> Path:
        await self.press(key)
        await self.workers_done()
        (path,) = self.stage.context.exports.glob("*")
        return path


@asynccontextmanager
async def history(
    folder: Path, size: tuple[int, int] = MIDDLE, *, introducing: bool = True, start: Scope = Scope.CRM
) -> AsyncIterator[History]:
    stage = make_stage(start=start)
    stage.context.exports = folder
    if introducing:
        introduce(stage)
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await stage.log_in(pilot)
        here = History(stage, pilot)
        await here.press()
        yield here


async def test_palette_and_line_reach_the_history_of_last_month_from_the_trade_screen(tmp_path: Path) -> None:
    async with history(tmp_path, start=Scope.TRADE) as here:
        app = here.stage.app
        offered = ranked(palette_entries(app.screen, app.keys), "IB history")
        assert offered[0].command.title == "IB history"
        await here.type("ibhistory last month")
        assert here.screen.main.place.page is Page.IB_HISTORY
        assert "2026-02-01 – 2026-02-28" in here.shown()
        assert "11 rows, as of" in here.shown()
        await here.days("2026-02-30")
        assert "is neither days like" in here.shown()


async def test_it_says_whose_figures_these_are_and_what_they_add_up_to(tmp_path: Path) -> None:
    async with history(tmp_path) as here:
        text = here.shown()
        assert "The broker's own figures of account 1000's clients, not the CRM's" in text
        assert "nominal in EUR, the account's currency" in text
        assert "Total  12 deals  5.75 lots  nominal 12\u2009006.00 EUR  1 not wholly visible" in text
        assert here.column("login").count("(not visible)") == 3
        await here.press("i")
        assert "both need not agree" in here.shown()


async def test_days_begin_and_end_at_midnight_of_the_users_zone(tmp_path: Path) -> None:
    async with history(tmp_path) as here:
        await here.days("2026-03-02")
        _, start, end = here.stage.broker.asked[-1]
        # Berlin is an hour ahead of UTC in winter.
        assert (start, end) == (1_772_406_000_000, 1_772_492_400_000 - 1)
        assert {moment[:10] for moment in here.column("at")} == {"2026-03-02"}
        await here.days("2025-01-01")
        assert "No client traded in these days" in here.shown()


async def test_one_key_shows_sums_by_client_and_by_symbol_that_add_up_to_the_deals(tmp_path: Path) -> None:
    async with history(tmp_path) as here:
        total = here.stage.store.ib.deals
        for key in ("login", "symbol"):
            await here.press("b")
            assert sum(int(count) for count in here.column("deals")) == len(total) == 12
            assert sum(Decimal(lots) for lots in here.column("volume")) == Decimal("5.75")
            assert len(here.column(key)) == (4 if key == "login" else 3)
            assert "Total  12 deals" in here.shown()
        await here.press("b")
        assert len(here.column("at")) == 12


async def test_a_sum_leads_to_its_deals_and_back(tmp_path: Path) -> None:
    async with history(tmp_path) as here:
        await here.press("b", "g", "j")
        line = here.screen.main.grid.row
        assert isinstance(line, IbLine)
        await here.press("enter")
        assert set(here.column("login")) == {line.deals[0].login or "(not visible)"}
        assert f"Total  {len(line.deals)} deals" in here.shown()
        await here.press("r")
        assert len(here.column("login")) == len(line.deals)
        await here.press("escape")
        assert here.screen.main.grid.row.name == line.name


async def test_filter_and_sort_show_the_total_of_what_is_shown(tmp_path: Path) -> None:
    async with history(tmp_path) as here:
        await here.press("slash", *"gold", "enter", "o", "l")
        assert set(here.column("symbol")) == {"GOLD"}
        assert "Total of the shown  4 deals" in here.shown()
        assert "4 of 12 rows" in here.shown()
        assert here.column("login") == sorted(here.column("login"))


async def test_an_export_holds_what_is_shown_and_hides_what_is_masked(tmp_path: Path) -> None:
    async with history(tmp_path / "csv") as here:
        path = await here.export("e")
        lines = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert path.name == "ib-history-deal-by-deal-2026-03-01-2026-03-04.csv"
        assert len(lines) == 12
        assert {line["Surname"] for line in lines} == {"Kowalska", "'=HYPERLINK(1)", "Mary [red]King", ""}
        assert lines[0]["Time (Europe/Berlin)"] == "2026-03-04 11:00:00"
    async with history(tmp_path / "json") as here:
        await here.press("m", "b")
        told = json.loads((await here.export("E")).read_text(encoding="utf-8"))
        assert (told["report"], told["rows"], told["of"]) == ("IB history by client", 4, 4)
        assert told["days"] == "2026-03-01 – 2026-03-04 (Europe/Berlin)"
        assert "Kowalska" not in str(told)
        assert sum(line["deals"] for line in told["data"]) == 12


async def test_it_is_read_once_and_again_when_wanted_and_says_how_far_it_is(tmp_path: Path) -> None:
    async with history(tmp_path) as here:
        here.stage.store.ib.fetch.begin(3)
        here.stage.store.ib.fetch.paged()
        here.stage.store.ib.told()
        await here.press()
        assert "reading, part 2 of 3" in here.shown()
        assert len(here.column("at")) == 12
        await here.press("x", "right_square_bracket", "left_square_bracket")
        assert here.questions() == 1
        await here.press("r")
        assert here.questions() == 2
        assert "12 rows, as of" in here.shown()


async def test_an_account_that_is_no_ib_says_so_with_the_brokers_words_and_asks_nothing(tmp_path: Path) -> None:
    async with history(tmp_path, introducing=False) as here:
        assert "1. A role that may read the IB reports" in here.shown()
        await here.days("")
        assert "This account is no introducing broker's account." in here.shown()
        assert "ibAccount is false" in here.shown()
        assert here.questions() == 0
        await here.press("e")
        assert "there is no table" in here.shown()


async def test_a_broker_that_refuses_is_quoted(tmp_path: Path) -> None:
    async with history(tmp_path, start=Scope.TRADE) as here:
        here.stage.broker.refusals["ib_history"] = REFUSAL
        await here.days("")
        assert "EX006" in here.shown()
        assert here.stage.store.ib.fetch.refused


async def test_a_failure_says_what_to_do_and_keeps_what_was_known(tmp_path: Path) -> None:
    async with history(tmp_path) as here:
        here.stage.broker.refusals["ib_history"] = BROKEN
        await here.press("r")
        assert len(here.column("at")) == 12
        assert "EX001" in here.shown()
        await here.days("last month")
        assert "EX001" in here.shown()
        assert here.screen.main.has_table is False
        here.stage.broker.refusals.clear()
        await here.press("r")
        assert len(here.column("at")) == 11
        assert "EX001" not in here.screen.main.head.text()


async def test_without_a_link_it_says_what_it_waits_for_and_asks_once_that_is_there(tmp_path: Path) -> None:
    stage = make_stage(start=Scope.CRM)
    introduce(stage)
    async with stage.app.run_test(size=MIDDLE) as pilot:
        here = History(stage, pilot)
        await here.press()
        assert "is read once the account is logged in" in here.shown()
        assert "tradedeck check" in here.shown()
        await stage.log_in(pilot)
        await here.press()
        assert stage.store.ib.fetch.stage is Reading.READY
        assert len(here.column("at")) == 12
        stage.desk.handle(ev.LinkChanged(LinkState.WAITING, 1, stage.clock.monotonic(), "ws.xapi.pro"))
        await here.press()
        assert len(here.column("at")) == 12


async def test_beside_a_crm_it_is_a_page_of_its_own(tmp_path: Path) -> None:
    async with history(tmp_path, LARGE) as here:
        desk = equip(here.stage, a_crm())
        await until(here.stage, here.pilot, lambda: desk.is_open)
        await here.press("left_square_bracket", "left_square_bracket")
        assert here.screen.main.place.page is Page.IB_HISTORY
        assert "Leads · Registrations · Transactions" in here.shown()
        await here.press("right_square_bracket")
        assert here.screen.main.place.page is Page.LEADS
        await desk.close()


async def test_small_terminals_show_whole_columns_and_the_total(tmp_path: Path) -> None:
    async with history(tmp_path, SMALL) as here:
        assert "Total  12 deals" in here.shown()
        assert "not the CRM's" in here.shown()
        await here.press("right_square_bracket")
        assert "1. A role that may read the IB reports" in here.shown()
