"""Keys, palette, `:` line, footer and help reach the same command in the same pane."""

from __future__ import annotations

import pytest
from textual.events import Key
from textual.widgets import Input, OptionList

from tests.view.shell.desk import Blotter, DeskApp, shown
from tui.view.commands import COMMANDS, command
from tui.view.keys import Keymap
from tui.view.line import run_line
from tui.view.palette import help_entries, palette_entries
from tui.view.panel import dispatch, find_target
from tui.view.screens.finder import FinderScreen

pytestmark = pytest.mark.anyio


async def test_a_key_runs_the_command_of_the_focused_pane() -> None:
    async with DeskApp().run_test() as pilot:
        await pilot.press("j", "enter")
        assert pilot.app.watch.done == ["open EURGBP"]


async def test_a_user_key_replaces_the_default_everywhere() -> None:
    app = DeskApp(keys=Keymap({"table.down": "ctrl+n", "app.quit": "ctrl+x"}))
    async with app.run_test() as pilot:
        await pilot.press("j", "ctrl+n", "q", "ctrl+x")
        assert app.table.cursor_key == "EURGBP"
        assert app.calls == ["quit"]
        assert "^x Quit" in shown(app)


async def test_escape_goes_outwards_level_by_level() -> None:
    app = DeskApp()
    async with app.run_test() as pilot:
        await pilot.press("slash", "e", "u", "enter", "escape")
        assert app.table.model.filter_text == ""
        assert app.calls == []
        await pilot.press("escape")
        assert app.calls == ["back"]


async def test_a_command_of_another_pane_reaches_that_pane() -> None:
    app = DeskApp()
    async with app.run_test():
        assert dispatch(app, "blotter.next_tab")
        assert app.screen.query_one(Blotter).turned == 1
        assert not dispatch(app, "chart.style")


async def test_a_table_command_needs_a_table_in_focus() -> None:
    app = DeskApp()
    async with app.run_test():
        app.screen.set_focus(app.screen.query_one(Blotter))
        assert not find_target(app.screen, command("table.down")).ready
        assert not dispatch(app, "table.down")


async def test_a_refusal_by_the_server_becomes_a_toast_of_plain_words() -> None:
    app = DeskApp()
    async with app.run_test(notifications=True, size=(100, 30)) as pilot:
        await pilot.press("delete")
        await pilot.pause()
        picture = shown(app)
        assert "[@click=app.quit]x[/]" in picture
        assert "try [b]" in picture
        assert "remove [/red] was refused: BE1" in picture


async def test_a_command_that_cannot_run_now_says_why_and_is_not_in_the_palette() -> None:
    app = DeskApp()
    async with app.run_test(notifications=True, size=(100, 30)) as pilot:
        app.watch.refusal = "the list is empty"
        await pilot.press("delete")
        await pilot.pause()
        assert "the list is empty" in shown(app)
        found = palette_entries(app.screen, app.keys)
        assert not any(entry.command.id == "watchlist.remove" for entry in found)


async def test_every_command_that_can_run_is_in_the_palette() -> None:
    app = DeskApp()
    async with app.run_test():
        found = {entry.command.id for entry in palette_entries(app.screen, app.keys)}
        assert found == {each.id for each in COMMANDS if find_target(app.screen, each).ready}


async def test_the_palette_opens_with_its_key_and_runs_what_is_chosen() -> None:
    app = DeskApp()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, FinderScreen)
        await pilot.press(*"next tab", "enter")
        await pilot.pause()
        assert not isinstance(app.screen, FinderScreen)
        assert app.screen.query_one(Blotter).turned == 1


async def test_no_key_is_a_command_while_text_is_typed() -> None:
    app = DeskApp()
    async with app.run_test() as pilot:
        await pilot.press("colon", "q", "slash", "1", "j", "question_mark")
        assert app.line.text == "q/1j?"
        assert app.calls == []
        await pilot.press("escape", "slash", *"qj?:", "enter")
        assert app.table.model.filter_text == "qj?:"
        assert app.calls == []


async def test_keys_typed_ahead_meet_what_the_keys_before_them_opened() -> None:
    app = DeskApp()
    async with app.run_test() as pilot:
        for key, character in [("colon", ":"), *((letter, letter) for letter in "thxx"), ("backspace", None)]:
            app.post_message(Key(key, character))
        app.post_message(Key("backspace", None))
        app.post_message(Key("e", "e"))
        await pilot.pause()
        assert app.line.text == "the"


async def test_help_shows_the_focused_pane_first_with_the_users_keys() -> None:
    app = DeskApp(keys=Keymap({"watchlist.open": "ctrl+o"}))
    async with app.run_test(size=(100, 40)) as pilot:
        sections = help_entries(app.screen, app.keys)
        assert [title for title, _ in sections][:4] == ["Watchlist", "Trade screen", "Tables", "Everywhere"]
        listed = {entry.command.id for _, entries in sections for entry in entries}
        assert listed == {each.id for each in COMMANDS}
        await pilot.press("question_mark")
        assert isinstance(app.screen, FinderScreen)
        assert "^o" in shown(app)
        await pilot.press("question_mark")
        assert not isinstance(app.screen, FinderScreen)


async def test_help_finds_a_command_and_enter_runs_it_where_the_user_was() -> None:
    app = DeskApp()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("j", "question_mark", *"chart of this symbol", "enter")
        await pilot.pause()
        assert app.watch.done == ["open EURGBP"]


async def test_help_says_why_a_command_cannot_run_and_does_not_run_it() -> None:
    app = DeskApp()
    async with app.run_test(size=(100, 40)) as pilot:
        app.watch.refusal = "the list is empty"
        await pilot.press("question_mark", *"remove")
        assert "the list is empty" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, FinderScreen)
        await pilot.press(*"xyz")
        assert app.screen.query_one(OptionList).option_count == 0
        assert "Nothing is called that." in shown(app)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("watch GOLD", ""),
        (":watch GOLD", ""),
        ("watchlist.add GOLD", ""),
        ("", ""),
        ("watch", "Write watch SYMBOL"),
        ("quit now", "quit takes nothing after it, but there is “now”"),
        ("chart GOLD", "Chart a symbol: needs: Trade screen"),
        ("[/red]", "There is no command “[/red]”; Tab shows the names"),
    ],
)
async def test_a_line_is_run_or_says_what_is_wrong(text: str, problem: str) -> None:
    app = DeskApp()
    async with app.run_test():
        assert run_line(app, text) == problem.replace("needs: Trade screen", "not here")
        assert app.watch.done == (["add GOLD"] if "GOLD" in text and not problem else [])


async def test_a_command_that_needs_a_word_opens_the_line_with_its_name() -> None:
    app = DeskApp()
    async with app.run_test() as pilot:
        await pilot.press("insert")
        assert app.line.is_open
        assert app.line.text == "watch "
        await pilot.press(*"GO", "tab", "enter")
        await pilot.pause()
        assert app.watch.done == ["add GOLD"]
        assert not app.line.is_open
        assert app.table.has_focus


async def test_an_error_stays_in_the_line_and_nothing_is_lost() -> None:
    app = DeskApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("colon", *"wach GOLD", "enter")
        await pilot.pause()
        assert app.line.is_open
        assert app.line.text == "wach GOLD"
        assert "✕ There is no command “wach”" in shown(app)
        assert isinstance(app.focused, Input)
        await pilot.press("escape")
        assert not app.line.is_open
        assert app.table.has_focus


async def test_toasts_stand_above_the_line_and_what_is_wrong_with_it() -> None:
    app = DeskApp()
    async with app.run_test(size=(40, 12), notifications=True) as pilot:
        app.notify("asked for it", title="Statement", timeout=60)
        await pilot.press("colon", *"wach GOLD", "enter")
        await pilot.pause()
        rows = shown(app).splitlines()
        assert [row.strip() for row in rows[-3:]] == [
            "✕ There is no command “wach”; did you",
            "mean watch or watchon?",
            ":wach GOLD",
        ]
        assert any("asked for it" in row for row in rows)
        await pilot.press("escape")
        await pilot.pause()
        assert "asked for it" in shown(app).splitlines()[-3]


async def test_the_line_remembers_what_was_run_and_keeps_the_draft() -> None:
    app = DeskApp()
    async with app.run_test() as pilot:
        for symbol in ("GOLD", "EURUSD"):
            await pilot.press("colon", *f"watch {symbol}", "enter")
            await pilot.pause()
        await pilot.press("colon", *"dra", "up")
        assert app.line.text == "watch EURUSD"
        await pilot.press("up")
        assert app.line.text == "watch GOLD"
        await pilot.press("up", "down", "down")
        assert app.line.text == "dra"


async def test_a_click_on_a_footer_hint_asks_for_its_command() -> None:
    app = DeskApp()
    async with app.run_test(size=(100, 30)) as pilot:
        last = shown(app).splitlines()[-1]
        assert "Enter Chart" in last
        assert last.rstrip().endswith("^p Palette")
        await pilot.click("HintLine", offset=(last.index("Chart"), 0))
        await pilot.pause()
        assert app.watch.done == ["open EURUSD"]
