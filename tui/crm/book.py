"""Brings the rows of the reports together: which lead became whom, who paid, and whose positions they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tui.crm.payments import FirstDeposit, Kind, PaymentWords, earlier
from tui.crm.records import NOWHERE, Person, Position, Transaction, Whence, Who

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sets:
    """The rows of one range."""

    leads: Sequence[Person] = ()
    registrations: Sequence[Person] = ()
    transactions: Sequence[Transaction] = ()
    positions: Sequence[Position] = ()


@dataclass(slots=True, eq=False)
class Customer:
    """One customer with all that belongs to him. `person` is None when he is not among the registrations read."""

    key: str
    person: Person | None = None
    lead: Person | None = None
    transactions: list[Transaction] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    first_deposit: FirstDeposit | None = None

    @property
    def who(self) -> Who:
        """Name and address, from the registration or the first row that has them."""
        if self.person is not None:
            return self.person.who
        rows: tuple[Transaction | Position, ...] = (*self.transactions[:1], *self.positions[:1])
        return rows[0].who if rows else Who()

    @property
    def whence(self) -> Whence:
        """Who brought him: what the registration says, else the first of his rows that says something."""
        if self.person is not None and self.person.whence != NOWHERE:
            return self.person.whence
        rows: tuple[Transaction | Position, ...] = (*self.transactions, *self.positions)
        return next((row.whence for row in rows if row.whence != NOWHERE), NOWHERE)

    @property
    def is_funded(self) -> bool:
        """Whether a deposit that is not fake is known."""
        return self.first_deposit is not None

    @property
    def has_traded(self) -> bool:
        """Whether a closed position is known."""
        return bool(self.positions)


class Book:
    """All customers of the rows that were read, and the leads that are none."""

    def __init__(self, sets: Sets, words: PaymentWords | None = None) -> None:
        """Join the rows: by customer id, else by a login that one customer has, else by an e-mail that one has."""
        self.sets = sets
        self.words = words or PaymentWords()
        self.customers: dict[str, Customer] = {}
        self.unconverted: list[Person] = []
        """Leads that no registration was made of, as far as the range tells."""
        self._registered: list[Customer] = [self._of_person(at, each) for at, each in enumerate(sets.registrations)]
        self._by_mail = _unique(self._registered, lambda each: [_mail(each.who.email)])
        self._by_login = _unique(self._registered, lambda each: _logins(each.person))
        self._by_account = _unique(self._registered, lambda each: _accounts(each.person))
        for lead, customer in _matched(sets.leads, self._registered, self._by_mail):
            if customer is None:
                self.unconverted.append(lead)
            else:
                customer.lead = customer.lead or lead
        for row in sets.transactions:
            self._paid(row)
        for position in sets.positions:
            self._whose(position.who, position.account.login, position.account.server).positions.append(position)

    @property
    def registered(self) -> Sequence[Customer]:
        """Those who registered within the range."""
        return self._registered

    def customer(self, key: str) -> Customer | None:
        """Return a customer by key, None when there is none."""
        return self.customers.get(key)

    def _of_person(self, at: int, person: Person) -> Customer:
        key = person.id or (f"mail:{_mail(person.who.email)}" if person.who.email else f"row:{at}")
        if key in self.customers:
            key = f"{key}#{at}"
        customer = self.customers[key] = Customer(key, person)
        return customer

    def _paid(self, row: Transaction) -> None:
        customer = self._whose(row.who, row.account.login, row.account.server)
        customer.transactions.append(row)
        if not row.is_fake and self.words.kind(row.kind) is Kind.DEPOSIT:
            customer.first_deposit = earlier(customer.first_deposit, row)

    def _whose(self, who: Who, login: str, server: str) -> Customer:
        """Return the customer of a row; one who is not among the registrations gets a place of his own."""
        found = self.customers.get(who.customer_id) if who.customer_id else None
        found = found or (self._by_account.get((login, server.lower())) if login else None)
        found = found or (self._by_login.get(login) if login else None)
        found = found or (self._by_mail.get(_mail(who.email)) if who.email else None)
        if found is not None:
            return found
        key = who.customer_id or (f"mail:{_mail(who.email)}" if who.email else f"login:{server}:{login}")
        return self.customers.setdefault(key, Customer(key))


def _matched(
    leads: Iterable[Person], registered: Sequence[Customer], by_mail: dict[str, Customer]
) -> Iterable[tuple[Person, Customer | None]]:
    by_lead = _unique(registered, lambda each: [each.person.lead_id] if each.person is not None else [])
    by_id = {each.person.id: each for each in registered if each.person is not None and each.person.id}
    for lead in leads:
        found = by_lead.get(lead.id) if lead.id else None
        found = found or (by_id.get(lead.who.customer_id) if lead.who.customer_id else None)
        yield lead, found or (by_mail.get(_mail(lead.who.email)) if lead.who.email else None)


K = TypeVar("K", bound=Hashable)


def _unique(things: Iterable[T], keys: Callable[[T], Iterable[K]]) -> dict[K, T]:
    """Return things by their keys; a key that several things have names none of them."""
    found: dict[K, T] = {}
    shared: set[K] = set()
    for thing in things:
        for key in set(keys(thing)):
            if not key:
                continue
            if key in found:
                shared.add(key)
            found[key] = thing
    return {key: thing for key, thing in found.items() if key not in shared}


def _mail(email: str) -> str:
    return email.strip().casefold()


def _logins(person: Person | None) -> list[str]:
    return [account.login for account in person.accounts] if person is not None else []


def _accounts(person: Person | None) -> list[tuple[str, str]]:
    if person is None:
        return []
    return [(account.login, account.server.lower()) for account in person.accounts if account.login]
