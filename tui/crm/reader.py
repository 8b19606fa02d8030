"""Reads rows whose column names nobody has published: finds each meaning by its names and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from tui.crm.envelope import load
from tui.crm.fields import Aliases, Overrides, aliases
from tui.crm.flat import Flattener, Texts
from tui.crm.parts import TradingAccount, accounts_of, utm_of
from tui.crm.queries import Report
from tui.crm.records import Extras, Person, Position, Row, Transaction, Whence, Who
from tui.crm.values import flag_of, fold, is_nothing, moment_of, number_of, text_of

_VAGUE = frozenset({"id", "name", "type", "status", "state", "value", "code", "date", "title", "time", "amount"})
"""Names that mean nothing without the object that they are in."""
_MOST_SHAPES = 500

T = TypeVar("T")


class Reader:
    """Reads the rows of one report."""

    def __init__(self, report: Report, own: Overrides | None = None) -> None:
        """`own` are the user's names of columns; see `fields`."""
        self.report = report
        self._aliases = aliases(report, own)
        self._flattener = Flattener()
        self._texts = Texts()
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._make: Callable[[_Found, str], Row] = _MAKERS[report]

    def read(self, raw: str, server_tag: str = "") -> Row:
        """Return the row of a JSON text, whatever it holds; `server_tag` is what positions were asked for."""
        try:
            value = load(raw)
        except (ValueError, ArithmeticError):
            value = None
        flat = self._flattener.columns(value) if isinstance(value, dict) else {"value": value}
        found = _Found(self._plan(tuple(flat)), flat, raw, self._texts)
        return self._make(found, server_tag)

    def columns(self) -> dict[str, str]:
        """Return for each meaning the column that was taken for it in the rows so far."""
        return {meaning: paths[0] for plan in self._plans.values() for meaning, paths in plan.paths.items()}

    def _plan(self, shape: tuple[str, ...]) -> _Plan:
        plan = self._plans.get(shape)
        if plan is None:
            plan = _planned(shape, self._aliases)
            # Rows with columns of their own each must not fill the memory.
            if len(self._plans) < _MOST_SHAPES:
                self._plans[shape] = plan
        return plan


def key_of(row: Row) -> str:
    """Return what tells a row from every other of its report, empty when it has no id."""
    if isinstance(row, Position):
        return f"{row.account.server}\x1f{row.id}" if row.id else ""
    return row.id


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where each meaning stands in rows of one shape; `rest` is the other columns with their names as shown."""

    paths: Mapping[str, tuple[str, ...]]
    rest: Mapping[str, str]


def _planned(shape: tuple[str, ...], names: Aliases) -> _Plan:
    by_fold: dict[str, str] = {}
    for path in shape:
        by_fold.setdefault(fold(path), path)
    by_leaf: dict[str, str] = {}
    for path in shape:
        leaf = fold(path.rpartition(".")[2])
        if "." in path and leaf not in _VAGUE:
            by_leaf.setdefault(leaf, path)
    paths = {}
    for meaning, known in names.items():
        # What lies in an object of any name (`contact.email`) counts where nothing has the name itself.
        found = tuple(where[name] for where in (by_fold, by_leaf) for name in known if name in where)
        if found:
            paths[meaning] = tuple(dict.fromkeys(found))
    taken = {found[0] for found in paths.values()}
    return _Plan(paths, {path: text_of(path, 80) for path in shape if path not in taken})


class _Found:
    """The values of one row by meaning."""

    __slots__ = ("_flat", "_plan", "_texts", "_unread", "raw")

    def __init__(self, plan: _Plan, flat: dict[str, Any], raw: str, texts: Texts) -> None:
        self._texts = texts
        self._plan = plan
        self._flat = flat
        self._unread: set[str] = set()
        self.raw = raw

    def value(self, meaning: str) -> Any:
        """The first value under the meaning's names that is not nothing."""
        for path in self._plan.paths.get(meaning, ()):
            value = self._flat[path]
            if not is_nothing(value):
                return value
        return None

    def text(self, meaning: str) -> str:
        for path in self._plan.paths.get(meaning, ()):
            if text := self._texts.clean(self._flat[path]):
                return text
        return ""

    def number(self, meaning: str) -> Decimal | None:
        return self._read(meaning, number_of)

    def moment(self, meaning: str) -> datetime | None:
        return self._read(meaning, moment_of)

    def flag(self, meaning: str) -> bool | None:
        return self._read(meaning, flag_of)

    def extras(self) -> Extras:
        """What no meaning has taken, and what could not be read; called last."""
        flat, clean, rest = self._flat, self._texts.clean, self._plan.rest
        unread = [(text_of(path, 80), text) for path in sorted(self._unread) if (text := clean(flat[path]))]
        return (*((name, text) for path, name in rest.items() if (text := clean(flat[path]))), *unread)

    def who(self, customer: str = "customer_id") -> Who:
        first, last = self.text("first_name"), self.text("last_name")
        if not first and not last:
            first, _, last = self.text("full_name").partition(" ")
        else:
            # The whole name beside its parts stays to be seen as a column.
            self._unread.update(self._plan.paths.get("full_name", ())[:1])
        return Who(self.text(customer), first, last, self.text("email"))

    def whence(self) -> Whence:
        parts = (self.text("ib"), self.text("affiliate"), self.text("campaign"), self.text("source"))
        return self._texts.whence(parts, self.value("tags"))

    def _read(self, meaning: str, read: Callable[[object], T | None]) -> T | None:
        for path in self._plan.paths.get(meaning, ()):
            value = self._flat[path]
            if is_nothing(value):
                continue
            found = read(value)
            if found is None:
                # It stays to be seen as a column.
                self._unread.add(path)
                continue
            return found
        return None


def _lead(found: _Found, server_tag: str) -> Person:
    return _person(found, found.text("id"), found.who())


def _registration(found: _Found, server_tag: str) -> Person:
    return _person(found, found.text("lead_id"), found.who("id"))


def _person(found: _Found, lead_id: str, who: Who) -> Person:
    return Person(
        id=found.text("id"),
        lead_id=lead_id,
        who=who,
        country=found.text("country"),
        status=found.text("status"),
        registered=found.moment("registered"),
        modified=found.moment("modified"),
        accounts=accounts_of(found.value("accounts")),
        whence=found.whence(),
        utm=tuple(utm_of(found.value("utm")).items()),
        extras=found.extras(),
        raw=found.raw,
    )


def _transaction(found: _Found, server_tag: str) -> Transaction:
    return Transaction(
        id=found.text("id"),
        who=found.who(),
        kind=found.text("kind"),
        amount=found.number("amount"),
        currency=found.text("currency").upper(),
        at=found.moment("at"),
        method=found.text("method"),
        account=TradingAccount(found.text("login"), found.text("server")),
        is_fake=found.flag("is_fake"),
        product_id=found.text("product_id"),
        status=found.text("status"),
        whence=found.whence(),
        extras=found.extras(),
        raw=found.raw,
    )


def _position(found: _Found, server_tag: str) -> Position:
    return Position(
        id=found.text("id"),
        who=found.who(),
        account=TradingAccount(found.text("login"), found.text("server") or server_tag),
        symbol=found.text("symbol"),
        side=found.text("side"),
        lots=found.number("lots"),
        volume=found.number("volume"),
        opened=found.moment("opened"),
        closed=found.moment("closed"),
        open_price=found.number("open_price"),
        close_price=found.number("close_price"),
        profit=found.number("profit"),
        commission=found.number("commission"),
        swap=found.number("swap"),
        currency=found.text("currency").upper(),
        whence=found.whence(),
        extras=found.extras(),
        raw=found.raw,
    )


_MAKERS: dict[Report, Callable[[_Found, str], Row]] = {
    Report.LEADS: _lead,
    Report.REGISTRATIONS: _registration,
    Report.TRANSACTIONS: _transaction,
    Report.POSITIONS: _position,
}
