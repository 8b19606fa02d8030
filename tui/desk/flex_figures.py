"""A statement's overview as groups of titled figures, each with the section that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tui.flex.overview import Overview
from tui.flex.statement.figures import Figure, Line

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MOST_POSITIONS = 12


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure. `amount` is None where the statement does not have it; `note` then says why."""

    title: str
    amount: Decimal | None
    currency: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures that belong together."""

    title: str
    lines: tuple[FigureLine, ...]


def figure_groups(found: Overview) -> tuple[FigureGroup, ...]:
    """Return all figures of an overview, the account's value first; groups without a line are left out."""
    income = found.income
    results = (
        _line("Realised", found.realised),
        _line("Unrealised", found.unrealised),
        _line("Dividends", income.dividends),
        _line("Withholding tax", income.withholding),
        _line("Interest", income.interest),
        _line("Fees", income.fees),
        _line("Commissions", income.commissions),
        _line("Deposits and withdrawals", income.deposits),
    )
    value = (_line("Net asset value", found.nav.value), *_named(found.nav.parts))
    change = (*_named(found.nav_change.lines), _line("Time-weighted return", found.nav_change.time_weighted_percent))
    groups = (
        FigureGroup("Value", value),
        FigureGroup("Change in value", change if found.nav_change.lines else ()),
        FigureGroup("Cash", tuple(_cash(found))),
        FigureGroup("Results and costs", results),
        FigureGroup("Open positions", tuple(_positions(found))),
        FigureGroup("Trades", tuple(_trades(found))),
    )
    return tuple(group for group in groups if group.lines)


def _line(title: str, figure: Figure) -> FigureLine:
    return FigureLine(title, figure.amount, figure.currency, figure.source, figure.note)


def _named(lines: tuple[Line, ...]) -> tuple[FigureLine, ...]:
    """Return lines that have an amount other than 0: the service lists every kind there is."""
    return tuple(_line(_words(line.name), line.figure) for line in lines if line.figure.amount)


def _words(name: str) -> str:
    spaced = _HUMP.sub(" ", name)
    return spaced[:1].upper() + spaced[1:].lower()


def _cash(found: Overview) -> Iterator[FigureLine]:
    for line in found.cash.lines:
        note = f"settled {line.settled}" if line.settled is not None and line.settled != line.ending else ""
        yield FigureLine(line.currency or "Cash", line.ending, line.currency, f"{line.source}, endingCash", note)
    base = found.cash.in_base
    if base is not None:
        yield FigureLine("All in base currency", base.ending, found.base, f"{base.source}, endingCash")


def _positions(found: Overview) -> Iterator[FigureLine]:
    held = found.holdings
    if held.positions or held.value.amount is not None:
        yield _line(f"Value of {len(held.positions)} positions", held.value)
    for position in held.positions[:_MOST_POSITIONS]:
        quantity = "" if position.quantity is None else f"{position.quantity:f} "
        note = "" if position.unrealised is None else f"unrealised {position.unrealised:f}"
        source = "OpenPositions, positionValue"
        yield FigureLine(f"{quantity}{position.symbol}", position.value, position.currency, source, note)
    hidden = len(held.positions) - _MOST_POSITIONS
    if hidden > 0:
        yield FigureLine(f"… and {hidden} more", None, "", "OpenPositions", "see the section")


def _trades(found: Overview) -> Iterator[FigureLine]:
    for each in found.trades.by_class:
        parts = [f"bought {each.bought:f}" if each.bought is not None else ""]
        parts.append(f"sold {each.sold:f}" if each.sold is not None else "")
        if each.commission is not None:
            parts.append(f"commission {each.commission:f} {each.commission_currency}")
        title = f"{each.count} {each.asset_class} in {each.currency}, realised"
        note = ", ".join(part for part in parts if part)
        yield FigureLine(title, each.realised, each.currency, f"{each.source}, fifoPnlRealized", note)
