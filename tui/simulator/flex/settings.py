"""Who may ask the Flex service for what, and how the service behaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["AF", "TCF"]
Layout = Literal["xml", "csv", "csv_records", "pipe"]
Period = Literal["LastBusinessDay", "LastWeek", "MonthToDate", "LastMonth", "YearToDate", "Last30CalendarDays"]

MAIN = "main"
SECOND = "second"


@dataclass(frozen=True, slots=True)
class FlexToken:
    """A token of a user's service and what is the matter with it.

    `dies_after_s` counts from the venue's start; `ip` is the only address it fits.
    """

    token: str
    role: str = "valid"
    user: str = MAIN
    dies_after_s: float | None = None
    ip: str | None = None
    active: bool = True
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class FlexQuery:
    """A query that a user saved: its kind, its layout, the logins of its accounts and its own period.

    A `legacy` one is of a retired kind. It answers 1020 for `ripe_after_s` of the venue's time from the start on, and
    takes `generation_s` (None: the service's usual time). `by_day` gives a statement for each day.
    """

    id: str
    name: str
    logins: tuple[str, ...] = ("1000",)
    kind: Kind = "AF"
    layout: Layout = "xml"
    period: Period = "YearToDate"
    user: str = MAIN
    by_day: bool = False
    dashed_dates: bool = False
    legacy: bool = False
    ripe_after_s: float = 0.0
    generation_s: float | None = None
    announced: bool = True


TOKENS = (
    FlexToken("104729130363170603209831"),
    FlexToken("215443300587461918273645", "second user", user=SECOND),
    FlexToken("326551488712094857362514", "expired", dies_after_s=0.0),
    FlexToken("437661599823105968473625", "bound to another address", ip="192.0.2.7"),
    FlexToken("548772610934216079584736", "service inactive", active=False),
    FlexToken("659883721045327180695847", "replaced", replaced=True),
)
"""The last four are answered with 1012, 1013, 1011 and 1015."""

QUERIES = (
    FlexQuery("700101", "Activity, year to date"),
    FlexQuery("700102", "Activity, last 30 days", period="Last30CalendarDays"),
    FlexQuery("700103", "All accounts, last month", ("1000", "1001", "1002"), period="LastMonth"),
    FlexQuery("700104", "Day by day, last week", period="LastWeek", by_day=True),
    FlexQuery("700105", "Trade confirmations", kind="TCF", period="MonthToDate"),
    FlexQuery("700106", "Activity as CSV", layout="csv", dashed_dates=True),
    FlexQuery("700107", "Activity as CSV with records", ("1000", "1001"), layout="csv_records"),
    FlexQuery("700108", "Activity as text with pipes", layout="pipe"),
    FlexQuery("700109", "An hour in the making", generation_s=3900.0, announced=False),
    FlexQuery("700110", "Legacy statement", legacy=True, announced=False),
    FlexQuery("700111", "Closed account", ("1999",), announced=False),
    FlexQuery("700112", "Brand-new query", ripe_after_s=7200.0, announced=False),
    FlexQuery("700201", "The second user's activity", ("1001",), user=SECOND, announced=False),
)
"""Those that are not announced go wrong in one way each, or belong to the second user."""


@dataclass(frozen=True, slots=True)
class FlexSettings:
    """The service's figures, in the venue's time; gaps and window leave a network's jitter to its clients.

    A day is final `final_after_h` hours after its end. `rows` cuts every execution into so many parts, whose sums stay
    true: a way to large statements. `strict` takes no other User-Agent than those of the document.
    """

    tokens: tuple[FlexToken, ...] = TOKENS
    queries: tuple[FlexQuery, ...] = QUERIES
    generation_s: float = 8.0
    least_gap_s: float = 0.9
    window_s: float = 59.0
    most_in_window: int = 10
    reference_life_s: float = 3600.0
    final_after_h: float = 4.0
    confirmation_lag_s: float = 300.0
    rows: int = 1
    strict: bool = False


def credentials(settings: FlexSettings) -> dict[str, Any]:
    """Return what the ready line tells: a valid token and its user's queries, and the other tokens that there are."""
    first, *others = settings.tokens
    queries = [
        {"id": query.id, "name": query.name, "type": query.kind, "format": query.layout}
        for query in settings.queries
        if query.announced and query.user == first.user
    ]
    more = [{"token": token.token, "role": token.role} for token in others]
    return {"token": first.token, "queries": queries, "other_tokens": more}
