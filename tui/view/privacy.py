"""Privacy: what a screen that others see must not tell of the user, switched by one key for all screens.

Masked are account numbers, names, e-mail addresses and amounts of money. Prices, lots, pips and percentages stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.view.panels.context import ViewContext
from tui.view.text import MASK_SIGN

_SHORTEST_ID = 3
_SHORTEST_CUT = 2
# As in the tables of the CRM: the end of a long number, the first letter of an address and the end of its host.
_SHOWN_OF_ID = 2
_LEAST_HIDDEN = 3
_EMAIL = r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*"
# Beside addresses: a number of an Interactive Brokers account, and the long ids of the account service.
_PATTERNS = (
    _EMAIL,
    r"\b(?:DU|DF|U|F|I)\d{5,9}\b",
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    r"\b(?=[a-z]*\d)[0-9a-z]{20,}\b",
)
# What a narrow column leaves of an address or an id: only who knows the whole of it can tell.
_CUT = re.compile(r"([\w.+'-]+)[…~]")


def set_private(context: ViewContext, on: bool) -> None:
    """Mask money, names and account numbers on all screens, or show them."""
    context.numbers = replace(context.numbers, private=on)
    context.desk.reports.choose_hiding(on)


class Masks(LineFilter):
    """Masks whatever looks like an address or an account number, wherever it stands in a line; no cell moves.

    It is the net below the masks of the tables: it also holds in dialogs, messages, logs and text from outside.
    """

    def __init__(self, known: Callable[[], tuple[str, ...]]) -> None:
        """`known` gives the numbers and addresses of the people and accounts that the screens know."""
        super().__init__()
        self._known = known

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line with its secrets masked."""
        line = "".join(segment.text for segment in segments)
        secret = _secret_places(line, self._known())
        return list(_masked(segments, secret)) if secret else segments


def _secret_places(line: str, known: tuple[str, ...]) -> frozenset[int]:
    found = {at for each in _pattern(known).finditer(line) for at in _hidden(line, *each.span())}
    if known and ("…" in line or "~" in line):
        found |= {at for each in _CUT.finditer(line) if _begins(each[1], known) for at in range(*each.span(1))[1:]}
    return frozenset(found)


def _hidden(line: str, start: int, end: int) -> set[int]:
    """Return what of a secret is hidden: all but what tells two of them apart."""
    text, places = line[start:end], set(range(start, end))
    who, at, host = text.rpartition("@")
    if not at:
        last = text[-_SHOWN_OF_ID:]
        is_long = len(text) >= _SHOWN_OF_ID + _LEAST_HIDDEN
        return places - set(range(end - _SHOWN_OF_ID, end)) if is_long and last.isalnum() else places
    shown = {start + len(who)} | ({start} if len(who) >= _LEAST_HIDDEN else set())
    # The end of an address that is cut off is no end of a host.
    if "." in host and line[end : end + 1] not in {"…", "~"}:
        shown |= set(range(start + text.rindex("."), end))
    return places - shown


def _begins(text: str, known: tuple[str, ...]) -> bool:
    return len(text) >= _SHORTEST_CUT and any(each.startswith(text) for each in known)


@lru_cache(maxsize=8)
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    # Addresses are found by their looks. A short number is found in prices as well: it only counts where no figure
    # goes on.
    ids = [re.escape(each) for each in known if len(each) >= _SHORTEST_ID and "@" not in each]
    own = [rf"(?<![\w.,])(?:{'|'.join(ids)})(?![\w]|[.,]\d)"] if ids else []
    return re.compile("|".join((*own, *_PATTERNS)))


def _masked(segments: list[Segment], secret: frozenset[int]) -> Iterator[Segment]:
    at = 0
    for segment in segments:
        letters = enumerate(segment.text, at)
        text = "".join(MASK_SIGN * cell_len(letter) if place in secret else letter for place, letter in letters)
        at += len(segment.text)
        yield Segment(text, segment.style, segment.control)
