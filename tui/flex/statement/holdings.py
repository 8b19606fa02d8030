"""What is held: the open positions of the last day of a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tui.flex.statement.figures import Adder, Figure, money, rows_of
from tui.flex.statement.model import Statement
from tui.flex.statement.values import DayStyle, read_amount, read_day, total

_POSITIONS = "OpenPositions"


@dataclass(frozen=True, slots=True)
class Position:
    """One open position in its own currency; None where the row does not say."""

    symbol: str
    description: str
    asset_class: str
    currency: str
    quantity: Decimal | None
    value: Decimal | None
    cost: Decimal | None
    unrealised: Decimal | None
    lots: int = 1
    """How many rows it is made of: more than one only where the file has lots and no sum of them."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Open positions of the last day that the statements have."""

    positions: tuple[Position, ...] = ()
    value: Figure = field(default_factory=Figure)
    unrealised: Figure = field(default_factory=Figure)
    note: str = ""


_HELD = (
    *("symbol", "description", "assetCategory", "currency", "fxRateToBase", "reportDate"),
    *("position", "markPrice", "positionValue", "costBasisMoney", "fifoPnlUnrealized"),
    *("conid", "levelOfDetail"),
)
_Cells = tuple[str | None, ...]


def holdings(statements: Sequence[Statement], base: str, style: DayStyle) -> Holdings:
    """Return the positions of the last statement that has any, of its last day."""
    found = list(rows_of(statements, _POSITIONS))
    value, unrealised = Adder(base, f"{_POSITIONS}, positionValue"), Adder(base, f"{_POSITIONS}, fifoPnlUnrealized")
    if not found:
        return Holdings((), _missing(value), _missing(unrealised))
    rows = list(found[-1].cells(*_HELD))
    days = [read_day(row[5], style) for row in rows]
    last = max((day for day in days if day is not None), default=None)
    kept = [row for row, day in zip(rows, days, strict=True) if day == last or day is None]
    for row in kept:
        value.add(money(row[8], row[3], row[4]))
        unrealised.add(money(row[10], row[3], row[4]))
    return Holdings(tuple(_positions(kept)), value.figure(), unrealised.figure(), found[-1].note)


def _missing(adder: Adder) -> Figure:
    empty = adder.figure()
    return Figure(None, empty.currency, empty.source, "not in the statement")


def _positions(rows: Sequence[_Cells]) -> Iterator[Position]:
    groups: dict[tuple[str, ...], list[_Cells]] = {}
    for at, row in enumerate(rows):
        # Lots of one thing are one position; rows that are sums already stand alone, also when two look alike.
        key = (row[0] or "", row[11] or "", row[3] or "") if row[12] == "LOT" else (str(at),)
        groups.setdefault(key, []).append(row)
    for group in groups.values():
        first = group[0]
        amounts = [[read_amount(row[at]) for row in group] for at in (6, 8, 9, 10)]
        quantity, value, cost, unrealised = map(total, amounts)
        yield Position(
            first[0] or "",
            first[1] or "",
            first[2] or "",
            first[3] or "",
            quantity,
            value,
            cost,
            unrealised,
            len(group),
        )
