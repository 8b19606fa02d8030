"""What the user is told about orders and trades, in words: fills, refusals, stops, unknown fates and their ends."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from decimal import Decimal

from tui.clock import Clock
from tui.desk.orders.words import code_words
from tui.domain.events import Announced, Event, HistoryLoaded, Tone, TradeClosed
from tui.domain.intent import Action, OrderWish
from tui.domain.order import Order
from tui.domain.position import ClosedTrade, CloseReason, Side
from tui.domain.steps import OrderState

_MOST = 1_000
_STOPS = {
    CloseReason.STOP_LOSS: ("Stop loss hit", Tone.BAD),
    CloseReason.TAKE_PROFIT: ("Take profit hit", Tone.GOOD),
    CloseReason.STOP_OUT: ("Stopped out by the broker", Tone.ALARM),
}
_DONE = {
    Action.OPEN: "Opened",
    Action.PLACE: "Placed",
    Action.MODIFY: "Changed",
    Action.CLOSE: "Closed",
    Action.DELETE: "Deleted",
}
"""What was done, as the user reads it once the broker's records show it."""
_PROVEN = "The broker's records show it."
_WAS_LOST = frozenset({OrderState.UNKNOWN, OrderState.NOT_FOUND, OrderState.OVERTAKEN})


class Teller:
    """Announces each thing once."""

    def __init__(self, clock: Clock, emit: Callable[[Event], None]) -> None:
        self._clock = clock
        self._emit = emit
        self._told: OrderedDict[object, None] = OrderedDict()
        self.since_ms: int | None = None
        """Trades that were closed before this (server time) are history, not news; None: nothing is news yet."""

    def order_changed(self, before: Order | None, after: Order) -> None:
        """Say what a step of an order means to the user, if it means anything."""
        was = None if before is None else before.state
        if after.late_effect and not (before is not None and before.late_effect):
            detail = "It had been given up or refused. Look at your positions."
            self._say(f"An order took effect late: {described(after.intent.wish)}", detail, Tone.ALARM, after)
        if after.fill_price is not None and (before is None or before.fill_price is None):
            self._filled(after)
        elif after.state is not was:
            self._moved(was, after)

    def _filled(self, order: Order) -> None:
        wish, price = order.intent.wish, order.fill_price
        volume = order.fill_volume if order.fill_volume is not None else wish.volume
        closes = wish.action is Action.CLOSE
        word = "Closed" if closes else ("Bought" if wish.side is Side.BUY else "Sold")
        title = f"{word} {_plain(volume)} {wish.symbol} at {price}"
        detail = f"{wish.side.value} position {order.position}" if closes else f"Position {order.position}"
        if self._first(("fill", order.tag, order.position)):
            self._say(title, detail, Tone.GOOD, order)

    def _moved(self, was: OrderState | None, order: Order) -> None:
        what = described(order.intent.wish)
        state = order.state
        if state is OrderState.DENIED:
            self._say(f"Not sent: {what}", order.reason, Tone.BAD, order)
        elif state is OrderState.REJECTED:
            self._say(f"Rejected: {what}", rejection(order), Tone.BAD, order)
        elif state is OrderState.UNKNOWN:
            self._say(f"Fate unknown: {what}", f"{order.reason}. It may have been carried out.", Tone.ALARM, order)
        elif state is OrderState.NOT_FOUND:
            detail = "The broker shows no trace; most likely it was not executed."
            self._say(f"No trace: {what}", detail, Tone.NEUTRAL, order)
        elif state is OrderState.OVERTAKEN:
            self._say(f"Without effect now: {what}", order.reason, Tone.NEUTRAL, order)
        elif state is OrderState.ACCEPTED and was in _WAS_LOST:
            self._say(f"Found: {what}", "The broker has carried it out.", Tone.NEUTRAL, order)
        elif state is OrderState.CONFIRMED and order.fill_price is None:
            self._say(f"{_DONE[order.intent.action]} {_target(order.intent.wish)}", _PROVEN, Tone.GOOD, order)

    def invisible(self, order: Order) -> None:
        """Say that an accepted order has not been seen to have its effect."""
        detail = "The broker accepted it; its records do not show it yet."
        self._say(f"Accepted, not yet visible: {described(order.intent.wish)}", detail, Tone.NEUTRAL, order)

    def handle(self, event: Event) -> None:
        """Take an event that may be about closed trades."""
        if isinstance(event, TradeClosed):
            self.trade_closed(event.trade)
        elif isinstance(event, HistoryLoaded):
            for trade in event.trades:
                self.trade_closed(trade)

    def trade_closed(self, trade: ClosedTrade) -> None:
        """Announce a trade that ended by a stop, a target or the broker, ours or not."""
        known = _STOPS.get(trade.reason)
        if known is None or trade.side is None or self.since_ms is None or trade.closed_at < self.since_ms:
            return
        title, tone = known
        key = (trade.position, trade.request_id, trade.closed_at)
        detail = f"{_plain(trade.volume)} lots at {trade.close_price}, result {trade.net:+.2f}"
        if self._first(key):
            now = self._clock.monotonic()
            self._emit(Announced(f"{title}: {trade.symbol}", detail, tone, now, "", trade.position))

    def _first(self, key: object) -> bool:
        if key in self._told:
            return False
        self._told[key] = None
        if len(self._told) > _MOST:
            self._told.popitem(last=False)
        return True

    def _say(self, title: str, detail: str, tone: Tone, order: Order) -> None:
        self._emit(Announced(title, detail, tone, self._clock.monotonic(), order.tag, order.position))


def rejection(order: Order) -> str:
    """Return the broker's words for a rejection, the code and what it means."""
    words = code_words(order.code)
    parts = [order.message]
    if words is not None:
        parts.append(f"{words.code}: {words.meaning}")
    return " – ".join(part for part in parts if part) or "The broker gave no reason."


def described(wish: OrderWish) -> str:
    """Return a wish in a few words: `buy 0.10 EURUSD`."""
    lots, side = _plain(wish.volume), wish.side.value
    kind = f" {wish.kind.value}" if wish.kind is not None else ""
    if wish.action in (Action.OPEN, Action.PLACE):
        return f"{side}{kind} {lots} {wish.symbol}"
    verb = {Action.CLOSE: "close", Action.MODIFY: "change", Action.DELETE: "delete"}[wish.action]
    amount = f"{lots} of " if wish.action is Action.CLOSE else ""
    return f"{verb} {amount}{side}{kind} {wish.symbol} {wish.position}"


def _target(wish: OrderWish) -> str:
    """Return what was acted on: `buy limit 0.10 EURUSD at 1.08310`, `sell GBPUSD 627706119`."""
    kind = f" {wish.kind.value}" if wish.kind is not None else ""
    if wish.action.adds_risk:
        return f"{wish.side.value}{kind} {_plain(wish.volume)} {wish.symbol} at {wish.price}"
    return f"{wish.side.value}{kind} {wish.symbol} {wish.position}"


def _plain(volume: Decimal) -> str:
    """Return lots with two places at least, as brokers write them."""
    places = max(2, -int(volume.normalize().as_tuple().exponent))
    return f"{volume:.{places}f}"
