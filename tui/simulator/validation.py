"""The connection rules of the protocol (spec 4.1): who breaks one is cut off without a word."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures of the rules; tests and special venues may choose others."""

    command_bytes: int = 1024
    connections_per_address: int = 50
    first_data_s: float = 1.0
    short_gap_s: float = 0.2
    short_gaps_in_a_row: int = 6
    unsent_bytes: int = 16 * 1024 * 1024
    login_lock_s: float = 600.0
    keep_alive_s: float = 3.0

    def strict(self) -> Limits:
        """Return the limits read to the letter: 1 kB is a thousand bytes."""
        return replace(self, command_bytes=1000)


class RuleBrokenError(Exception):
    """A connection rule is broken; the connection must be dropped."""


class ConnectionRules:
    """What one connection has done so far, measured against the limits; times are real seconds that never go back."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._last_s: float | None = None
        self._short_gaps = 0

    def check(self, raw: bytes | str, now_s: float) -> dict[str, Any]:
        """Return the command as an object; raises `RuleBrokenError`."""
        self._check_pace(now_s)
        size = len(raw) if isinstance(raw, bytes) else len(raw.encode())
        if size > self._limits.command_bytes:
            raise RuleBrokenError(f"a command of {size} bytes")
        return parse_object(raw)

    def _check_pace(self, now_s: float) -> None:
        last_s, self._last_s = self._last_s, now_s
        if last_s is None or now_s - last_s >= self._limits.short_gap_s:
            self._short_gaps = 0
            return
        self._short_gaps += 1
        if self._short_gaps >= self._limits.short_gaps_in_a_row:
            raise RuleBrokenError(f"{self._short_gaps} short gaps in a row")


class AddressCounter:
    """How many connections each client address holds."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count a connection in; return False when it is one too many (then it is not counted)."""
        if self._open[address] >= self._limit:
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Count a connection out."""
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]


def parse_object(raw: bytes | str) -> dict[str, Any]:
    """Return the JSON object in the text; raises `RuleBrokenError` for anything else, NaN and infinities included."""
    try:
        value = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RuleBrokenError("not JSON") from error
    if not isinstance(value, dict):
        raise RuleBrokenError("not a JSON object")
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
