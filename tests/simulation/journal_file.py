"""Reads a journal as a file with nothing but SQLite, JSON and SHA-256: what stands in it, and was it changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from tests.simulation.evidence import Row

COLUMNS = ("seq", "intent", "number", "kind", "wall_ms", "mono", "boot_id", "epoch", "body", "prev_hash")
_LEVELS = ("price", "stop_loss", "take_profit", "expires_at")
_WISH = ("action", "symbol", "side", "volume", "kind", "position", *_LEVELS)


def read_steps(path: Path) -> list[Row]:
    """Return every step in the order of writing; an INTENT's `intent` is the wish with every name that counts."""
    found = []
    for row in _rows(path):
        step: Row = json.loads(row["body"])
        if step.get("intent") is not None:
            wish = step["intent"]["wish"]
            step["intent"] = {name: wish.get(name) for name in _WISH}
        found.append({**step, "seq": row["seq"], "tag": row["intent"], "number": row["number"], "kind": row["kind"]})
    return found


def read_chain(path: Path, account: str) -> str:
    """Return what is wrong with the chain of hashes, empty when it holds."""
    before = _hash(["tradedeck journal", 1, account])
    for place, row in enumerate(_rows(path), start=1):
        if row["seq"] != place:
            return f"row {place} is missing"
        if row["prev_hash"] != before:
            return f"row {place} does not hang on the one before it"
        before = _hash([row[name] for name in COLUMNS])
        if row["hash"] != before:
            return f"row {place} was changed"
    return ""


def kinds_of(base: sqlite3.Connection, tag: str) -> tuple[str, ...]:
    """Return the kinds of an order's steps as they stand in the file now."""
    rows = base.execute("SELECT kind FROM event WHERE intent = ? ORDER BY seq", (tag,)).fetchall()
    return tuple(str(kind) for (kind,) in rows)


def _rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    names = (*COLUMNS, "hash")
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as base:
        rows = base.execute(f"SELECT {', '.join(names)} FROM event ORDER BY seq").fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _hash(values: list[object]) -> str:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
