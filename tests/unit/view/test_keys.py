"""Keys: the user's keymap over the table, clashes, and how keys are written."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from tui.errors import ConfigError
from tui.view.commands import COMMANDS, Scope
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
    ],
)
def test_keys_are_read_as_people_write_them(typed: str | list[str], names: tuple[str, ...]) -> None:
    assert parse_keys(typed) == names


@pytest.mark.parametrize(
    ("name", "text"),
    [("ctrl+p", "^p"), ("shift+tab", "⇧Tab"), ("question_mark", "?"), ("f1", "F1"), ("pageup", "PgUp"), ("G", "G")],
)
def test_keys_are_written_as_people_read_them(name: str, text: str) -> None:
    assert written(name) == text


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
