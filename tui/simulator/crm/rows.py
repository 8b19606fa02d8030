"""What a row of each report says, with values that have not been spelled yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.simulator.crm.book import Row, last_change
from tui.simulator.crm.instruments import INSTRUMENTS
from tui.simulator.crm.life import Trade, Transaction
from tui.simulator.crm.people import Account, Person, Population
from tui.simulator.crm.settings import CrmServer


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, venue UTC milliseconds."""

    ms: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of `units` of 10^-`digits`."""

    units: int
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Tags:
    """Categories, each with its tags."""

    categories: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The live accounts of a customer."""

    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such thing; `always` means that the document itself says N/A here."""

    always: bool = False


Value = str | int | bool | Moment | Amount | Tags | Accounts | Missing | Mapping[str, "Value"]
Fields = dict[str, Value]
"""By name in camel case; the names below `utmDetails` stay as they are."""

MISSING = Missing()


class Clerk:
    """Writes rows as they are at a moment."""

    def __init__(self, population: Population, servers: tuple[CrmServer, ...]) -> None:
        self._population = population
        self._platforms = {one.tag: one.platform for one in servers}

    def write(self, row: Row, report: str, now_ms: int) -> Fields:
        """Return the fields of a row of a report."""
        if isinstance(row, Transaction):
            return self._transaction(row)
        if isinstance(row, Trade):
            return self._trade(row)
        return _lead(row, now_ms) if report == "leads" else _customer(row, now_ms)

    def _transaction(self, row: Transaction) -> Fields:
        person = self._population.person(row.person)
        return {
            "id": row.id,
            "customerId": person.customer_id,
            "firstName": person.first,
            "lastName": person.last,
            "email": person.email,
            "transactionDate": Moment(row.at_ms),
            "type": "Deposit" if row.cents > 0 else "Withdrawal",
            "amount": Amount(row.cents),
            "currency": row.account.currency,
            "paymentMethod": row.method,
            "productId": str(row.account.login) if row.traceable else Missing(always=True),
            "isFake": row.fake,
            **_origin(person),
            "tags": Tags(person.tags),
        }

    def _trade(self, row: Trade) -> Fields:
        person, instrument = self._population.person(row.person), INSTRUMENTS[row.instrument]
        return {
            "id": row.id,
            "login": row.account.login,
            "serverTag": row.account.server,
            "platform": self._platforms[row.account.server],
            "customerId": person.customer_id,
            "symbol": instrument.name,
            "side": "buy" if row.is_buy else "sell",
            "volume": Amount(row.volume),
            "openDate": Moment(row.opened_ms),
            "closeDate": Moment(row.closed_ms),
            "openPrice": Amount(row.open_price, instrument.digits),
            "closePrice": Amount(row.close_price, instrument.digits),
            "profit": Amount(row.profit),
            "swap": Amount(row.swap),
            "commission": Amount(row.commission),
            "currency": row.account.currency,
        }


def _lead(person: Person, now_ms: int) -> Fields:
    customer = person.is_customer(now_ms)
    touched = any(at <= now_ms for at in person.touched)
    return {
        "id": person.lead_id,
        "customerId": person.customer_id if customer else MISSING,
        **_contact(person),
        "status": "Converted" if customer else "Contacted" if touched else "New",
        "registrationDate": Moment(person.created_ms),
        "lastModifiedDate": Moment(last_change(person, "leads", now_ms)),
        **_origin(person),
        "tags": Tags(person.tags),
        "utmDetails": _utm(person),
    }


def _customer(person: Person, now_ms: int) -> Fields:
    assert person.registered_ms is not None
    verified = person.verified_ms is not None and person.verified_ms <= now_ms
    opened = tuple(account for account in person.accounts if account.opened_ms <= now_ms)
    return {
        "id": person.customer_id,
        "leadId": person.lead_id,
        **_contact(person),
        "status": "Verified" if verified else "Pending",
        "registrationDate": Moment(person.registered_ms),
        "lastModifiedDate": Moment(last_change(person, "registrations", now_ms)),
        "userAdditionalId": Accounts(opened),
        **_origin(person),
        "tags": Tags(person.tags),
        "utmDetails": _utm(person),
    }


def _contact(person: Person) -> Fields:
    return {
        "firstName": person.first,
        "lastName": person.last,
        "email": person.email,
        "phone": person.phone,
        "country": person.country.code,
        "language": person.language,
    }


def _origin(person: Person) -> Fields:
    partner = person.partner
    is_ib = partner is not None and partner.kind == "ib"
    return {
        "ibId": partner.id if partner is not None and is_ib else MISSING,
        "ibName": partner.name if partner is not None and is_ib else MISSING,
        "affiliateId": partner.id if partner is not None and not is_ib else MISSING,
        "affiliateName": partner.name if partner is not None and not is_ib else MISSING,
        "campaign": person.campaign or MISSING,
    }


def _utm(person: Person) -> Fields:
    partner = person.partner
    return {
        "utm_source": partner.name if partner is not None else "direct",
        "utm_medium": partner.medium if partner is not None else "organic",
        "utm_campaign": person.campaign or MISSING,
        "utm_term": person.keyword or MISSING,
        "utm_device": person.device,
        "affiliate_id": partner.id if partner is not None and partner.kind == "affiliate" else MISSING,
    }
