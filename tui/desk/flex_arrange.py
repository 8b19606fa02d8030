"""Which rows of a statement's table are shown and in which order; for a thread, because a table may be very long."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.desk.flex_sheet import Sheet, words
from tui.flex.statement.values import PLACEHOLDERS, read_amount

_Key = tuple[int, Decimal, str]

_LOOK_EVERY = 500
_SORTED_AT_ONCE = 2000
_SAMPLED = 120
_WIDEST = 40
_WIDEST_TITLE = 20

_FIRST_NAMES = (
    *("dateTime", "reportDate", "date", "type", "symbol", "buySell", "quantity", "position", "tradePrice", "price"),
    *("markPrice", "costBasisPrice", "positionValue", "proceeds", "amount", "ibCommission", "commission"),
    *("fifoPnlRealized", "fifoPnlUnrealized", "currency", "startingCash", "endingCash", "startingValue"),
    *("endingValue", "total", "cash", "stock", "activityDescription", "description", "assetCategory"),
)
_RANK = {name: rank for rank, name in enumerate(_FIRST_NAMES)}


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """How a table is looked at: the text that rows must match, and the column that sorts them."""

    filter_text: str = ""
    column: str | None = None
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The rows that are shown, in order, and for each row of the table its place among them (-1: not shown)."""

    order: SheetOrder
    shown: Sequence[int]
    places: Sequence[int]


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What a look at the first rows tells of a column; `width` is in characters."""

    name: str
    title: str
    width: int
    amounts: bool
    """Whether every value in it is an amount."""
    telling: bool
    """Whether it has values, and not the same in every row."""


def arrange(sheet: Sheet, order: SheetOrder, stopped: Callable[[], bool] = lambda: False) -> Arrangement | None:
    """Return the rows of a table as `order` wants them, None when `stopped` says that nobody waits for it any more.

    A row matches when its cells hold every word of the filter; `!` before the filter turns that round. Amounts are
    sorted as numbers and before words; rows without a value stay at the end in both directions.
    """
    terms = order.filter_text.strip().casefold()
    inverse = terms.startswith("!")
    wanted = terms.lstrip("!").split()
    column = sheet.columns.index(order.column) if order.column in sheet.columns else None
    kept: list[int] = []
    keys: dict[int, _Key] = {}
    for at, row in enumerate(sheet.rows() if wanted or column is not None else ()):
        if at % _LOOK_EVERY == 0 and stopped():
            return None
        if wanted and _matches(row, wanted) is inverse:
            continue
        kept.append(at)
        if column is not None and (key := _sort_key(row[column])) is not None:
            keys[at] = key
    if not wanted and column is None:
        kept = list(range(len(sheet)))
    if column is not None:
        kept = [
            *_sorted([at for at in kept if at in keys], keys, order.reverse),
            *(at for at in kept if at not in keys),
        ]
    places = array("i", bytes(array("i").itemsize * len(sheet)))
    if len(kept) < len(sheet):
        places = array("i", [-1]) * len(sheet)
    for place, at in enumerate(kept):
        places[at] = place
    return Arrangement(order, array("i", kept), places)


def _sorted(rows: Sequence[int], keys: Mapping[int, _Key], reverse: bool) -> Iterable[int]:
    # One long sort would not let the screen's thread go on before its end; pieces and their merging do.
    pieces = [
        sorted(rows[at : at + _SORTED_AT_ONCE], key=keys.__getitem__, reverse=reverse)
        for at in range(0, len(rows), _SORTED_AT_ONCE)
    ]
    return heapq.merge(*pieces, key=keys.__getitem__, reverse=reverse)


def column_facts(sheet: Sheet) -> tuple[ColumnFacts, ...]:
    """Return what the first rows tell of each column, those that people look for first in front."""
    sample = [row for row, _ in zip(sheet.rows(), range(_SAMPLED), strict=False)]
    facts = [_facts(name, [row[place] for row in sample]) for place, name in enumerate(sheet.columns)]
    # Where the moment is told, the day of the report is no more than one column of many.
    late = {"reportDate"} if "dateTime" in sheet.columns else set()
    rank = {name: at for name, at in _RANK.items() if name not in late}
    return tuple(sorted(facts, key=lambda each: rank.get(each.name, len(_RANK))))


def usual_columns(facts: Iterable[ColumnFacts]) -> tuple[str, ...]:
    """Return the columns that say something; all of them where none does."""
    known = tuple(facts)
    return tuple(each.name for each in known if each.telling) or tuple(each.name for each in known)


def _facts(name: str, cells: Sequence[str | None]) -> ColumnFacts:
    values = [cell for cell in cells if cell and cell not in PLACEHOLDERS]
    title = words(name)
    width = max((len(value) for value in values), default=1)
    amounts = bool(values) and all(read_amount(value) is not None for value in values)
    telling = bool(values) and (len(cells) == 1 or len(values) < len(cells) or len(set(values)) > 1)
    return ColumnFacts(name, title, max(min(len(title), _WIDEST_TITLE), min(width, _WIDEST)), amounts, telling)


def _matches(row: Iterable[str | None], wanted: Sequence[str]) -> bool:
    text = "\n".join(cell for cell in row if cell).casefold()
    return all(term in text for term in wanted)


def _sort_key(cell: str | None) -> _Key | None:
    if not cell or cell in PLACEHOLDERS:
        return None
    amount = read_amount(cell)
    return (1, Decimal(0), cell.casefold()) if amount is None else (0, amount, "")
