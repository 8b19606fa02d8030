"""The pages of the CRM screen, and the levels that one walks down to: partner, client, account, positions."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tui.desk.crm_columns import positions_of_one, privacy_of
from tui.desk.crm_figures import AccountLine, Figures, account_columns, accounts_of_customer
from tui.desk.crm_names import By, Customer, Group, Line, Person, Report, Server, TradingAccount
from tui.desk.crm_privacy import Private, masked
from tui.desk.crm_table import Column, RowTable
from tui.view.panels.crm_grid import Look


class Page(enum.Enum):
    """What the tables of the CRM screen show, beside each other."""

    LEADS = "Leads"
    REGISTRATIONS = "Registrations"
    TRANSACTIONS = "Transactions"
    POSITIONS = "Positions"
    SERVERS = "Servers"
    PARTNERS = "Partners"
    FUNNEL = "Funnel"
    IB_HISTORY = "IB history"
    SETUP = "CRM set-up"
    """How a CRM is set up; only where there is none."""

    @property
    def report(self) -> Report | None:
        """The report that it shows, None for what is worked out of all."""
        return Report[self.name] if self.name in Report.__members__ else None

    @property
    def short(self) -> str:
        """Its name where there is little room."""
        return _SHORT.get(self, self.value)

    @property
    def shortest(self) -> str:
        """Its name where there is hardly any."""
        return _SHORTEST.get(self, self.value)


_SHORT = {Page.REGISTRATIONS: "Registr.", Page.TRANSACTIONS: "Transact."}
_SHORTEST = {
    Page.REGISTRATIONS: "Reg.",
    Page.TRANSACTIONS: "Trans.",
    Page.POSITIONS: "Pos.",
    Page.IB_HISTORY: "IB",
}


REPORT_PAGES = tuple(page for page in Page if page is not Page.SETUP)
"""The pages where there is a CRM: its own, and the broker's."""

BROKER_PAGES = (Page.IB_HISTORY, Page.SETUP)
"""The pages where there is none."""


class Clients(enum.Enum):
    """Which of a partner's clients are shown."""

    ALL = "clients"
    UNFUNDED = "unfunded registrations"
    INACTIVE = "funded, closed nothing in the last 30 of these days"


@dataclass(slots=True)
class Level:
    """A table below a page: what leads there, and how it is looked at."""

    title: str
    table: RowTable[Any]
    look: Look = field(default_factory=Look)
    private: Private = Private.NOTHING
    """What the title tells of a person."""
    of_partner: tuple[By, Group] | None = None
    clients: Clients = Clients.ALL
    client: str = ""
    """The key of the client whose accounts these are, or of the line of the IB history whose deals."""
    renew: Callable[[Figures], RowTable[Any]] | None = None
    """Makes the table anew of new figures."""

    def shown_title(self, *, hide: bool) -> str:
        """Return the title, masked where it tells of a person and is to be hidden."""
        return masked(self.title, self.private) if hide else self.title

    def renewed(self, figures: Figures) -> None:
        """Take the table of new figures."""
        if self.renew is not None:
            self.table = self.renew(figures)


def clients_level(figures: Figures, by: By, group: Group, clients: Clients, since: date) -> Level:
    """Return a partner's clients."""

    def table(of: Figures) -> RowTable[Any]:
        if clients is Clients.INACTIVE:
            return of.idle_table(of.inactive(since, by, group))
        return of.customer_table(of.unfunded(by, group) if clients is Clients.UNFUNDED else of.customers(by, group))

    return Level(
        group.title, table(figures), private=privacy_of(by), of_partner=(by, group), clients=clients, renew=table
    )


def level_below(row: Any, figures: Figures | None, by: By | None, since: date, client: str) -> Level | None:
    """Return what Enter on a row leads to; None when nothing lies below it. `client` is the key of the level's."""
    if isinstance(row, Line) and figures is not None and by is not None:
        return clients_level(figures, by, row.group, Clients.ALL, since)
    customer = _customer(row, figures)
    if customer is not None:
        key = customer.key
        return Level(
            key,
            _accounts(customer),
            private=Private.ID,
            renew=lambda of: _accounts(of.book.customer(key)),
            client=key,
        )
    if isinstance(row, AccountLine):
        account = row.account
        title = f"{account.login}@{account.server}" if account.server else account.login
        return Level(
            title or account.text,
            positions_of_one(row.positions),
            private=Private.ACCOUNT,
            renew=lambda of: _positions(of.book.customer(client), account),
        )
    return None


def _accounts(customer: Customer | None) -> RowTable[AccountLine]:
    return RowTable(account_columns(), accounts_of_customer(customer) if customer is not None else [])


def _positions(customer: Customer | None, account: TradingAccount) -> RowTable[Any]:
    lines = accounts_of_customer(customer) if customer is not None else []
    found = next((line.positions for line in lines if line.account == account), ())
    return positions_of_one(found)


def _customer(row: Any, figures: Figures | None) -> Customer | None:
    if isinstance(row, Customer):
        return row
    held = getattr(row, "customer", None)
    if isinstance(held, Customer):
        return held
    if isinstance(row, Person) and figures is not None and row.who.customer_id:
        return figures.book.customer(row.who.customer_id)
    return None


def servers_table(servers: Sequence[Server]) -> RowTable[Server]:
    """Return the servers as a table."""
    columns: list[Column[Server]] = [
        Column("platform", "Platform", lambda server: server.platform),
        Column("tag", "Server tag", lambda server: server.tag),
    ]
    return RowTable(columns, servers)
