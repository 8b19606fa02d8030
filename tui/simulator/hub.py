"""Who listens to what: the stream subscriptions of all clients, and the way of each message to its listeners."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.simulator.context import MainSession, VenueContext
from tui.simulator.market import Candle, NewsItem
from tui.simulator.outbox import Outbox
from tui.simulator.shapes import message
from tui.simulator.telling import Telling
from tui.simulator.ticks import TickWriter

if TYPE_CHECKING:
    from tui.simulator.channels import Channel

DEFAULT_GAP_MS = 200
EVERY_LEVEL = 1_000
_FAULTS: dict[str, tuple[str, str | None]] = {
    "tickPrices": ("ticks_stop", None),
    "candle": ("candles_stop", None),
    "keepAlive": ("keepalive_stops", None),
    "trade": ("trades_stop", "trade_doubled"),
    "tradeStatus": ("statuses_stop", "status_doubled"),
}
"""For each kind of message the fault that loses it and the one that doubles it."""


@dataclass(slots=True, eq=False)
class TickWish:
    """One tick subscription; `last_ms` is the slot last sent, `owed` that a newer tick waits for its gap."""

    gap_ms: int
    levels: int
    last_ms: int = 0
    owed: bool = False


@dataclass(slots=True, eq=False)
class Listener:
    """One session as one stream connection hears it."""

    channel: Channel
    session: MainSession
    topics: set[str] = field(default_factory=set)
    ticks: dict[str, TickWish] = field(default_factory=dict)
    candles: set[str] = field(default_factory=set)
    keep_alive: asyncio.TimerHandle | None = None


class Hub:
    """Knows who listens to what and delivers it; `told` takes the exchange's events."""

    def __init__(self, context: VenueContext) -> None:
        self._context = context
        # Insertion order, so that the same seed tells the same things in the same order.
        self._listeners: dict[Listener, None] = {}
        self._on_symbol: dict[str, dict[Listener, None]] = {}
        self._writers: dict[str, TickWriter] = {}
        self._outbox = Outbox(context.settings)
        self.told = Telling(context, self._post, self._on_topic)

    def add(self, channel: Channel, session: MainSession) -> Listener:
        """Let a stream connection hear a session; nothing is subscribed yet."""
        listener = Listener(channel, session)
        self._listeners[listener] = None
        return listener

    def remove(self, listener: Listener) -> None:
        """End all subscriptions of a listener."""
        self._listeners.pop(listener, None)
        for name in list(listener.ticks):
            self.stop_ticks(listener, name)
        if listener.keep_alive is not None:
            listener.keep_alive.cancel()

    def subscribe(self, listener: Listener, topic: str) -> None:
        """Begin a topic; the balance and the first keepAlive are sent at once."""
        fresh = topic not in listener.topics
        listener.topics.add(topic)
        if fresh and topic == "keepAlive":
            self._keep_alive(listener)
        elif fresh and topic == "balance" and self._context.office.is_open:
            self._post(listener, "balance", self.told.balance(listener.session.login))

    def unsubscribe(self, listener: Listener, topic: str) -> None:
        """End a topic."""
        listener.topics.discard(topic)
        if topic == "keepAlive" and listener.keep_alive is not None:
            listener.keep_alive.cancel()
            listener.keep_alive = None

    def subscribe_ticks(self, listener: Listener, name: str, gap_ms: int, max_level: int | None) -> None:
        """Begin ticks of a symbol with its present quote; asked again it is still one subscription, differently."""
        levels = EVERY_LEVEL if max_level is None else max_level + 1
        wish = TickWish(gap_ms if gap_ms > 0 else DEFAULT_GAP_MS, levels)
        known = listener.ticks.get(name)
        listener.ticks[name] = wish
        if known is not None:
            wish.last_ms, wish.owed = known.last_ms, known.owed
            return
        self._on_symbol.setdefault(name, {})[listener] = None
        now = self._context.clock.now_ms()
        if self._context.market.is_quoting(name, now):
            wish.last_ms = self._context.market.slot_start(now)
            self._post(listener, "tickPrices", *self._tick_texts(name, now)[:levels], symbol=name)

    def stop_ticks(self, listener: Listener, name: str) -> None:
        """End ticks of a symbol."""
        listener.ticks.pop(name, None)
        listeners = self._on_symbol.get(name, {})
        listeners.pop(listener, None)
        if not listeners:
            self._on_symbol.pop(name, None)

    def post_ticks(self, slot_ms: int, *, all_symbols: bool = False) -> None:
        """Send the ticks of one slot; `all_symbols` sends every quoting symbol once, as after a jump of the clock."""
        market = self._context.market
        for name, listeners in self._on_symbol.items():
            ticked = (all_symbols and market.is_quoting(name, slot_ms)) or market.ticked(name, slot_ms)
            texts: list[bytes] | None = None
            for listener in listeners:
                wish = listener.ticks[name]
                if not (ticked or wish.owed):
                    continue
                if abs(slot_ms - wish.last_ms) < wish.gap_ms:
                    wish.owed = True
                    continue
                wish.last_ms = slot_ms
                wish.owed = False
                if texts is None:
                    texts = self._tick_texts(name, slot_ms)
                self._post(listener, "tickPrices", *texts[: wish.levels], symbol=name)

    def candle_symbols(self) -> list[str]:
        """Return the symbols whose candles somebody may hear."""
        return sorted({name for listener in self._listeners for name in listener.candles})

    def post_candle(self, name: str, candle: Candle) -> None:
        """Send a completed minute. Real servers stay silent unless a chart was asked for in the session."""
        context = self._context
        text = message("candle", context.shapes.candle(context.market.symbols[name], candle)).encode()
        for listener in self._listeners:
            if name in listener.candles and (context.strict or name in listener.session.charted):
                self._post(listener, "candle", text, symbol=name)

    def post_news(self, item: NewsItem) -> None:
        """Send a headline."""
        text = message("news", self._context.shapes.streamed_news(item)).encode()
        for listener in self._on_topic("news"):
            self._post(listener, "news", text)

    def _on_topic(self, topic: str) -> Iterable[Listener]:
        return [listener for listener in self._listeners if topic in listener.topics]

    def _tick_texts(self, name: str, at_ms: int) -> list[bytes]:
        writer = self._writers.get(name)
        market = self._context.market
        if writer is None:
            writer = self._writers[name] = TickWriter(market.symbols[name], self._context.strict)
        return [writer.write(quote) for quote in market.depth(name, at_ms)]

    def _keep_alive(self, listener: Listener) -> None:
        text = message("keepAlive", {"timestamp": self._context.clock.now_ms()}).encode()
        self._post(listener, "keepAlive", text)
        loop = asyncio.get_running_loop()
        listener.keep_alive = loop.call_later(self._context.limits.keep_alive_s, self._keep_alive, listener)

    def _post(self, listener: Listener, kind: str, *texts: bytes, symbol: str = "") -> None:
        faults = self._context.faults
        if faults.busy and kind in _FAULTS:
            stopper, doubler = _FAULTS[kind]
            login = listener.session.login
            if faults.strike_symbol(stopper, "stream", login, kind, symbol):
                return
            if doubler is not None and faults.strike(doubler, "stream", login, kind):
                texts *= 2
        self._outbox.put(listener.channel, kind, *texts)

    def say(self, channel: Channel, *texts: bytes) -> None:
        """Send texts to one stream connection, behind what is already on its way to it."""
        self._outbox.put(channel, "", *texts)
