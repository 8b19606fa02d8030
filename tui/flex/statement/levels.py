"""Which rows of a section say the same thing twice: executions and their orders, positions and their lots, sums.

A section may hold its facts at several levels of detail at once. Sums take the rows of one level only.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from tui.flex.statement.model import Section
from tui.flex.statement.tables import Table

PLAIN = "rows"
"""The level of rows that have no sums beside them."""

BASE_SUMMARY = "BASE_SUMMARY"
"""What stands as currency in a row that has all currencies, converted into the base currency."""

TOTAL = "TOTAL"

_KIND_LEVELS = {
    "Trade": "EXECUTION",
    "TradeConfirm": "EXECUTION",
    "Order": "ORDER",
    "SymbolSummary": "SYMBOL_SUMMARY",
    "AssetSummary": "ASSET_SUMMARY",
    "Lot": "CLOSED_LOT",
    "WashSale": "WASH_SALE",
    "OpenPosition": "SUMMARY",
    "FxPosition": "SUMMARY",
    "FxLot": "LOT",
    "CashTransaction": "DETAIL",
}

_LADDERS = {
    "Trades": ("EXECUTION", "ORDER", "SYMBOL_SUMMARY", "ASSET_SUMMARY"),
    "TradeConfirms": ("EXECUTION", "ORDER", "SYMBOL_SUMMARY", "ASSET_SUMMARY"),
    "OpenPositions": ("SUMMARY", "LOT"),
    "FxPositions": ("SUMMARY", "LOT"),
    "CashTransactions": ("DETAIL", "SUMMARY"),
    "CashReport": ("Currency",),
    "StmtFunds": ("Currency", "BaseCurrency"),
}
"""Per section the levels that tell everything, the one to count first. Levels that are missing here tell a part."""

_WORDS = {
    "EXECUTION": "single fills",
    "ORDER": "one row an order: the sum of its fills",
    "SYMBOL_SUMMARY": "one row a symbol: the sum of its trades",
    "ASSET_SUMMARY": "one row an asset class: the sum of its trades",
    "CLOSED_LOT": "which bought lots a sale closed: part of the sale above it",
    "WASH_SALE": "disallowed losses of the sale above it",
    "SUMMARY": "one row for all lots or details of a thing",
    "LOT": "the lots that a position is made of",
    "DETAIL": "single bookings",
    BASE_SUMMARY: "all currencies together, converted into the base currency",
    TOTAL: "the sum of the rows above it",
    "Currency": "each currency by itself",
    "BaseCurrency": "the same in the base currency",
    PLAIN: "every row counts",
}

_ALIASES = {
    "accountid": ("clientaccountid",),
    "assetcategory": ("assetclass",),
    "buysell": ("buy/sell",),
    "currency": ("currencyprimary",),
    "position": ("quantity",),
    "datetime": ("date/time",),
}
"""Names that CSV has for the columns that we read."""


def explain(level: str) -> str:
    """Return in a few words what the rows of a level are; the level itself when it is not known."""
    return _WORDS.get(level, level)


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows of one section that count in sums, all at one level, and how many were left out at each other."""

    level: str
    left_out: dict[str, int]
    _picks: tuple[tuple[Table, array[int]], ...]

    def __len__(self) -> int:
        return sum(len(rows) for _, rows in self._picks)

    @property
    def note(self) -> str:
        """What a reader of the sum should know; empty when the section has one level only."""
        if not self.left_out:
            return ""
        others = ", ".join(f"{count} {level} ({explain(level)})" for level, count in self.left_out.items())
        return f"counted: {len(self)} {self.level} ({explain(self.level)}); not counted: {others}"

    def cells(self, *columns: str) -> Iterator[tuple[str | None, ...]]:
        """Yield these columns of each row, None where a row or its table has none of that name."""
        for table, rows in self._picks:
            places = [place_of(table, column) for column in columns]
            for at in rows:
                row = table[at]
                yield tuple([None if place is None else row[place] for place in places])

    def has(self, column: str) -> bool:
        """Whether any of the tables has this column."""
        return any(place_of(table, column) is not None for table, _ in self._picks)

    def tables(self) -> tuple[Table, ...]:
        """Return the tables that the rows are in."""
        return tuple(table for table, _ in self._picks)


def place_of(table: Table, column: str) -> int | None:
    """Return where a column of XML's name is in a table of any format."""
    found = table.place(column)
    aliases = _ALIASES.get(column.lower(), ()) if found is None else ()
    return next((place for alias in aliases if (place := table.place(alias)) is not None), found)


def levels(table: Table) -> list[str]:
    """Return the level of each row of a table."""
    section, plain = table.section, _KIND_LEVELS.get(table.kind, "")
    detail, currency, words, symbol = (
        place_of(table, name) for name in ("levelOfDetail", "currency", "description", "symbol")
    )
    if not plain:
        ladder = _LADDERS.get(section)
        plain = ladder[0] if ladder else PLAIN
    found = []
    for row in table:
        given = row[detail] if detail is not None else None
        level = given or plain
        if currency is not None and row[currency] == BASE_SUMMARY:
            level = BASE_SUMMARY
        elif words is not None and (row[words] or "").startswith("Total") and not (symbol is not None and row[symbol]):
            level = TOTAL
        found.append(level)
    return found


def counted(section: Section, level: str | None = None) -> Counted:
    """Choose the rows of a section that a sum may take: those of `level`, by default of the level that tells most."""
    by_level: dict[str, list[tuple[Table, array[int]]]] = {}
    for table in section.tables:
        picks: dict[str, array[int]] = {}
        for at, found in enumerate(levels(table)):
            picks.setdefault(found, array("I")).append(at)
        for found, rows in picks.items():
            by_level.setdefault(found, []).append((table, rows))
    chosen = level if level is not None else _finest(section.name, by_level)
    sizes = {found: sum(len(rows) for _, rows in picks) for found, picks in by_level.items() if found != chosen}
    return Counted(chosen, sizes, tuple(by_level.get(chosen, ())))


def _finest(section: str, found: dict[str, list[tuple[Table, array[int]]]]) -> str:
    ladder = _LADDERS.get(section, (PLAIN,))
    known = next((level for level in ladder if level in found), None)
    if known is not None:
        return known
    # Words of the service that are new to us: one level alone can be counted, several would count twice.
    rest = [level for level in found if level not in {BASE_SUMMARY, TOTAL, "CLOSED_LOT", "WASH_SALE"}]
    return rest[0] if rest else ladder[0]
