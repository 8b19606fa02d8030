"""Days of a statement: what is asked for, cut into pieces that the service accepts, and compared with what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tui.flex.errors import FlexError

LONGEST_DAYS = 365
"""Days of one request, first and last included (R-A9)."""

STEPS_BACK = 7
"""How far the last day of a request moves back when it is not closed yet."""

_DAY = timedelta(days=1)
_COMPACT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Days from `first` to `last`, both included. Raises FlexError when they are the wrong way round."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise FlexError("The days are the wrong way round", f"{self.first} … {self.last}", "Swap --from and --to.")

    @property
    def days(self) -> int:
        """How many days, at least 1."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first} … {self.last}"


@dataclass(frozen=True, slots=True)
class Saved:
    """The period that is saved with the query in the portal."""

    def __str__(self) -> str:
        return "the query's own period"


@dataclass(frozen=True, slots=True)
class LastDays:
    """The last `days` days, 1…365, counted by the service. Raises FlexError for other numbers."""

    days: int

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_DAYS:
            raise FlexError("So many days cannot be asked for", f"{self.days} days", f"Between 1 and {LONGEST_DAYS}.")

    def __str__(self) -> str:
        return f"last {self.days} days"


Period = Saved | LastDays | DateRange
"""What one request asks for; never two of them at once."""


def parameters(period: Period) -> tuple[tuple[str, str], ...]:
    """Return the query parameters of SendRequest: none, `p`, or `fd` and `td` (yyyymmdd).

    Raises FlexError for a range of more than 365 days.
    """
    if isinstance(period, LastDays):
        return (("p", str(period.days)),)
    if isinstance(period, DateRange):
        if period.days > LONGEST_DAYS:
            raise FlexError("The service takes at most 365 days at once", str(period), "Cut it with `windows`.")
        return (("fd", f"{period.first:%Y%m%d}"), ("td", f"{period.last:%Y%m%d}"))
    return ()


def encode(period: Period) -> str:
    """Return `period` as a short text for storing."""
    if isinstance(period, LastDays):
        return f"last:{period.days}"
    if isinstance(period, DateRange):
        return f"range:{period.first.isoformat()}:{period.last.isoformat()}"
    return "saved"


def decode(text: str) -> Period:
    """Return the period that `encode` wrote; raises FlexError for other text."""
    kind, _, rest = text.partition(":")
    try:
        if kind == "last":
            return LastDays(int(rest))
        if kind == "range":
            first, _, last = rest.partition(":")
            return DateRange(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        raise FlexError("A stored period cannot be read", text) from error
    if text == "saved":
        return Saved()
    raise FlexError("A stored period cannot be read", text)


def windows(period: Period, longest: int = LONGEST_DAYS) -> tuple[Period, ...]:
    """Cut a range into consecutive ones of at most `longest` days, oldest first; other periods come back alone.

    The windows neither overlap nor leave a day out.
    """
    if not isinstance(period, DateRange):
        return (period,)
    found: list[Period] = []
    first = period.first
    while True:
        # Counted by what is left, so that the last day of the calendar does not overflow.
        if (period.last - first).days < longest:
            return (*found, DateRange(first, period.last))
        last = first + timedelta(days=longest - 1)
        found.append(DateRange(first, last))
        first = last + _DAY


def one_day_shorter(period: Period) -> DateRange | None:
    """Return a range that ends one day earlier, None when there is no such thing."""
    if isinstance(period, DateRange) and period.last > period.first:
        return DateRange(period.first, period.last - _DAY)
    return None


def read_day(text: str) -> date | None:
    """Return the day of `yyyymmdd` or `yyyy-mm-dd` (a time behind it is left out); None for any other style."""
    match = _COMPACT.match(text.strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def shortfall(asked: Period, returned: DateRange | None) -> str:
    """Return a warning when the statement covers other days than asked for; empty when all is well or unknown.

    The service shortens some periods to one day without a word: positions come, trades and cash are missing.
    """
    if returned is None or isinstance(asked, Saved):
        return ""
    if isinstance(asked, LastDays):
        # Weekends and holidays move both ends, so only a collapse is worth a word.
        if asked.days > 4 and returned.days == 1:
            return f"Asked for the {asked}, but the statement covers one day ({returned.first}) only."
        return ""
    if asked == returned:
        return ""
    if returned.days == 1 and asked.days > 1:
        return f"Asked for {asked}, but the statement covers one day ({returned.first}) only."
    return f"Asked for {asked}, the statement covers {returned}."
