"""What the words of a command line may be: the hints of the table read as a grammar, completions, and the ghost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

_GROUP = re.compile(r"\[[^\]]*\]|\S+")
_ANYTHING = "…"


class LineWord(NamedTuple):
    """How a line may begin: its word or words, what that does, and the hint for what follows (None: nothing).

    A spelling that is not the `usual` one is understood, but only offered to who types its first word.
    """

    word: str
    title: str
    argument: str | None = None
    usual: bool = True


Candidates = Callable[[str], Sequence[str]]
"""The name of a placeholder (`SYMBOL`) → what it may be, as far as that is known."""


class Expected(NamedTuple):
    """What may come next: words as they stand, names of placeholders, and the hint for all that may still follow.

    `later` are words as they stand with which a further part begins, which may come at once too.
    """

    literals: tuple[str, ...]
    placeholders: tuple[str, ...]
    later: tuple[str, ...]
    rest: str


@cache
def groups(argument: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of a hint, each as its tokens: `"SYMBOL [sl …]"` has the two `("SYMBOL",)`, `("sl", "…")`."""
    joined = re.sub(r"\s*\|\s*", "|", argument)
    return tuple(tuple(group.strip("[]").split()) for group in _GROUP.findall(joined))


def is_literal(word: str) -> bool:
    """Whether a word of a hint is typed as it stands; those in upper case are names for what is typed there."""
    return word != _ANYTHING and word == word.lower()


def literals(token: str) -> tuple[str, ...]:
    """Return the alternatives of a token that are typed as they stand."""
    return tuple(each for each in token.split("|") if each and is_literal(each))


def placeholders(token: str) -> tuple[str, ...]:
    """Return the alternatives of a token that are names of something."""
    return tuple(each for each in token.split("|") if each and not is_literal(each) and each != _ANYTHING)


def expected(argument: str, words: Sequence[str]) -> Expected:
    """Return what may come next after `words`, which follow a command with this hint.

    A group that begins with a literal may come at any place; what is in none of these is the next of the others.
    """
    left = list(groups(argument))
    current: tuple[str, ...] = ()
    before = ""
    for word in words:
        if current:
            current, before = _behind(current, before)
            continue
        begun = next((group for group in left if word.casefold() in literals(group[0])), None)
        begun = begun or next((group for group in left if placeholders(group[0])), None)
        if begun is not None:
            left.remove(begun)
            before, current = begun[0], begun[1:]
    rest = " ".join([*current, *(_written(argument, group) for group in left)])
    if current:
        token = before if current[0] == _ANYTHING else current[0]
        return Expected(literals(token) if token != before else (), placeholders(token), (), rest)
    named = next((group for group in left if placeholders(group[0])), ("",))
    later = tuple(each for group in left if group is not named for each in literals(group[0]))
    return Expected(literals(named[0]), placeholders(named[0]), later, rest)


def _behind(current: tuple[str, ...], before: str) -> tuple[tuple[str, ...], str]:
    # `TAG …` goes on for ever, `sl …` is one value.
    if current[0] == _ANYTHING and placeholders(before):
        return current, before
    return current[1:], current[0]


def _written(argument: str, group: tuple[str, ...]) -> str:
    text = " ".join(group)
    return f"[{text}]" if f"[{text}]" in re.sub(r"\s*\|\s*", "|", argument) else text


def begun_by(text: str, words: Sequence[LineWord]) -> tuple[list[LineWord], list[str]]:
    """Return what the whole words of a line (all but its last) may begin, and those of them that come after that."""
    typed = [part for part in text.split(" ")[:-1] if part]
    for count in range(len(typed), 0, -1):
        start = " ".join(typed[:count]).casefold()
        found = [word for word in words if word.word.casefold() == start]
        if found:
            return found, typed[count:]
    return [], typed


def completions(text: str, words: Sequence[LineWord], candidates: Candidates) -> list[str]:
    """Return what the last word of `text` may become, those that begin with it first, then those that contain it."""
    last = text.rsplit(" ", maxsplit=1)[-1].casefold()
    typed = " ".join(part for part in text.split(" ")[:-1] if part)
    pool: list[str] = []
    if not typed:
        pool = [word.word for word in words if word.usual and " " not in word.word]
    else:
        longer = [word.word for word in words if word.word.startswith(f"{typed} ")]
        pool += [each[len(typed) + 1 :].split(" ")[0] for each in longer]
        begun, after = begun_by(text, words)
        for word in begun:
            wanted = expected(word.argument or "", after)
            pool += wanted.literals
            for name in wanted.placeholders:
                pool += candidates(name)
            pool += wanted.later
    unique = list(dict.fromkeys(pool))
    begins = [each for each in unique if each.casefold().startswith(last)]
    contains = [each for each in unique if last in each.casefold() and each not in begins]
    return begins + contains


def ghost(text: str, words: Sequence[LineWord], best: str) -> str:
    """Return what stands dimly behind the cursor: the hint for what follows, were the word completed as `best`."""
    *whole, last = text.split(" ")
    word = best if last and best.casefold().startswith(last.casefold()) else last
    begun, after = begun_by(" ".join([*whole, word, ""]) if last else text, words)
    told = next((each for each in begun if each.argument), None)
    return expected(told.argument or "", after).rest if told is not None else ""
