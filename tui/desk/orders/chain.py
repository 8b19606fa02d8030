"""Rows that hang together: each one carries the hash of itself and of everything before it."""

from __future__ import annotations

import hashlib
import math
from typing import NamedTuple

from tui.desk.orders.codec import canonical, decode, encode
from tui.domain.steps import Step


class Row(NamedTuple):
    """One row of the journal's table; `mono` is seconds, `wall_ms` UTC, the hashes are SHA-256 in hexadecimal."""

    seq: int
    intent: str
    number: int
    kind: str
    wall_ms: int
    mono: float
    boot_id: str
    epoch: int
    body: str
    prev_hash: str
    hash: str


def first_hash(account: str) -> str:
    """Return what the first row of an account's journal hangs on."""
    return hashlib.sha256(canonical(["tradedeck journal", 1, account]).encode()).hexdigest()


def hash_of(row: Row) -> str:
    """Return the hash that a row must carry."""
    return hashlib.sha256(canonical(row[:-1]).encode()).hexdigest()


def made(seq: int, step: Step, boot_id: str, prev_hash: str) -> Row:
    """Return the row of a step. Raises ValueError for a step that has no exact text."""
    mono = float(step.mono)
    if not math.isfinite(mono):
        raise ValueError("a step needs a finite time")
    bare = Row(
        seq,
        step.tag,
        step.number,
        step.kind.value,
        step.at_ms,
        mono,
        boot_id,
        step.epoch,
        encode(step),
        prev_hash,
        "",
    )
    return bare._replace(hash=hash_of(bare))


def fault_of(row: Row, seq: int, prev_hash: str) -> str:
    """Return why `row` cannot be the one after `prev_hash`; empty when it is."""
    if row.seq != seq:
        return f"row {seq} is missing"
    try:
        fits = row.prev_hash == prev_hash and row.hash == hash_of(row)
    except (TypeError, ValueError):
        # Bytes where text should be have no canonical form.
        fits = False
    return "" if fits else f"row {seq} was changed, or one before it was taken out"


def step_of(row: Row) -> Step:
    """Return the step of a row. Raises CodecError (a ValueError)."""
    step = decode(row.body)
    if (step.tag, step.number, step.kind.value) != (row.intent, row.number, row.kind):
        raise ValueError("its columns name another step than its body")
    return step
