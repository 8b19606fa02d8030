"""What a user asks for on the Flex screen, out of the words that he types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.errors import UsageError
from tui.store.statements import EntryLine, QueryLine, Stage, StatementStore

if TYPE_CHECKING:
    from tui.desk.flex_pruning import PruneWish
    from tui.desk.flex_sheet import OpenedStatement

_LIMIT = re.compile(r"(?<!\S)(?:--)?(?P<what>keep|older)(?:-than)?[ =]+(?P<number>\d{1,6})(?!\S)")
_UNFIT = re.compile(r"[^A-Za-z0-9]+")


def asked_for(
    text: str, queries: Sequence[QueryLine], chosen: Sequence[QueryLine]
) -> tuple[tuple[QueryLine, ...], str]:
    """Return the queries that a text names, `chosen` where it names none, and the days that follow.

    A query is named by its name, its number or `TOKEN/NAME`, all of them by `all`. Raises UsageError.
    """
    words = text.split()
    for count in range(len(words), 0, -1):
        wanted = " ".join(words[:count]).casefold()
        if wanted == "all":
            return tuple(queries), " ".join(words[count:])
        found = [query for query in queries if wanted in _names(query)]
        if found:
            return tuple(found), " ".join(words[count:])
    if words and not words[0][:1].isdigit():
        known = ", ".join(query.name for query in queries)
        raise UsageError(f"There is no query {words[0]}", f"There are: {known}" if known else "")
    if not chosen:
        raise UsageError("Which query?", "Put the cursor on one, or mark several with Space.")
    return tuple(chosen), text.strip()


def _names(query: QueryLine) -> tuple[str, ...]:
    return (query.name.casefold(), query.id, f"{query.token}/{query.name}".casefold())


def why_not(store: StatementStore) -> str:
    """Return why nothing can be asked for now, empty when it can."""
    return {
        Stage.NOTHING: "no Flex token is configured",
        Stage.LOADING: "the archive is being opened",
        Stage.FAILED: store.problem,
        Stage.READY: "",
    }[store.stage]


def file_number(text: str, store: StatementStore) -> int:
    """Return the file of the archive that a text names, as `12` or `#12`. Raises UsageError."""
    digits = text.strip().removeprefix("#")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    if store.entry(number) is None or number is None:
        raise UsageError(f"There is no statement {text}", "The list of statements shows their numbers.")
    return number


def prune_wish(text: str, store: StatementStore) -> PruneWish:
    """Return what a text lets go: `keep 3`, `older 365`, or both, and a query's name; also as on the command line.

    Raises UsageError.
    """
    from tui.desk.flex_pruning import PruneWish

    limits = {found["what"]: int(found["number"]) for found in _LIMIT.finditer(text.casefold())}
    words = [word for word in _LIMIT.sub(" ", text.casefold()).split() if word != "--query"]
    if not limits:
        raise UsageError("Nothing says which files go", "", "Write prune keep 3, prune older 365, or both.")
    name = " ".join(words)
    if name in {"", "all"}:
        return PruneWish(limits.get("keep"), limits.get("older"))
    found = {query.id for query in store.queries if name in _names(query)}
    found |= {entry.query_id for entry in store.entries if name in {entry.name.casefold(), entry.query_id}}
    if not found:
        raise UsageError(f"There is no query {name}", "", "Write prune keep 3 older 365 and the name of a query.")
    return PruneWish(limits.get("keep"), limits.get("older"), frozenset(found))


def earlier_than(opened: int, under_cursor: EntryLine | None, store: StatementStore) -> int:
    """Return which file the opened one is compared with: that under the cursor, else the one before of its query.

    Raises UsageError when there is none.
    """
    if under_cursor is not None and under_cursor.id != opened:
        return under_cursor.id
    own = store.entry(opened)
    older = [each for each in store.entries if own is not None and each.query_id == own.query_id and each.id != opened]
    if not older:
        raise UsageError("There is no other statement to compare with", "Put the cursor on one in the list.")
    return older[0].id


def export_name(opened: OpenedStatement, entry: EntryLine | None, key: str, *, as_json: bool) -> str:
    """Return a name for an exported file: query, number, section."""
    parts = ["flex", entry.query_id if entry is not None else "", str(opened.entry_id), key]
    stem = "-".join(part for each in parts if (part := _UNFIT.sub("-", each).strip("-")))
    return f"{stem}.{'json' if as_json else 'csv'}"


def export_wish(text: str) -> tuple[bool, bool]:
    """Return whether JSON is wanted and whether all of the statement is. Raises UsageError."""
    words = text.casefold().split()
    if set(words) - {"csv", "json", "all"} or {"csv", "json"} <= set(words):
        raise UsageError("Write flexexport csv or json, and all for every section")
    return "json" in words, "all" in words
