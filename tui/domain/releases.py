"""The economic calendar: releases, how far they surprised, how long until the next, and whom they concern."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from tui.domain.instrument import Instrument
from tui.domain.market_hours import span_words

IMPACTS: Mapping[str, str] = {"1": "low", "2": "medium", "3": "high"}
"""The impacts of XAPI 5.3.2 in words; others are kept and shown as they came."""

JUST_MS = 60_000
"""How long a release without a value yet counts as being due, not late."""

_EURO = "AT BE BG CY DE EA EE ES EU EZ FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
_OWN = (
    "US:USD GB:GBP UK:GBP JP:JPY CH:CHF CA:CAD AU:AUD NZ:NZD PL:PLN CZ:CZK HU:HUF RO:RON SE:SEK NO:NOK DK:DKK TR:TRY "
    "ZA:ZAR MX:MXN BR:BRL CL:CLP CN:CNH HK:HKD SG:SGD IN:INR KR:KRW IL:ILS RU:RUB TH:THB"
)
CURRENCIES: Mapping[str, str] = {
    **dict.fromkeys(_EURO.split(), "EUR"),
    **dict(pair.split(":") for pair in _OWN.split()),
}
"""Country code to currency."""

_NUMBER = re.compile(r"([+-]?)(\d[\d\s']*(?:[.,]\d+)*)\s*(%|[A-Za-z]*)")
_SCALES = {"": 0, "%": 0, "k": 3, "th": 3, "m": 6, "mln": 6, "b": 9, "bn": 9, "bln": 9, "t": 12, "tn": 12}


@dataclass(frozen=True, slots=True)
class Release:
    """One event of the calendar (XAPI 5.3.2); values are the broker's texts, empty where there is none yet."""

    at_ms: int
    country: str
    title: str
    impact: str
    period: str
    previous: str
    forecast: str
    current: str

    @property
    def key(self) -> tuple[int, str, str, str]:
        """What makes it the same release when the calendar is read again."""
        return (self.at_ms, self.country, self.title, self.period)

    @property
    def impact_level(self) -> int:
        """1 low to 3 high; 0 where the broker says something else."""
        return int(self.impact) if self.impact in IMPACTS else 0

    @property
    def currency(self) -> str:
        """The currency of the country, empty where it is not known."""
        return CURRENCIES.get(self.country.strip().upper(), "")


class Surprise(enum.Enum):
    """How the value compares with the forecast; nothing is said about what is good for whom."""

    ABOVE = "above forecast"
    BELOW = "below forecast"
    MET = "as forecast"


class Surprised(NamedTuple):
    """A surprise and its size in the unit of the values (`difference` is current minus forecast)."""

    kind: Surprise
    difference: Decimal


def value_of(text: str) -> Decimal | None:
    """Return the number in a calendar's text (`58.3`, `-0.1%`, `250K`, `1,234.5`, `1.2 Mln`), None without one."""
    found = _NUMBER.fullmatch(text.strip().replace("−", "-"))
    if found is None or found[3].lower() not in _SCALES:
        return None
    digits = re.sub(r"[\s']", "", found[2])
    if "." in digits and "," in digits:
        # The mark that comes last is the decimal one.
        grouping = "," if digits.rfind(".") > digits.rfind(",") else "."
        digits = digits.replace(grouping, "")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+", digits):
        digits = digits.replace(",", "")
    try:
        return Decimal(found[1] + digits.replace(",", ".")).scaleb(_SCALES[found[3].lower()])
    except InvalidOperation:
        return None


def surprise(release: Release) -> Surprised | None:
    """Return how the value differs from the forecast; None while one of them is missing or no number."""
    current, forecast = value_of(release.current), value_of(release.forecast)
    if current is None or forecast is None:
        return None
    difference = current - forecast
    kind = Surprise.ABOVE if difference > 0 else Surprise.BELOW if difference < 0 else Surprise.MET
    return Surprised(kind, difference)


def countdown(release: Release, now_ms: int) -> str:
    """Return when it comes: `in 1 h 05 m`, `due now`, `late` when its time passed without a value, else nothing."""
    ahead = release.at_ms - now_ms
    if ahead > 0:
        return f"in {span_words(ahead)}"
    if release.current or not (release.forecast or release.previous):
        # Speeches and holidays never get a value.
        return ""
    return "due now" if -ahead <= JUST_MS else "late"


def next_release(releases: Iterable[Release], now_ms: int, impact: int = 1) -> Release | None:
    """Return the next release from `now_ms` on of at least that impact."""
    ahead = [each for each in releases if each.at_ms >= now_ms and each.impact_level >= impact]
    return min(ahead, key=lambda each: (each.at_ms, -each.impact_level), default=None)


def concerned(release: Release, instruments: Iterable[Instrument], first: Iterable[str] = ()) -> list[str]:
    """Return the symbols that are priced in or stand for the release's currency.

    Those of `first` (the watchlist, say) come first in their own order, then currency pairs, then the rest.
    """
    currency = release.currency
    if not currency:
        return []
    fitting = {
        each.symbol: each.currency_pair for each in instruments if currency in (each.currency, each.profit_currency)
    }
    wanted = [symbol for symbol in dict.fromkeys(first) if symbol in fitting]
    rest = sorted(fitting.keys() - set(wanted), key=lambda symbol: (not fitting[symbol], symbol))
    return [*wanted, *rest]


@dataclass(frozen=True, slots=True)
class ReleaseFilter:
    """What of the calendar is shown: by least impact, by countries or currencies (empty: all), by words."""

    impact: int = 0
    countries: frozenset[str] = frozenset()
    text: str = ""

    def admits(self, release: Release) -> bool:
        """Whether a release is shown."""
        if release.impact_level < self.impact:
            return False
        if self.countries and not self.countries & {release.country.upper(), release.currency}:
            return False
        sought = f"{release.country} {release.currency} {release.title} {release.period}".casefold()
        return all(word in sought for word in self.text.casefold().split())


def by_day(releases: Iterable[Release], zone: tzinfo) -> dict[date, list[Release]]:
    """Return the releases by the days of the user's zone, ascending; the heavier first where two come at once."""
    days: dict[date, list[Release]] = {}
    for release in sorted(releases, key=lambda each: (each.at_ms, -each.impact_level, each.country, each.title)):
        days.setdefault(datetime.fromtimestamp(release.at_ms / 1000, zone).date(), []).append(release)
    return days


def countries(releases: Iterable[Release]) -> list[str]:
    """Return the countries that occur, for choosing among them."""
    return sorted({release.country for release in releases if release.country})
