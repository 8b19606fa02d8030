"""Rows of statements and how numbers, dates and instruments are written in them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.simulator.exchange import money
from tui.simulator.flex.days import Writing
from tui.simulator.flex.story import Story
from tui.simulator.flex.values import Values
from tui.simulator.market import Symbol

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One element: its tag, its attributes in order, and rows inside of it."""

    tag: str
    attributes: Mapping[str, str]
    inner: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A container of rows; without a name its rows stand in the statement themselves. `code` is its name in CSV."""

    name: str
    rows: Iterable[Row]
    code: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What the makers of sections work on: one account's values, the days of one statement, and how dates look.

    Every execution is cut into `parts`.
    """

    values: Values
    first: date
    last: date
    writing: Writing
    parts: int = 1

    @property
    def story(self) -> Story:
        """The account's story."""
        return self.values.story

    def head(self) -> Attributes:
        """Return what every row begins with."""
        return {"accountId": self.story.account, "acctAlias": f"demo {self.story.login}", "model": ""}

    def in_base(self) -> Attributes:
        """Return what a row in the account's own currency begins with."""
        return {**self.head(), "currency": self.story.currency}

    def day(self, day: date) -> str:
        """Return a date as this statement writes it."""
        return self.writing.day(day)

    def moment(self, at_ms: int) -> str:
        """Return a date with a time as this statement writes it."""
        return self.writing.moment(at_ms)

    def rate(self, symbol: Symbol, day: date) -> str:
        """Return the rate from the instrument's currency to the account's at the end of a day."""
        return number(self.values.rate(symbol.currency_profit, day))


def number(value: Decimal) -> str:
    """Return a plain number: no exponent, no zeros at its end."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def instrument(symbol: Symbol, currency: str, rate: str) -> Attributes:
    """Return the attributes that say which instrument a row is about, with the currency of its money."""
    return {
        "currency": currency,
        "fxRateToBase": rate,
        "assetCategory": category(symbol),
        "symbol": symbol.name,
        "description": symbol.description,
        "conid": conid(symbol.name),
        "securityID": "",
        "multiplier": "1",
    }


def category(symbol: Symbol) -> str:
    """Return the asset category: shares bought outright are stocks, all the rest are CFDs."""
    return "STK" if money.is_cash_stock(symbol) else "CFD"


def conid(name: str) -> str:
    """Return a number that stands for an instrument."""
    return str(10_000_000 + zlib.crc32(name.encode()) % 900_000_000)


def cut(amount: Decimal, parts: int, which: int) -> Decimal:
    """Return one of so many parts of an amount, at least eight places fine; the first one has what is left over."""
    if parts == 1:
        return amount
    part = (amount / parts).quantize(Decimal("0.00000001"))
    return amount - part * (parts - 1) if which == 0 else part
