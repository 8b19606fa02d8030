"""Days and times of the venue as statements write them: the venue's days begin at midnight in Warsaw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/Warsaw")
OFFICE = ZoneInfo("America/New_York")
ONE_DAY = timedelta(days=1)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, at_ms: object) -> bool:
        return isinstance(at_ms, int) and self.start_ms <= at_ms < self.end_ms

    @property
    def start_ms(self) -> int:
        """The first moment of the span."""
        return midnight_ms(self.first)

    @property
    def end_ms(self) -> int:
        """The first moment after the span."""
        return midnight_ms(self.last + ONE_DAY)

    def days(self) -> list[date]:
        """Return every day of it."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def midnight_ms(day: date) -> int:
    """Return the moment at which a day begins."""
    return round(datetime.combine(day, time(), HOME).timestamp() * 1000)


def day_of(at_ms: int) -> date:
    """Return the day of a moment."""
    return _home(at_ms).date()


@dataclass(frozen=True, slots=True)
class Writing:
    """How a query writes dates: `20250912` and `20250912;094450`, or with dashes and colons."""

    dashed: bool = False

    def day(self, day: date) -> str:
        """Return a date."""
        return day.isoformat() if self.dashed else f"{day:%Y%m%d}"

    def moment(self, at_ms: int) -> str:
        """Return a date with a time; nothing says in which zone."""
        at = _home(at_ms)
        return f"{self.day(at.date())};{at:%H:%M:%S}" if self.dashed else f"{self.day(at.date())};{at:%H%M%S}"


def office_time(at_ms: int) -> str:
    """Return a moment as replies carry it: 04 October, 2026 04:03 PM EDT."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(OFFICE)
    half = "AM" if at.hour < 12 else "PM"
    hour = (at.hour + 11) % 12 + 1
    return f"{at.day:02d} {_MONTHS[at.month - 1]}, {at.year} {hour:02d}:{at.minute:02d} {half} {at:%Z}"


def _home(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(HOME)
