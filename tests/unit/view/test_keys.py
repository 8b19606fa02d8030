"""Keys: the user's keymap over the table, clashes, and how keys are written."""

from __future__ import annotations

import string
import unicodedata

import pytest
from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS

from tui.errors import ConfigError
from tui.view.commands import COMMANDS, Scope
from tui.view.key_names import BadKeyError, key_name
from tui.view.keys import Keymap, bindings_for, parse_keys, written


def test_the_defaults_are_a_keymap_without_clashes() -> None:
    keymap = Keymap()
    assert keymap.overrides == {}
    for each in COMMANDS:
        assert keymap.keys(each.id) == each.keys


def test_a_user_key_replaces_the_defaults_of_its_command() -> None:
    keymap = Keymap({"app.quit": "ctrl+x", "table.filter": ("F", "?f")[:1]})
    assert keymap.keys("app.quit") == ("ctrl+x",)
    assert keymap.keys("table.filter") == ("F",)
    assert keymap.overrides == {"app.quit": "ctrl+x", "table.filter": "F"}


def test_two_commands_of_a_pane_on_one_key_are_refused_by_name() -> None:
    with pytest.raises(ConfigError) as caught:
        Keymap({"watchlist.add": "q"})
    assert "app.quit" in caught.value.detail
    assert "watchlist.add" in caught.value.detail
    assert caught.value.exit_code == 2


def test_two_panes_may_use_one_key() -> None:
    assert Keymap({"chart.style": "w"}).keys("chart.style") == ("w",)


def test_swapping_two_keys_is_no_clash() -> None:
    keymap = Keymap({"app.pause": "r", "app.refresh": "p"})
    assert keymap.keys("app.pause") == ("r",)


def test_an_unknown_command_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ConfigError) as caught:
        Keymap({"watchlist.ad": "a"})
    assert "watchlist.add" in caught.value.detail


def test_everything_that_is_wrong_is_told_at_once_with_its_place_and_a_remedy() -> None:
    wrong = {"ap.quit": "x", "chart.style": "pgdwn", "watchlist.add": "q", "ticket.buy_now": "n", "app.menu": "^i"}
    with pytest.raises(ConfigError) as caught:
        Keymap(wrong, place=lambda command_id: f"config.toml, line {[*wrong].index(command_id) + 1}")
    assert caught.value.title == "The keys of the config have 5 errors"
    assert caught.value.detail.splitlines() == [
        "config.toml, line 1: ap.quit is no command; did you mean app.quit?",
        "config.toml, line 2: chart.style: there is no key pgdwn; did you mean pagedown?",
        "config.toml, line 4: ticket.buy_now sends an order at once and cannot have the bare key n; "
        "write N (with Shift) or ctrl+n",
        "config.toml, line 5: app.menu: a terminal cannot tell ^i from Tab; take another key",
        "config.toml, line 3: watchlist.add: the key q is also app.quit (Quit, by default) in “Watchlist”; "
        "give watchlist.add another key, or app.quit one of its own",
    ]


def test_two_changes_on_one_key_name_each_other_s_place() -> None:
    with pytest.raises(ConfigError) as caught:
        Keymap({"app.pause": "Z", "chart.style": "Z"}, place=lambda command_id: f"line of {command_id}")
    assert "(Chart style, set in line of chart.style)" in caught.value.detail
    assert len(caught.value.detail.splitlines()) == 1


def test_the_vim_keymap_has_further_keys_and_gives_way_to_the_user_s() -> None:
    keymap = Keymap(preset="vim")
    assert keymap.keys("table.page_down") == ("pagedown", "ctrl+f")
    assert keymap.overrides["table.page_down"] == "pagedown,ctrl+f"
    assert Keymap({"table.page_down": "ctrl+n"}, "vim").keys("table.page_down") == ("ctrl+n",)


def test_a_command_may_lose_its_keys() -> None:
    keymap = Keymap({"app.pause": ""})
    assert keymap.keys("app.pause") == ()
    assert keymap.written("app.pause") == ""


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("?", ("question_mark",)),
        ("+", ("plus",)),
        ("^p", ("ctrl+p",)),
        ("ctrl+k, K", ("ctrl+k", "K")),
        ("Ctrl+/", ("ctrl+slash",)),
        (["shift+tab"], ("shift+tab",)),
        ("⇧Tab, Ctrl-k, M-x, PgDn, Return", ("shift+tab", "ctrl+k", "alt+x", "pagedown", "enter")),
        ("shift+g, ctrl+K, ctrl++, +, .", ("G", "ctrl+k", "ctrl+plus", "plus", "full_stop")),
        (",", ("comma",)),
        ("ö", ("ö",)),
    ],
)
def test_keys_are_read_as_people_write_them(typed: str | list[str], names: tuple[str, ...]) -> None:
    assert parse_keys(typed) == names


@pytest.mark.parametrize(
    "key", ["ctrl+i", "^m", "ctrl+shift+k", "ctrl+1", "shift+1", "hyper+x", "\x07", "f13", "pgup2"]
)
def test_what_no_terminal_sends_or_can_tell_from_another_key_is_no_key(key: str) -> None:
    with pytest.raises(BadKeyError):
        parse_keys(key)


@pytest.mark.parametrize("letter", string.punctuation)
def test_a_sign_has_the_name_that_textual_gives_its_key(letter: str) -> None:
    name = unicodedata.name(letter).lower().replace("-", "_").replace(" ", "_")
    assert key_name(letter) == KEY_NAME_REPLACEMENTS.get(name, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [("ctrl+p", "^p"), ("shift+tab", "⇧Tab"), ("question_mark", "?"), ("f1", "F1"), ("pageup", "PgUp"), ("G", "G")],
)
def test_keys_are_written_as_people_read_them(name: str, text: str) -> None:
    assert written(name) == text


def test_keys_are_written_in_ascii_where_a_terminal_knows_nothing_else() -> None:
    assert (written("shift+tab", plain=True), key_name("S-Tab")) == ("S-Tab", "shift+tab")
    assert [written(key, plain=True) for key in ("left", "shift+right", "up", "down")] == [
        "Left",
        "S-Right",
        "Up",
        "Down",
    ]
    assert (Keymap(plain=True).written("app.previous_pane"), Keymap().written("app.previous_pane")) == ("S-Tab", "⇧Tab")


@pytest.mark.parametrize("scope", list(Scope))
def test_every_command_of_a_scope_has_a_binding_of_its_own_id(scope: Scope) -> None:
    bindings = [binding for binding in bindings_for(scope) if isinstance(binding, Binding)]
    assert {binding.id for binding in bindings} == {each.id for each in COMMANDS if each.scope is scope}
    for binding in bindings:
        assert binding.action == f"command('{binding.id}')"


def test_escape_is_never_taken_early_because_several_levels_share_it() -> None:
    for scope in Scope:
        for binding in bindings_for(scope):
            assert isinstance(binding, Binding)
            assert not (binding.priority and "escape" in binding.key.split(","))


def test_the_key_of_what_sends_at_once_is_not_read_as_the_small_letter() -> None:
    assert (Keymap().loud("ticket.buy_now"), Keymap(plain=True).loud("ticket.sell_now")) == ("⇧B", "S-S")
    assert Keymap({"ticket.buy_now": "ctrl+b"}).loud("ticket.buy_now") == "^b"
