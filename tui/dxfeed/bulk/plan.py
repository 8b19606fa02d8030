"""What a bulk will do: one task for each account and feed, and each line that cannot be used with the reason.

One feed goes into one call, so that each has an outcome of its own (R-C15).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import Enum
from typing import Any

from tui.dxfeed import checks
from tui.dxfeed.bulk.table import Line, Table
from tui.dxfeed.calls import Person
from tui.dxfeed.errors import InputError
from tui.net.text import clean_line


class Action(Enum):
    """What is done with each line; the value is its name in a table's column `action`."""

    LOOK_UP = "look up"
    CREATE = "create"
    ACTIVATE = "activate"
    EXTEND = "extend"
    CANCEL = "cancel"
    TOKEN = "token check"  # noqa: S105 - a name, no secret
    RESET_PASSWORD = "reset password"  # noqa: S105 - a name, no secret
    CHANGE_EMAIL = "change e-mail"

    @property
    def writes(self) -> bool:
        """Whether it changes something at the service."""
        return self not in {Action.LOOK_UP, Action.TOKEN}

    @property
    def needs_feed(self) -> bool:
        """Whether it is done to a feed."""
        return self in {Action.ACTIVATE, Action.EXTEND, Action.CANCEL}


def action_of(text: str) -> Action:
    """Return the action of this name; signs and upper case do not count. Raises InputError."""
    wanted = _folded(text)
    for action in Action:
        if wanted in {_folded(action.value), _folded(action.name)}:
            return action
    known = ", ".join(action.value for action in Action)
    raise InputError("action", f"There is no action {clean_line(text, 30)!r}", f"Actions are {known}.")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for each line that says nothing else."""

    feeds: tuple[str, ...] = ()
    end_date: str = ""
    redirect: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `number` counts from 1; `who` is an e-mail or an account id; unused texts are empty."""

    number: int
    line: int
    action: Action
    who: str
    feed: str = ""
    end_date: str = ""
    new_email: str = ""
    redirect: str = ""
    allowed: str = ""
    person: Person = field(default_factory=Person)

    @property
    def says(self) -> str:
        """The task in one line."""
        what = " ".join(part for part in (self.action.value, self.feed) if part)
        until = f" until {self.end_date}" if self.end_date else ""
        to = f" to {self.new_email}" if self.new_email else ""
        return f"{what}{until} for {self.who}{to}"

    @property
    def by_email(self) -> bool:
        """Whether `who` is an e-mail."""
        return "@" in self.who

    @property
    def aim(self) -> tuple[str, str, str]:
        """What must not be aimed at twice in one bulk."""
        return self.action.value, self.who.casefold(), self.feed.casefold()

    def as_json(self) -> dict[str, Any]:
        """Return the task as plain values."""
        found = {key: value for key, value in asdict(self).items() if value}
        found["action"] = self.action.name
        found["person"] = {key: value for key, value in asdict(self.person).items() if value is not None}
        return found

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Task:
        """Return the task of such values. Raises KeyError, TypeError or ValueError."""
        known = {each.name for each in fields(cls)}
        plain = {key: value for key, value in values.items() if key in known}
        return cls(**{**plain, "action": Action[values["action"]], "person": Person(**values.get("person", {}))})


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is left out: its number, its text (cut), and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Tasks in the order of the table, and the lines that are left out."""

    tasks: tuple[Task, ...]
    refused: tuple[RefusedLine, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def writes(self) -> int:
        """How many tasks change something."""
        return sum(task.action.writes for task in self.tasks)

    @property
    def counts(self) -> dict[Action, int]:
        """How many tasks there are of each action."""
        return dict(Counter(task.action for task in self.tasks))

    @property
    def digest(self) -> str:
        """SHA-256 of all tasks, in hexadecimal: equal plans have equal digests."""
        whole = json.dumps([task.as_json() for task in self.tasks], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


def make_plan(table: Table, action: Action | None, now_ms: int, defaults: Defaults | None = None) -> Plan:
    """Return the plan of a table. `action` holds for lines without one of their own.

    Raises InputError when no line says what to do, or a column that all need is missing.
    """
    standing = defaults or Defaults()
    if action is None and "action" not in table.columns:
        raise InputError("action", "Nothing says what to do", "Choose an action, or give the table a column action.")
    _require(table, action, standing)
    tasks: list[Task] = []
    refused: list[RefusedLine] = []
    seen: dict[tuple[str, str, str], int] = {}
    for line in table.lines:
        try:
            found = list(_tasks(line, action, standing, now_ms))
            for task in found:
                if task.aim in seen:
                    raise InputError("line", f"the same as line {seen[task.aim]}: {task.says}")
        except InputError as error:
            why = ". ".join(part for part in (error.title, error.hint) if part)
            refused.append(RefusedLine(line.number, clean_line(", ".join(line.cells.values()), 80), why))
            continue
        seen.update({task.aim: line.number for task in found})
        tasks += [replace(task, number=len(tasks) + place) for place, task in enumerate(found, start=1)]
    return Plan(tuple(tasks), tuple(refused), table.notes)


def _require(table: Table, action: Action | None, standing: Defaults) -> None:
    missing = ""
    if not {"email", "account_id"} & set(table.columns):
        missing = "email or account_id"
    elif action is not None and action.needs_feed and not standing.feeds and "feed" not in table.columns:
        missing = "feed"
    elif action is Action.CHANGE_EMAIL and "new_email" not in table.columns:
        missing = "new_email"
    if missing:
        raise InputError("table", f"The table has no column {missing}")


def _tasks(line: Line, action: Action | None, standing: Defaults, now_ms: int) -> Iterator[Task]:
    if line.ragged:
        raise InputError("line", "the line has more cells than the header")
    cells = line.cells
    if action is None and "action" not in cells:
        raise InputError("action", "the line says no action")
    todo = action_of(cells["action"]) if "action" in cells else action
    assert todo is not None
    base = Task(0, line.number, todo, _who(todo, cells))
    if todo.needs_feed:
        yield from _feed_tasks(base, cells, standing, now_ms)
    elif todo is Action.CHANGE_EMAIL:
        yield replace(base, new_email=checks.email(cells.get("new_email", ""), "new e-mail"))
    elif todo is Action.CREATE:
        yield replace(base, person=_person(cells), allowed=_allowed(cells.get("allowed", standing.allowed)))
    else:
        yield base


def _feed_tasks(base: Task, cells: Mapping[str, str], standing: Defaults, now_ms: int) -> Iterator[Task]:
    named = re.split(r"[|,;\s]+", cells["feed"].strip(" |,;")) if "feed" in cells else standing.feeds
    end = redirect = ""
    if base.action is Action.ACTIVATE:
        typed, url = cells.get("end_date", standing.end_date), cells.get("redirect", standing.redirect)
        end = checks.end_date(typed, now_ms) if typed else ""
        redirect = checks.redirect_url(url) if url else ""
    for feed in checks.feeds(named):
        yield replace(base, feed=feed, end_date=end, redirect=redirect)


def _who(action: Action, cells: Mapping[str, str]) -> str:
    address, account = cells.get("email", ""), cells.get("account_id", "")
    if action is Action.CREATE:
        if not address:
            # Without an e-mail a lost answer could not be looked up, and a second call makes a second account.
            raise InputError("e-mail", "an account is created by e-mail here, and the line has none")
        return checks.email(address)
    if not account and not address:
        raise InputError("e-mail", "The line has neither an e-mail nor an account id")
    return checks.who(account or address)


def _person(cells: Mapping[str, str]) -> Person:
    names = {each.name for each in fields(Person)}
    return Person(**{name: checks.plain(cells[name], name) for name in cells if name in names})


def _allowed(text: str) -> str:
    return checks.allowed_statuses(text) if text else ""


def _folded(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
