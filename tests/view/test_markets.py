"""The Markets screen under the user's hands: finding, what is streamed, the sheet, and what leads on from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest

from tests.examples import an_instrument
from tests.fakes import settle
from tests.markets_scenes import rest, show_markets
from tests.scenes import LARGE, MIDDLE, SMALL, make_stage
from tests.view.hands import Hands
from tests.view.shell.desk import shown as picture
from tui.domain import events as ev
from tui.domain.candle import Period
from tui.errors import CommandRefusedError
from tui.view.command import Scope
from tui.view.panels.markets_branches import Branch, branches
from tui.view.panels.markets_sheet import MarketsSheet
from tui.view.screens.markets import MarketsScreen
from tui.view.widgets.live_table import LiveTable

pytestmark = pytest.mark.anyio

REFUSAL = CommandRefusedError("getMarginTrade", "BE115", "not offered now")


class Markets(Hands[MarketsScreen]):
    """The screen and the hands on its keys."""

    kind = MarketsScreen

    async def find(self, text: str) -> None:
        """Search as if it had been typed."""
        self.screen.list.table.set_filter(text)
        await self.press()

    async def rest(self) -> None:
        await rest(self.stage, self.pilot)

    def symbols(self) -> list[str]:
        return list(self.screen.list.table.model.shown)

    async def offer(self, *symbols: str, **changes: Any) -> None:
        """Let the broker have these instruments besides its own."""
        own = [snapshot.instrument for snapshot in self.stage.broker.snapshots]
        more = [an_instrument(symbol=symbol, **changes) for symbol in symbols]
        self.stage.desk.handle(ev.InstrumentsLoaded((*own, *more), complete=True))
        await self.press()


@asynccontextmanager
async def markets(size: tuple[int, int] = MIDDLE, *keys: str, **options: Any) -> AsyncIterator[Markets]:
    stage = make_stage(**options)
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await stage.log_in(pilot)
        await show_markets(stage, pilot, *keys)
        yield Markets(stage, pilot)


# Finding


async def test_all_symbols_are_there_by_name_with_their_groups() -> None:
    async with markets() as hands:
        assert len(hands.symbols()) == len(hands.stage.broker.snapshots)
        assert hands.symbols() == sorted(hands.symbols(), key=str.casefold)
        assert "Forex" in hands.shown()
        assert "Major" in hands.shown()


async def test_letters_are_enough_to_find_and_the_best_is_under_the_cursor() -> None:
    async with markets() as hands:
        await hands.press("slash", *"eus")
        assert hands.screen.list.symbol == hands.screen.sheet.symbol == "EURUSD"
        hands.screen.list.table.set_filter("german")
        assert hands.screen.list.symbol == "DE40"


async def test_the_best_comes_first_and_not_what_comes_first_in_the_alphabet() -> None:
    async with markets() as hands:
        await hands.press("slash", *"usd")
        assert hands.symbols()[0].startswith("USD")
        await hands.press("escape")
        assert len(hands.symbols()) == len(hands.stage.broker.snapshots)


async def test_a_search_stays_within_the_group_that_is_shown() -> None:
    async with markets() as hands:
        await hands.press("shift+tab", "j", "j")
        assert hands.screen.list.branch != Branch()
        inside = set(hands.symbols())
        await hands.press("enter", "slash", *"u")
        assert set(hands.symbols()) <= inside


async def test_find_on_the_command_line_goes_to_the_tab_and_searches_everything() -> None:
    async with markets() as hands:
        await hands.press("shift+tab", "j", "j", "1")
        assert hands.stage.app.tabs.current.scope is Scope.TRADE
        await hands.type("find gold")
        assert hands.screen.list.symbol == "GOLD"


async def test_symbols_with_slashes_blanks_and_other_letters_are_found_and_charted() -> None:
    async with markets() as hands:
        await hands.offer("EUR/USD", "S&P 500 (Dec)", "ŻYWIEC.PL", description="odd")
        for typed, symbol in (
            ("eur/", "EUR/USD"),
            ("p 500", "S&P 500 (Dec)"),
            ("żyw", "ŻYWIEC.PL"),
            ("zyw", "ŻYWIEC.PL"),
        ):
            hands.screen.list.table.set_filter(typed)
            assert hands.screen.list.symbol == symbol
        hands.screen.list.table.set_filter("p 500")
        await hands.press("c")
        assert hands.stage.context.selection.charts["main"] == ("S&P 500 (Dec)", Period.M5)


async def test_what_is_odd_of_a_symbol_is_shown_as_it_is_and_without_a_price() -> None:
    async with markets() as hands:
        await hands.offer("EVIL", description="[red]x[/red]", group="[b]G")
        hands.screen.list.table.set_filter("evil")
        await hands.press()
        assert "[red]x[/red]" in hands.shown()
        assert [cell.text for cell in hands.screen.list.table.model.rows["EVIL"][3:5]] == ["–", "–"]


# What is streamed


async def test_only_rows_in_view_are_streamed() -> None:
    async with markets(SMALL) as hands:
        seen = set(hands.screen.list.visible_symbols)
        hidden = set(hands.symbols()) - seen - set(hands.stage.desk.watchlists.symbols)
        hidden -= {"GOLD", "EURUSD"}
        assert seen <= set(hands.stage.broker.quote_wishes)
        assert hidden
        assert not hidden & set(hands.stage.broker.quote_wishes)
        await hands.press("j", "j")
        await hands.rest()
        # What the chart shows comes before what is under the cursor.
        assert hands.screen.list.symbol in hands.stage.broker.quote_wishes[:2]


async def test_scrolling_asks_for_nothing_until_it_rests() -> None:
    async with markets(SMALL) as hands:
        before = hands.stage.broker.quote_wishes
        await hands.press("G")
        assert hands.stage.broker.quote_wishes == before
        await hands.rest()
        wishes = hands.stage.broker.quote_wishes
        assert set(hands.screen.list.visible_symbols) <= set(wishes)
        assert "AAPL.US_4" not in wishes


async def test_a_price_that_nobody_watched_is_asked_for_when_it_comes_into_view_again() -> None:
    async with markets(SMALL) as hands:
        await hands.press("G")
        await hands.rest()
        hands.stage.clock.advance(60)
        hands.stage.broker.asked.clear()
        await hands.press("g")
        await hands.rest()
        asked = [question for question in hands.stage.broker.asked if question[0] == "ticks"]
        assert any("AAPL.US_4" in question[1] for question in asked)  # type: ignore[operator]


async def test_back_on_trade_its_own_symbols_are_streamed_again() -> None:
    async with markets(SMALL) as hands:
        await hands.press("G")
        await hands.rest()
        assert "USDSEK" in hands.stage.broker.quote_wishes
        await hands.press("1")
        assert "USDSEK" not in hands.stage.broker.quote_wishes


# The sheet


async def test_the_sheet_follows_the_cursor_at_once_and_asks_only_when_it_rests() -> None:
    async with markets() as hands:
        hands.stage.broker.asked.clear()
        await hands.press("j", "j", "j")
        place = hands.screen.list.symbol
        assert hands.screen.sheet.symbol == place
        assert "margin_trade" not in hands.stage.broker.questions()
        await hands.rest()
        assert hands.stage.broker.questions().count("margin_trade") == 1
        assert ("margin_trade", place, Decimal(1)) in hands.stage.broker.asked
        # The record that came with it is one of many: it must not move the list.
        assert hands.screen.list.symbol == place


async def test_the_sheet_says_when_the_market_closes_and_what_a_lot_binds() -> None:
    async with markets() as hands:
        await hands.find("eurusd")
        await hands.rest()
        assert "open, closes in" in hands.shown()
        assert "3 330.00" in hands.shown().replace("\u2009", " ")


async def test_what_the_broker_refuses_stands_in_its_row_and_the_rest_goes_on() -> None:
    stage = make_stage()
    stage.broker.refusals["margin_trade"] = REFUSAL
    async with stage.app.run_test(size=MIDDLE, notifications=True) as pilot:
        await stage.log_in(pilot)
        await show_markets(stage, pilot)
        assert "BE115" in picture(stage.app)
        assert "Commission" in picture(stage.app)
        assert "closed, opens in" in picture(stage.app)


async def test_the_day_of_a_closed_market_is_as_pale_as_its_prices() -> None:
    async with markets() as hands:
        await hands.find("aapl.us_4")
        await hands.rest()
        for words in ("closed, opens in", "+0.06 %"):
            assert words in hands.shown()
        lines = hands.stage.app.screen.query_one(MarketsSheet).view.lines
        (day,) = [span for line in lines for span in line if span.text == "▲+0.06 %"]
        assert day.style == hands.stage.context.paint["muted"]


async def test_a_list_that_was_refused_says_so_and_is_read_when_asked_again() -> None:
    stage = make_stage()
    stage.broker.refusals["symbols"] = CommandRefusedError("getAllSymbols", "EX000", "no")
    async with stage.app.run_test(size=MIDDLE, notifications=True) as pilot:
        await stage.log_in(pilot)
        await show_markets(stage, pilot)
        assert "EX000" in picture(stage.app)
        stage.broker.refusals.clear()
        await pilot.press("r")
        await settle()
        await stage.frame(pilot)
        assert "EX000" not in picture(stage.app)
        assert "AAPL.US_4" in picture(stage.app)


async def test_a_symbol_that_the_broker_takes_away_leaves_the_list_and_the_sheet_says_so() -> None:
    async with markets() as hands:
        await hands.find("gold")
        left = tuple(each.instrument for each in hands.stage.broker.snapshots if each.instrument.symbol != "GOLD")
        assert "GOLD" in hands.symbols()
        hands.stage.desk.handle(ev.InstrumentsLoaded(left, complete=True))
        await hands.press()
        assert "GOLD" not in hands.symbols()
        hands.screen.sheet.show_symbol("GOLD")
        await hands.press()
        assert "The broker does not offer this symbol" in hands.shown()


async def test_on_a_small_terminal_enter_opens_the_sheet_that_scrolls_and_there_the_chart() -> None:
    async with markets(SMALL, "enter") as hands:
        top = hands.shown()
        await hands.press("G")
        assert hands.shown() != top
        assert "Expires" in hands.shown()
        await hands.press("g")
        assert "Expires" not in hands.shown()
        await hands.press("slash", *"sil", "enter")
        assert hands.screen.list.symbol == "SILVER"
        await hands.press("enter", "enter")
        assert hands.stage.app.trade.chart.is_on_screen
        assert hands.stage.app.trade.chart.symbol == "SILVER"


# Leading on


async def test_w_adds_to_the_shown_watchlist_and_marks_it() -> None:
    async with markets() as hands:
        await hands.find("usdnok")
        await hands.press("w")
        assert "USDNOK" in hands.stage.desk.watchlists.symbols
        assert hands.screen.list.table.model.rows["USDNOK"][1].text == "★"


async def test_marked_symbols_go_to_the_named_list_together() -> None:
    async with markets() as hands:
        await hands.press("space", "j", "space")
        marked = hands.screen.list.table.marked_keys
        await hands.type("watchon crypto")
        assert set(marked) <= set(hands.stage.desk.watchlists.as_mapping()["Crypto"])
        assert not set(marked) & set(hands.stage.desk.watchlists.as_mapping()["Majors"])


async def test_what_is_on_the_list_already_is_said_and_not_added_twice() -> None:
    async with markets() as hands:
        await hands.find("eurusd")
        before = hands.stage.desk.watchlists.as_mapping()
        await hands.press("w")
        assert hands.stage.desk.watchlists.as_mapping() == before
        assert "already on" in hands.shown().casefold()


async def test_enter_charts_the_symbol_on_trade_where_the_sheet_is_beside() -> None:
    async with markets() as hands:
        await hands.find("silver")
        await hands.press("enter")
        assert hands.stage.app.tabs.current.scope is Scope.TRADE
        assert hands.stage.context.selection.charts["main"][0] == "SILVER"


async def test_b_and_s_open_a_ticket_for_the_symbol_on_trade() -> None:
    async with markets() as hands:
        await hands.find("silver")
        await hands.press("b")
        await settle()
        await hands.press()
        assert hands.stage.app.tabs.current.scope is Scope.TRADE
        draft = hands.stage.app.trade.ticket.draft
        assert draft is not None
        assert draft.symbol == "SILVER"


async def test_read_only_has_no_ticket_to_open() -> None:
    async with markets(read_only=True) as hands:
        await hands.press("b")
        assert hands.stage.app.tabs.current.scope is Scope.MARKETS


async def test_prices_sort_nothing_because_only_those_in_view_are_known() -> None:
    async with markets() as hands:
        before = hands.symbols()
        hands.screen.list.table.choose_column("bid")
        assert hands.symbols() == before
        hands.screen.list.table.choose_column("description")
        assert hands.symbols() != before


@pytest.mark.parametrize("size", [(60, 20), (104, 30), LARGE])
async def test_no_line_is_wider_than_the_terminal(size: tuple[int, int]) -> None:
    async with markets(size) as hands:
        assert len(hands.shown().splitlines()) == size[1]
        assert isinstance(hands.screen.focused, LiveTable)


def test_a_category_with_one_group_does_not_list_it() -> None:
    one = an_instrument(symbol="A", category="CRT", group="Crypto")
    two = [an_instrument(symbol=name, category="FX", group=group) for name, group in (("B", "Major"), ("C", "Minor"))]
    found = [(branch.title, branch.count) for branch in branches([one, *two])]
    assert found == [("All symbols", 3), ("Crypto", 1), ("Forex", 2), ("Major", 1), ("Minor", 1)]
    assert [branch.holds(one) for branch in branches([one, *two])] == [True, True, False, False, False]
