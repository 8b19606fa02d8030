"""The people of the CRM: each one's story up to the first deposit is a pure function of the seed and a number.

A number holds the day on which somebody became a lead and a place in that day, so any person, and any day's, can be
told alone and in any order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from tui.simulator.crm.names import COUNTRIES, MAILS, ODD_DAYS, ODD_EMAILS, ODD_NAMES, ODD_PLACE, Country
from tui.simulator.crm.partners import DIRECT_CAMPAIGNS, DIRECT_WEIGHT, PARTNERS, Partner
from tui.simulator.market.noise import Memory

DAY_MS = 86_400_000
FIRST_DAY = 17_167
"""2017-01-01, in days since 1970: the CRM is empty before."""
PLACES = 10_000
"""So many numbers a day has."""
LONGEST_CONTACT_DAYS = 30
LONGEST_WAIT_DAYS = 60
"""Between lead and registration."""
LONGEST_UNFUNDED_DAYS = 45
"""Between registration and first deposit."""

_HOUR_MS = 3_600_000
_MINUTE_MS = 60_000
_GROWN_UP_DAYS = 2600
_CONVERTS = 0.28
_FUNDS = 0.5
_KEPT_PEOPLE = 5000
_COUNTRY_WEIGHTS = list(accumulate(one.weight for one in COUNTRIES))
_ORIGINS = (*PARTNERS, None)
_ORIGIN_WEIGHTS = list(accumulate([*(one.weight for one in PARTNERS), DIRECT_WEIGHT]))
_LANGUAGES = {"PL": "pl", "DE": "de", "ES": "es", "GB": "en", "CZ": "cs", "FR": "fr", "AE": "ar", "JP": "ja"}
_DESKS = {"PL": "Warsaw", "CZ": "Prague", "DE": "Berlin", "FR": "Paris", "ES": "Madrid"}


@dataclass(frozen=True, slots=True)
class Account:
    """A live trading account of a customer; `opened_ms` is venue UTC time."""

    login: int
    server: str
    currency: str
    opened_ms: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who became a lead at `created_ms`, and perhaps a customer, and perhaps paid; all times venue UTC.

    `touched` are the moments at which the sales desk changed the lead. What lies ahead of the venue's clock has not
    happened yet: whoever shows a person asks with the time of now.
    """

    number: int
    first: str
    last: str
    email: str
    phone: str
    country: Country
    language: str
    created_ms: int
    touched: tuple[int, ...]
    registered_ms: int | None
    verified_ms: int | None
    funded_ms: int | None
    partner: Partner | None
    campaign: str
    keyword: str
    device: str
    tags: tuple[tuple[str, tuple[str, ...]], ...]
    accounts: tuple[Account, ...]

    @property
    def lead_id(self) -> int:
        """The id of the lead."""
        return 1_000_000 + self.number

    @property
    def customer_id(self) -> int:
        """The id of the customer; it means something only when there is a registration."""
        return 500_000_000 + self.number

    def is_customer(self, now_ms: int) -> bool:
        """Tell whether the registration has happened."""
        return self.registered_ms is not None and self.registered_ms <= now_ms

    def lead_changes(self) -> tuple[int, ...]:
        """Return the moments at which the lead was changed, in order."""
        return tuple(sorted(at for at in (self.created_ms, *self.touched, self.registered_ms) if at is not None))

    def customer_changes(self) -> tuple[int, ...]:
        """Return the moments at which the customer was changed, in order."""
        return tuple(sorted(at for at in (self.registered_ms, self.verified_ms, self.funded_ms) if at is not None))


class Population:
    """Everybody; keeps the few thousand people who were asked for last."""

    def __init__(self, seed: int, leads_per_day: int, servers: tuple[str, ...]) -> None:
        self._seed = seed
        self._leads_per_day = leads_per_day
        self._servers = servers
        self._people: Memory[Person] = Memory(_KEPT_PEOPLE)

    def count(self, day: int) -> int:
        """Return how many leads a day (since 1970, UTC) brings."""
        if day < FIRST_DAY:
            return 0
        chance = random.Random(f"{self._seed}/crm/day/{day}")
        growth = min(1.0, 0.25 + 0.75 * (day - FIRST_DAY) / _GROWN_UP_DAYS)
        weekend = 0.4 if (day + 3) % 7 >= 5 else 1.15
        return min(PLACES - 1, round(self._leads_per_day * growth * weekend * chance.uniform(0.6, 1.4)))

    def day(self, day: int) -> Iterator[Person]:
        """Yield the people who become leads on a day."""
        first = (day - FIRST_DAY) * PLACES
        return (self.person(first + place) for place in range(self.count(day)))

    def person(self, number: int) -> Person:
        """Return a person, the same one each time."""
        known = self._people.get(number)
        if known is None:
            known = self._told(number)
            self._people.put(number, known)
        return known

    def _told(self, number: int) -> Person:
        chance = random.Random(f"{self._seed}/crm/person/{number}")
        midnight_ms = (FIRST_DAY + number // PLACES) * DAY_MS
        created = midnight_ms + min(DAY_MS - 1, round(chance.triangular(0, 24, 14) * _HOUR_MS))
        partner = chance.choices(_ORIGINS, cum_weights=_ORIGIN_WEIGHTS)[0]
        country = chance.choices(COUNTRIES, cum_weights=_COUNTRY_WEIGHTS)[0]
        first, last, email = _called(chance, country, number)
        registered, verified, funded = _steps(chance, created, partner)
        until = registered or created + LONGEST_CONTACT_DAYS * DAY_MS
        touched = tuple(sorted(chance.randrange(created, until + 1) for _ in range(chance.randint(0, 3))))
        campaigns = partner.campaigns if partner is not None else DIRECT_CAMPAIGNS
        return Person(
            number, first, last, email, f"+{country.dial}{chance.randrange(10**8, 10**9)}", country,
            _LANGUAGES.get(country.code, "en"), created, touched, registered, verified, funded, partner,
            chance.choice(campaigns), chance.choice(("forex", "gold cfd", "trading course", "")),
            chance.choice(("mobile", "mobile", "desktop", "tablet")), _tags(chance, country, partner),
            self._accounts(chance, number, country, registered),
        )  # fmt: skip

    def _accounts(
        self, chance: random.Random, number: int, country: Country, registered: int | None
    ) -> tuple[Account, ...]:
        if registered is None:
            return ()
        made, opened = [], registered
        for place in range(chance.choices((0, 1, 2, 3), (8, 70, 17, 5))[0]):
            currency = country.currency if chance.random() < 0.8 else chance.choice(("USD", "EUR"))
            made.append(Account(20_000_000 + number * 4 + place, chance.choice(self._servers), currency, opened))
            opened += chance.randrange(1, 40) * DAY_MS
        return tuple(made)


def _called(chance: random.Random, country: Country, number: int) -> tuple[str, str, str]:
    first, last = chance.choice(country.first), chance.choice(country.last)
    plain = f"{first}.{last}".lower().replace(" ", "").replace("'", "")
    mailbox = plain if plain.isascii() else "".join(each for each in plain if each.isascii() and each != ".") or "user"
    email = f"{mailbox}.{number}@{chance.choice(MAILS)}"
    day, place = divmod(number, PLACES)
    if place == ODD_PLACE and day % ODD_DAYS == 0:
        odd = day // ODD_DAYS % (len(ODD_NAMES) + len(ODD_EMAILS))
        if odd < len(ODD_NAMES):
            first, last = ODD_NAMES[odd]
        else:
            email = ODD_EMAILS[odd - len(ODD_NAMES)]
    return first, last, email


def _steps(chance: random.Random, created: int, partner: Partner | None) -> tuple[int | None, int | None, int | None]:
    """Return when a lead registers, is verified and pays for the first time, as far as it ever does."""
    converts, funds = (1.0, 1.0) if partner is None else (partner.converts, partner.funds)
    if chance.random() >= _CONVERTS * converts:
        return None, None, None
    waits_ms = int(chance.lognormvariate(2.7, 1.6) * _HOUR_MS)
    registered = created + max(_MINUTE_MS, min(waits_ms, LONGEST_WAIT_DAYS * DAY_MS))
    verified = registered + chance.randrange(1, 72) * _HOUR_MS if chance.random() < 0.85 else None
    if chance.random() >= _FUNDS * funds:
        return registered, verified, None
    waits_ms = int(chance.lognormvariate(3.4, 1.3) * _HOUR_MS)
    return registered, verified, registered + max(5 * _MINUTE_MS, min(waits_ms, LONGEST_UNFUNDED_DAYS * DAY_MS))


def _tags(chance: random.Random, country: Country, partner: Partner | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    quality = chance.choice(("hot", "warm", "warm", "cold"))
    tags: list[tuple[str, tuple[str, ...]]] = [("Desk", (_DESKS.get(country.code, "London"),)), ("Quality", (quality,))]
    if partner is not None:
        tags.append(("Source", (partner.kind, partner.medium)))
    if chance.random() < 0.15:
        tags.append(("Interest", tuple(chance.sample(("gold", "indices", "crypto", "shares, CFD"), 2))))
    return tuple(tags) if chance.random() < 0.95 else ()
