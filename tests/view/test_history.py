"""The History screen under the user's hands: days, deals, statistics, plots, files, and trouble."""

import asyncio
import csv
import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.examples import AT_MS
from tests.history_examples import a_deal, cash, few, read, show_history, year
from tests.scenes import LARGE, MIDDLE, SMALL, Stage, make_stage
from tests.view.shell.desk import shown as picture
from tui.domain import events as ev
from tui.domain.candle import DAY_MS
from tui.domain.events import LinkState
from tui.domain.position import ClosedTrade
from tui.errors import CommandRefusedError
from tui.view.command import Scope
from tui.view.palette import footer_hints, keymap_of
from tui.view.panel import dispatch
from tui.view.panels.blotter_words import BlotterTab
from tui.view.panels.history_room import AT_ONCE_ROWS
from tui.view.screens.history import HistoryScreen

pytestmark = pytest.mark.anyio


class History:
    """The screen and the hands on the keys."""

    def __init__(self, stage: Stage, pilot: Pilot[None], screen: HistoryScreen) -> None:
        self.stage, self.pilot, self.screen = stage, pilot, screen

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.stage.frame(self.pilot)
        await self.stage.frame(self.pilot)

    async def days(self, text: str) -> None:
        dispatch(self.stage.app, "app.screen_history", text)
        await read(self.stage, self.pilot)

    def shown(self) -> str:
        return picture(self.stage.app)

    def line(self, start: str) -> str:
        return next(line for line in self.shown().splitlines() if start in line)

    def deals(self) -> list[int]:
        return [deal.position for deal in self.screen.deals.shown]

    def place(self) -> Scope:
        return self.stage.app.tabs.current.scope

    def said(self) -> str:
        return " ".join(f"{note.title} {note.message}" for note in self.stage.app._notifications)

    async def workers_done(self) -> None:
        await self.stage.app.workers.wait_for_complete()
        await self.press()


@asynccontextmanager
async def history(rows: list[ClosedTrade], size: tuple[int, int] = MIDDLE, *days: str) -> AsyncIterator[History]:
    stage = make_stage()
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        yield History(stage, pilot, await show_history(stage, pilot, rows, *days))


# Deals


async def test_deals_cash_and_the_reasons_of_their_end_stand_in_words() -> None:
    async with history(few()) as here:
        assert "2026-02-03 – 2026-03-04" in here.shown()
        assert "6 rows, as of 2026-03-04" in here.shown()
        assert here.deals() == [312408003, 3, 2, 312408002, 312408001, 1]
        assert "STOP OUT" in here.line("312408003")
        assert "stop loss" in here.line("312408002")
        assert "take profit" in here.line("312408001")
        for word, amount in (("Deposit", "+1\u2009000.00"), ("Withdrawal", "-200.00"), ("Credit", "+25.00")):
            assert amount in here.line(word)
            assert "cash" in here.line(word)
        assert "+56.00" in here.line("3 closed")


async def test_a_filter_leaves_its_deals_with_their_count_and_sums() -> None:
    async with history(few()) as here:
        await here.press("slash", *"eurusd", "enter")
        assert here.deals() == [312408003, 312408001]
        assert "2 of 6 rows" in here.shown()
        assert "+77.50" in here.line("2 closed")
        await here.press("escape")
        assert len(here.deals()) == 6
        assert here.stage.app.tabs.current is here.screen


async def test_deals_are_sorted_by_the_letter_of_a_column() -> None:
    async with history(few()) as here:
        await here.press("o", "p")
        assert here.deals()[:3] == [2, 312408002, 3]
        await here.press("o", "p")
        assert here.deals()[0] == 1


async def test_the_cursor_stays_on_its_deal_when_another_one_ends() -> None:
    async with history(few()) as here:
        await here.press("j", "j", "j")
        assert here.screen.deals.deal is not None
        assert here.screen.deals.deal.position == 312408002
        here.stage.desk.handle(ev.TradeClosed(a_deal(312408331, 0.001, "9.00"), here.stage.clock.monotonic()))
        await here.press()
        assert here.deals()[0] == 312408331
        assert here.screen.deals.deal.position == 312408002
        assert "7 rows" in here.shown()


async def test_enter_charts_the_symbol_of_the_deal_and_cash_has_none() -> None:
    async with history(few()) as here:
        await here.press("j", "enter")
        assert "no symbol" in here.said()
        await here.press("j", "j", "enter")
        await read(here.stage, here.pilot)
        assert here.stage.app.tabs.current is here.stage.app.trade
        assert here.stage.app.trade.chart.symbol == "GOLD"


# Days, and how they are read


async def test_the_days_that_nobody_chose_follow_the_brokers_clock_and_chosen_ones_stay() -> None:
    async with history(few(), SMALL) as here:
        assert str(here.screen.room.days) == "2026-02-03 – 2026-03-04"
        here.stage.clock.advance(DAY_MS / 1000)
        await here.press("1", "H")
        await read(here.stage, here.pilot)
        assert str(here.screen.room.days) == "2026-02-04 – 2026-03-05"
        await here.days("2026-02-25 2026-02-26")
        here.stage.clock.advance(DAY_MS / 1000)
        await here.press("1", "H")
        assert str(here.screen.room.days) == "2026-02-25 – 2026-02-26"


async def test_days_are_typed_or_chosen() -> None:
    async with history(few(), SMALL) as here:
        await here.press("colon", *"history ", *"2026-02-25", "space", *"2026-02-26", "enter")
        await read(here.stage, here.pilot)
        assert here.deals() == [2, 312408002]
        await here.press("d")
        assert "Which days?" in here.shown()
        await here.press("g", "enter")
        await read(here.stage, here.pilot)
        assert str(here.screen.room.days) == "2026-03-04 – 2026-03-04"
        assert "No deals in these days" in here.shown()


async def test_a_line_that_names_no_days_stays_where_it_was_typed() -> None:
    async with history(few()) as here:
        await here.press("escape", "colon", *"history someday", "enter")
        assert "neither days like" in here.shown()
        assert here.place() is Scope.TRADE


async def test_days_begin_and_end_at_the_midnights_of_the_users_zone() -> None:
    # 2026-02-10 in Berlin is 2026-02-09 23:00 to 2026-02-10 23:00 UTC.
    ten = 1_770_678_000_000
    rows = [replace(a_deal(at, 0, "1.00"), closed_at=ten + moment) for at, moment in ((1, -1), (2, 0), (3, 86_399_999))]
    rows.append(replace(a_deal(4, 0, "1.00"), closed_at=ten + 86_400_000))
    async with history(rows, MIDDLE, "2026-02-10") as here:
        assert here.deals() == [3, 2]


async def test_a_long_span_shows_its_progress_is_stopped_and_goes_on() -> None:
    async with history(year()) as here:
        gate = here.stage.broker.history_gate = asyncio.Semaphore(4)
        await here.days("2025-03-01 2026-03-04")
        assert "reading part 5 of" in here.shown()
        before = len(here.deals())
        assert before > 0
        assert "x Stop" in here.shown()
        await here.press("x")
        gate.release()
        await read(here.stage, here.pilot)
        assert "PARTIAL: " in here.shown()
        assert "r goes on with what is missing" in here.shown()
        here.stage.broker.history_gate = None
        await here.press("r")
        await read(here.stage, here.pilot, 30)
        assert "PARTIAL" not in here.shown()
        assert len(here.deals()) > before


async def test_a_refused_history_says_why_and_the_key_that_asks_again() -> None:
    async with history(few()) as here:
        here.stage.broker.refusals["closed_trades"] = CommandRefusedError("getTradesHistory", "EX011", "no")
        await here.days("2025-01-01 2025-01-31")
        assert "(EX011)" in here.shown()
        assert "r asks again" in here.shown()
        assert "Nothing came" in here.shown()
        here.stage.broker.refusals.clear()
        await here.press("r")
        await read(here.stage, here.pilot)
        assert "No deals in these days" in here.shown()


async def test_days_that_are_wanted_without_a_link_are_read_when_it_is_back() -> None:
    async with history(few()) as here:
        stage = here.stage
        stage.desk.handle(ev.LinkChanged(LinkState.WAITING, 1, stage.clock.monotonic(), "ws.xapi.pro"))
        await here.days("2026-01-01 2026-03-04")
        assert "read when the link is back" in here.shown()
        assert len(here.deals()) == 6
        stage.desk.handle(ev.LinkChanged(LinkState.READY, 2, stage.clock.monotonic(), "ws.xapi.pro"))
        await read(stage, here.pilot)
        assert "6 rows, as of" in here.shown()


# Statistics and plots


async def test_the_statistics_are_those_of_the_hand_computed_sample() -> None:
    async with history(few()) as here:
        await here.press("right_square_bracket")
        for label, value in (
            ("Net", "+56.00"),
            ("Gross", "+60.00"),
            ("Swap", "-1.50"),
            ("Commission", "-2.50"),
            ("Withdrawals", "-200.00"),
            ("Win rate", "66.7 %"),
            ("Profit factor", "3.60"),
            ("Expectancy", "+18.67"),
            ("Average loss", "-21.50"),
            ("Largest win", "+47.50"),
            ("Drawdown", "21.50"),
        ):
            assert value in here.line(label)
        assert "2 won, 1 lost" in here.shown()
        assert "STOP OUT" in here.shown()


async def test_what_cannot_be_known_is_missing_with_the_reason() -> None:
    async with history([a_deal(1, 3, "5.00"), a_deal(2, 2, "7.00")]) as here:
        await here.press("right_square_bracket")
        assert "– no loss" in here.line("Profit factor")
        assert "– no loss" in here.line("Largest loss")
        assert "no fall" in here.line("Drawdown")


async def test_the_drawdown_in_percent_needs_all_days_until_now() -> None:
    rows = [a_deal(1, 300, "30.00"), a_deal(2, 299, "-20.00"), *few()]
    async with history(rows) as here:
        await here.press("right_square_bracket")
        assert " %" in here.line("Drawdown")
        await here.days("2025-05-01 2025-05-31")
        assert "% needs the balance" in here.shown()
        await here.days("2025-05-01 2026-03-04")
        assert "% needs the balance" not in here.shown()


async def test_the_curve_is_of_the_balance_or_of_the_net_alone() -> None:
    async with history(few()) as here:
        await here.press("right_square_bracket", "right_square_bracket")
        assert "Balance with deposits and withdrawals, EUR" in here.shown()
        # 10 000 now, after +56.00 and 800.00 of cash: 9 144.00 at the beginning.
        assert here.screen.room.figures is not None
        assert here.screen.room.figures.before == Decimal("9144.00")
        await here.press("b")
        assert "Net of the trades so far, EUR" in here.shown()


async def test_bars_are_by_month_weekday_hour_and_symbol_in_turn() -> None:
    async with history(year(), MIDDLE, "2025-06-01 2026-03-04") as here:
        await here.press("left_square_bracket")
        assert "Net by month, EUR" in here.shown()
        assert "2025-06" in here.shown()
        await here.press("b")
        assert "Net by weekday of the close, EUR" in here.shown()
        await here.press("m")
        assert "Net by weekday of the opening, EUR" in here.shown()
        await here.press("b")
        assert "Net by hour of the opening" in here.shown()
        await here.press("b")
        assert "US500" in here.shown()


async def test_a_long_history_is_worked_out_beside_the_screen() -> None:
    rows = [a_deal(number, number / 100, "1.00") for number in range(1, AT_ONCE_ROWS + 2)]
    async with history(rows) as here:
        await here.workers_done()
        assert "2001 rows" in here.shown()
        assert here.screen.room.figures is not None
        assert here.screen.room.figures.statistics.all.trades == AT_ONCE_ROWS + 1


async def test_a_large_terminal_shows_statistics_and_the_curve_beside_the_deals() -> None:
    async with history(few(), LARGE) as here:
        for words in ("Deals", "Win rate", "Balance with deposits", "312408003"):
            assert words in here.shown()
        await here.press("z")
        assert "Win rate" not in here.shown()
        await here.press("escape")
        assert "Win rate" in here.shown()
        assert here.stage.app.tabs.current is here.screen


# Files


async def test_deals_are_exported_as_they_are_shown_for_their_owner_only(tmp_path: Path) -> None:
    rows = [*few(), a_deal(5, 3, "1.00", comment="=cmd|' /C calc'!A0")]
    async with history(rows) as here:
        here.stage.context.exports = tmp_path / "files"
        await here.press("e")
        await here.workers_done()
        path = tmp_path / "files" / "history-2026-02-03-2026-03-04.csv"
        assert str(path) in here.said().replace("\n", "")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file))
        assert [row["kind"] for row in found].count("trade") == 4
        assert not any(row["comment"].startswith("=") for row in found)
        await here.press("slash", *"gold", "enter", "E")
        await here.workers_done()
        found = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert [row["net"] for row in found] == ["-21.50"]


async def test_the_statistics_are_exported_from_their_page_and_partial_days_say_so(tmp_path: Path) -> None:
    async with history(few()) as here:
        here.stage.context.exports = tmp_path
        await here.press("right_square_bracket", "e")
        await here.workers_done()
        assert "3.6" in (tmp_path / "statistics-2026-02-03-2026-03-04.csv").read_text(encoding="utf-8")
        here.stage.broker.refusals["closed_trades"] = CommandRefusedError("getTradesHistory", "BE116", "no")
        await here.press("R")
        await read(here.stage, here.pilot)
        await here.press("left_square_bracket", "e")
        await here.workers_done()
        assert (tmp_path / "history-2026-02-03-2026-03-04-partial.csv").exists()
        assert "PARTIAL" in here.said()


# Around it


async def test_back_leads_to_where_one_came_from_and_the_row_marks_trade() -> None:
    async with history(few()) as here:
        await here.press("escape")
        assert here.place() is Scope.TRADE
        await here.press("2", "H")
        assert here.place() is Scope.HISTORY
        await here.press("escape")
        assert here.place() is Scope.MARKETS


async def test_the_blotter_keeps_its_own_days_whatever_was_read_besides() -> None:
    old = [a_deal(7, 200, "1.00"), cash(8, 100, "5.00")]
    async with history([*few(), *old], MIDDLE, "2025-06-01 2026-03-04") as here:
        assert set(here.deals()) >= {7, 8}
        await here.press("escape")
        blotter = here.stage.app.trade.blotter
        blotter.show_tab(BlotterTab.HISTORY)
        await here.press()
        assert "History 6" in here.shown()
        assert "last 31 days · H for more" in here.shown()
        assert not any(key.startswith(("7/", "8/")) for key in blotter.table.model.rows)
        assert "+56.00" in here.line("3 closed")


async def test_the_blotter_says_that_its_days_are_not_read_when_only_others_are() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=MIDDLE) as pilot:
        await stage.frame(pilot)
        stage.desk.handle(ev.HistoryLoaded((a_deal(7, 200, "1.00"),), AT_MS - 250 * DAY_MS, AT_MS - 100 * DAY_MS))
        stage.app.trade.blotter.show_tab(BlotterTab.HISTORY)
        await stage.frame(pilot)
        assert "History –" in picture(stage.app)


async def test_the_footer_names_the_keys_of_each_page() -> None:
    async with history(few()) as here:

        def keys() -> set[str]:
            return {hint.command_id for hint in footer_hints(here.screen, keymap_of(here.stage.app))[0]}

        assert {"history.leave", "history.days", "history_deals.open"} <= keys()
        assert "history.by" not in keys()
        await here.press("left_square_bracket")
        assert {"history.by", "history.moment"} <= keys()


async def test_the_help_says_what_the_figures_mean() -> None:
    async with history(few()) as here:
        await here.press("right_square_bracket", "question_mark")
        assert "What the figures mean" in here.shown()
        await here.press(*"payoff")
        assert "Average win divided by average loss; none without a loss." in here.shown()
        await here.press("enter")
        assert here.stage.app.screen is here.screen


async def test_money_is_hidden_on_every_page_while_private() -> None:
    async with history(few(), LARGE) as here:
        await here.press("asterisk")
        assert "+56.00" not in here.shown()
        assert "+50.00" not in here.shown()
        assert "66.7 %" in here.shown()
        await here.press("asterisk")
        assert "+56.00" in here.shown()
