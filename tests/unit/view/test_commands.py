"""The one table of commands: complete, unambiguous, and careful with money."""

from __future__ import annotations

from collections import Counter

import pytest

from tui.config.ui import KeyPreset
from tui.view.command import TABS
from tui.view.commands import COMMANDS, Command, Scope, command, in_lineage
from tui.view.key_names import on_every_terminal, written
from tui.view.keymap import Keymap, keys_of, parse_keys
from tui.view.line import line_words, meaning
from tui.view.palette import hint_of
from tui.view.screens.completion import FREE, SOURCES
from tui.view.widgets.hints import Hint, fit_hints
from tui.view.widgets.line_words import groups, placeholders


@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_means_one_thing_in_a_pane_and_around_it(scope: Scope) -> None:
    keys = Counter(key for each in in_lineage(scope) for key in each.keys)
    assert {key: count for key, count in keys.items() if count > 1 and key != "escape"} == {}


@pytest.mark.parametrize("scope", list(Scope))
def test_a_verb_names_one_method_in_a_pane_and_around_it(scope: Scope) -> None:
    verbs = Counter(each.verb for each in in_lineage(scope))
    assert {verb: count for verb, count in verbs.items() if count > 1} == {}


def test_ids_are_unique_and_say_area_and_verb() -> None:
    assert len({each.id for each in COMMANDS}) == len(COMMANDS)
    for each in COMMANDS:
        area, _, verb = each.id.partition(".")
        # What one pane runs may be reached from the whole screen.
        assert area == each.scope.value or (each.scope in TABS and area in {scope.value for scope in Scope})
        assert verb.isidentifier()


@pytest.mark.parametrize("each", COMMANDS, ids=lambda each: each.id)
def test_every_command_says_what_it_does(each: Command) -> None:
    assert each.title
    assert each.help.endswith(".")
    assert each.help[0].isupper()
    assert len(each.help) <= 70


@pytest.mark.parametrize("preset", ["standard", "vim"])
def test_no_unmodified_key_sends_money(preset: KeyPreset) -> None:
    sending = [each for each in COMMANDS if each.sends_money]
    assert sending
    for each in sending:
        assert each.trades
        assert all(key.startswith(("ctrl+", "alt+")) or key.isupper() for key in keys_of(each, preset))


@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_means_one_thing_in_the_vim_keymap_too_and_none_is_taken_away(scope: Scope) -> None:
    found = [(key, each.id) for each in in_lineage(scope) for key in keys_of(each, "vim") if key != "escape"]
    assert len({key for key, _ in found}) == len(found)
    for each in in_lineage(scope):
        assert keys_of(each, "vim")[: len(each.keys)] == each.keys


@pytest.mark.parametrize("each", [each for each in COMMANDS if each.keys], ids=lambda each: each.id)
def test_every_key_is_one_that_exists_and_one_of_them_every_terminal_sends(each: Command) -> None:
    for key in (*each.keys, *each.vim):
        assert parse_keys(written(key)) == parse_keys(written(key, plain=True)) == (key,)
    assert any(map(on_every_terminal, each.keys))


def test_what_moves_in_lists_has_the_keys_of_people_without_vim_s_habits() -> None:
    keys = {key for each in COMMANDS if each.scope in {Scope.TABLE, Scope.APP} for key in each.keys}
    assert keys >= {"up", "down", "home", "end", "pageup", "pagedown", "f1", "f3", "f5", "f6", "f10", "escape", "tab"}
    assert keys >= {"j", "k", "g", "G", "ctrl+d", "ctrl+u"}
    assert {"insert", "delete"} <= {key for each in COMMANDS if each.scope is Scope.WATCHLIST for key in each.keys}


@pytest.mark.parametrize("scope", list(Scope))
def test_the_footer_of_eighty_columns_keeps_the_pane_s_first_hint_help_and_the_palette(scope: Scope) -> None:
    keymap = Keymap()
    hints = [
        hint_of(each, keymap) for each in in_lineage(scope) if each.footer and each.keys and each.id != "app.palette"
    ]
    placed, right = fit_hints(hints, Hint("^p", "Palette", 100), 80)
    shown = {hint.command_id for _, hint in placed}
    assert right is not None
    assert {"app.help", "app.command_line"} <= shown
    own = [hint for hint in hints if command(hint.command_id).scope is scope]
    if own:
        assert max(own, key=lambda hint: hint.priority).command_id in shown


def test_a_way_back_is_a_command_of_the_same_pane_without_a_hint_of_its_own() -> None:
    for each in COMMANDS:
        if each.back:
            back = command(each.back)
            assert (back.scope, back.footer) == (each.scope, 0)
            assert each.footer


def test_what_the_palette_offers_on_every_tab_is_told_apart_by_its_name() -> None:
    titles = Counter(each.title for each in COMMANDS if each.line)
    assert {title: count for title, count in titles.items() if count > 1} == {}


def test_all_words_in_hints_are_typed_as_they_stand_or_known_by_name() -> None:
    """A name in a hint that nobody completes and that is not free text is most likely misspelt."""
    for each in COMMANDS:
        for group in groups(each.argument or ""):
            for token in group:
                for name in placeholders(token):
                    assert name in SOURCES or name in FREE or name == "THEME", each.id


def test_no_spelling_of_the_line_hides_another() -> None:
    for each in COMMANDS:
        for spelling in each.spellings:
            found = meaning(f"{spelling} x" if each.needs_argument else spelling)
            assert found is not None
            # A tab and what is found on it may share a word: alone it is the tab.
            assert found.command is each or found.command.id.startswith("app.screen_")


def test_a_command_that_needs_a_word_can_be_written_on_the_line() -> None:
    assert [each.id for each in COMMANDS if each.needs_argument and not each.line] == []


def test_the_words_of_the_line_are_unique_and_lead_to_their_command() -> None:
    words = [word.word for word in line_words() if word.usual]
    assert len(set(words)) == len(words)
    for word in words:
        found = meaning(word)
        assert found is not None
        assert found.command.line == word
    for text in ("nonsense", ""):
        assert meaning(text) is None
    found = meaning("chart.style")
    assert found is not None
    assert found.command == command("chart.style")
