"""The Log screen under the user's hands: filters, details, codes, the session, and the bundle for support."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import settle
from tests.log_scenes import show_log
from tests.scenes import MIDDLE, SMALL, make_stage
from tests.view.hands import Hands
from tests.view.shell.desk import shown as picture
from tui.domain.events import LinkChanged, LinkState, RequestStatusChanged
from tui.domain.traffic import Exchanged, Outcome, Sent
from tui.store.traffic import MOST_LINES, LineKind
from tui.view.command import Scope
from tui.view.screens.log import LogScreen

pytestmark = pytest.mark.anyio


class Log(Hands[LogScreen]):
    """The screen and the hands on its keys."""

    kind = LogScreen

    async def exchange(self, name: str = "getVersion", *symbols: str, **changes: Any) -> None:
        now = self.stage.clock.monotonic()
        fact = Exchanged(name, symbols, "", Outcome.ANSWERED, now - 0.1, now)._replace(**changes)
        self.stage.desk.handle(fact)
        await self.press()

    def kinds(self) -> set[LineKind]:
        lines = {str(line.number): line for line in self.stage.store.traffic.lines}
        return {lines[key].kind for key in self.screen.list.table.model.shown}


@asynccontextmanager
async def log(*keys: str, size: tuple[int, int] = MIDDLE) -> AsyncIterator[Log]:
    stage = make_stage(start=Scope.LOG)
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await show_log(stage, pilot, *keys)
        yield Log(stage, pilot)


async def test_the_newest_line_is_on_top_and_stays_under_the_eye_of_who_reads_it() -> None:
    async with log() as hands:
        await hands.exchange("getMarginLevel")
        assert hands.screen.list.line is not None
        assert hands.screen.list.line.fact == hands.stage.store.traffic.lines[-1].fact
        assert "Balance, equity and margin" in hands.shown()


async def test_on_a_portrait_terminal_each_line_keeps_its_time_and_the_footer_the_keys_of_the_list() -> None:
    async with log(size=(50, 60)) as hands:
        lines = hands.shown().splitlines()
        titles = next(line for line in lines if "What" in line)
        assert all(title in titles for title in ("Time", "What", "Result"))
        assert all(hint in lines[-1] for hint in ("Enter Details", "/ Filter", "? Help"))


async def test_who_looks_back_stays_where_he_is() -> None:
    async with log("j", "j") as hands:
        before = hands.screen.list.line
        await hands.exchange()
        assert hands.screen.list.line == before


async def test_signs_of_life_are_only_shown_when_asked_for() -> None:
    async with log() as hands:
        assert LineKind.PING not in hands.kinds()
        await hands.type("logkind pings")
        assert hands.kinds() == {LineKind.PING}


async def test_f_goes_through_the_kinds_and_comes_back_to_all() -> None:
    async with log("f") as hands:
        assert hands.kinds() == {LineKind.REQUEST}
        await hands.press("f")
        assert hands.kinds() == {LineKind.ORDER}
        await hands.type("logkind all")
        assert len(hands.kinds()) > 3
        await hands.type("logkind nonsense")
        assert "There is no kind" in hands.shown()


async def test_lines_of_one_symbol_are_found_among_all() -> None:
    async with log("j", "j", "s") as hands:
        assert "Log XYZ" in hands.shown()
        assert len(hands.screen.list.table.model.shown) == 1
        await hands.type("logsymbol EURUSD")
        assert len(hands.screen.list.table.model.shown) == 4
        await hands.press("s")
        assert len(hands.screen.list.table.model.shown) > 4


async def test_a_filter_that_nothing_passes_says_so() -> None:
    async with log("f", "f", "f", "f") as hands:
        assert "No line passes the filter" in hands.shown()


async def test_a_refused_command_is_explained_with_what_its_code_proves() -> None:
    async with log("j", "j") as hands:
        assert "getSymbol" in hands.shown()
        assert "BE115" in hands.shown()
        assert "The symbol does not exist" in hands.shown()


async def test_any_code_can_be_looked_up_from_every_tab() -> None:
    async with log("1") as hands:
        await hands.type("code be013")
        assert "The price has changed" in hands.shown()
        await hands.type("code XY123")
        assert "does not know this code" in hands.shown()


async def test_the_session_says_clock_version_account_budget_and_how_long_the_link_stood() -> None:
    async with log() as hands:
        for words in ("120 ms ahead of ours", "2.5.0", "demoEUR", "of 285", "1 of 5", "4 812"):
            assert words in hands.shown().replace("\u2009", " ")
        hands.stage.clock.advance(60)
        lost = LinkChanged(LinkState.WAITING, 1, hands.stage.clock.monotonic(), "ws.xapi.pro", "reset")
        hands.stage.desk.handle(lost)
        await hands.press("shift+tab", "G")
        assert "ready, 6 m" in hands.shown()
        assert "waiting, 0 s: reset" in hands.shown()


async def test_the_bundle_is_written_without_the_login(tmp_path: Path) -> None:
    async with log() as hands:
        hands.stage.context.exports = tmp_path / "exports"
        await hands.exchange("getSymbol", "1000X", outcome=Outcome.REFUSED, detail="login 1000 is not known")
        await hands.press("x")
        await hands.stage.app.workers.wait_for_complete()
        await hands.press()
        (path,) = (tmp_path / "exports").glob("tradedeck-log-*.json")
        text = path.read_text(encoding="utf-8")
        assert "login ••• is not known" in text
        assert "secrets masked" in hands.shown()


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    async with log() as hands:
        (tmp_path / "file").write_text("")
        hands.stage.context.exports = tmp_path / "file" / "exports"
        await hands.press("x")
        await hands.stage.app.workers.wait_for_complete()
        await hands.press()
        assert "cannot be written" in hands.shown()


async def test_a_full_log_goes_on_and_forgets_the_oldest() -> None:
    async with log() as hands:
        now = hands.stage.clock.monotonic()
        for _ in range(MOST_LINES + 5):
            hands.stage.desk.handle(Exchanged("getVersion", (), "", Outcome.ANSWERED, now, now))
        await hands.press()
        await hands.press("G")
        assert hands.screen.list.line == hands.stage.store.traffic.lines[0]


async def test_before_anything_was_sent_the_log_says_what_it_waits_for() -> None:
    stage = make_stage(start=Scope.LOG)
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.frame(pilot)
        await settle()
        assert "Starting" in picture(stage.app)


async def test_what_waits_for_its_answer_is_listed_with_its_age_until_it_has_come() -> None:
    async with log() as hands:
        hands.stage.desk.handle(Sent("1.9", "getSymbol", ("GOLD",), hands.stage.clock.monotonic() - 3))
        hands.stage.clock.advance(1)
        hands.stage.desk.handle(Sent("1.10", "getCalendar", (), hands.stage.clock.monotonic()))
        await hands.press()
        assert "Not answered yet" in hands.shown()
        assert re.search(r"One symbol GOLD +4 s", hands.shown())
        assert "Economic calendar" not in hands.shown().split("Not answered yet")[1]
        await hands.exchange("getSymbol", "GOLD", tag="1.9")
        hands.stage.clock.advance(1)
        await hands.press()
        assert "One symbol GOLD" not in hands.shown().split("Not answered yet")[1]


async def test_a_verdict_comes_before_the_number_of_its_request() -> None:
    async with log() as hands:
        now = hands.stage.clock.monotonic()
        hands.stage.desk.handle(RequestStatusChanged(627706103, 3, "", "", None, now))
        await hands.press()
        assert "accepted · request 627" in hands.shown()
