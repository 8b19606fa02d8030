"""What the archive knows about a file: where it came from and what a look at it told; never a token."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tui.flex.glance import Glance, Kind
from tui.flex.windows import DateRange, Period, decode, shortfall


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a file came here. `query_name` and `token_name` are the config's own names, `host` who sent the file."""

    query_id: str
    asked: Period
    fetched_at_ms: int
    query_name: str = ""
    token_name: str = ""
    host: str = ""
    batch: str = ""
    """Equal for the windows of one long range; several, with spaces between and the newest last, where the same bytes
    came for several ranges; empty for files that were added by hand."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive. `size` is the bytes as received, `stored` those on disk."""

    id: int
    sha256: str
    size: int
    stored: int
    source: Provenance
    seen: Glance
    again_at_ms: int | None = None
    """When the very same bytes came last for the same question, None when they came once."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know before trusting the figures."""
        found = [shortfall(self.source.asked, self.seen.returned)]
        if not self.seen.complete:
            found.append("The file ends too early: what could be read is shown.")
        if self.seen.kind is Kind.CSV:
            found.append("The query's format is text; set it to XML in the portal to see all sections.")
        return tuple(text for text in found if text)


def to_prune(entries: Sequence[Entry], *, keep_newest: int | None = None, before_ms: int | None = None) -> list[int]:
    """Return the ids of `entries` that go: all but the newest `keep_newest` of each query, and those fetched earlier.

    With both limits an entry goes only when both say so; with none, nothing goes. Nothing is deleted by this.
    """
    if keep_newest is None and before_ms is None:
        return []
    kept: dict[str, int] = {}
    gone = []
    for entry in sorted(entries, key=lambda each: (each.source.fetched_at_ms, each.id), reverse=True):
        rank = kept[entry.source.query_id] = kept.get(entry.source.query_id, 0) + 1
        surplus = keep_newest is None or rank > keep_newest
        old = before_ms is None or entry.source.fetched_at_ms < before_ms
        if surplus and old:
            gone.append(entry.id)
    return gone


def latest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return the newest entry of each query id."""
    found: dict[str, Entry] = {}
    for entry in entries:
        best = found.get(entry.source.query_id)
        if best is None or (entry.source.fetched_at_ms, entry.id) > (best.source.fetched_at_ms, best.id):
            found[entry.source.query_id] = entry
    return found


def to_body(source: Provenance, seen: Glance, again_at_ms: int | None = None) -> str:
    """Return what is stored beside the columns, as JSON."""
    returned = seen.returned
    return json.dumps(
        {
            "query_name": source.query_name,
            "token_name": source.token_name,
            "host": source.host,
            "batch": source.batch,
            "kind": seen.kind.value,
            "complete": seen.complete,
            "name_in_file": seen.query_name,
            "type": seen.statement_type,
            "accounts": list(seen.accounts),
            "statements": seen.statements,
            "returned": [returned.first.isoformat(), returned.last.isoformat()] if returned else None,
            "generated": seen.generated,
            "again_at_ms": again_at_ms,
        },
        ensure_ascii=False,
    )


def from_row(row: Sequence[Any]) -> Entry:
    """Return the entry of a row: id, sha256, query_id, asked, fetched_at_ms, body, size, stored."""
    number, sha256, query_id, asked, fetched_at_ms, text, size, stored = row
    body: dict[str, Any] = json.loads(text)
    source = Provenance(
        query_id,
        decode(asked),
        fetched_at_ms,
        body["query_name"],
        body["token_name"],
        body["host"],
        body["batch"],
    )
    days = body["returned"]
    seen = Glance(
        Kind(body["kind"]),
        body["complete"],
        body["name_in_file"],
        body["type"],
        tuple(body["accounts"]),
        body["statements"],
        DateRange(date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None,
        body["generated"],
    )
    return Entry(number, sha256, size, stored, source, seen, body["again_at_ms"])
