"""From an intent to the numbers of TRADE_TRANS_INFO (XAPI 5.3.22)."""

from __future__ import annotations

from tui.domain.intent import Action, Intent, OrderWish
from tui.domain.position import OrderKind, Side
from tui.xapi.commands import TradeTransaction

_KINDS = {Action.OPEN: 0, Action.PLACE: 0, Action.CLOSE: 2, Action.MODIFY: 3, Action.DELETE: 4}

_OPERATIONS = {
    (Side.BUY, None): 0,
    (Side.SELL, None): 1,
    (Side.BUY, OrderKind.LIMIT): 2,
    (Side.SELL, OrderKind.LIMIT): 3,
    (Side.BUY, OrderKind.STOP): 4,
    (Side.SELL, OrderKind.STOP): 5,
}


def transaction(intent: Intent) -> TradeTransaction:
    """Return the request that carries an intent out; its tag travels as the comment.

    Raises ValueError for a wish that does not hold together: it must not reach the wire.
    """
    wish = intent.wish
    _check(wish)
    levels = wish.action in (Action.OPEN, Action.PLACE, Action.MODIFY)
    return TradeTransaction(
        kind=_KINDS[wish.action],
        operation=_OPERATIONS[wish.side, wish.kind],
        symbol=wish.symbol,
        volume=wish.volume,
        # Needed even where the broker looks only at its own price.
        price=wish.price,
        order=wish.position or 0,
        stop_loss=wish.stop_loss if levels else None,
        take_profit=wish.take_profit if levels else None,
        trailing_offset=wish.trailing_offset if levels else 0,
        expires_at=wish.expires_at if levels and wish.on_pending else None,
        custom_comment=intent.tag,
    )


def _check(wish: OrderWish) -> None:
    opens = wish.action.adds_risk
    pending_only = wish.action in (Action.PLACE, Action.DELETE)
    market_only = wish.action in (Action.OPEN, Action.CLOSE)
    problem = ""
    if not wish.symbol:
        problem = "names no symbol"
    elif opens and wish.position is not None:
        problem = "opens what is open"
    elif not opens and (wish.position is None or wish.position <= 0):
        problem = "does not say on what it acts"
    elif (pending_only and not wish.on_pending) or (market_only and wish.on_pending):
        problem = "mixes up positions and pending orders"
    elif not (wish.volume.is_finite() and wish.volume > 0 and wish.price.is_finite() and wish.price > 0):
        problem = "has no volume or no price"
    if problem:
        raise ValueError(f"a wish to {wish.action.value} {problem}")
