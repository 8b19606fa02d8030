"""The questions of the IB reports: every filter of the spec, checked before anything is sent."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from tui.crm.errors import Problem, QueryError
from tui.domain.days import DaySpan

DEFAULT_PAGE_SIZE = 1000
MOST_PAGE_SIZE = 1000
"""The largest page that is asked for; the spec names no limit of its own (R-B7)."""


class Report(enum.Enum):
    """The five reports (spec, 2 to 6)."""

    LEADS = "leads"
    REGISTRATIONS = "registrations"
    TRANSACTIONS = "transactions"
    SERVERS = "servers"
    POSITIONS = "positions"

    @property
    def path(self) -> str:
        """Where it is asked for, below the CRM's base address."""
        return f"/api/v1/ib/{self.value}"

    @property
    def module(self) -> str:
        """The module of the CRM that must be enabled for it."""
        return _MODULES[self]


_MODULES = {
    Report.LEADS: "leads",
    Report.REGISTRATIONS: "leads",
    Report.TRANSACTIONS: "transactions",
    Report.SERVERS: "platforms",
    Report.POSITIONS: "platforms",
}


Span = DaySpan
"""Days as the server dates them (R-B12)."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question. A pair of days is given whole or not at all; `problems` says what does not fit the report."""

    report: Report
    registration_from: date | None = None
    registration_to: date | None = None
    modified_from: date | None = None
    modified_to: date | None = None
    transaction_from: date | None = None
    transaction_to: date | None = None
    close_from: date | None = None
    close_to: date | None = None
    server_tag: str = ""
    include_fake: bool | None = None
    page_size: int = DEFAULT_PAGE_SIZE

    @classmethod
    def registered(cls, report: Report, span: Span, page_size: int = DEFAULT_PAGE_SIZE) -> Query:
        """Leads or registrations by registration date."""
        return cls(report, registration_from=span.first, registration_to=span.last, page_size=page_size)

    @classmethod
    def modified(cls, report: Report, span: Span, page_size: int = DEFAULT_PAGE_SIZE) -> Query:
        """Leads or registrations by the date of their last change."""
        return cls(report, modified_from=span.first, modified_to=span.last, page_size=page_size)

    @classmethod
    def transactions(cls, span: Span, include_fake: bool | None = None, page_size: int = DEFAULT_PAGE_SIZE) -> Query:
        """Transactions by their date; fake ones come only with `include_fake`."""
        return cls(
            Report.TRANSACTIONS,
            transaction_from=span.first,
            transaction_to=span.last,
            include_fake=include_fake,
            page_size=page_size,
        )

    @classmethod
    def positions(cls, span: Span, server_tag: str, page_size: int = DEFAULT_PAGE_SIZE) -> Query:
        """Closed positions of one server by the date of their closing."""
        return cls(
            Report.POSITIONS, close_from=span.first, close_to=span.last, server_tag=server_tag, page_size=page_size
        )

    def parameters(self, page: int) -> tuple[tuple[str, str], ...]:
        """Return what is sent for a page, counted from 1; the query is a checked one."""
        found = [(pair.sent(end), day.isoformat()) for pair in PAIRS for end, day in pair.ends(self) if day]
        if self.server_tag:
            found.append(("serverTag", self.server_tag))
        if self.include_fake is not None:
            found.append(("includeFake", "true" if self.include_fake else "false"))
        if self.report is Report.SERVERS:
            return tuple(found)
        return (*found, ("page", str(page)), ("pageSize", str(self.page_size)))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two filters that only make sense together; `sent_as` is the stem of their names in the spec."""

    name: str
    sent_as: str
    reports: frozenset[Report]
    word: str

    def sent(self, end: str) -> str:
        """The name of one end in the spec; `end` is `From` or `To`."""
        return f"{self.sent_as}{end}"

    def ends(self, query: Query) -> tuple[tuple[str, date | None], tuple[str, date | None]]:
        """The two days of `query`."""
        first: date | None = getattr(query, f"{self.name}_from")
        last: date | None = getattr(query, f"{self.name}_to")
        return ("From", first), ("To", last)


_PEOPLE = frozenset({Report.LEADS, Report.REGISTRATIONS})

PAIRS = (
    Pair("registration", "registrationDate", _PEOPLE, "registration date"),
    Pair("modified", "lastModifiedDate", _PEOPLE, "last modified date"),
    Pair("transaction", "transactionDate", frozenset({Report.TRANSACTIONS}), "transaction date"),
    Pair("close", "positionCloseDate", frozenset({Report.POSITIONS}), "position close date"),
)


def problems(query: Query, most_page_size: int = MOST_PAGE_SIZE) -> tuple[Problem, ...]:
    """Return what is wrong with `query`, field by field; nothing when it can be sent."""
    found: list[Problem] = []
    fitting = [pair for pair in PAIRS if query.report in pair.reports]
    for pair in PAIRS:
        found += _pair_problems(pair, query, fits=pair in fitting)
    if fitting and not any(day for pair in fitting for _, day in pair.ends(query)):
        names = " or ".join(pair.word for pair in fitting)
        found.append(Problem(fitting[0].sent("From"), f"{query.report.value} need a {names}, from and to"))
    if query.report is Report.POSITIONS and not query.server_tag.strip():
        found.append(Problem("serverTag", "positions are asked of one server: choose one, or all in turn"))
    if query.report is not Report.POSITIONS and query.server_tag:
        found.append(Problem("serverTag", "is for positions only"))
    if len(query.server_tag) > 100 or not query.server_tag.isprintable():
        found.append(Problem("serverTag", "is not a tag of a server"))
    if query.report is not Report.TRANSACTIONS and query.include_fake is not None:
        found.append(Problem("includeFake", "is for transactions only"))
    if not 1 <= query.page_size <= most_page_size:
        found.append(Problem("pageSize", f"is from 1 to {most_page_size}, not {query.page_size}"))
    return tuple(found)


def checked(query: Query, most_page_size: int = MOST_PAGE_SIZE) -> Query:
    """Return `query`; raises QueryError when it cannot be sent."""
    found = problems(query, most_page_size)
    if found:
        raise QueryError(found)
    return query


def _pair_problems(pair: Pair, query: Query, *, fits: bool) -> list[Problem]:
    (_, first), (_, last) = pair.ends(query)
    if first is None and last is None:
        return []
    if not fits:
        given = "From" if first is not None else "To"
        return [Problem(pair.sent(given), f"is no filter of {query.report.value}")]
    if first is None:
        return [Problem(pair.sent("From"), f"the {pair.word} needs its first day too")]
    if last is None:
        return [Problem(pair.sent("To"), f"the {pair.word} needs its last day too")]
    if first > last:
        return [Problem(pair.sent("To"), f"{last} is before {first}")]
    return []


def next_day(day: date, days: int = 1) -> date:
    """Return the day `days` later, or the last that there is."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
