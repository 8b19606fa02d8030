"""What the next start finds again: places, filters, sorts, and an unsent ticket, which is not sent unreviewed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.examples import AT_MS
from tests.order_examples import a_tag, confirmed
from tests.scenes import LARGE, MIDDLE, make_stage
from tests.view.managing import on_stage, panes, resized, shown
from tui.config.state import DraftState, State, StateStore, TableState
from tui.dashboard import start_scope
from tui.domain.position import Side
from tui.errors import GuardError
from tui.memory.screens import kept_from, state_with
from tui.view.command import Scope
from tui.view.kept import Kept
from tui.view.line import run_line
from tui.view.panel import copy_text
from tui.view.panels.blotter_words import BlotterTab
from tui.view.screens.news import NewsScreen

pytestmark = pytest.mark.anyio

DRAFT = DraftState("EURUSD", "buy", 0, "market", {"volume": "0.10", "stop loss": "20p"})


def test_the_tab_that_was_open_last_opens_unless_another_is_asked_for() -> None:
    assert start_scope(None, "news") is Scope.NEWS
    assert start_scope("log", "news") is Scope.LOG
    assert start_scope(None, "a tab of another version") is Scope.TRADE
    assert start_scope(None, None) is Scope.TRADE


async def test_filter_and_sort_of_a_table_are_found_again() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("slash", *"jpy", "enter", "o", "d", "o", "d")
        stage.app.tabs.keep()
        state = state_with(State(), stage.context.kept)
    assert state.tables["trade.watchlist"] == TableState("jpy", "change", True)
    async with on_stage(kept=kept_from(state)) as (stage, _):
        assert set(stage.app.trade.watchlist.table.visible_keys) == {"USDJPY", "EURJPY"}
        assert stage.app.trade.watchlist.table.model.sort_reverse


async def test_a_ticket_is_put_down_without_its_prices_and_taken_up_with_its_age() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("b", *"0.10", "tab", *"1.0712", "tab", *"2R", "escape")
        stage.app.tabs.keep()
        state = state_with(State(), stage.context.kept)
        put_down = stage.clock.now_ms()
    (draft,) = state.drafts
    assert (draft.symbol, draft.side, draft.texts) == ("EURUSD", "buy", {"volume": "0.10", "take profit": "2R"})
    assert draft.at_ms == put_down
    async with on_stage(kept=Kept(draft=replace(draft, at_ms=put_down - 7_440_000))) as (stage, _):
        ticket = stage.app.trade.ticket
        assert ticket.draft is not None
        assert ticket.draft.side is Side.BUY
        assert not ticket.editing
        assert "Kept 2 h 04 m" in shown(stage)
        assert "An unsent ticket was kept" in shown(stage)
        # Left alone, it keeps its age at the next end.
        stage.app.tabs.keep()
        assert stage.context.kept.draft is not None
        assert stage.context.kept.draft.at_ms == put_down - 7_440_000


async def test_a_ticket_of_an_earlier_run_is_not_sent_by_one_key_before_it_was_reviewed() -> None:
    async with on_stage(kept=Kept(draft=DRAFT)) as (stage, pilot):
        stage.orders.one_click_wanted = True
        ticket = stage.app.trade.ticket
        with pytest.raises(GuardError, match="earlier run"):
            ticket.command_buy_now()
        await pilot.press("b", "enter")
        await stage.frame(pilot)
        assert ticket.draft is not None
        assert ticket.draft.kept_ms is None
        assert stage.orders.confirmed == []


async def test_a_ticket_that_another_version_wrote_is_left_alone() -> None:
    odd = DraftState("EURUSD", "sideways", 0, "iceberg", {"colour": "red"})
    async with on_stage(kept=Kept(draft=odd)) as (stage, _):
        assert stage.app.trade.ticket.draft is None


async def test_a_start_on_another_tab_loses_no_ticket() -> None:
    stage = make_stage(start=Scope.LOG, kept=Kept(draft=DRAFT))
    async with stage.app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        stage.app.tabs.keep()
        assert stage.context.kept.draft == DRAFT


async def test_a_run_that_only_reads_leaves_a_ticket_for_the_next_one_and_does_not_speak_of_it() -> None:
    async with on_stage(kept=Kept(draft=DRAFT), read_only=True) as (stage, _):
        assert stage.app.trade.ticket.draft is None
        assert "An unsent ticket was kept" not in shown(stage)
        stage.app.tabs.keep()
        assert stage.context.kept.draft == DRAFT


def test_the_state_file_takes_it_all_and_gives_it_back(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "state.toml")
    kept = Kept(
        {"middle.trade.left.width": 4200},
        {"log.log-list": TableState("stop"), "flex.section.Trades/Trade": TableState(columns=["symbol", "proceeds"])},
        DRAFT,
        gauge=True,
        zooms={"small.trade": "blotter"},
        choices={"blotter.tab": "Orders"},
    )
    store.save(state_with(State(screen="log"), kept))
    state, problem = store.load()
    assert problem == ""
    assert (state.screen, kept_from(state)) == ("log", kept)


async def test_a_zoomed_pane_is_found_again_on_terminals_of_its_class_alone() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("tab", "z", "tab")
        assert panes(stage) == ["depth"]
        stage.app.tabs.keep()
        state = state_with(State(), stage.context.kept)
    async with on_stage(kept=kept_from(state)) as (stage, pilot):
        assert panes(stage) == ["depth"]
        assert stage.app.trade.panes.current is stage.app.trade.depth
        await resized(stage, pilot, LARGE)
        assert len(panes(stage)) == 6
        await resized(stage, pilot, MIDDLE)
        await pilot.press("escape")
        assert len(panes(stage)) == 5
        assert stage.context.kept.zooms == {}
    async with on_stage(LARGE, kept=kept_from(state)) as (stage, _):
        assert len(panes(stage)) == 6


async def test_the_blotter_s_tab_is_found_again_with_the_orders_that_the_journal_gives_later() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("shift+tab", "l", "l")
        state = state_with(State(), stage.context.kept)
    async with on_stage(live=False, kept=kept_from(state)) as (stage, pilot):
        blotter = stage.app.trade.blotter
        assert blotter.tab is BlotterTab.ORDERS
        assert list(blotter.table.model.shown) == []
        stage.orders.past_orders = [confirmed(90, at_ms=AT_MS - 90_000_000)]
        await stage.log_in(pilot)
        await stage.app.workers.wait_for_complete()
        await stage.frame(pilot)
        assert list(blotter.table.model.shown) == [a_tag(90)]


async def test_what_the_lists_are_narrowed_to_is_found_again() -> None:
    async with on_stage() as (stage, pilot):
        for line in ("logkind orders", "logsymbol EURUSD", "impact high"):
            assert run_line(stage.app, line) == ""
            await stage.frame(pilot)
        news = stage.app.tabs.current
        assert isinstance(news, NewsScreen)
        news.list.command_unread()
        state = state_with(State(), stage.context.kept)
    for start in (Scope.NEWS, Scope.LOG):
        async with on_stage(live=False, start=start, kept=kept_from(state)) as (stage, _):
            assert "unread" in shown(stage) if start is Scope.NEWS else "Log orders EURUSD" in shown(stage)
            assert "high impact" in shown(stage) or start is Scope.LOG


@pytest.mark.parametrize("start", [Scope.TRADE, Scope.NEWS, Scope.LOG, Scope.CRM, Scope.FLEX])
async def test_what_another_version_kept_of_places_does_no_harm(start: Scope) -> None:
    kept = Kept(
        tables={"crm.partners": TableState("x", "gone", True, ["gone"]), "trade.blotter": TableState(sort="gone")},
        zooms={f"middle.{start.value}": "a pane of another version"},
        choices={
            "blotter.tab": "Baskets",
            "calendar.impact": "extreme",
            "calendar.countries": "Atlantis",
            "crm.page": "dreams",
            "log.kind": "rumours",
            "news.unread": "?",
        },
    )
    async with on_stage(live=start is Scope.TRADE, start=start, kept=kept) as (stage, pilot):
        await pilot.press("z")
        await stage.frame(pilot)
        assert stage.app.tabs.current.scope is start


async def test_the_gauge_comes_and_goes() -> None:
    async with on_stage() as (stage, pilot):
        assert "not measured" not in shown(stage)
        await pilot.press("colon", *"gauge", "enter")
        await stage.frame(pilot)
        assert "not measured" in shown(stage)


async def test_y_copies_the_value_and_says_so_and_what_is_too_long_is_refused() -> None:
    async with on_stage() as (stage, pilot):
        await pilot.press("y")
        await stage.frame(pilot)
        assert stage.app.clipboard == "EURUSD"
        assert "Copied EURUSD" in shown(stage)
        assert not copy_text(stage.app, "x" * 80_000)
        before = stage.app.clipboard
        assert not copy_text(stage.app, "\t\t \t")
        assert stage.app.clipboard == before
        assert stage.app.clipboard == "EURUSD"
