"""What the broker's records prove about an order of ours: pure functions from values to what may be concluded.

A tag is proof, a request number is proof where nothing speaks against it, and an effect only where nothing else
explains it. Records are matched by tag, `request_id` and `position`; their `order` means something else in each kind of
record and proves nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tui.domain.intent import Action, OrderWish, is_tag
from tui.domain.order import Order
from tui.domain.position import ClosedTrade, PendingOrder, Position
from tui.domain.steps import Basis, OrderState

Record = Position | PendingOrder | ClosedTrade

SLACK_MS = 600_000
"""How far back of an order's confirmation its traces may be dated: the clocks are two."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A trace of an order: what ties it to the order, the trade's number, and the broker's price and volume of it."""

    basis: Basis
    position: int | None = None
    price: Decimal | None = None
    volume: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything open at the broker, by position number, as old as its request (`asked`, monotonic seconds)."""

    positions: Mapping[int, Position]
    pending: Mapping[int, PendingOrder]
    asked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A snapshot with what is known besides.

    `closed_of` gives the closed parts of a position, `others` are the other orders of ours on the same trade;
    `over_before` are the tags of those that had been settled before this one was confirmed, `confirmed_after` of those
    that were confirmed after it. Which came first is never read from a clock: it may have been set back between.
    `foreign` the request numbers that the broker says are not ours, `became` the positions that pending orders
    turned into, `gone` those that have provably gone. `digits` of the instrument, None when unknown.
    """

    snapshot: Snapshot
    closed_of: Callable[[int], Sequence[ClosedTrade]]
    others: Sequence[Order] = ()
    over_before: frozenset[str] = frozenset()
    confirmed_after: frozenset[str] = frozenset()
    foreign: frozenset[int] = frozenset()
    became: Mapping[int, int] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a view says of an order: that its effect shows, that it can have none any more, or whom to ask.

    `ask` are request numbers whose tag would tell whether they are this order. `moot`: its target is gone and nothing
    tells by whom.
    """

    shown: Sighting | None = None
    overtaken: str = ""
    ask: tuple[int, ...] = ()
    moot: str = ""


NOTHING = Reading()


def record_shows(order: Order, record: Record, owner: Order | None) -> Sighting | None:
    """Return what one record proves about an order by tag or number; `owner` is the order whose tag it bears."""
    if record.custom_comment == order.tag:
        return _sighting(order.intent.wish, record, Basis.TAG)
    wish = order.intent.wish
    if order.request_id is None or record.symbol != wish.symbol or not bears_number(order, record):
        return None
    if is_tag(record.custom_comment) and not _may_bear(wish, record, owner):
        return None
    if wish.action.adds_risk:
        fits = not isinstance(record, ClosedTrade) and record.side is wish.side and _right_shelf(wish, record)
    else:
        # A changed record keeps the number of the request that made it, so only a closing is known by its own.
        fits = wish.action is Action.CLOSE and isinstance(record, ClosedTrade) and record.position == wish.position
    return _sighting(wish, record, Basis.NUMBER) if fits else None


def bears_number(order: Order, record: Record) -> bool:
    """Whether a record bears an order's request number.

    Some brokers answer with the number that the closing bears as its `order`. Alone that field would prove nothing;
    for a closing of this very position and volume it does.
    """
    if record.request_id == order.request_id:
        return True
    wish = order.intent.wish
    closing = wish.action is Action.CLOSE and isinstance(record, ClosedTrade) and record.position == wish.position
    return closing and record.order == order.request_id and record.volume == wish.volume


def _may_bear(wish: OrderWish, record: Record, owner: Order | None) -> bool:
    """Whether a record of ours may carry this other order's tag: a later change or the opening can leave theirs."""
    if wish.action is Action.CLOSE:
        return owner is None or owner.intent.action is not Action.CLOSE
    return owner is not None and owner.intent.wish.position == record.position


def _right_shelf(wish: OrderWish, record: Position | PendingOrder) -> bool:
    if isinstance(record, PendingOrder):
        return wish.action is Action.PLACE and record.kind is wish.kind
    return True


def _sighting(wish: OrderWish, record: Record, basis: Basis) -> Sighting:
    if wish.action.adds_risk and not isinstance(record, PendingOrder):
        volume = record.volume if isinstance(record, Position) else None
        return Sighting(basis, record.position, record.open_price, volume)
    if wish.action is Action.CLOSE and isinstance(record, ClosedTrade) and record.position == wish.position:
        return Sighting(basis, record.position, record.close_price, record.volume)
    return Sighting(basis, record.position)


def change_shows(
    order: Order, row: Position | PendingOrder, others: Sequence[Order], over_before: frozenset[str] = frozenset()
) -> Sighting | None:
    """Return what a record on the stream proves about a change of that trade: it has exactly the levels asked for."""
    wish = order.intent.wish
    if wish.action is not Action.MODIFY or wish.position != row.position or not levels_equal(wish, row):
        return None
    if order.state is OrderState.UNKNOWN and same_change(order, others, over_before):
        return None
    return Sighting(Basis.EFFECT, row.position)


def levels_equal(wish: OrderWish, row: Position | PendingOrder, digits: int | None = None) -> bool:
    """Whether a record has exactly the levels (and price and expiration of a pending order) that a change asks for.

    A trailing stop may have moved on in the position's favour.
    """
    places = row.digits if digits is None else digits
    stop, asked = _level(row.stop_loss, places), _level(wish.stop_loss, places)
    trails = wish.trailing_offset > 0 and bool(stop) and bool(asked) and (stop - asked) * wish.side.sign >= 0
    same = (stop == asked or trails) and _level(row.take_profit, places) == _level(wish.take_profit, places)
    if not same or row.trailing_offset != wish.trailing_offset:
        return False
    if isinstance(row, PendingOrder):
        return _level(row.price, places) == _level(wish.price, places) and row.expires_at == wish.expires_at
    return True


def _level(price: Decimal | None, digits: int) -> Decimal:
    return _ZERO if price is None else round(price, digits)


def same_change(order: Order, others: Sequence[Order], over_before: frozenset[str]) -> bool:
    """Whether another order of ours may have made the very same change since this one was confirmed."""
    asked = _change(order.intent.wish)
    written = (other for other in others if other.maybe_written and other.state is not OrderState.REJECTED)
    changes = (other for other in written if other.intent.action is Action.MODIFY and other.tag not in over_before)
    return any(_change(other.intent.wish) == asked for other in changes)


def _change(wish: OrderWish) -> tuple[object, ...]:
    return (wish.stop_loss or 0, wish.take_profit or 0, wish.trailing_offset, wish.expires_at)
