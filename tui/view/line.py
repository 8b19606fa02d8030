"""The `:` line: which command a text means, what may follow, and what is wrong with it in words for the user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from textual.app import App

from tui.errors import TradedeckError
from tui.view.commands import COMMANDS, Command
from tui.view.panel import dispatch, find_target
from tui.view.text import plain
from tui.view.widgets.line_words import LineWord, groups, literals


def line_words(*, read_only: bool = False) -> list[LineWord]:
    """Return the beginnings of the `:` line; read-only mode has none that can change a trade."""
    offered = (each for each in COMMANDS if not (read_only and (each.trades or each.sends_money)))
    return [
        LineWord(spelling, each.title, each.argument, usual=spelling == each.line)
        for each in offered
        for spelling in each.spellings
    ]


@dataclass(frozen=True, slots=True)
class Meant:
    """The command that a line begins with, the words that named it, and what follows them."""

    command: Command
    words: str
    argument: str


def meaning(text: str) -> Meant | None:
    """Return what a line means, None when it begins with no command's name.

    The longest name counts (`flex get` before `flex`); among equals the one that takes what follows.
    """
    parts = text.strip().removeprefix(":").split()
    best: tuple[int, bool, Meant] | None = None
    for each in COMMANDS:
        for spelling in (*each.spellings, each.id):
            words = spelling.split()
            if [part.casefold() for part in parts[: len(words)]] != [word.casefold() for word in words]:
                continue
            argument = _after(text, len(words))
            suits = (not argument and not each.needs_argument) or (bool(argument) and each.argument is not None)
            found = (len(words), suits, Meant(each, " ".join(parts[: len(words)]), argument))
            if best is None or found[:2] > best[:2]:
                best = found
    return best[2] if best else None


def _after(text: str, words: int) -> str:
    rest = text.strip().removeprefix(":").strip()
    for _ in range(words):
        rest = rest.partition(" ")[2].lstrip()
    return rest


def run_line(app: App[Any], text: str) -> str:
    """Run one line; return what is wrong with it in words for the user, or an empty string."""
    typed = text.strip().removeprefix(":").strip()
    if not typed:
        return ""
    meant = meaning(typed)
    if meant is None:
        return _no_such(typed)
    wanted = meant.command
    if meant.argument and wanted.argument is None:
        return f"{meant.words} takes nothing after it, but there is “{plain(meant.argument)}”"
    if wanted.needs_argument and not meant.argument:
        return f"Write {meant.words} {wanted.argument}"
    target = find_target(app.screen, wanted)
    if not target.ready:
        return f"{wanted.title}: {target.reason}"
    problems: list[TradedeckError] = []
    done = dispatch(app, wanted.id, meant.argument, problems.append)
    if problems:
        # What was typed stays in the line, so that it can be put right there.
        parts = (problems[0].title, problems[0].detail, problems[0].hint)
        return " – ".join(plain(part).rstrip(".") for part in parts if part)
    return "" if done else f"{wanted.title}: nothing to do"


def _no_such(typed: str) -> str:
    """Say that nothing is called that, and what comes near."""
    word = typed.split(maxsplit=1)[0]
    inside = next((each for each in COMMANDS if each.line and word in _literals(each)), None)
    if inside is not None:
        return f"“{plain(word)}” comes after a command, as in: {inside.line} {inside.argument}"
    near = nearest_words(word)
    if near:
        return f"There is no command “{plain(word)}”; did you mean {_either(near)}?"
    return f"There is no command “{plain(word)}”; Tab shows the names"


def nearest_words(word: str) -> list[str]:
    """Return up to three beginnings of the line that a typing error most likely meant."""
    known = sorted({spelling for each in COMMANDS for spelling in each.spellings if " " not in spelling})
    if len(word) > 1:
        begins = [each for each in known if each.startswith(word.casefold())]
        if begins:
            return begins[:3]
    return get_close_matches(word.casefold(), known, 3, 0.6)


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _literals(each: Command) -> set[str]:
    return {word for group in groups(each.argument or "") for token in group for word in literals(token)}


def memorable(lines: Iterable[str]) -> list[str]:
    """Return the lines that may be written to disk: commands of ours, without what concerns a customer.

    What is no command may be anything, a password typed into the wrong place too.
    """
    found = []
    for line in lines:
        meant = meaning(line)
        if meant is not None and (meant.command.kept or not meant.argument):
            found.append(line)
    return found
