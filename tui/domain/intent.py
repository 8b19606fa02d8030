"""What the user wants done: a wish on the ticket, and the intent that one confirmation makes of it.

An intent never changes and is never repeated: trying again is a new intent that names its parent.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.position import OrderKind, PendingOrder, Position, Side

TAG_PREFIX = "XD1."
"""Marks a `customComment` as one of ours; the digit is the version of what follows."""

TAG_LENGTH = len(TAG_PREFIX) + 26

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80


class Action(enum.Enum):
    """What a trade request does (XAPI 5.3.22, `type`)."""

    OPEN = "open"
    PLACE = "place"
    MODIFY = "modify"
    CLOSE = "close"
    DELETE = "delete"

    @property
    def adds_risk(self) -> bool:
        """Whether it can make a position that was not there."""
        return self in (Action.OPEN, Action.PLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWish:
    """A trade request as the user has put it together; prices are plain, volumes in lots.

    `side` is the side of the position or pending order, also for CLOSE. `kind` is set for PLACE and for MODIFY and
    DELETE of a pending order; `position` is the number of what MODIFY, CLOSE and DELETE act on. `price` is the price
    of a pending order, and for the others the market price that the user saw. MODIFY carries the full set of levels:
    what is None or 0 in it is removed. `volume_before` is what the position had when CLOSE was confirmed.
    `note` is the user's own text and never leaves the machine. `plan` joins the intents of one bulk plan or reverse,
    `parent` is the tag of the order that this one tries again.
    """

    action: Action
    symbol: str
    side: Side
    volume: Decimal
    price: Decimal
    kind: OrderKind | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    trailing_offset: int = 0
    expires_at: int | None = None
    position: int | None = None
    volume_before: Decimal | None = None
    note: str = ""
    plan: str = ""
    parent: str = ""

    @property
    def on_pending(self) -> bool:
        """Whether it makes, changes or removes an order that waits for its price."""
        return self.kind is not None

    @property
    def closes_all(self) -> bool:
        """Whether nothing of the position is meant to be left."""
        return self.action is Action.CLOSE and self.volume_before is not None and self.volume >= self.volume_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A confirmed wish: `tag` is its name for ever, here and at the broker (in `customComment`).

    `server_ms` is the broker's time of the confirmation as well as we know it (UTC), `account` is
    `environment:login`, `price_age_s` the age of the price that was confirmed on (None: not a market price).
    """

    tag: str
    account: str
    server_ms: int
    wish: OrderWish
    price_age_s: float | None = None

    @property
    def action(self) -> Action:
        """What it does."""
        return self.wish.action


def new_tag(now_ms: int, random_bits: Callable[[int], int]) -> str:
    """Return a fresh tag: the prefix and a ULID, 48 bits of time and 80 of chance (`Random.getrandbits`)."""
    number = (now_ms & ((1 << 48) - 1)) << _RANDOM_BITS | random_bits(_RANDOM_BITS)
    digits = "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
    return TAG_PREFIX + digits


def is_tag(text: str) -> bool:
    """Whether a `customComment` is a whole tag of ours; a cut or changed one is none."""
    return len(text) == TAG_LENGTH and text.startswith(TAG_PREFIX) and all(c in _CROCKFORD for c in text[4:])


def closing(position: Position, price: Decimal, volume: Decimal | None = None, *, plan: str = "") -> OrderWish:
    """Return the wish to close a position, or `volume` lots of it."""
    return OrderWish(
        action=Action.CLOSE,
        symbol=position.symbol,
        side=position.side,
        volume=position.volume if volume is None else volume,
        price=price,
        position=position.position,
        volume_before=position.volume,
        plan=plan,
    )


def deleting(order: PendingOrder) -> OrderWish:
    """Return the wish to delete a pending order."""
    return OrderWish(
        action=Action.DELETE,
        symbol=order.symbol,
        side=order.side,
        kind=order.kind,
        volume=order.volume,
        price=order.price,
        position=order.position,
    )


def modifying(
    position: Position,
    price: Decimal,
    *,
    stop_loss: Decimal | None,
    take_profit: Decimal | None,
    trailing_offset: int,
    plan: str = "",
) -> OrderWish:
    """Return the wish to give a position this full set of levels."""
    return OrderWish(
        action=Action.MODIFY,
        symbol=position.symbol,
        side=position.side,
        volume=position.volume,
        price=price,
        stop_loss=stop_loss,
        take_profit=take_profit,
        trailing_offset=trailing_offset,
        position=position.position,
        plan=plan,
    )


def modifying_pending(
    order: PendingOrder,
    *,
    price: Decimal,
    stop_loss: Decimal | None,
    take_profit: Decimal | None,
    trailing_offset: int,
    expires_at: int | None,
) -> OrderWish:
    """Return the wish to give a pending order this price, expiration and full set of levels."""
    return OrderWish(
        action=Action.MODIFY,
        symbol=order.symbol,
        side=order.side,
        kind=order.kind,
        volume=order.volume,
        price=price,
        stop_loss=stop_loss,
        take_profit=take_profit,
        trailing_offset=trailing_offset,
        expires_at=expires_at,
        position=order.position,
    )
