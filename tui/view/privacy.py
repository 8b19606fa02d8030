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
# An e-mail address, a number of an Interactive Brokers account, and the long ids of the account service.
_PATTERNS = (
    r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*",
    r"\b(?:DU|DF|U|F|I)\d{5,9}\b",
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    r"\b(?=[a-z]*\d)[0-9a-z]{20,}\b",
)


def set_private(context: ViewContext, on: bool) -> None:
    """Mask money, names and account numbers on all screens, or show them."""
    context.numbers = replace(context.numbers, private=on)
    context.desk.reports.choose_hiding(on)


class Masks(LineFilter):
    """Masks whatever looks like an address or an account number, wherever it stands in a line; no cell moves.

    It is the net below the masks of the tables: it also holds in dialogs, messages, logs and text from outside.
    """

    def __init__(self, known_ids: Callable[[], tuple[str, ...]]) -> None:
        """`known_ids` gives the numbers of the accounts that are open."""
        super().__init__()
        self._known_ids = known_ids

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line with its secrets masked."""
        line = "".join(segment.text for segment in segments)
        secret = _secret_places(line, self._known_ids())
        return list(_masked(segments, secret)) if secret else segments


def mask_line(line: str, known_ids: tuple[str, ...] = ()) -> str:
    """Return a line with addresses and account numbers masked, in as many cells."""
    return "".join(segment.text for segment in _masked([Segment(line)], _secret_places(line, known_ids)))


def _secret_places(line: str, known_ids: tuple[str, ...]) -> frozenset[int]:
    return frozenset(at for found in _pattern(known_ids).finditer(line) for at in range(*found.span()))


@lru_cache(maxsize=8)
def _pattern(known_ids: tuple[str, ...]) -> re.Pattern[str]:
    # A short number is found in prices as well: it only counts where no figure goes on.
    own = [rf"(?<![\w.,]){re.escape(each)}(?![\w]|[.,]\d)" for each in known_ids if len(each) >= _SHORTEST_ID]
    return re.compile("|".join((*own, *_PATTERNS)))


def _masked(segments: list[Segment], secret: frozenset[int]) -> Iterator[Segment]:
    at = 0
    for segment in segments:
        letters = enumerate(segment.text, at)
        text = "".join(MASK_SIGN * cell_len(letter) if place in secret else letter for place, letter in letters)
        at += len(segment.text)
        yield Segment(text, segment.style, segment.control)
