"""Holds a journal, read as a file, against the venue's ledger; it knows nothing of the program but the rows' kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

ACCEPTED, REJECTED = 3, 4


def end_of(rows: Sequence[Row]) -> str:
    """Return where an order's rows leave it, in the words of the journal's readers."""
    end = "intent"
    for row in rows:
        kind = row["kind"]
        if kind == "STATUS":
            end = {ACCEPTED: _kept(end, "accepted"), REJECTED: _kept(end, "rejected")}.get(row.get("status") or 0, end)
        elif kind == "RECORD":
            end = _kept(end, "accepted")
        elif kind == "LOST":
            end = "unknown" if end in ("flight", "unknown") else end
        else:
            end = _ENDS.get(kind, end)
    return end


_ENDS = {
    "QUEUED": "intent",
    "DENIED": "denied",
    "SENDING": "flight",
    "REFUSED": "rejected",
    "EFFECT": "confirmed",
    "ABSENT": "not found",
    "OVERTAKEN": "overtaken",
    "RESOLVED": "resolved",
}


def _kept(end: str, new: str) -> str:
    # News of the broker about what has ended well changes nothing.
    return end if end == "confirmed" else new


@dataclass(slots=True)
class Verdict:
    """What is wrong (`lost`, `doubled`, `wrong`), what is not yet ended (`open`), and how the intents ended."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)

    @property
    def sound(self) -> bool:
        """Whether no promise was broken."""
        return not (self.lost or self.doubled or self.wrong)


def judge(rows: Sequence[Row], told: Sequence[str], transactions: Sequence[Row], earlier: frozenset[str]) -> Verdict:
    """Judge one run. `told`: the tags that confirmations were answered with; `earlier`: tags of other runs."""
    verdict = Verdict()
    orders: dict[str, list[Row]] = {}
    for row in rows:
        orders.setdefault(row["tag"], []).append(row)
    verdict.lost = [f"{tag} was confirmed and is not in the journal" for tag in told if tag not in orders]
    received: dict[str, list[Row]] = {}
    for entry in transactions:
        tag = str(entry["info"].get("customComment") or "")
        if tag.startswith("XD1.") and tag not in earlier:
            received.setdefault(tag, []).append(entry)
    for tag, entries in received.items():
        if tag not in orders:
            verdict.lost.append(f"{tag} reached the venue and is not in the journal")
        if len(entries) > 1:
            verdict.doubled.append(f"{tag} reached the venue {len(entries)} times")
    for tag, steps in orders.items():
        _judge_one(tag, steps, received.get(tag, []), verdict)
    return verdict


def _judge_one(tag: str, steps: Sequence[Row], entries: Sequence[Row], verdict: Verdict) -> None:
    end = end_of(steps)
    verdict.ends[end] += 1
    kinds = Counter(step["kind"] for step in steps)
    if kinds["INTENT"] != 1 or kinds["SENDING"] > 1:
        verdict.wrong.append(f"{tag} has the steps {[step['kind'] for step in steps]}")
    done = [entry for entry in entries if entry["verdict"] == "accepted"]
    pending = [entry for entry in entries if entry["verdict"] == "pending"]
    if entries and not kinds["SENDING"]:
        verdict.wrong.append(f"{tag} reached the venue without a SENDING row")
    if end in ("intent", "flight", "accepted") or pending:
        verdict.open.append(f"{tag} is still {end}")
    elif end == "unknown":
        verdict.unknown.append(tag)
        if done:
            # What the venue shows must be found; waiting is allowed, staying is not.
            verdict.open.append(f"{tag} was carried out and is still unknown")
    elif end == "confirmed" and len(done) != 1:
        verdict.wrong.append(f"{tag} is CONFIRMED and was carried out {len(done)} times")
    elif end in ("denied", "rejected", "not found") and done:
        verdict.wrong.append(f"{tag} is {end.upper()} and was carried out as {done[0]['position']}")
    elif end == "denied" and entries:
        verdict.wrong.append(f"{tag} is DENIED and reached the venue")
