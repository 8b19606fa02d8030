"""Finding an instrument among thousands while one types: by symbol, by words of its description, by its letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from tui.domain.instrument import Instrument

_SEPARATORS = re.compile(r"[\s./_#\-]+")

# How good a match is, the best first; within one rank the shorter symbol comes first.
_EXACT, _PREFIX, _WORD, _INSIDE, _DESCRIPTION, _WORDS, _LETTERS = range(7)


class Found(NamedTuple):
    """One instrument that fits; `positions` are the places in its symbol that were typed, for marking them."""

    instrument: Instrument
    rank: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is searched of an instrument; `tight` is its symbol without separators, `places` where those letters are."""

    instrument: Instrument
    symbol: str
    tight: str
    places: tuple[int, ...]
    words: str


class SymbolIndex:
    """All instruments, made ready for searching; make a new one when the broker's list has changed.

    Typing on narrows what the text before it had found, so that a key costs less the more is typed.
    """

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._entries = sorted((_entry(each) for each in instruments), key=lambda e: (len(e.symbol), e.symbol))
        self._last: tuple[str, list[_Entry]] = ("", self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, query: str, limit: int | None = None) -> list[Found]:
        """Return what fits `query`, the best first; everything fits an empty one.

        Upper and lower case and accents are alike. With several words each must fit somewhere.
        """
        typed = folded(query).strip()
        if not typed:
            return [Found(entry.instrument, _EXACT, ()) for entry in self._entries[:limit]]
        before, pool = self._last
        if not typed.startswith(before):
            pool = self._entries
        tight = _SEPARATORS.sub("", typed)
        letters = re.compile(".*?".join(map(re.escape, tight))) if tight else None
        words = typed.split()
        ranked = [(rank, entry) for entry in pool if (rank := _rank(entry, typed, tight, words, letters)) is not None]
        # Separators alone fit nothing, but what is typed after them may.
        self._last = (typed, [entry for _, entry in ranked]) if tight else ("", self._entries)
        ranked.sort(key=lambda pair: pair[0])
        return [Found(entry.instrument, rank, _positions(entry, typed, tight)) for rank, entry in ranked[:limit]]


def folded(text: str) -> str:
    """Return text for comparing: lower case, without accents, as many characters as before."""
    if text.isascii():
        return text.lower()
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0].lower()
    return base if len(base) == 1 else character


def _entry(instrument: Instrument) -> _Entry:
    symbol = folded(instrument.symbol)
    places = tuple(at for at, letter in enumerate(symbol) if not _SEPARATORS.fullmatch(letter))
    about = (instrument.symbol, instrument.description, instrument.group, instrument.category)
    # A space in front of every word lets the beginning of a word be looked for as plain text.
    words = " " + " ".join(_SEPARATORS.sub(" ", folded(each)) for each in about)
    return _Entry(instrument, symbol, "".join(symbol[at] for at in places), places, words)


def _rank(entry: _Entry, typed: str, tight: str, words: list[str], letters: re.Pattern[str] | None) -> int | None:
    if entry.symbol == typed or (tight and entry.tight == tight):
        return _EXACT
    if entry.symbol.startswith(typed) or (tight and entry.tight.startswith(tight)):
        return _PREFIX
    if f" {typed}" in entry.words:
        return _WORD
    if tight and tight in entry.tight:
        return _INSIDE
    if typed in entry.words:
        return _DESCRIPTION
    if len(words) > 1 and all(word in entry.words or word in entry.symbol for word in words):
        return _WORDS
    return _LETTERS if letters is not None and letters.search(entry.tight) else None


def _positions(entry: _Entry, typed: str, tight: str) -> tuple[int, ...]:
    at = entry.symbol.find(typed)
    if at >= 0:
        return tuple(range(at, at + len(typed)))
    at = entry.tight.find(tight)
    if at >= 0:
        return entry.places[at : at + len(tight)]
    found: list[int] = []
    start = 0
    for letter in tight:
        start = entry.tight.find(letter, start) + 1
        if start == 0:
            return ()
        found.append(entry.places[start - 1])
    return tuple(found)
