"""The columns of every CRM table: what is understood first, then whatever else the CRM sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from tui.crm.book import Customer
from tui.crm.funnel import Idle, last_trade
from tui.crm.lines import Line
from tui.crm.parts import Tags, TradingAccount
from tui.crm.queries import Report
from tui.crm.records import Person, Position, Row, Transaction, raw_value
from tui.crm.reports import By, Part
from tui.desk.crm_privacy import Private
from tui.desk.crm_table import Column, RowTable, text_of

R = TypeVar("R", Person, Transaction, Position)

_MOST_EXTRAS = 200
"""More unknown columns than this stay in the raw row only."""


def report_table(report: Report, rows: Sequence[Row]) -> RowTable[Any]:
    """Return the rows of a report as a table with all of their columns."""
    if report is Report.TRANSACTIONS:
        return _table(transaction_columns(), [row for row in rows if isinstance(row, Transaction)])
    if report is Report.POSITIONS:
        return _table(position_columns(), [row for row in rows if isinstance(row, Position)])
    people = [row for row in rows if isinstance(row, Person)]
    return _table(person_columns(lead=report is Report.LEADS), people)


def person_columns(*, lead: bool) -> list[Column[Person]]:
    """The columns of leads, or of registrations."""
    return [
        Column("id", "Lead" if lead else "Customer", lambda row: row.id, Private.ID),
        Column("first_name", "First name", lambda row: row.who.first_name, Private.NAME),
        Column("last_name", "Last name", lambda row: row.who.last_name, Private.NAME),
        Column("email", "E-mail", lambda row: row.who.email, Private.EMAIL),
        Column("registered", "Registered", lambda row: row.registered),
        Column("status", "Status", lambda row: row.status),
        Column("country", "Country", lambda row: row.country),
        *_whence(lambda row: row.whence),
        Column("accounts", "Accounts", lambda row: accounts_text(row.accounts), Private.ACCOUNT, usual=not lead),
        Column("modified", "Modified", lambda row: row.modified, usual=False),
        Column(
            "customer_id" if lead else "lead_id",
            "Customer" if lead else "Lead",
            (lambda row: row.who.customer_id) if lead else (lambda row: row.lead_id),
            Private.ID,
            usual=False,
        ),
        Column("utm", "UTM", _utm, Private.ANY, usual=False),
    ]


def transaction_columns() -> list[Column[Transaction]]:
    """The columns of transactions."""
    return [
        Column("id", "Transaction", lambda row: row.id),
        Column("at", "Date", lambda row: row.at),
        Column("customer_id", "Customer", lambda row: row.who.customer_id, Private.ID),
        Column("first_name", "First name", lambda row: row.who.first_name, Private.NAME),
        Column("last_name", "Last name", lambda row: row.who.last_name, Private.NAME),
        Column("kind", "Type", lambda row: row.kind),
        Column("amount", "Amount", lambda row: row.amount, Private.MONEY, numeric=True),
        Column("currency", "Currency", lambda row: row.currency),
        Column("fake", "Fake", lambda row: "fake" if row.is_fake else ""),
        Column("method", "Method", lambda row: row.method),
        Column("email", "E-mail", lambda row: row.who.email, Private.EMAIL, usual=False),
        Column("account", "Account", lambda row: row.account.login, Private.ACCOUNT),
        Column("server", "Server", lambda row: row.account.server, usual=False),
        Column("product_id", "Trade", lambda row: row.product_id, Private.ACCOUNT, usual=False),
        Column("status", "Status", lambda row: row.status, usual=False),
        *_whence(lambda row: row.whence),
    ]


def position_columns() -> list[Column[Position]]:
    """The columns of closed positions."""
    return [
        Column("id", "Position", lambda row: row.id),
        Column("account", "Account", lambda row: row.account.login, Private.ACCOUNT),
        Column("server", "Server", lambda row: row.account.server),
        Column("symbol", "Symbol", lambda row: row.symbol),
        Column("side", "Side", lambda row: row.side),
        Column("lots", "Lots", lambda row: row.lots, numeric=True),
        Column("volume", "Volume", lambda row: row.volume, Private.MONEY, numeric=True),
        Column("profit", "Profit", lambda row: row.profit, Private.MONEY, numeric=True),
        Column("currency", "Currency", lambda row: row.currency),
        Column("closed", "Closed", lambda row: row.closed),
        Column("opened", "Opened", lambda row: row.opened),
        Column("open_price", "Open price", lambda row: row.open_price, numeric=True),
        Column("close_price", "Close price", lambda row: row.close_price, numeric=True),
        Column("commission", "Commission", lambda row: row.commission, Private.MONEY, numeric=True, usual=False),
        Column("swap", "Swap", lambda row: row.swap, Private.MONEY, numeric=True, usual=False),
        Column("customer_id", "Customer", lambda row: row.who.customer_id, Private.ID, usual=False),
        Column("first_name", "First name", lambda row: row.who.first_name, Private.NAME, usual=False),
        Column("last_name", "Last name", lambda row: row.who.last_name, Private.NAME, usual=False),
        Column("email", "E-mail", lambda row: row.who.email, Private.EMAIL, usual=False),
        *_whence(lambda row: row.whence, usual=False),
    ]


def line_columns(by: By) -> list[Column[Line]]:
    """The columns of a report with a line for each `by`."""
    return [
        Column("group", by.title, lambda line: line.group.title, privacy_of(by)),
        Column("leads", "Leads", lambda line: line.leads, numeric=True),
        Column("registrations", "Registered", lambda line: line.registrations, numeric=True),
        Column("conversion", "Conv. %", lambda line: percent(line.conversion), numeric=True),
        Column("funded", "Funded", lambda line: line.funded, numeric=True),
        Column("unfunded", "Unfunded", lambda line: line.unfunded, numeric=True),
        Column("first_deposits", "First deposits", lambda line: line.first_deposits, Private.MONEY, numeric=True),
        Column("deposits", "Deposits", lambda line: line.deposits, Private.MONEY, numeric=True),
        Column("withdrawals", "Withdrawals", lambda line: line.withdrawals, Private.MONEY, numeric=True),
        Column("net", "Net", lambda line: line.net, Private.MONEY, numeric=True),
        Column("depositors", "Depositors", lambda line: line.depositors, numeric=True),
        Column("traders", "Traders", lambda line: line.traders, numeric=True),
        Column("lots", "Lots", lambda line: line.lots, numeric=True),
        Column("volume", "Volume", lambda line: line.volume, Private.MONEY, numeric=True),
        Column("profit", "Profit", lambda line: line.profit, Private.MONEY, numeric=True),
        Column("commission", "Commission", lambda line: line.commission, Private.MONEY, numeric=True, usual=False),
        Column("positions", "Positions", lambda line: line.positions, numeric=True, usual=False),
        Column("fakes", "Fake", lambda line: line.fakes, Private.MONEY, numeric=True, usual=False),
        Column("fake_count", "Fake count", lambda line: line.fake_count, numeric=True, usual=False),
        Column("others", "Other", lambda line: line.others, Private.MONEY, numeric=True, usual=False),
    ]


def customer_columns(deposits: Callable[[Customer], Any]) -> list[Column[Customer]]:
    """The columns of customers; `deposits` gives a customer's real deposits."""
    return [
        Column("customer", "Customer", lambda each: each.person.id if each.person else each.key, Private.ID),
        Column("first_name", "First name", lambda each: each.who.first_name, Private.NAME),
        Column("last_name", "Last name", lambda each: each.who.last_name, Private.NAME),
        Column("email", "E-mail", lambda each: each.who.email, Private.EMAIL),
        Column("registered", "Registered", lambda each: each.person.registered if each.person is not None else None),
        Column("first_deposit", "First deposit", lambda each: each.first_deposit.at if each.first_deposit else None),
        Column("deposits", "Deposits", deposits, Private.MONEY, numeric=True),
        Column("positions", "Positions", lambda each: len(each.positions), numeric=True),
        Column("last_trade", "Last trade", last_trade),
        Column(
            "accounts",
            "Accounts",
            lambda each: accounts_text(each.person.accounts) if each.person else "",
            Private.ACCOUNT,
        ),
        Column("status", "Status", lambda each: each.person.status if each.person is not None else "", usual=False),
        *_whence(lambda each: each.whence, usual=False),
    ]


def idle_columns() -> list[Column[Idle]]:
    """The columns of the list of those who no longer trade."""
    return [
        Column("customer", "Customer", lambda each: each.customer.key, Private.ID),
        Column("first_name", "First name", lambda each: each.customer.who.first_name, Private.NAME),
        Column("last_name", "Last name", lambda each: each.customer.who.last_name, Private.NAME),
        Column("email", "E-mail", lambda each: each.customer.who.email, Private.EMAIL),
        Column("last_trade", "Last trade", lambda each: each.last_trade),
        Column("deposits", "Deposits", lambda each: each.deposits, Private.MONEY, numeric=True),
    ]


def details(report: Report, row: Row, *, hide: bool = False) -> list[tuple[str, str]]:
    """Return titles and values of everything a row has, for the detail pane; empty values are left out."""
    table = report_table(report, [row])
    pairs = [(column.title, table.text(0, column.id, hide=hide)) for column in table.columns]
    return [(title, text) for title, text in pairs if text]


def raw_text(row: Row) -> str:
    """Return a row as the CRM sent it, indented; its own text where that is no JSON."""
    value = raw_value(row)
    return row.raw if value is None else json.dumps(value, ensure_ascii=False, indent=2, default=str)


def accounts_text(accounts: Iterable[TradingAccount]) -> str:
    """Return trading accounts in one line."""
    return ", ".join(f"{each.login}@{each.server}" if each.server else each.login or each.text for each in accounts)


def tags_text(tags: Tags) -> str:
    """Return tags in one line: `Desk: North, VIP; Tier: gold`."""
    return "; ".join(f"{category}: {', '.join(names)}" if category else ", ".join(names) for category, names in tags)


def privacy_of(by: By) -> Private:
    """Return what the names of lines tell of a person: campaigns and tags nothing."""
    return Private.PARTNER if by.part in {Part.IB, Part.AFFILIATE, Part.SOURCE} else Private.NOTHING


def _utm(row: Person) -> str:
    return ", ".join(f"{name}={text}" for name, text in row.utm)


def percent(rate: Any) -> Any:
    """Return a rate as percent with one decimal place, None for none."""
    return None if rate is None else (rate * 100).quantize(type(rate)("0.1"))


def _whence(whence: Callable[[Any], Any], *, usual: bool = True) -> list[Column[Any]]:
    return [
        Column("ib", "IB", lambda row: whence(row).ib, Private.PARTNER, usual=usual),
        Column("affiliate", "Affiliate", lambda row: whence(row).affiliate, Private.PARTNER, usual=usual),
        Column("campaign", "Campaign", lambda row: whence(row).campaign, usual=usual),
        Column("source", "Source", lambda row: whence(row).source, Private.PARTNER, usual=False),
        Column("tags", "Tags", lambda row: tags_text(whence(row).tags), usual=False),
    ]


def _table(columns: list[Column[R]], rows: list[R]) -> RowTable[Any]:
    """Return a table with the columns that nobody foresaw behind the others; all of them can be chosen."""
    names: dict[str, None] = {}
    for row in rows:
        for name, _ in row.extras:
            if name not in names and len(names) < _MOST_EXTRAS:
                names[name] = None
    taken = {column.id for column in columns}
    found: list[Column[Any]] = list(columns)
    for name in names:
        column_id = name if name not in taken else f"{name} (CRM)"
        found.append(Column(column_id, name, _extra(name), Private.ANY, usual=False))
    # A column without a single value says nothing: it can be chosen, but is not shown by itself.
    return RowTable([shown_if_used(column, rows) for column in found], rows)


def positions_of_one(positions: Sequence[Position]) -> RowTable[Any]:
    """Return the positions of one account; which account that is stands above them."""
    table = report_table(Report.POSITIONS, positions)
    known = [replace(each, usual=False) if each.id in {"account", "server"} else each for each in table.columns]
    return RowTable(known, table.rows)


def shown_if_used(column: Column[Any], rows: Sequence[Any]) -> Column[Any]:
    """Return the column; one without a single value is not among those that are shown by themselves."""
    if not column.usual or not rows or any(text_of(column.value(row)) for row in rows):
        return column
    return replace(column, usual=False)


def _extra(name: str) -> Callable[[Any], str]:
    return lambda row: next((text for key, text in row.extras if key == name), "")
