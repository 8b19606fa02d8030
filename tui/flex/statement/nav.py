"""Net asset value: the latest, its parts, its course by day, and what changed it over the period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tui.flex.statement.figures import Figure, Line, rows_of
from tui.flex.statement.levels import Counted, place_of
from tui.flex.statement.model import Statement
from tui.flex.statement.values import EXACT, DayStyle, read_amount, read_day

_NAV = "EquitySummaryInBase"
_CHANGE = "ChangeInNAV"
_SIDES = re.compile(r".*(Long|Short)", re.DOTALL)
_ABOUT = frozenset(
    {"accountid", "acctalias", "model", "currency", "fromdate", "todate", "reportdate", "twr", "total", "level"}
)
_FIRST, _LAST = "startingValue", "endingValue"


@dataclass(frozen=True, slots=True)
class Nav:
    """The account's value at the end, in the base currency."""

    value: Figure
    day: date | None = None
    """Of which day the value is."""
    parts: tuple[Line, ...] = ()
    """Cash, stock, options, … as the row has them; sides (long, short) are left to the section's table."""
    curve: tuple[tuple[date, Decimal], ...] = ()
    """The value of each day that the statement has, oldest first."""


@dataclass(frozen=True, slots=True)
class NavChange:
    """What changed the value, in the file's order, starting and ending value included."""

    lines: tuple[Line, ...] = ()
    time_weighted_percent: Figure = field(default_factory=Figure)
    """The return as the service computes it; None over several periods, because returns do not add up."""

    def line(self, column: str) -> Figure:
        """Return the figure of a column of the section."""
        found = next((line.figure for line in self.lines if line.name == column), None)
        return found or Figure(None, "", f"{_CHANGE}, {column}", "not in the statement")


def nav(statements: Sequence[Statement], base: str, style: DayStyle) -> Nav:
    """Return the latest value and the course; of a day that is there twice the later statement counts."""
    source = f"{_NAV}, total"
    by_day: dict[date, Decimal] = {}
    latest: tuple[date | None, Counted, int] | None = None
    for rows in rows_of(statements, _NAV):
        for at, (day_text, text) in enumerate(rows.cells("reportDate", "total")):
            day, amount = read_day(day_text, style), read_amount(text)
            if amount is not None and day is not None:
                by_day[day] = amount
            if latest is None or day is None or latest[0] is None or day >= latest[0]:
                latest = (day, rows, at)
    if latest is None:
        ending = nav_change(statements, base).line(_LAST)
        note = "" if ending.amount is not None else "not in the statement"
        return Nav(Figure(ending.amount, base, ending.source if not note else f"{source}, {ending.source}", note))
    day, rows, at = latest
    total, *_ = list(rows.cells("total"))[at]
    value = Figure(read_amount(total), base, source, "" if total else "the row has no total")
    return Nav(value, day, _parts(rows, at, base), tuple(sorted(by_day.items())))


def nav_change(statements: Sequence[Statement], base: str) -> NavChange:
    """Return what changed the value: flows added over all periods, the first starting and the last ending value."""
    sums: dict[str, Decimal] = {}
    periods = 0
    returned = Figure(None, "%", f"{_CHANGE}, twr", "not in the statement")
    for rows in rows_of(statements, _CHANGE):
        columns = _numeric(rows)
        for cells in rows.cells("twr", *columns):
            periods += 1
            percent = read_amount(cells[0])
            if percent is not None:
                returned = Figure(percent, "%", f"{_CHANGE}, twr")
            _gather(sums, dict(zip(columns, map(read_amount, cells[1:]), strict=True)))
    note = f"over {periods} periods" if periods > 1 else ""
    if periods > 1:
        returned = Figure(None, "%", returned.source, "returns of several periods do not add up")
    lines = [Line(name, Figure(amount, base, f"{_CHANGE}, {name}", note)) for name, amount in sums.items()]
    return NavChange(tuple(lines), returned)


def _gather(sums: dict[str, Decimal], row: dict[str, Decimal | None]) -> None:
    for name, amount in row.items():
        if amount is None or (name == _FIRST and name in sums):
            continue
        sums[name] = EXACT.add(sums[name], amount) if name in sums and name != _LAST else amount


def _parts(rows: Counted, at: int, base: str) -> tuple[Line, ...]:
    columns = [name for name in _numeric(rows) if not _SIDES.fullmatch(name)]
    cells = list(rows.cells(*columns))[at]
    return tuple(
        Line(name, Figure(amount, base, f"{_NAV}, {name}"))
        for name, amount in zip(columns, map(read_amount, cells), strict=True)
        if amount is not None
    )


def _numeric(rows: Counted) -> list[str]:
    """Return the columns that hold amounts: all that are not about whose and when."""
    names = dict.fromkeys(name for table in rows.tables() for name in table.columns)
    about = {
        table.columns[place]
        for table in rows.tables()
        for name in _ABOUT
        if (place := place_of(table, name)) is not None
    }
    return [name for name in names if name not in about]
