"""A dialog's keys are one table: its line of keys and its help say the same, and nothing is left unsaid."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import tui.view.screens
from tui.view.dialog import Dialog
from tui.view.dialog_keys import DialogKey, fitted, help_rows, hints, in_rows
from tui.view.key_names import written

TABLE = (
    DialogKey("up k", "Move in the list.", hint="move"),
    DialogKey("down j", "Move in the list.", hint="move"),
    DialogKey("shift+tab", "Go back."),
    DialogKey("y", "Copy all of it.", hint="copy"),
    DialogKey("", "Nothing is on this key.", hint="nothing"),
    DialogKey("escape q", "Close it.", hint="close"),
    DialogKey("question_mark f1", "Show these keys.", hint="help"),
)


def test_the_line_names_the_first_key_of_what_has_a_word_and_joins_those_of_one_word() -> None:
    assert hints(TABLE, written) == ["↑ ↓ move", "y copy", "Esc close", "? help"]


def test_the_help_names_all_keys_and_joins_those_that_do_the_same() -> None:
    assert help_rows(TABLE, written) == [
        ("↑ k ↓ j", "Move in the list."),
        ("⇧Tab", "Go back."),
        ("y", "Copy all of it."),
        ("Esc q", "Close it."),
        ("? F1", "Show these keys."),
    ]


def test_where_it_is_narrow_the_line_keeps_how_to_leave_and_the_help() -> None:
    words = hints(TABLE, written)
    assert fitted(words, 80) == "↑ ↓ move · y copy · Esc close · ? help"
    assert fitted(words, 30) == "↑ ↓ move · Esc close · ? help"
    assert fitted(words, 5) == "Esc close · ? help"


def test_what_takes_several_lines_breaks_between_keys_only() -> None:
    assert in_rows(hints(TABLE, written), 24) == ["↑ ↓ move · y copy", "Esc close · ? help"]


def test_every_dialog_says_what_it_is_for() -> None:
    for each in pkgutil.iter_modules(tui.view.screens.__path__):
        importlib.import_module(f"tui.view.screens.{each.name}")
    waiting: list[type[Dialog[Any]]] = [Dialog]
    silent: list[str] = []
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        # What is made on the screen is a leaf, or gives others their ground and is shown itself.
        if not kind.about and not kind.__subclasses__() and kind.__module__.startswith("tui."):
            silent.append(kind.__name__)
    assert silent == []
