"""Keys, menus, palette and the `:` line on the whole program: every command has its place, and none acts unasked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Input, OptionList

from tests.scenes import SMALL, make_stage
from tests.unit.dxfeed.service import FakeService
from tests.view.dxfeed_bench import dxfeed
from tests.view.shell.desk import shown
from tui.view import palette
from tui.view.command import Scope
from tui.view.commands import COMMANDS, in_lineage
from tui.view.keymap import Keymap
from tui.view.line import memorable, run_line
from tui.view.palette import help_entries, palette_entries
from tui.view.panel import Around, Panel, dispatch, find_target
from tui.view.screens.dxfeed_form import DxfeedFormScreen
from tui.view.screens.dxfeed_review import DxfeedReviewScreen
from tui.view.screens.finder import FinderScreen
from tui.view.tabs import BEHIND, TABS

pytestmark = pytest.mark.anyio


async def test_every_command_has_its_place_and_most_are_in_the_palette_there() -> None:
    stage = make_stage()
    placed: set[str] = set()
    listed: set[str] = set()
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        for tab in (*TABS, *BEHIND):
            stage.app.tabs.go_to(tab.scope)
            await pilot.pause()
            screen = stage.app.screen
            listed |= {entry.command.id for entry in palette_entries(screen, stage.app.keys)}
            for panel in screen.query(Panel).results():
                screen.set_focus(getattr(panel, "focus_target", panel))
                around = Around(screen)
                found = {each.id: find_target(screen, each, around) for each in in_lineage(panel.scope)}
                placed |= {name for name, target in found.items() if target.node is not None}
                listed |= {name for name, target in found.items() if target.ready or target.reason}
    assert {each.id for each in COMMANDS} - placed == set()
    # What is neither listed nor has a reason for that could be found by nobody who does not know its key.
    assert {each.id for each in COMMANDS} - listed == set()


async def test_a_key_that_changes_a_customer_s_account_opens_a_form_or_a_review(tmp_path: Path) -> None:
    service = FakeService()
    service.add(1, "CME")
    changing = [each for each in COMMANDS if each.scope is Scope.DXFEED and each.keys]
    async with dxfeed(tmp_path, service, SMALL) as here:
        await here.find("id1")
        for each in changing:
            here.screen.set_focus(here.screen.subject.focus_target)
            # What the key runs; the key itself would cost a paint of the whole screen for each.
            dispatch(here.stage.app, each.id)
            await here.stage.app.workers.wait_for_complete()
            asks = isinstance(here.stage.app.screen, DxfeedFormScreen | DxfeedReviewScreen)
            # To name a customer's login is asked for too, but changes nothing; nor do links that are handed out.
            assert asks == each.writes or each.id == "dxfeed.login_token", each.id
            assert [verb for verb, *_ in here.written if verb != "profile-link"] == [], each.id
            while here.stage.app.screen.is_modal:
                await here.stage.app.pop_screen()


async def test_the_menu_of_a_row_opens_where_the_right_button_was_pressed_and_sends_nothing_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = make_stage()
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        footer = shown(stage.app).splitlines()[-1]
        await pilot.click("#watchlist", offset=(4, 4), button=3)
        assert isinstance(stage.app.screen, FinderScreen)
        assert stage.context.selection.symbol == "USDJPY"
        await stage.frame(pilot)
        assert shown(stage.app).splitlines()[-1] == footer
        left = stage.app.trade.watchlist.region.x + 4
        assert stage.app.screen.query_one(Vertical).region.x == left
        assert "Remove symbol" in shown(stage.app)
        await pilot.click(offset=(78, 20))
        assert not isinstance(stage.app.screen, FinderScreen)
        await pilot.press("full_stop", *"remove", "enter")
        await stage.frame(pilot)
        assert "USDJPY" not in stage.desk.watchlists.symbols
        await pilot.click("#watchlist", offset=(4, 4))
        assert not stage.app.screen.is_modal
        at = shown(stage.app).splitlines()[-1].index("Help")
        await pilot.click("HintLine", offset=(at, 0), button=3)
        assert stage.app.screen.query_one(OptionList).option_count
        assert isinstance(stage.app.screen, FinderScreen)
        assert stage.app.screen.has_class("-menu")
        await pilot.press("escape")
        everything = list(in_lineage(Scope.WATCHLIST))
        for sends in (False, True):
            table = [replace(each, sends_money=sends and each.id == "watchlist.open") for each in everything]
            monkeypatch.setattr(palette, "in_scope", lambda scope, table=table: (e for e in table if e.scope is scope))
            _, entries = palette.menu_entries(stage.app.screen, stage.app.keys)
            assert ("watchlist.open" in [entry.command.id for entry in entries]) is not sends


async def test_help_is_there_while_a_ticket_is_filled_in_and_early_keys_reach_the_palette_that_they_follow() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        await pilot.press("b", "question_mark")
        assert not stage.app.screen.is_modal
        await pilot.press("f1")
        assert isinstance(stage.app.screen, FinderScreen)
        first = next(line for line in shown(stage.app).splitlines() if "Review" in line)
        assert "Enter" in first
        await pilot.press("f1", "escape", "colon", "c", "f1")
        assert isinstance(stage.app.screen, FinderScreen)
        await pilot.press("f1", "escape", "escape", "escape")
        # All in one packet, as a slow link brings them: nothing of the palette is there yet when the letters come.
        for key in ("ctrl+p", *"quit"):
            stage.app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert stage.app.screen.query_one(Input).value == "quit"
        options = stage.app.screen.query_one(OptionList)
        assert options.get_option_at_index(0).id == "app.quit"


async def test_the_vim_keymap_moves_as_vim_does_and_takes_no_key_away() -> None:
    stage = make_stage()
    stage.app.keys = Keymap(preset="vim")
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        table = stage.app.trade.watchlist.focus_target
        await pilot.press("ctrl+f")
        assert getattr(table, "cursor_key", "") != "EURUSD"
        await pilot.press("ctrl+b", "end", "home")
        assert getattr(table, "cursor_key", "") == "EURUSD"
        await pilot.press("ctrl+w")
        assert stage.app.trade.panes.current is not stage.app.trade.watchlist


async def test_help_begins_with_what_can_be_done_not_with_a_pane_that_has_nothing_open() -> None:
    stage = make_stage()
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        stage.app.trade.go_to(stage.app.trade.ticket)
        await stage.frame(pilot)
        titles = [title for title, _ in help_entries(stage.app.trade, stage.app.keys)]
        assert titles[:3] == ["Trade screen", "Everywhere", "Ticket"]
        await pilot.press("b")
        assert help_entries(stage.app.trade, stage.app.keys)[0][0] == "Ticket"


async def test_words_that_name_a_key_name_the_users_own() -> None:
    stage = make_stage()
    changes = {"app.pause": "^x", "app.zoom_pane": "^o", "ticket.buy": "F8", "ticket.sell": [], "watchlist.add": "^a"}
    stage.app.keys = stage.context.keys = Keymap(changes)
    async with stage.app.run_test(size=SMALL, notifications=True) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        await pilot.press("ctrl+o", "greater_than_sign")
        await stage.frame(pilot)
        assert "^o shows all again" in shown(stage.app)
        stage.app.trade.go_to(stage.app.trade.ticket)
        await pilot.press("enter")
        await stage.frame(pilot)
        assert "no ticket is open: F8 buys, :sell" in shown(stage.app)
        await pilot.press("ctrl+x")
        await stage.frame(pilot)
        assert "^x goes on" in shown(stage.app)
        await pilot.press("ctrl+x", "colon", *"newlist", "space", *"Mine", "enter")
        await stage.frame(pilot)
        stage.app.trade.go_to(stage.app.trade.watchlist)
        await stage.frame(pilot)
        assert "^a adds one" in shown(stage.app)


async def test_a_line_goes_to_its_tab_or_names_the_wrong_word_and_all_tabs_share_what_was_run() -> None:
    ticket = "buy [SYMBOL] [VOLUME] [limit|stop PRICE] [sl …] [tp …] [trail …] [until …] [note …]"
    problems = {
        "byu EURUSD": "There is no command “byu”; did you mean buy?",
        "limit 1.08": f"“limit” comes after a command, as in: {ticket}",
        "buy EURUSD foo": "Volume “foo”: FOO is not the account's currency – the account is in EUR",
        "buy EURUSD 0.1 sl 20x": "Stop loss “20x”: x is no unit here – write 1.0820, 20p, 1%, 50 eur",
        "buy EURUSD 0.1 limit x": "Price “x”: x is no unit here – write 1.0820, 20p, 1%",
        "buy EURUSD 0.1 trail 1.5": "Trailing “1.5”: points are whole numbers – write 150, or 15p for pips",
        "chart GOLD H7": "There is no period H7 – There are M1 M5 M15 M30 H1 H4 D1 W1 MN1",
        "zzzzz": "There is no command “zzzzz”; Tab shows the names",
        "trade now": "trade takes nothing after it, but there is “now”",
        "watch add GOLD": "",
        "flex get": "",
        "dxfeed": "",
        "crm": "",
    }
    stage = make_stage()
    async with stage.app.run_test(size=SMALL) as pilot:
        await stage.log_in(pilot)
        for line, problem in problems.items():
            assert run_line(stage.app, line) == problem, line
            await pilot.pause()
        assert "GOLD" in stage.desk.watchlists.symbols
        assert stage.app.tabs.current.scope is Scope.CRM
        for line in ("chart GOLD H1", "dxfeed anna@example.com", "log"):
            await pilot.press("colon")
            stage.app.screen.query_one("#entry", Input).insert_text_at_cursor(line)
            await pilot.press("enter")
            await pilot.pause()
        assert stage.context.lines.lines == ("chart GOLD H1", "dxfeed anna@example.com", "log")
        await pilot.press("colon", "c", "up")
        assert stage.app.screen.query_one("#entry", Input).value == "chart GOLD H1"
    assert memorable(stage.context.lines.lines) == ["chart GOLD H1", "log"]
