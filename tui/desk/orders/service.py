"""What the screens may ask of the order desk, and the values that they get.

A wish becomes a review, a review is confirmed once, a confirmed review becomes one intent per wish. Nothing else in
the program can make an order.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from tui.domain.intent import OrderWish
from tui.domain.order import Order


@dataclass(frozen=True, slots=True)
class TradingState:
    """Whether orders can be confirmed now; `reason` and `hint` say why not."""

    on: bool
    reason: str = ""
    hint: str = ""
    override: str = ""
    """The word that the user must type to go on all the same, empty where nothing can be overridden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Wishes that were put before the user: good for one confirmation, of exactly this.

    `serial` names it. `prices` are bid and ask of each symbol when it was made (monotonic seconds `made_at`), with
    the age of the price in seconds; a confirmation is refused when they have moved further than the user's limit or
    grown stale. `override` is the word that must be typed (another order on that symbol has an unknown fate).
    """

    serial: int
    account: str
    badge: str
    wishes: tuple[OrderWish, ...]
    made_at: float
    prices: tuple[tuple[str, Decimal | None, Decimal | None, float | None], ...]
    override: str = ""
    override_reason: str = ""


class Change(enum.Enum):
    """What has happened to a review since it was made."""

    NONE = "none"
    MOVED = "moved"
    STALE = "stale"
    OFF = "off"
    USED = "used"


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Whether a review may still be confirmed; `detail` says in plain words what changed."""

    change: Change
    detail: str = ""

    @property
    def good(self) -> bool:
        """Whether a confirmation would be taken."""
        return self.change is Change.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """All that can be said of an order of unknown fate, in the words of the screen.

    `known` says what is known, `doing` what is being checked, `next_check` when (monotonic seconds, None: waiting for
    the link), `meaning` what it can mean at worst, `lots` signed (+ buy) and `margin` in account currency (None:
    cannot be estimated) count it into exposure, `advice` says what the user can do.
    """

    tag: str
    since_ms: int
    known: str
    doing: str
    next_check: float | None
    meaning: str
    lots: Decimal
    margin: Decimal | None
    advice: str


class OrderService(Protocol):
    """The order desk as the screens see it. Orders themselves are read from `store.orders`."""

    def trading(self, symbol: str | None = None, *, closing: bool = False) -> TradingState:
        """Return whether orders (on that symbol; of a kind that closes) can be confirmed now, and why not."""
        ...

    def review(self, wishes: Sequence[OrderWish]) -> Review:
        """Put wishes before the user; several are a plan that runs one after the other. Raises GuardError."""
        ...

    def state_of(self, review: Review) -> ReviewState:
        """Return whether a review may still be confirmed."""
        ...

    async def confirm(self, review: Review, *, override: str = "") -> tuple[str, ...]:
        """Make the orders of a review and return their tags once they are written down.

        Burns the review: a second call makes nothing. A plan returns with the tag of its first order; the rest
        follows one by one (`store.orders.plans`). Raises GuardError when it is used up, stale, moved, over a limit,
        or trading is off; then nothing was made.
        """
        ...

    def stop_plan(self, plan: str) -> None:
        """Make no further orders of a plan; those that were made go on."""
        ...

    def doubt(self, tag: str) -> Doubt | None:
        """Return what can be said of an order of unknown fate, None when its fate is known."""
        ...

    def check_now(self, tag: str) -> None:
        """Search the broker's records for this order at once."""
        ...

    async def resolve(self, tag: str, word: str) -> None:
        """Settle an order by the user's word, `done` or `not done`. Raises GuardError for any other word."""
        ...

    def arm(self, typed: str) -> None:
        """Arm a real account for this run by its typed number. Raises GuardError when it is another."""
        ...

    @property
    def armed(self) -> bool:
        """Whether orders of this run may go out: always on practice accounts, on real ones once armed."""
        ...

    @property
    def one_click(self) -> bool:
        """Whether one-click orders are allowed: wanted by the config, and armed."""
        ...

    def set_one_click(self, wanted: bool, typed: str = "") -> None:
        """Turn one-click mode on for this run (the account number must be typed) or off. Raises GuardError."""
        ...

    async def past(self, limit: int = 200) -> Sequence[Order]:
        """Return orders of the journal, the newest first, those of earlier runs too."""
        ...
