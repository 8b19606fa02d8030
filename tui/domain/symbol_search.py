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
_EXACT, _PREFIX, _TIGHT_PREFIX, _WORD, _INSIDE, _DESCRIPTION, _WORDS, _LETTERS = range(8)


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
        tight = _SEPARATORS.sub("", typed)
        return [
            Found(entry.instrument, rank, _positions(entry, typed, tight) if typed else ())
            for rank, entry in self._ranked(typed, tight)[:limit]
        ]

    def symbols(self, query: str) -> list[str]:
        """Return the symbols of what fits, the best first."""
        typed = folded(query).strip()
        return [entry.instrument.symbol for _, entry in self._ranked(typed, _SEPARATORS.sub("", typed))]

    def _ranked(self, typed: str, tight: str) -> list[tuple[int, _Entry]]:
        if not typed:
            return [(_EXACT, entry) for entry in self._entries]
        before, pool = self._last
        if not typed.startswith(before):
            pool = self._entries
        letters = re.compile(".*?".join(map(re.escape, tight))) if tight else None
        words = typed.split()
        wanted = _Wanted(typed, tight, f" {typed}", words if len(words) > 1 else [], letters)
        ranked = [(rank, entry) for entry in pool if (rank := _rank(entry, wanted)) is not None]
        # Separators alone fit nothing, but what is typed after them may.
        self._last = (typed, [entry for _, entry in ranked]) if tight else ("", self._entries)
        ranked.sort(key=lambda pair: pair[0])
        return ranked


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


class _Wanted(NamedTuple):
    """What is typed, made ready for comparing: as it is, without separators, as a word's beginning, by words."""

    typed: str
    tight: str
    beginning: str
    words: list[str]
    letters: re.Pattern[str] | None


def _rank(entry: _Entry, wanted: _Wanted) -> int | None:
    typed, tight, beginning, words, letters = wanted
    symbol, packed, text = entry.symbol, entry.tight, entry.words
    if symbol.startswith(typed):
        return _EXACT if symbol == typed else _PREFIX
    if tight and packed.startswith(tight):
        return _EXACT if packed == tight else _TIGHT_PREFIX
    if beginning in text:
        return _WORD
    if tight and tight in packed:
        return _INSIDE
    if typed in text:
        return _DESCRIPTION
    if words and all(word in text or word in symbol for word in words):
        return _WORDS
    return _LETTERS if letters is not None and letters.search(packed) else None


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
