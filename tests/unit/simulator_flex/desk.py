"""Statements made straight from an exchange, without a server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from tui.simulator.exchange import Exchange, ExchangeSettings, MemoryBook
from tui.simulator.flex.days import ONE_DAY, Span, day_of
from tui.simulator.flex.document import Document
from tui.simulator.flex.marks import Marks
from tui.simulator.flex.plain import lines
from tui.simulator.flex.settings import FlexQuery
from tui.simulator.flex.story import Teller
from tui.simulator.flex.values import Values
from tui.simulator.market import Market

NOW_MS = 1_767_606_600_000
"""2026-01-05 09:50:00 UTC, a Monday."""

YESTERDAY = day_of(NOW_MS) - ONE_DAY
SINCE = Span(date(2025, 10, 1), YESTERDAY)
"""All days of the accounts' pasts, and some before."""


@dataclass(frozen=True)
class Office:
    """An exchange with a past, and statements about its accounts."""

    market: Market
    settings: ExchangeSettings
    exchange: Exchange
    marks: Marks

    @classmethod
    def open(cls, seed: int = 1) -> Office:
        market, settings = Market(seed), ExchangeSettings(seed=seed, scripted_trader=False)
        exchange = Exchange(market, settings, MemoryBook(), lambda _: None, NOW_MS)
        return cls(market, settings, exchange, Marks(market))

    def values(self, login: str = "1000", span: Span = SINCE, until_ms: int = NOW_MS) -> Values:
        """Return an account's values, ready for the days of a span."""
        teller = Teller(self.settings, self.market.symbols)
        profile = teller.profile(login)
        assert profile is not None
        story = teller.tell(self.exchange, profile, until_ms, NOW_MS)
        asyncio.run(self.marks.prepare(story, span))
        return Values(story, self.marks)

    def tree(self, login: str = "1000", span: Span = SINCE, query: FlexQuery | None = None) -> ElementTree.Element:
        """Return the one statement of an account as XML."""
        document = Document(query or FlexQuery("1", 'A "name" & more'), (self.values(login, span),), span, NOW_MS)
        root = ElementTree.fromstring("".join(document.xml()))
        found = root.find("FlexStatements/FlexStatement")
        assert found is not None
        return found

    def text(self, query: FlexQuery, login: str = "1000") -> str:
        """Return the statement of an account in a query's layout."""
        return "".join(lines(Document(query, (self.values(login),), SINCE, NOW_MS)))


def amount(row: ElementTree.Element, name: str) -> Decimal:
    """Return a figure of a row."""
    return Decimal(row.attrib[name])


def total(rows: list[ElementTree.Element], name: str) -> Decimal:
    """Return the sum of a figure."""
    return sum((amount(row, name) for row in rows), Decimal(0))
