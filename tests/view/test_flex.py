"""The Flex screen under the user's hands: what is asked of the desk, and how one walks through a statement."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot

from tests.flex_examples import JOBS, Ask, FakeStatements, equip, statement_text, two_accounts
from tests.scenes import LARGE, MIDDLE, SMALL, Stage, make_stage
from tests.view.hands import Hands
from tui.desk.flex_pruning import PruneWish
from tui.domain.events import TroubleNoticed
from tui.flex.windows import DateRange, LastDays, Saved
from tui.store.statements import Stage as Progress
from tui.store.statements import TokenLine
from tui.view.command import Scope
from tui.view.kept import Kept
from tui.view.panels.flex_words import is_counting
from tui.view.screens.flex import FlexScreen

pytestmark = pytest.mark.anyio


class Flex(Hands[FlexScreen]):
    """The screen, its desk, and the hands on its keys."""

    kind = FlexScreen

    def __init__(self, stage: Stage, pilot: Pilot[None], desk: FakeStatements) -> None:
        super().__init__(stage, pilot)
        self.desk = desk

    def title(self) -> str:
        return Content.from_markup(str(self.screen.reader.border_title)).plain

    def screen_is(self, scope: Scope) -> bool:
        return self.stage.app.tabs.current.scope is scope and self.stage.app.screen is self.stage.app.tabs.current

    def asked(self, verb: str) -> list[Ask]:
        return [ask for ask in self.desk.asked if ask.verb == verb]


@asynccontextmanager
async def flex(
    size: tuple[int, int] = MIDDLE, *, ready: bool = True, kept: Kept | None = None, **options: Any
) -> AsyncIterator[Flex]:
    stage = make_stage(start=Scope.FLEX, kept=kept or Kept())
    desk = equip(stage, **options) if ready else None
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await stage.frame(pilot)
        await stage.frame(pilot)
        yield Flex(stage, pilot, desk)  # type: ignore[arg-type]


SECTION = ("enter", "h", "j", "j", "j", "j", "j", "enter")
"""Keys from the queries to the trades of the newest statement."""


# Lists and jobs


async def test_queries_jobs_and_files_stand_beside_the_statement_and_count_down() -> None:
    async with flex(LARGE) as here:
        panes = [panel.id for panel in here.screen.panels if panel.is_on_screen]
        assert panes == ["flex-queries", "flex-jobs", "flex-files", "flex-reader"]
        queries = [replace(query, next_at=here.stage.clock.seconds + 61) for query in here.desk.store.queries]
        here.desk.store.archive_changed(here.desk.store.entries, queries)
        await here.press()
        text = here.shown()
        for words in ("never", "61 s", "generating", "12 s", "1018 Too many requests", "ends in 5 days"):
            assert words in text
        here.stage.clock.advance(60)
        await here.press()
        assert " 1 s" in here.shown()


async def test_on_a_small_terminal_tab_walks_the_panes_and_asking_leads_to_the_jobs() -> None:
    async with flex(SMALL) as here:
        seen = []
        for _ in range(4):
            seen.append([panel.id for panel in here.screen.panels if panel.is_on_screen])
            await here.press("tab")
        assert seen == [["flex-queries"], ["flex-jobs"], ["flex-files"], ["flex-reader"]]
        await here.press("f")
        assert here.screen.panes.current is here.screen.jobs


async def test_f_asks_for_the_query_under_the_cursor_or_for_all_marked_ones() -> None:
    async with flex() as here:
        await here.press("j", "f")
        assert here.asked("fetch") == [Ask("fetch", "123457", Saved())]
        assert "Asked for Trade confirmations" in here.shown()
        await here.press("space", "j", "space", "f")
        assert [ask.what for ask in here.asked("fetch")[1:]] == ["123457", "123458"]
        assert here.screen.queries.table.marked_keys == ()


async def test_the_line_names_queries_and_days_from_any_tab() -> None:
    async with flex() as here:
        await here.type("fetch quarterly")
        assert "There is no query quarterly" in here.shown()
        await here.press("escape")
        await here.type("fetch activity yesterday")
        assert "Which days? – yesterday" in here.shown()
        assert here.asked("fetch") == []
        await here.press("escape", "1")
        assert not here.screen_is(Scope.FLEX)
        await here.type("fetch trade confirmations 2026-01-01 2026-01-31")
        assert here.screen_is(Scope.FLEX)
        assert here.asked("fetch") == [Ask("fetch", "123457", DateRange(date(2026, 1, 1), date(2026, 1, 31)))]


async def test_days_are_typed_behind_the_name_of_the_query() -> None:
    async with flex() as here:
        await here.press("d")
        await here.pilot.press("3", "0", "enter")
        assert here.asked("fetch") == [Ask("fetch", "123456", LastDays(30))]


async def test_jobs_are_called_off_gone_on_with_and_told_about() -> None:
    parked = replace(JOBS[1], id=20, phase="parked", active=False, next_at_ms=None)
    async with flex(jobs=(*JOBS, parked)) as here:
        await here.press("tab", "u", "j", "x")
        assert here.asked("resume") == [Ask("resume", 20)]
        assert here.asked("cancel") == [Ask("cancel", 9)]
        await here.press("G", "i")
        assert "1014: Query is invalid." in here.shown()
        assert "Look up the query's number" in here.shown()
        await here.press("escape")
        here.desk.store.job_changed(replace(JOBS[1], phase="done", active=False, over=True, entry_id=9))
        here.desk.store.trouble_noticed(TroubleNoticed("Statement of Activity", "the token file is gone", "", 0.0))
        await here.press()
        assert here.shown().count("statement #9 is here") == 1
        assert here.shown().count("the token file is gone") == 1


async def test_old_statements_are_shown_before_they_go_and_the_first_answer_keeps_them() -> None:
    async with flex() as here:
        await here.type("prune keep 1 activity")
        await here.workers_done()
        assert here.asked("prunable") == [Ask("prunable", PruneWish(1, None, frozenset({"123456"})))]
        for words in ("Remove 1 statement?", "#9  2026-02-01  Activity", "4.2 kB on disk; 2 statements stay."):
            assert words in here.shown()
        await here.press("enter")
        assert here.asked("prune") == []
        await here.type("prune keep 1 activity")
        await here.workers_done()
        await here.press("tab", "enter")
        await here.workers_done()
        assert here.asked("prune") == [Ask("prune", frozenset({9}))]
        assert "1.2 kB freed on disk" in here.shown()
        assert "2026-02-01" not in here.shown()


async def test_where_nothing_is_old_enough_nothing_is_asked() -> None:
    async with flex() as here:
        await here.type("flex prune --keep 9 --older-than 30")
        await here.workers_done()
        assert here.asked("prunable") == [Ask("prunable", PruneWish(9, 30))]
        assert "Nothing to remove" in here.shown()


# Reading


async def test_on_a_tiny_terminal_the_days_that_came_stand_whole_below_those_asked_for() -> None:
    async with flex((60, 20)) as here:
        await here.press("enter")
        assert "│ asked: last 90 days" in here.shown()
        assert "came: 2025-12-01 … 2026-02-28 " in here.shown()


async def test_enter_opens_the_overview_goes_in_and_escape_comes_out_to_where_one_was() -> None:
    async with flex() as here:
        await here.press("enter")
        text = here.shown().replace("\u2009", " ")
        for words in ("28 901.00", "asked: last 90 days", "came: 2025-12-01 … 2026-02-28", "Net asset value, EUR"):
            assert words in text
        await here.press(*SECTION[1:])
        assert here.title() == "Sections › Trades 60"
        await here.press("j", "j", "enter")
        assert here.title() == "Sections › Trades › row 3 of 60"
        assert "transactionID" in here.shown()
        await here.press("l")
        assert here.title() == "Sections › Trades › row 4 of 60"
        await here.press("escape")
        assert here.screen.reader.pages.sheet.row_number == 3
        await here.press("escape")
        assert here.screen.reader.pages.sections.cursor_key == "Trades/Trade"
        await here.press("escape", "escape")
        assert here.screen.panes.current is here.screen.files


async def test_enter_on_a_figure_leads_to_its_section_and_no_section_is_left_out() -> None:
    async with flex() as here:
        await here.press("enter", "slash", *"dividends", "enter", "enter")
        assert here.title() == "Sections › Cash transactions 6"
        await here.press("escape")
        assert here.title().startswith("Overview")
        await here.press("escape", "h")
        assert "Moon phases" in here.shown()
        assert "empty" in here.shown()
        await here.press("G", "enter", "enter")
        assert "full" in here.shown()
        assert "tide" in here.shown()


async def test_rows_are_filtered_sorted_and_shown_in_the_columns_of_choice() -> None:
    async with flex() as here:
        await here.press(*SECTION, "slash", *"sell vwce", "enter")
        table = here.screen.reader.pages.sheet
        assert len(table.model.shown) == 5
        assert table.cursor_key in table.model.shown
        assert "5 of 60" in here.shown()
        letter = next(column.letter for column in table.painter.columns if column.key == "proceeds")
        await here.press("o", letter, "g")
        assert table.sheet is not None
        proceeds = [float(table.sheet.attributes(int(key))["proceeds"]) for key in table.model.shown]
        assert proceeds == sorted(proceeds)
        await here.press("escape", *"lllllll")
        assert len(table.model.shown) == 60
        assert "Transaction ID" in here.shown()
        assert "Date time" in here.shown()
        await here.press("t")
        assert "all the same" in here.shown()
        await here.press("a", "space", "enter", "escape", "j", "enter", "escape", "k", "enter")
        assert len(table.chosen) == 16
        assert "dateTime" not in table.chosen
        kept, before = here.stage.context.kept, table.chosen
    async with flex(kept=kept) as here:
        await here.press(*SECTION)
        assert here.screen.reader.pages.sheet.chosen == before


async def test_a_long_section_is_arranged_beside_the_screen() -> None:
    async with flex(texts={12: statement_text(trades=2500)}) as here:
        await here.press(*SECTION, "slash", *"acme", "enter")
        await here.workers_done()
        await here.press("G")
        table = here.screen.reader.pages.sheet
        assert len(table.model.shown) == 625
        assert table.row_number == 2496


async def test_what_is_told_beside_a_figure_is_money_too() -> None:
    async with flex(LARGE) as here:
        await here.press("enter")
        told = ("settled 4 200.00", "unrealised -310.50", "28 901.00")
        assert [words for words in told if words not in here.shown().replace("\u2009", " ")] == []
        assert "Value of 1 position " in here.shown()
        await here.press("asterisk")
        assert "settled •••" in here.shown()
        assert "unrealised •••" in here.shown()
        assert [words for words in ("200.00", "310.50", "901.00") if words in here.shown()] == []
        assert "15.41" in here.shown()


async def test_charts_come_where_there_is_a_curve_and_only_there() -> None:
    async with flex(SMALL) as here:
        await here.press("enter", "l")
        assert "Net asset value, EUR" in here.shown()
        assert "Dividends, interest and fees, EUR by month" in here.shown()
        await here.press("escape", "escape", "j", "enter", "l")
        assert here.screen.reader.pages.sections.has_focus


async def test_a_collapsed_range_and_several_accounts_are_said_and_outside_text_is_no_markup() -> None:
    text = two_accounts().replace('symbol="NET"', 'symbol="[red]x[/] &#x202e;abc"')
    async with flex(texts={11: text}) as here:
        await here.press("enter")
        assert "#12 cannot be read: not well-formed at line 3, byte 212" in here.shown()
        assert "v shows the file as it was received" in here.shown()
        await here.type("statement 11")
        words = " ".join(here.shown().split())
        assert "! Asked for the last 30 days, but the statement covers one day" in words
        assert "#11 · U7000001 1/2" in words
        await here.press("right_square_bracket")
        assert "#11 · U7000002 2/2" in here.shown()
        await here.press(*SECTION[1:])
        assert "[red]x[/]" in here.shown()
        assert "\u202e" not in here.shown()


# What is done with a statement


async def test_exports_write_the_section_or_everything() -> None:
    async with flex() as here:
        await here.press("e", "c")
        assert here.desk.asked == []
        assert "no statement is open" in here.shown()
        await here.press("enter", "e", *SECTION[1:], "e", "E")
        await here.type("flexexport json all")
        await here.workers_done()
        assert [(ask.what, ask.more) for ask in here.asked("export")] == [
            ("flex-123456-12.csv", (False, "U7000001", "")),
            ("flex-123456-12-Trades-Trade.csv", (False, "U7000001", "Trades/Trade")),
            ("flex-123456-12-Trades-Trade.json", (True, "U7000001", "Trades/Trade")),
            ("flex-123456-12.json", (True, "U7000001", "")),
        ]


async def test_statements_are_compared_and_a_screen_that_cannot_be_lent_says_what_else_helps() -> None:
    async with flex() as here:
        await here.press("enter", "c")
        await here.workers_done()
        assert here.asked("compare") == [Ask("compare", 9, "U7000001")]
        assert "2 new, 0 gone, 1 changed" in here.shown()
        await here.press("escape")
        await here.type("compare 11")
        await here.workers_done()
        assert here.asked("compare")[-1].what == 11
        await here.press("escape", "v")
        await here.workers_done()
        assert "cannot be lent" in here.shown()


# Other states


async def test_where_nothing_is_set_up_the_screen_says_what_to_do_and_goes_on_when_it_is() -> None:
    async with flex(ready=False) as here:
        assert "Flex statements are not set up yet" in here.shown()
        assert "[flex.main]" in here.shown()
        await here.press("f")
        assert "no Flex token is configured" in here.shown()
        here.stage.store.statements.begin((TokenLine("main"),), ())
        here.stage.store.statements.ready()
        await here.press()
        assert here.screen.panes.current is here.screen.queries


async def test_trouble_and_progress_are_said_and_a_screen_without_a_countdown_writes_nothing() -> None:
    async with flex(jobs=()) as here:
        here.desk.store.opening_changed(Progress.LOADING, 12, "", 24_000)
        await here.press()
        assert "Reading #12, 24.0 kB of 48.2 kB" in here.shown()
        here.desk.store.failed("The disk is full – make room")
        await here.press("f")
        assert "The disk is full – make room" in here.shown()
        assert here.desk.asked == []
        assert not is_counting(here.desk.store, here.stage.context)


async def test_what_a_low_pane_has_no_room_for_is_counted_and_one_key_shows_it() -> None:
    async with flex(ready=False, size=(60, 20)) as here:
        assert "7 more lines: i" in here.shown()
        assert "Start again" not in here.shown()
        await here.press("i", "pagedown")
        assert "press f here" in here.shown()
