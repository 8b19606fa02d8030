"""The Trade screen under the user's hands: keys, layouts, freshness and what reaches the desk."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.examples import AT_MS, a_closed_trade, a_position
from tests.scenes import LARGE, MIDDLE, SATURDAY_MS, SMALL, make_stage, price_of
from tests.view.managing import on_stage, panes, shown
from tui.domain import events as ev
from tui.domain.candle import Period
from tui.domain.events import LinkState
from tui.errors import LinkError
from tui.view.panels.blotter_rows import totals
from tui.xapi.replies import SymbolSnapshot

pytestmark = pytest.mark.anyio


async def test_every_pane_has_its_place_at_120_by_36() -> None:
    async with on_stage(MIDDLE) as (stage, _):
        assert panes(stage) == ["watchlist", "chart-main", "depth", "ticket", "blotter"]


async def test_a_second_chart_appears_where_there_is_room() -> None:
    async with on_stage(LARGE) as (stage, pilot):
        assert "chart-second" in panes(stage)
        assert stage.desk.charts.shown == {("EURUSD", Period.M5), ("EURUSD", Period.H1)}
        await pilot.resize_terminal(*MIDDLE)
        await stage.frame(pilot)
        assert "chart-second" not in panes(stage)
        assert stage.desk.charts.shown == {("EURUSD", Period.M5)}


async def test_on_a_small_terminal_tab_walks_the_panes_one_at_a_time() -> None:
    async with on_stage(SMALL) as (stage, pilot):
        seen = []
        for _ in range(5):
            seen.append(panes(stage))
            await pilot.press("tab")
            await stage.frame(pilot)
        assert seen == [["watchlist"], ["chart-main"], ["depth"], ["ticket"], ["blotter"]]
        assert panes(stage) == ["watchlist"]


async def test_a_zoomed_pane_has_the_screen_until_escape() -> None:
    async with on_stage(MIDDLE) as (stage, pilot):
        await pilot.press("tab", "z")
        await stage.frame(pilot)
        assert panes(stage) == ["chart-main"]
        await pilot.press("escape")
        await stage.frame(pilot)
        assert len(panes(stage)) == 5


@pytest.mark.parametrize("size", [(60, 20), SMALL, (103, 30), (104, 30), MIDDLE, (169, 50), LARGE])
async def test_no_line_is_wider_than_the_terminal_and_the_account_is_always_named(size: tuple[int, int]) -> None:
    async with on_stage(size) as (stage, _):
        lines = shown(stage).splitlines()
        assert len(lines) == size[1]
        assert "SIM" in lines[0]
        assert "Equity" in lines[0] or size[0] < 80


async def test_the_currency_stands_behind_an_amount_and_not_behind_the_number_of_the_account() -> None:
    async with on_stage(SMALL) as (stage, _):
        assert shown(stage).startswith(" SIM  1000  Equity 10\u2009312.44 EUR  Level")


async def test_a_terminal_below_the_design_still_works_and_says_that_it_is_small() -> None:
    async with on_stage((60, 20)) as (stage, pilot):
        assert "60×20 is small" in shown(stage)
        assert "EURUSD" in shown(stage)
        await pilot.resize_terminal(*SMALL)
        await stage.frame(pilot)
        stage.clock.advance(1)
        await stage.frame(pilot)
        assert "is small" not in shown(stage)


async def test_a_narrow_chart_has_whole_words_in_its_frame() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press(*["greater_than_sign"] * 6)
        await stage.frame(pilot)
        stage.clock.advance(1)
        await stage.frame(pilot)
        frame = [line for line in shown(stage).splitlines() if "╭─ EURUSD" in line or " M30 " in line]
        assert len(frame) == 2
        assert "…" not in "".join(frame)
        assert " M5 " in frame[1]


async def test_the_frame_of_a_watchlist_says_how_many_there_are_and_which_keys_lead_to_them() -> None:
    async with on_stage() as (stage, pilot):
        assert "list 1/4 · h l" in shown(stage)
        await pilot.press("l")
        await stage.frame(pilot)
        assert "list 2/4 · h l" in shown(stage)


async def test_a_lot_of_what_is_no_pair_is_told_as_a_multiple_of_its_price() -> None:
    async with on_stage() as (stage, pilot):
        assert "100\u2009000 EUR" in shown(stage)
        await pilot.press("l")
        await stage.frame(pilot)
        assert "100 × price" in shown(stage)


async def test_the_cursor_moves_the_instrument_and_the_depth_and_streams_that_depth() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("j")
        await stage.frame(pilot)
        assert stage.context.selection.symbol == "GBPUSD"
        assert stage.broker.depth_wishes == {"GBPUSD"}
        assert stage.broker.quote_wishes[:2] == ("EURUSD", "GBPUSD")
        assert "GBP/USD" in stage.app.trade.ticket.copied_text(whole_row=True)


async def test_enter_charts_the_symbol_under_the_cursor() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("j", "j", "enter")
        await stage.frame(pilot)
        assert stage.desk.charts.shown == {("USDJPY", Period.M5)}
        assert stage.broker.candle_wishes == ("USDJPY",)


async def test_brackets_walk_through_the_periods_and_stop_at_both_ends() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("tab", *["left_square_bracket"] * 3)
        assert stage.app.trade.chart.period is Period.M1
        await pilot.press(*["right_square_bracket"] * 12)
        assert stage.app.trade.chart.period is Period.MN1


async def test_scrolling_back_asks_for_older_candles() -> None:
    async with on_stage() as (stage, pilot):
        before = len(stage.store.candles.series[("EURUSD", Period.M5)].candles)
        await pilot.press("tab", *["pageup"] * 10)
        await stage.frame(pilot)
        await stage.frame(pilot)
        assert len(stage.store.candles.series[("EURUSD", Period.M5)].candles) > before
        assert "Scrolled back" in shown(stage)
        await pilot.press("end")
        await stage.frame(pilot)
        assert "Scrolled back" not in shown(stage)


async def test_the_command_line_adds_a_symbol_in_any_case_and_removes_it_again() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("colon", *"watch gold", "enter")
        await stage.frame(pilot)
        assert "GOLD" in stage.desk.watchlists.symbols
        await pilot.press("delete")
        assert "GOLD" not in stage.desk.watchlists.symbols


async def test_a_symbol_that_the_broker_does_not_have_is_refused_with_the_reason() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("colon", *"watch NOPE", "enter")
        await stage.frame(pilot)
        assert "NOPE" not in stage.desk.watchlists.symbols
        assert "no symbol NOPE" in shown(stage)


async def test_lists_are_walked_reordered_and_named_from_the_keyboard() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("l")
        assert stage.desk.watchlists.active == "Metals & energy"
        await pilot.press("h", "J")
        assert stage.desk.watchlists.symbols[:2] == ("GBPUSD", "EURUSD")
        await pilot.press("colon", *"newlist Mine", "enter")
        await stage.frame(pilot)
        assert all(words in shown(stage) for words in ("No symbols on this list", "other lists"))
        assert (stage.desk.watchlists.active, stage.desk.watchlists.symbols) == ("Mine", ())


async def test_the_blotter_shows_positions_pending_orders_own_orders_and_history_in_turn() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("shift+tab")
        await stage.frame(pilot)
        assert "312408331" in shown(stage)
        await pilot.press("l")
        await stage.frame(pilot)
        assert "Buy limit" in shown(stage)
        await pilot.press("l")
        await stage.frame(pilot)
        assert "No orders of this program yet" in shown(stage)
        await pilot.press("l")
        await stage.frame(pilot)
        assert "take profit" in shown(stage)


async def test_a_position_that_closes_leaves_the_positions_and_enters_the_history() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("shift+tab")
        stage.desk.handle(ev.TradeClosed(a_closed_trade(312408331, comment="[S/L]"), stage.clock.monotonic()))
        await stage.frame(pilot)
        assert list(stage.app.trade.blotter.table.model.rows) == ["312408377"]
        await pilot.press("h", "h")
        await stage.frame(pilot)
        assert "stop loss" in shown(stage)


async def test_of_a_long_history_only_the_rows_in_view_are_made_and_all_of_them_follow_privacy() -> None:
    stage = make_stage()
    past = [replace(a_closed_trade(312400000 + at), closed_at=AT_MS - 60_000 * at) for at in range(500)]
    stage.broker.closed = past
    async with stage.app.run_test(size=MIDDLE) as pilot:
        await stage.log_in(pilot)
        await pilot.press("shift+tab", "h", "h")
        await stage.frame(pilot)
        table = stage.app.trade.blotter.table
        assert len(table.model.shown) == 500
        assert 0 < len(dict.keys(table.model.rows)) < 50
        await pilot.press("asterisk", "G")
        await stage.frame(pilot)
        assert {table.model.rows[key][8].text for key in table.model.shown} == {"•••"}


async def test_the_totals_row_says_unknown_while_one_profit_is_unknown() -> None:
    async with on_stage() as (stage, pilot):
        stage.desk.handle(ev.PositionChanged(a_position(99, profit=None), stage.clock.monotonic()))
        await stage.frame(pilot)
        row = shown(stage).splitlines()[-3]
        assert "3 open" in row
        assert "–" in row


# --- the four pictures of freshness, and the link


async def test_a_live_price_has_no_mark() -> None:
    async with on_stage() as (stage, _):
        assert stage.app.trade.watchlist.table.model.rows["EURUSD"][1].text == " "


async def test_a_silent_feed_marks_every_price_and_says_so() -> None:
    async with on_stage() as (stage, pilot):
        stage.clock.advance(9)
        await stage.frame(pilot)
        rows = stage.app.trade.watchlist.table.model.rows
        assert {rows[symbol][1].text for symbol in stage.desk.watchlists.symbols} == {"!"}
        assert rows["EURUSD"][2].style == "stale"
        assert "quotes stale" in shown(stage)
        assert "nothing heard for 9 s" in shown(stage)
        assert "new link at 12 s" in shown(stage)
        stage.clock.advance(21)
        await stage.frame(pilot)
        assert "nothing heard for 30 s · prices are dimmed; a new link is due" in shown(stage)


async def test_a_sum_of_profits_is_dimmed_once_none_of_its_prices_lives() -> None:
    async with on_stage() as (stage, pilot):
        assert [cell.style for cell in totals(stage.context, "Positions") or () if cell.style] == ["down"] * 2
        stage.clock.advance(9)
        await stage.frame(pilot)
        assert (totals(stage.context, "Positions") or ())[-1].style == "stale"


async def test_a_market_without_ticks_is_quiet_and_not_stale() -> None:
    async with on_stage() as (stage, pilot):
        stage.clock.advance(90)
        stage.hear_feed()
        await stage.frame(pilot)
        assert stage.app.trade.watchlist.table.model.rows["EURUSD"][1].text == "·"
        assert "No tick for 1 m" in shown(stage)
        assert "stale" not in shown(stage)


async def test_a_closed_market_says_when_it_opens() -> None:
    async with on_stage(at_ms=SATURDAY_MS) as (stage, _):
        row = stage.app.trade.watchlist.table.model.rows["EURUSD"]
        assert row[1].text == "×"
        assert "Market closed" in shown(stage)
        assert "opens in" in shown(stage)


async def test_a_sentence_about_the_link_is_never_cut_at_the_end_of_a_row() -> None:
    async with on_stage(SMALL) as (stage, pilot):
        stage.app.live.tell_blocked(LinkError("EX007", "invalid login or password", "Correct it, then :reconnect"))
        await stage.frame(pilot)
        banner = shown(stage).splitlines()[2:4]
        assert banner[0].endswith("Correct")
        assert banner[1] == " it, then :reconnect"
        stage.app.live.tell_blocked(LinkError("EX007", "no such user " * 20, "Correct it, then :reconnect"))
        await stage.frame(pilot)
        assert [len(line) <= 80 for line in shown(stage).splitlines()[2:4]] == [True, True]
        assert shown(stage).splitlines()[3].endswith("…")
        await stage.log_in(pilot)
        await stage.frame(pilot)
        assert "Watchlist" in shown(stage).splitlines()[2]


async def test_a_lost_link_says_what_failed_and_when_the_next_try_comes_and_ends_by_itself() -> None:
    async with on_stage() as (stage, pilot):
        now = stage.clock.monotonic()
        stage.desk.handle(ev.LinkChanged(LinkState.WAITING, 1, now, "", "reset by peer", retry_at=now + 4))
        await stage.frame(pilot)
        assert "reset by peer" in shown(stage)
        assert "next try in 4 s" in shown(stage)
        assert stage.app.trade.watchlist.table.model.rows["EURUSD"][2].style == "stale"
        await stage.log_in(pilot)
        stage.tick_all()
        await stage.frame(pilot)
        assert "reset by peer" not in shown(stage)
        assert stage.app.trade.watchlist.table.model.rows["EURUSD"][1].text == " "


async def test_a_refused_login_stays_on_screen_with_its_remedy() -> None:
    async with on_stage(SMALL, live=False) as (stage, pilot):
        event = ev.LinkChanged(LinkState.BLOCKED, 0, 1.0, detail="EX007: wrong password", hint="correct the password")
        stage.desk.handle(event)
        await stage.frame(pilot)
        assert "EX007" in shown(stage)
        assert "correct the password" in shown(stage)


async def test_a_broker_that_cannot_be_made_is_told_and_does_not_end_the_program() -> None:
    stage = make_stage()

    async def refuse(_: object) -> Any:
        raise LinkError("The demo's venue did not start", "port in use", "Try again")

    connect, stage.app.live.connect = stage.app.live.connect, refuse
    async with stage.app.run_test(size=MIDDLE) as pilot:
        await stage.frame(pilot)
        await stage.frame(pilot)
        assert "The demo's venue did not start" in shown(stage)
        stage.app.live.connect = connect
        await pilot.press("colon", *"reconnect", "enter")
        await stage.log_in(pilot)
        stage.clock.advance(1)
        await stage.frame(pilot)
        assert "did not start" not in shown(stage)


async def test_account_figures_are_missing_until_known_and_alarm_in_words() -> None:
    async with on_stage(MIDDLE, live=False) as (stage, pilot):
        assert "Equity –" in shown(stage)
        await stage.log_in(pilot)
        low = replace(stage.broker.account_figures, margin_level=Decimal("79.9"))
        stage.desk.handle(ev.FiguresChanged(low, stage.clock.monotonic()))
        await stage.frame(pilot)
        assert "STOP-OUT NEAR" in shown(stage)


async def test_a_read_only_start_is_said() -> None:
    async with on_stage(read_only=True) as (stage, _):
        assert "read-only" in shown(stage).splitlines()[0]


async def test_real_money_is_named_and_framed() -> None:
    async with on_stage(badge="REAL") as (stage, _):
        assert shown(stage).splitlines()[0].strip().startswith("REAL")
        assert "┏" in shown(stage)


# --- frames


async def test_while_paused_the_panes_stand_still_and_catch_up_afterwards() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("p")
        moved = replace(stage.broker.snapshots[0].quote, bid=price_of("EURUSD") + 1, at_ms=AT_MS + 1000)
        stage.desk.handle(ev.QuoteChanged(moved, stage.clock.monotonic()))
        await stage.frame(pilot)
        row = stage.app.trade.watchlist.table.model.rows["EURUSD"]
        assert row[2].sort == price_of("EURUSD")
        assert "Paused, prices below are old" in shown(stage)
        await pilot.press("p")
        await stage.frame(pilot)
        assert "Paused" not in shown(stage)
        assert stage.app.trade.watchlist.table.model.rows["EURUSD"][2].sort == price_of("EURUSD") + 1


async def test_what_changes_behind_the_help_is_shown_after_it() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("question_mark")
        moved = replace(stage.broker.snapshots[0].quote, bid=price_of("EURUSD") + 1, at_ms=AT_MS + 1000)
        stage.desk.handle(ev.QuoteChanged(moved, stage.clock.monotonic()))
        await stage.frame(pilot)
        await pilot.press("escape")
        await stage.frame(pilot)
        assert stage.app.trade.watchlist.table.model.rows["EURUSD"][2].sort == price_of("EURUSD") + 1


async def test_hostile_words_of_the_broker_change_nothing_but_their_own_cell() -> None:
    async with on_stage() as (stage, pilot):
        hostile = "[/red] [@click=app.quit]x[/] \x1b]52;c;AAAA\x07 \u202eabc"
        instrument = replace(stage.broker.snapshots[0].instrument, description=hostile)
        stage.desk.handle(ev.InstrumentsLoaded((instrument,), complete=False))
        stage.desk.handle(ev.PositionChanged(a_position(5, comment=hostile), stage.clock.monotonic()))
        now = stage.clock.monotonic()
        stage.desk.handle(ev.LinkChanged(LinkState.WAITING, 1, now, hostile, hostile, hostile))
        await pilot.resize_terminal(*LARGE)
        await stage.frame(pilot)
        text = shown(stage)
        assert "[/red] [@click=app.quit]x[/]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


async def test_a_symbol_that_the_broker_no_longer_offers_is_marked() -> None:
    async with on_stage(LARGE) as (stage, pilot):
        gbpusd: SymbolSnapshot = stage.broker.snapshots[1]
        stage.desk.handle(ev.InstrumentsLoaded((gbpusd.instrument,), complete=True))
        await stage.frame(pilot)
        assert "does not offer" in shown(stage)


async def test_a_theme_named_on_the_command_line_of_the_program_repaints_everything() -> None:
    async with on_stage() as (stage, pilot):
        before = stage.context.paint["up"]
        await pilot.press("colon", *"theme high-contrast", "enter")
        await stage.frame(pilot)
        assert stage.app.theme == "high-contrast"
        assert stage.context.paint["up"] != before


async def test_leaving_logs_out() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("q")
    assert stage.broker.closed_down
