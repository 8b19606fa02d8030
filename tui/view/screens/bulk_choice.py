"""Which positions a plan is for, as the user says it."""

from __future__ import annotations

from collections.abc import Collection

from tui.domain.plan import Selection, Which
from tui.domain.position import Side
from tui.errors import UsageError
from tui.view.text import plain

_WORDS = {
    "all": Selection(),
    "winners": Selection(which=Which.WINNERS),
    "losers": Selection(which=Which.LOSERS),
    "buy": Selection(side=Side.BUY),
    "sell": Selection(side=Side.SELL),
}
WORDS = (*_WORDS, "marked")


def parse_selection(text: str, marked: frozenset[int], symbols: Collection[str]) -> Selection:
    """Read `all`, `winners`, `losers`, `buy`, `sell`, `marked` or a symbol, or several of them: `losers EURUSD`.

    Nothing means the marked rows where there are any, else all. Raises UsageError.
    """
    words = text.split()
    if not words:
        return Selection(marked=marked) if marked else Selection()
    which, side, symbol, chosen = Which.ALL, None, None, None
    by_name = {each.casefold(): each for each in symbols}
    for word in words:
        lower = word.lower()
        if lower == "marked":
            chosen = marked
        elif lower in _WORDS:
            which = _WORDS[lower].which if _WORDS[lower].which is not Which.ALL else which
            side = _WORDS[lower].side or side
        elif lower.casefold() in by_name:
            symbol = by_name[lower.casefold()]
        else:
            raise UsageError(f"No position is called {plain(word)}", hint=f"Write {', '.join(WORDS)} or a symbol.")
    return Selection(which=which, side=side, symbol=symbol, marked=chosen)


def selection_words(selection: Selection) -> str:
    """Return the selection in words."""
    parts = [] if selection.which is Which.ALL else [selection.which.value]
    if selection.side is not None:
        parts.append(selection.side.value)
    if selection.symbol is not None:
        parts.append(plain(selection.symbol))
    if selection.marked is not None:
        parts.append("marked")
    return " ".join(parts) or "all"
