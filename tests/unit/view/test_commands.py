"""The one table of commands: complete, unambiguous, and careful with money."""

from __future__ import annotations

from collections import Counter

import pytest

from tui.view.command import TABS
from tui.view.commands import COMMANDS, Command, Scope, command, in_lineage
from tui.view.line import line_words, meaning


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


def test_no_unmodified_key_sends_money() -> None:
    for each in COMMANDS:
        if each.sends_money:
            assert all(key.startswith(("ctrl+", "shift+", "alt+")) or key.isupper() for key in each.keys)


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
