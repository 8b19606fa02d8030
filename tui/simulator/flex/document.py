"""A whole statement: which sections it has, and its XML in small pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tui.simulator.flex.days import Span, Writing
from tui.simulator.flex.holdings import Holdings
from tui.simulator.flex.rows import Page, Row, Section
from tui.simulator.flex.settings import FlexQuery
from tui.simulator.flex.summaries import Summaries
from tui.simulator.flex.trades import Trading
from tui.simulator.flex.values import Values

_QUOTED = {'"': "&quot;", "\n": "&#10;"}


@dataclass(frozen=True, slots=True)
class Document:
    """What a reference is answered with: the accounts' values, the days, and when it was made.

    `surplus` is by how much the number of statements that it announces is too high.
    """

    query: FlexQuery
    accounts: tuple[Values, ...]
    span: Span
    made_at_ms: int
    parts: int = 1
    surplus: int = 0

    @property
    def writing(self) -> Writing:
        """How it writes dates."""
        return Writing(self.query.dashed_dates)

    def pages(self) -> Iterator[Page]:
        """Yield a page for each account, or for each account and day."""
        spans = [Span(day, day) for day in self.span.days()] if self.query.by_day else [self.span]
        for values in self.accounts:
            for span in spans:
                yield Page(values, span.first, span.last, self.writing, self.parts)

    def xml(self) -> Iterator[str]:
        """Yield the XML line by line; every row is a line or, with rows inside, several."""
        query = self.query
        count = len(self.accounts) * (len(self.span.days()) if query.by_day else 1)
        yield f'<FlexQueryResponse queryName="{_attribute(query.name)}" type="{query.kind}">\n'
        yield f'<FlexStatements count="{count + self.surplus}">\n'
        for page in self.pages():
            yield (
                f'<FlexStatement accountId="{page.story.account}" fromDate="{page.day(page.first)}" '
                f'toDate="{page.day(page.last)}" period="{query.period}" '
                f'whenGenerated="{page.moment(self.made_at_ms)}">\n'
            )
            for section in sections(page, query.kind):
                yield from _section(section)
            yield "</FlexStatement>\n"
        yield "</FlexStatements>\n</FlexQueryResponse>\n"


def sections(page: Page, kind: str) -> list[Section]:
    """Return the sections of an activity statement (AF) or of trade confirmations (TCF); rows are made when read."""
    trading = Trading(page)
    if kind == "TCF":
        return [Section("TradeConfirms", trading.confirmations(), "TCNF", "Trade Confirmations")]
    sums, holdings = Summaries(page), Holdings(page)
    return [
        Section("", sums.account(), "ACCT", "Account Information"),
        Section("", sums.change(), "CNAV", "Change in NAV"),
        Section("EquitySummaryInBase", sums.net_asset_values(), "EQUT", "Net Asset Value (NAV) in Base"),
        Section("CashReport", sums.cash(), "CRTT", "Cash Report"),
        Section("MTMPerformanceSummaryInBase", holdings.market(), "MTMP", "MTM Performance Summary in Base"),
        Section("FIFOPerformanceSummaryInBase", holdings.fifo(), "FIFO", "Realized and Unrealized Summary in Base"),
        Section("OpenPositions", holdings.positions(), "POST", "Open Positions"),
        Section("Trades", trading.trades(), "TRNT", "Trades; trade date basis"),
        Section("CashTransactions", trading.cash(), "CTRN", "Cash Transactions"),
        Section("CorporateActions", (), "CORP", "Corporate Actions"),
        Section("OpenDividendAccruals", (), "DIVA", "Open Dividend Accruals"),
        Section("InterestAccruals", sums.interest(), "INTA", "Interest Accruals"),
        Section("SimulatorDiary", holdings.diary(), "DIAR", "Diary of the Simulated Venue"),
        Section("ConversionRates", sums.rates(), "RATE", "Base Currency Exchange Rates"),
        Section("SecuritiesInfo", sums.securities(), "SECL", "Financial Instrument Information"),
    ]


def _section(section: Section) -> Iterator[str]:
    rows = iter(section.rows)
    first = next(rows, None)
    if first is None:
        yield f"<{section.name} />\n" if section.name else ""
        return
    yield f"<{section.name}>\n" if section.name else ""
    yield _element(first)
    for row in rows:
        yield _element(row)
    yield f"</{section.name}>\n" if section.name else ""


def _element(row: Row) -> str:
    attributes = "".join(f' {name}="{_attribute(value)}"' for name, value in row.attributes.items())
    if not row.inner:
        return f"<{row.tag}{attributes} />\n"
    return f"<{row.tag}{attributes}>\n{_elements(row.inner)}</{row.tag}>\n"


def _elements(rows: Iterable[Row]) -> str:
    return "".join(map(_element, rows))


def _attribute(value: str) -> str:
    return escape(value, _QUOTED)
