"""The keys of a dialog as one table: what acts, what the dialog's line of keys names, and what its help lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

_GAP = " · "
_KEPT_AT_END = 2
"""How many of the last words of a line of keys stay however narrow it is: how to leave, and the help."""


@dataclass(frozen=True, slots=True)
class DialogKey:
    """Keys that do one thing.

    `keys` are Textual's names with spaces between them, `help` says in a sentence what they do; entries of the same
    sentence stand in one line of the help. `hint` is the word on the dialog itself, behind the first of the keys;
    without one they are in the help only. `act` is None where the field that has the focus takes the key itself.
    """

    keys: str
    help: str
    act: Callable[[], object] | None = None
    hint: str = ""

    @property
    def names(self) -> list[str]:
        """The keys one by one."""
        return self.keys.split()


def hints(table: Iterable[DialogKey], write: Callable[[str], str]) -> list[str]:
    """Return what a dialog says of its keys, as in `y copy`; keys of the same word stand together before it.

    `write` gives a key as people write it.
    """
    found: dict[str, list[str]] = {}
    for each in table:
        if each.hint and each.names:
            found.setdefault(each.hint, []).append(write(each.names[0]))
    return [f"{' '.join(keys)} {hint}" for hint, keys in found.items()]


def fitted(words: Sequence[str], width: int) -> str:
    """Return the words in one line of at most `width` cells; what comes late is left out first, but never the end."""
    kept, end = list(words[:-_KEPT_AT_END]), list(words[-_KEPT_AT_END:])
    while kept and cell_len(_GAP.join((*kept, *end))) > width:
        kept.pop()
    return _GAP.join((*kept, *end))


def in_rows(words: Iterable[str], width: int) -> list[str]:
    """Return all words in as many lines as they take; what belongs to one key stays in one line."""
    rows: list[str] = []
    for word in words:
        longer = f"{rows[-1]}{_GAP}{word}" if rows else word
        rows[-1:] = [longer] if cell_len(longer) <= width else [*rows[-1:], word]
    return rows


def help_rows(table: Iterable[DialogKey], write: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return keys as people write them, each with what it does."""
    found: dict[str, list[str]] = {}
    for each in table:
        found.setdefault(each.help, []).extend(map(write, each.names))
    return [(" ".join(keys), help_text) for help_text, keys in found.items() if keys]
