"""The results of a bulk as CSV, a line for each task and each refused line; and a table of what can be run again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime

from tui.dxfeed.bulk.journal import Journal
from tui.dxfeed.bulk.plan import Task
from tui.dxfeed.bulk.results import Fate, Result
from tui.dxfeed.calls import Person

COLUMNS = (
    *("line", "input", "action", "account_id", "feed", "end_date", "outcome", "http", "reason", "message"),
    *("next_step", "detail", "confirmation_id", "api_version", "link_light", "link_dark", "at"),
)
NOT_RUN = "not run"
REFUSED_LINE = "line not used"

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def outcome_of(journal: Journal, task: Task) -> str:
    """Return what became of a task, in a word or two."""
    result = journal.result(task.number)
    if journal.in_doubt(task.number):
        return Fate.UNKNOWN.value
    return result.fate.value if result is not None else NOT_RUN


def result_lines(journal: Journal) -> Iterator[str]:
    """Yield the result as CSV: a header, then one line for each task and each refused line of the table, in order."""
    yield _record(COLUMNS)
    rows = [(task.line, _task_cells(journal, task)) for task in journal.plan.tasks]
    for each in journal.plan.refused:
        cells = {"line": str(each.line), "input": each.text, "outcome": REFUSED_LINE, "message": each.why}
        rows.append((each.line, cells))
    for _, cells in sorted(rows, key=lambda row: row[0]):
        yield _record(cells.get(column, "") for column in COLUMNS)


def again_lines(journal: Journal, *, refused: bool = False) -> Iterator[str]:
    """Yield a table of the tasks that can be run again: not run or not done, with `refused` those too.

    Writes without an answer are never in it.
    """
    people = tuple(each.name for each in fields(Person))
    yield _record(("action", "who", "feed", "end_date", "new_email", "redirect", "allowed", *people))
    for task in journal.plan.tasks:
        result = journal.result(task.number)
        fate = result.fate if result is not None else None
        again = fate in {None, Fate.OPEN} or (refused and fate is Fate.REFUSED)
        if again and not journal.in_doubt(task.number):
            values = (task.who, task.feed, task.end_date, task.new_email, task.redirect, task.allowed)
            yield _record((task.action.value, *values, *(getattr(task.person, name) or "" for name in people)))


def _task_cells(journal: Journal, task: Task) -> dict[str, str]:
    cells = {
        "line": str(task.line),
        "input": task.who,
        "action": task.action.value,
        "account_id": "" if task.by_email else task.who,
        "feed": task.feed,
        "end_date": task.end_date,
        "outcome": outcome_of(journal, task),
    }
    doubt, result = journal.in_doubt(task.number), journal.result(task.number)
    if doubt is not None:
        return {**cells, "account_id": doubt.account_id, "at": _time(doubt.at_ms)}
    return {**cells, **_result_cells(result)} if result is not None else cells


def _result_cells(result: Result) -> dict[str, str]:
    others = [f"{theme}: {link}" for theme, link in result.links.items() if theme not in {"LIGHT", "DARK"}]
    cells = {
        "account_id": result.account_id,
        "http": "" if result.status is None else str(result.status),
        "reason": result.reason,
        "message": result.message,
        "next_step": result.advice,
        "detail": " ".join([result.detail, *others]).strip(),
        "confirmation_id": result.confirmation_id,
        "api_version": str(result.version or ""),
        "link_light": result.links.get("LIGHT", ""),
        "link_dark": result.links.get("DARK", ""),
        "at": _time(result.at_ms),
    }
    return {name: cell for name, cell in cells.items() if cell}


def _time(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _record(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_safe(cell) for cell in cells])
    return line.getvalue()


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
