"""A statement's overview as groups of titled figures, each with the section that it was read from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tui.flex.overview import Overview
from tui.flex.statement.figures import Figure, Line

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MOST_POSITIONS = 12


@dataclass(frozen=True, slots=True)
class Aside:
    """An amount of money that is told beside a figure: what it is, and its currency where it may be another."""

    word: str
    amount: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure. `amount` is None where the statement does not have it; `note` then says why."""

    title: str
    amount: Decimal | None
    currency: str = ""
    source: str = ""
    note: str = ""
    asides: tuple[Aside, ...] = ()

    def told(self, write: Callable[[Decimal], str] = "{:f}".format) -> str:
        """Return the note and what is told beside the figure, its amounts as `write` writes them."""
        asides = (f"{each.word} {write(each.amount)} {each.currency}".strip() for each in self.asides)
        return ", ".join(part for part in (self.note, *asides) if part)


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
        asides = _aside("settled", line.settled) if line.settled != line.ending else ()
        source = f"{line.source}, endingCash"
        yield FigureLine(line.currency or "Cash", line.ending, line.currency, source, asides=asides)
    base = found.cash.in_base
    if base is not None:
        yield FigureLine("All in base currency", base.ending, found.base, f"{base.source}, endingCash")


def _positions(found: Overview) -> Iterator[FigureLine]:
    held = found.holdings
    if held.positions or held.value.amount is not None:
        count = len(held.positions)
        yield _line(f"Value of {count} position{'' if count == 1 else 's'}", held.value)
    for position in held.positions[:_MOST_POSITIONS]:
        quantity = "" if position.quantity is None else f"{position.quantity:f} "
        asides, source = _aside("unrealised", position.unrealised), "OpenPositions, positionValue"
        yield FigureLine(f"{quantity}{position.symbol}", position.value, position.currency, source, asides=asides)
    hidden = len(held.positions) - _MOST_POSITIONS
    if hidden > 0:
        yield FigureLine(f"… and {hidden} more", None, "", "OpenPositions", "see the section")


def _trades(found: Overview) -> Iterator[FigureLine]:
    for each in found.trades.by_class:
        quantities = (("bought", each.bought), ("sold", each.sold))
        note = ", ".join(f"{word} {quantity:f}" for word, quantity in quantities if quantity is not None)
        asides = _aside("commission", each.commission, each.commission_currency)
        title = f"{each.count} {each.asset_class} in {each.currency}, realised"
        yield FigureLine(title, each.realised, each.currency, f"{each.source}, fifoPnlRealized", note, asides)


def _aside(word: str, amount: Decimal | None, currency: str = "") -> tuple[Aside, ...]:
    return () if amount is None else (Aside(word, amount, currency),)
