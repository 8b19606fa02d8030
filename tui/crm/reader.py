"""Reads rows whose column names nobody has published: finds each meaning by its names and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from tui.crm.envelope import load
from tui.crm.fields import Aliases, Overrides, aliases
from tui.crm.parts import TradingAccount, accounts_of, tags_of, utm_of
from tui.crm.queries import Report
from tui.crm.records import NOWHERE, Extras, Person, Position, Row, Transaction, Whence, Who
from tui.crm.values import flag_of, fold, is_nothing, moment_of, number_of, text_of

_WHOLE = frozenset({"tags", "categorizedtags", "tagcategories", "customertags"})
_UTM = frozenset({"utmdetails", "utm"})
_DEEPEST = 2
_MOST_SHAPES = 500
_MOST_COLUMNS = 500

T = TypeVar("T")


class Reader:
    """Reads the rows of one report."""

    def __init__(self, report: Report, own: Overrides | None = None) -> None:
        """`own` are the user's names of columns; see `fields`."""
        self.report = report
        self._aliases = aliases(report, own)
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._make: Callable[[_Found, str], Row] = _MAKERS[report]

    def read(self, raw: str, server_tag: str = "") -> Row:
        """Return the row of a JSON text, whatever it holds; `server_tag` is what positions were asked for."""
        try:
            value = load(raw)
        except (ValueError, ArithmeticError):
            value = None
        flat = dict(_flatten(value, "", 0)) if isinstance(value, dict) else {"value": value}
        found = _Found(self._plan(tuple(flat)), flat, raw)
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
    """Where each meaning stands in rows of one shape."""

    paths: Mapping[str, tuple[str, ...]]
    taken: frozenset[str]


def _planned(shape: tuple[str, ...], names: Aliases) -> _Plan:
    by_fold: dict[str, str] = {}
    for path in shape:
        by_fold.setdefault(fold(path), path)
    paths = {
        meaning: found
        for meaning, known in names.items()
        if (found := tuple(by_fold[n] for n in known if n in by_fold))
    }
    return _Plan(paths, frozenset(found[0] for found in paths.values()))


def _flatten(value: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for count, (key, each) in enumerate(value.items()):
        if count >= _MOST_COLUMNS:
            return
        path = f"{prefix}{key}"
        name = fold(path)
        if name in _UTM:
            yield path, each
            for part, text in utm_of(each).items():
                yield f"{path}.{part}", text
        elif isinstance(each, dict) and depth < _DEEPEST and name not in _WHOLE:
            yield from _flatten(each, f"{path}.", depth + 1)
        else:
            yield path, each


class _Found:
    """The values of one row by meaning."""

    __slots__ = ("_flat", "_plan", "_unread", "raw")

    def __init__(self, plan: _Plan, flat: dict[str, Any], raw: str) -> None:
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
        return text_of(self.value(meaning))

    def number(self, meaning: str) -> Decimal | None:
        return self._read(meaning, number_of)

    def moment(self, meaning: str) -> datetime | None:
        return self._read(meaning, moment_of)

    def flag(self, meaning: str) -> bool | None:
        return self._read(meaning, flag_of)

    def extras(self) -> Extras:
        """What no meaning has taken, and what could not be read; called last."""
        taken = self._plan.taken - self._unread
        return tuple(
            (text_of(path, 80), text)
            for path, value in self._flat.items()
            if path not in taken and (text := text_of(value))
        )

    def who(self, customer: str = "customer_id") -> Who:
        first, last = self.text("first_name"), self.text("last_name")
        if not first and not last:
            first, _, last = self.text("full_name").partition(" ")
        else:
            self._unread.update(self._plan.paths.get("full_name", ())[:1])
        return Who(self.text(customer), first, last, self.text("email"))

    def whence(self) -> Whence:
        tags = tags_of(self.value("tags"))
        parts = (self.text("ib"), self.text("affiliate"), self.text("campaign"), self.text("source"))
        return Whence(*parts, tags) if tags or any(parts) else NOWHERE

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
