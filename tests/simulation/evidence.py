"""What a run leaves behind for the checker: plain values only, gathered where neither client nor venue can colour them.

Nothing here or in the checker imports the program: the journal is read as a file, the ledger is the JSON of
/sim/ledger, the screen is a dump, the frames were seen on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass(slots=True)
class Frame:
    """One trade command that the client handed to the network.

    `rows` are the kinds of the tag's steps that stood in the journal file at that moment, `life` the run of the program
    that wrote it, `info` its tradeTransInfo.
    """

    at_s: float
    life: int
    tag: str
    size_bytes: int
    info: dict[str, Any]
    rows: tuple[str, ...]


@dataclass(slots=True)
class Press:
    """One confirmation by the user: what was on the review, and what the program said to it.

    `tags` are those that it named at once (a plan makes the rest later), `refused` why it made nothing. `sure` is
    False when the program was killed before it answered.
    """

    at_s: float
    life: int
    review: str
    wishes: tuple[Row, ...]
    tags: tuple[str, ...] = ()
    refused: str = ""
    sure: bool = True


@dataclass(slots=True)
class Glance:
    """What the screen said at a moment about prices and orders, and how long the feed had really been silent.

    `silent_s` is None when no keepAlive ever reached this run of the program.
    """

    at_s: float
    life: int
    link: str
    prices_live: bool
    orders_on: bool
    silent_s: float | None


@dataclass(slots=True)
class Evidence:
    """Everything about one run. `screen` is its end, `reopened` the screen of a program started anew after it.

    `steps` are the journal's rows in the order of writing, each a dict with at least seq, tag, number and kind;
    `chain` says what is wrong with the hashes, empty when they hold. `written` are (life, socket, seconds, bytes,
    command) of everything the client wrote, `arrived` (socket, seconds, commands) of what reached the venue.
    `dialect` is how this venue answers what the document leaves open, as far as the checker must know.
    `calm_at_s` is when the last fault ended, `tries_at_s` when the program then said that it would try again,
    `ready_at_s` when it was ready after that.
    """

    account: str
    ledger: dict[str, Any]
    steps: list[Row]
    chain: str
    frames: list[Frame]
    presses: list[Press]
    glances: list[Glance]
    screen: dict[str, Any]
    reopened: dict[str, Any]
    calm_at_s: float
    ended_at_s: float
    tries_at_s: float | None = None
    ready_at_s: float | None = None
    written: list[tuple[int, str, float, int, str]] = field(default_factory=list)
    arrived: list[tuple[str, float, int]] = field(default_factory=list)
    resolved: dict[str, str] = field(default_factory=dict)
    dialect: dict[str, Any] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    tasks: int = 0

    def rows_of(self, tag: str) -> list[Row]:
        """Return the steps of one order in the order of writing."""
        return [row for row in self.steps if row["tag"] == tag]

    def tags(self) -> list[str]:
        """Return every tag of the journal, the oldest first."""
        return list(dict.fromkeys(row["tag"] for row in self.steps))

    def transactions_of(self, tag: str) -> list[Row]:
        """Return what the venue received under a tag."""
        return [one for one in self.ledger["transactions"] if one["info"].get("customComment") == tag]

    def carried_out(self, tag: str) -> list[Row]:
        """Return what the venue did under a tag."""
        return [one for one in self.transactions_of(tag) if one["verdict"] == "accepted"]

    def order(self, tag: str) -> Row:
        """Return what the screen says of an order; empty when it does not show it."""
        found: Row = self.screen["orders"].get(tag, {})
        return found
