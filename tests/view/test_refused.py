"""What panes say where the broker refuses what they show: its code and words, and no endless waiting."""

from dataclasses import replace

import pytest

from tests.fakes import settle
from tests.scenes import MIDDLE, Stage, make_stage
from tests.view.shell.desk import shown
from tui.domain import events as ev
from tui.domain.candle import Period
from tui.domain.events import LinkState
from tui.errors import CommandRefusedError
from tui.store.candles import Series

pytestmark = pytest.mark.anyio


def refuse(stage: Stage, method: str, command: str) -> None:
    stage.broker.refusals[method] = CommandRefusedError(command, "EX001", "not today")


async def refuses(symbol: str, period: Period, end_ms: int, count: int) -> list[object]:
    raise CommandRefusedError("getChartRangeRequest", "EX001", "not today")


async def test_each_pane_says_what_was_refused_and_the_rest_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_stage()
    monkeypatch.setattr(stage.broker, "candles_before", refuses)
    for method, command in (
        ("closed_trades", "getTradesHistory"),
        ("hours", "getTradingHours"),
        ("profile", "getCurrentUserData"),
        ("version", "getVersion"),
        ("figures", "getMarginLevel"),
    ):
        refuse(stage, method, command)
    async with stage.app.run_test(size=MIDDLE, notifications=True) as pilot:
        await stage.log_in(pilot)
        stage.clock.advance(1)
        stage.hear_feed()
        await settle()
        await stage.frame(pilot)
        trade = shown(stage.app)
        assert stage.broker.ready_marks == 1
        assert "getChartRangeRequest was refused: EX001" in trade
        assert "not today · r asks again" in trade
        assert "Reading M5" not in trade
        assert "hours refused" in trade
        assert "Link down" not in trade
        for _ in range(3):
            stage.app.trade.blotter.command_next_tab()
        await stage.frame(pilot)
        assert "getTradesHistory was refused: EX001" in shown(stage.app)
        await pilot.press("7")
        await stage.frame(pilot)
        await stage.frame(pilot)
        log = shown(stage.app)
        assert "getVersion was" in log
        assert "getCurrentUserData was" in log
        assert "not read yet" not in log


async def test_a_login_that_waits_for_the_open_trades_says_why() -> None:
    stage = make_stage()
    refuse(stage, "open_trades", "getTrades")
    async with stage.app.run_test(size=MIDDLE, notifications=True) as pilot:
        while not stage.broker.running:
            await pilot.pause()
        stage.desk.handle(ev.LinkChanged(LinkState.SYNCING, 1, stage.clock.monotonic(), "ws.xapi.pro"))
        stage.hear_feed()
        await settle()
        stage.clock.advance(1)
        await stage.frame(pilot)
        picture = shown(stage.app)
        assert "Logged in, reading the account · getTrades was refused: EX001 – not today · asked again" in picture
        assert stage.store.market.instruments_complete


async def test_a_symbol_that_is_gone_is_said_to_be_on_the_watchlist_and_on_the_chart() -> None:
    stage = make_stage()
    stage.desk.watchlists.add("GONE.US", before="GBPUSD")
    stage.context.selection.charts["main"] = ("GONE.US", Period.M5)
    async with stage.app.run_test(size=MIDDLE, notifications=True) as pilot:
        await stage.log_in(pilot)
        stage.clock.advance(1)
        stage.hear_feed()
        await pilot.press("j")
        await stage.frame(pilot)
        assert "The broker does not offer GONE.US any more" in shown(stage.app)
        assert "GONE.US       !      gone" in shown(stage.app)
        assert "The broker does not offer│" in shown(stage.app)
        assert "◌ No longer offered" in shown(stage.app)
        stage.desk.refresh()
        stage.broker.asked.clear()
        await stage.frame(pilot)
        asked = [each for each in stage.broker.asked if each[0] in ("ticks", "hours", "symbol")]
        assert "GONE.US" not in str(asked)


def test_a_chart_without_any_candle_is_not_read_for_ever() -> None:
    series = Series("EURUSD", Period.M5)
    assert not series.read
    series.load(ev.CandlesLoaded("EURUSD", Period.M5, ()))
    assert series.read


async def test_a_symbol_that_is_taken_away_under_an_open_ticket_stops_the_ticket() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=MIDDLE, notifications=True) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        await pilot.press("b")
        await stage.frame(pilot)
        stage.broker.snapshots = [each for each in stage.broker.snapshots if each.instrument.symbol != "EURUSD"]
        stage.desk.refresh()
        await settle()
        stage.clock.advance(1)
        stage.hear_feed()
        await stage.frame(pilot)
        picture = shown(stage.app)
        assert "EURUSD        !      gone          –       –" in picture
        assert "│ No longer offered" in picture
        assert "The broker no longer offers this" in picture
        assert "Reading what the broker" not in picture


async def test_a_polled_price_and_candles_from_ticks_are_never_taken_for_streamed_ones() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=MIDDLE, notifications=True) as pilot:
        await stage.log_in(pilot)
        stage.clock.advance(8)
        stage.hear_feed()
        quote = replace(stage.store.market.prices["EURUSD"].quote, at_ms=stage.clock.now_ms())
        stage.desk.handle(ev.QuoteChanged(quote, stage.clock.monotonic() - 7, polled=True))
        stage.clock.advance(1)
        await stage.frame(pilot)
        picture = shown(stage.app)
        assert "EURUSD        ~   1.09" in picture
        assert picture.count("◌ Polled, 8 s old") == 2
        stage.store.candles.silent.add("EURUSD")
        stage.desk.handle(ev.QuoteChanged(quote, stage.clock.monotonic()))
        stage.clock.advance(1)
        await stage.frame(pilot)
        assert "Polled" not in shown(stage.app)
        assert "◌ From ticks – no candles are streamed" in shown(stage.app)
