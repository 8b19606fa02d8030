"""The answers that an IB manager asks for, from the rows that were read: partners, funnel, months, and who is behind.

Made in a thread; what was worked out once is kept. From a partner it goes down to clients, accounts and positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tui.crm.book import Book, Customer, Sets
from tui.crm.funnel import Cohort, Funnel, Idle, cohorts, deposits_of, funnel, inactive, unfunded
from tui.crm.lines import Group, Line
from tui.crm.money import Money, Purse
from tui.crm.parts import TradingAccount
from tui.crm.payments import PaymentWords
from tui.crm.queries import Report
from tui.crm.records import Person, Position, Row, Transaction
from tui.crm.reports import By, Part, PartnerReport, customer_group, group_of, kinds_of, partner_report
from tui.crm.values import EXACT
from tui.desk.crm_columns import customer_columns, idle_columns, line_columns, shown_if_used
from tui.desk.crm_privacy import Private
from tui.desk.crm_table import Column, RowTable


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One of a customer's accounts with its closed positions. `lots` is None when no position says."""

    account: TradingAccount
    positions: tuple[Position, ...]
    lots: Decimal | None
    profit: Money
    last_closed: datetime | None


class Figures:
    """All figures of one range."""

    def __init__(self, sets: Sets, words: PaymentWords | None = None) -> None:
        """Bring the rows together; a second per 100,000 rows."""
        self.book = Book(sets, words)
        self.kinds = kinds_of(self.book)
        self._reports: dict[By, PartnerReport] = {}
        self._members: dict[By, dict[Group, list[Customer]]] = {}

    @property
    def usual(self) -> By:
        """What lines are made by at first: the first that rows name, else IB."""
        return self.kinds[0] if self.kinds else By(Part.IB)

    def report(self, by: By) -> PartnerReport:
        """Return the partners' figures."""
        found = self._reports.get(by)
        if found is None:
            found = self._reports[by] = partner_report(self.book, by)
        return found

    def report_table(self, by: By) -> RowTable[Line]:
        """Return the partners' figures as a table; the total is in `report(by).total`."""
        lines = self.report(by).lines
        return RowTable([shown_if_used(column, lines) for column in line_columns(by)], lines)

    def customers(self, by: By, group: Group | None = None) -> Sequence[Customer]:
        """Return a partner's customers, all of them without a partner."""
        if group is None:
            return list(self.book.customers.values())
        members = self._members.get(by)
        if members is None:
            members = self._members[by] = {}
            for customer in self.book.customers.values():
                members.setdefault(customer_group(by, customer), []).append(customer)
        return members.get(group, [])

    def customer_table(self, customers: Sequence[Customer]) -> RowTable[Customer]:
        """Return customers as a table."""
        columns = customer_columns(lambda each: deposits_of(each, self.book))
        return RowTable([shown_if_used(column, customers) for column in columns], customers)

    def leads(self, by: By, group: Group | None = None) -> Sequence[Person]:
        """Return a partner's leads that have not registered, as far as the range tells."""
        if group is None:
            return self.book.unconverted
        return [lead for lead in self.book.unconverted if group_of(by, lead.whence) == group]

    def funnel(self, by: By, group: Group | None = None) -> Funnel:
        """Return the steps, of one partner if it is named."""
        if group is None:
            return funnel(self.book)
        return funnel(self.book, self._registered(by, group), self.leads(by, group))

    def cohorts(self, by: By, group: Group | None = None) -> tuple[Cohort, ...]:
        """Return the months of registration."""
        return cohorts(self.book, self._registered(by, group))

    def unfunded(self, by: By, group: Group | None = None) -> Sequence[Customer]:
        """Return who registered and has not paid."""
        return unfunded(self.book, self._registered(by, group))

    def inactive(self, since: date, by: By, group: Group | None = None) -> Sequence[Idle]:
        """Return who has paid and closed no position since a day."""
        return inactive(self.book, since, self.customers(by, group))

    def idle_table(self, lines: Sequence[Idle]) -> RowTable[Idle]:
        """Return the list of those who no longer trade as a table."""
        return RowTable(idle_columns(), lines)

    def _registered(self, by: By, group: Group | None) -> Sequence[Customer]:
        if group is None:
            return self.book.registered
        return [each for each in self.customers(by, group) if each.person is not None]


def sets_of(rows: dict[Report, Sequence[Row]]) -> Sets:
    """Return the rows of the reports as what figures are made of; members that are no rows count nowhere."""
    known = {report: [row for row in found if row.raw.startswith("{")] for report, found in rows.items()}
    return Sets(
        [row for row in known.get(Report.LEADS, ()) if isinstance(row, Person)],
        [row for row in known.get(Report.REGISTRATIONS, ()) if isinstance(row, Person)],
        [row for row in known.get(Report.TRANSACTIONS, ()) if isinstance(row, Transaction)],
        [row for row in known.get(Report.POSITIONS, ()) if isinstance(row, Position)],
    )


def accounts_of_customer(customer: Customer) -> list[AccountLine]:
    """Return a customer's accounts with their positions; accounts that only positions name come last."""
    known = list(customer.person.accounts) if customer.person is not None else []
    by_login: dict[str, list[Position]] = {}
    for position in customer.positions:
        by_login.setdefault(position.account.login, []).append(position)
    found = []
    for account in known:
        # A login that two servers have goes to the server that its positions were asked of, where it has that name.
        rows = by_login.get(account.login, [])
        twins = [each for each in known if each.login == account.login]
        if len(twins) > 1:
            rows = [row for row in rows if row.account.server.lower() == account.server.lower()]
        found.append(_account_line(account, rows))
    told = {id(row) for line in found for row in line.positions}
    rest: dict[TradingAccount, list[Position]] = {}
    for position in customer.positions:
        if id(position) not in told:
            rest.setdefault(position.account, []).append(position)
    return [*found, *(_account_line(account, rows) for account, rows in rest.items())]


def login_of(row: Transaction, customer: Customer) -> str:
    """Return the account that a transaction was for: what it names, else its product id when that is his account."""
    if row.account.login or customer.person is None:
        return row.account.login
    return row.product_id if any(each.login == row.product_id for each in customer.person.accounts) else ""


def account_columns() -> list[Column[AccountLine]]:
    """The columns of a customer's accounts."""
    return [
        Column("login", "Account", lambda line: line.account.login or line.account.text, Private.ACCOUNT),
        Column("server", "Server", lambda line: line.account.server),
        Column("kind", "Type", lambda line: line.account.kind),
        Column("positions", "Positions", lambda line: len(line.positions), numeric=True),
        Column("lots", "Lots", lambda line: line.lots, numeric=True),
        Column("profit", "Profit", lambda line: line.profit, Private.MONEY, numeric=True),
        Column("last_closed", "Last closed", lambda line: line.last_closed),
    ]


def _account_line(account: TradingAccount, rows: Sequence[Position]) -> AccountLine:
    purse = Purse()
    lots: Decimal | None = None
    for row in rows:
        if row.profit is not None:
            purse.add(row.currency, row.profit)
        if row.lots is not None:
            lots = row.lots if lots is None else EXACT.add(lots, row.lots)
    last = max((row.closed for row in rows if row.closed is not None), default=None)
    return AccountLine(account, tuple(rows), lots, purse.money(), last)
