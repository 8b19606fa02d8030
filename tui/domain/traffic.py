"""What went over the line to the broker, for the log: one fact for each exchange, without anything secret."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import NamedTuple


class Outcome(enum.Enum):
    """How a command ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    UNANSWERED = "not answered"
    UNREADABLE = "answer not readable"
    NOT_SENT = "not sent"
    WRITTEN = "written"
    """Commands of the stream are not answered (XAPI 6)."""


class Sent(NamedTuple):
    """A command was handed to the network and its answer is waited for; `tag` tells it from all others."""

    tag: str
    name: str
    symbols: tuple[str, ...]
    asked: float


class Exchanged(NamedTuple):
    """A command that was sent, or could not be, and how it ended.

    `about` are the arguments that may be shown, as `name value`; `asked` is None for a command that never left.
    `rows` counts the records of the answer, None where it is no list. `tag` is that of its `Sent`. Times are monotonic
    seconds.
    """

    name: str
    symbols: tuple[str, ...]
    about: str
    outcome: Outcome
    asked: float | None
    received: float
    code: str = ""
    detail: str = ""
    rows: int | None = None
    stream: bool = False
    tag: str = ""


class StreamCounted(NamedTuple):
    """How many records of each kind the stream has brought since the program began."""

    counts: Mapping[str, int]
    received: float
