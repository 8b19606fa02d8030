"""The states and steps of an order's life: what the journal keeps and what an order is folded from."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.intent import Intent

STATUS_ERROR = 0
STATUS_PENDING = 1
STATUS_ACCEPTED = 3
STATUS_REJECTED = 4
"""Values of `requestStatus` (XAPI 5.3.23, 6.8); others are kept as they came and prove nothing."""

WORD_DONE = "done"
WORD_NOT_DONE = "not done"
WORDS = (WORD_DONE, WORD_NOT_DONE)
"""What the user types to settle an order that the broker says nothing about."""


class OrderState(enum.Enum):
    """Where an order stands."""

    INTENT = "intent"
    QUEUED = "queued"
    DENIED = "denied"
    SENDING = "sending"
    SENT = "sent"
    ACKED = "acked"
    PENDING = "pending"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    NOT_FOUND = "not found"
    OVERTAKEN = "overtaken"
    RESOLVED = "resolved by user"

    @property
    def local(self) -> bool:
        """Nothing can have left this machine."""
        return self in (OrderState.INTENT, OrderState.QUEUED, OrderState.DENIED)

    @property
    def in_flight(self) -> bool:
        """On its way to a verdict, with nothing wrong so far."""
        return self in _IN_FLIGHT

    @property
    def settled(self) -> bool:
        """The program is done with it, unless something late comes."""
        return self in _SETTLED


ON_WIRE = frozenset({OrderState.SENDING, OrderState.SENT, OrderState.ACKED, OrderState.PENDING})
_IN_FLIGHT = frozenset({OrderState.INTENT, OrderState.QUEUED, *ON_WIRE})
_SETTLED = frozenset(
    {
        OrderState.DENIED,
        OrderState.CONFIRMED,
        OrderState.REJECTED,
        OrderState.NOT_FOUND,
        OrderState.OVERTAKEN,
        OrderState.RESOLVED,
    }
)
GIVEN_UP = frozenset({OrderState.NOT_FOUND, OrderState.OVERTAKEN, OrderState.RESOLVED})


class StepKind(enum.Enum):
    """What happened to an order; the names are the journal's."""

    INTENT = "INTENT"
    """The user confirmed; durable before anything else happens."""
    QUEUED = "QUEUED"
    """It waits for its turn on the line."""
    DENIED = "DENIED"
    """It was provably not sent; `reason` says why."""
    SENDING = "SENDING"
    """It may be written from now on; durable before the first byte."""
    SENT = "SENT"
    """It was handed to the network; nothing says that it arrived."""
    REPLY = "REPLY"
    """The broker took it into processing under `request_id`; not a verdict."""
    REFUSED = "REFUSED"
    """The direct reply refuses it with a `code` that proves that nothing was done."""
    LOST = "LOST"
    """Its fate is unknown from now on; `reason` says why."""
    STATUS = "STATUS"
    """The broker's verdict moved to `status`."""
    RECORD = "RECORD"
    """A record of the broker shows it: by tag, by number, or by its effect."""
    EFFECT = "EFFECT"
    """A snapshot asked for after its acceptance shows what it was meant to do."""
    CHECKED = "CHECKED"
    """The broker's records were searched; `reason` says with what outcome."""
    ABSENT = "ABSENT"
    """The absence protocol is complete: the broker shows no trace."""
    OVERTAKEN = "OVERTAKEN"
    """Its target is gone by other means; it can have no effect any more."""
    RESOLVED = "RESOLVED"
    """The user settled it by typing `reason`: done or not done."""
    UNNUMBERED = "UNNUMBERED"
    """Its request number turned out to be another order's."""


class Basis(enum.Enum):
    """What ties a piece of evidence to an order, the strongest first."""

    TAG = "tag"
    NUMBER = "number"
    EFFECT = "effect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of an order's history.

    `number` counts the order's steps from 0. `at_ms` is our wall clock (UTC), `mono` the monotonic clock in seconds
    of the run that wrote it, `epoch` the login (0: none). `price` and `volume` are the broker's, never the ticket's.
    `raw` is the broker's message as received, cleaned and bounded.
    """

    tag: str
    number: int
    kind: StepKind
    at_ms: int
    mono: float
    epoch: int = 0
    intent: Intent | None = None
    reason: str = ""
    code: str = ""
    message: str = ""
    request_id: int | None = None
    status: int | None = None
    position: int | None = None
    basis: Basis | None = None
    price: Decimal | None = None
    volume: Decimal | None = None
    raw: str = ""
