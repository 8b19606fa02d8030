"""`tradedeck orders`: what became of every order, read from the journal beside or after a running dashboard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.clock import Clock, SystemClock
from tui.config.journals import JournalHome, demo_journal, journal_of
from tui.desk.orders.executor import InlineExecutor
from tui.desk.orders.journal import Journal
from tui.desk.orders.journal_file import VerifyReport
from tui.desk.orders.place import journal_path
from tui.domain.order import Order
from tui.domain.steps import Step
from tui.errors import UsageError
from tui.headless.orders.report import (
    Histories,
    fate_unknown,
    list_lines,
    order_lines,
    summary,
    unknown_count,
    verify_document,
    walk,
    whole,
)
from tui.headless.saying import Say, tell
from tui.headless.sources import read_config

if TYPE_CHECKING:
    import argparse

    from tui.config import paths as config_paths

DONE, FAILED, UNKNOWN = 0, 1, 4

_SHORTEST_END = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action found: the same in two forms, and its exit code."""

    document: dict[str, Any]
    lines: Sequence[str]
    code: int


@dataclass(frozen=True, slots=True)
class Book:
    """A journal as it was read: the steps up to the first damage, if there is any."""

    home: JournalHome
    path: Path
    steps: Sequence[Step]
    damage: str
    report: VerifyReport
    now_ms: int

    def head(self) -> dict[str, Any]:
        """Return what every document begins with."""
        return {"account": self.home.account, "journal": str(self.path), "now_ms": self.now_ms}


def run(
    arguments: argparse.Namespace, paths: config_paths.Paths, out: Say, warn: Say, clock: Clock | None = None
) -> int:
    """Run one action and return its exit code. Raises UsageError and JournalError."""
    home = demo_journal(paths) if arguments.demo else _configured(arguments, paths)
    book = asyncio.run(_read(home, (clock or SystemClock()).now_ms(), deep=arguments.action == "verify"))
    found = walk(book.steps)
    if arguments.action == "verify":
        answer = _verify(book, found)
    else:
        trouble = book.damage or found.reason
        if trouble:
            warn(f"the journal is damaged, orders are read up to there: {trouble}")
        if arguments.action == "list":
            answer = _list(book, found, arguments.limit, trouble)
        else:
            answer = _show(book, found, arguments.tag, trouble)
    text = json.dumps(answer.document, indent=2) if arguments.json else "\n".join(answer.lines)
    tell(text, arguments.output, out)
    return answer.code


def _configured(arguments: argparse.Namespace, paths: config_paths.Paths) -> JournalHome:
    from tui.config.load import pick_profile

    hint = "For the demo's orders: tradedeck orders ACTION --demo. For an account of your own: tradedeck init."
    config, file = read_config(arguments, paths, "an account", hint)
    _, profile = pick_profile(config, arguments.profile, file)
    return journal_of(profile, paths)


async def _read(home: JournalHome, now_ms: int, *, deep: bool) -> Book:
    path = journal_path(home.folder, home.account)
    journal = Journal.open(path, home.account, InlineExecutor(), write=False)
    try:
        steps = await journal.load()
        # The deep look comes after the steps: what a running dashboard adds meanwhile belongs to neither.
        report = await journal.verify() if deep else VerifyReport(len(steps), None, "", "")
        return Book(home, path, steps, journal.damage, report, now_ms)
    finally:
        await journal.close()


def _list(book: Book, found: Histories, limit: int, trouble: str) -> Answer:
    newest = list(reversed(found.orders))
    shown = newest[:limit] if limit else newest
    unknown = unknown_count(found.orders)
    document = {
        **book.head(),
        "count": len(found.orders),
        "unknown": unknown,
        "damage": trouble,
        "orders": [summary(order, book.now_ms) for order in shown],
    }
    lines = list(list_lines(shown, book.now_ms))
    hidden = len(newest) - len(shown)
    more = f", {hidden} older ones not shown" if hidden else ""
    lines.append(f"{len(newest)} orders{more}, fate unknown: {unknown}")
    return Answer(document, lines, _code(unknown, trouble))


def _show(book: Book, found: Histories, tag: str, trouble: str) -> Answer:
    order = _named(found.orders, tag)
    unknown = int(fate_unknown(order))
    document = {**book.head(), "damage": trouble, "unknown": unknown, "order": whole(order, book.now_ms)}
    return Answer(document, list(order_lines(order, book.now_ms)), _code(unknown, trouble))


def _verify(book: Book, found: Histories) -> Answer:
    result = verify_document(book.report, found)
    head = f"{book.path} ({book.home.account})"
    tail = f"{result['rows']} rows, {result['orders']} orders, fate unknown: {result['unknown']}"
    if result["intact"]:
        lines = [f"✓ {head}", f"  {tail}", f"  last hash {result['last_hash']}"]
    else:
        lines = [f"✗ {head}", f"  {result['reason']}", f"  good up to there: {tail}"]
    return Answer({**book.head(), **result}, lines, DONE if result["intact"] else FAILED)


def _named(orders: Sequence[Order], tag: str) -> Order:
    wanted = tag.strip().upper()
    found = [order for order in orders if order.tag == wanted]
    if not found and len(wanted) >= _SHORTEST_END:
        found = [order for order in orders if order.tag.endswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{len(found)} orders end in {wanted}", "", "Give more of the tag: tradedeck orders list.")
    raise UsageError("No order of this journal has that tag", tag, "To see which there are: tradedeck orders list.")


def _code(unknown: int, trouble: str) -> int:
    if unknown:
        return UNKNOWN
    return FAILED if trouble else DONE
