"""Every streaming command (spec section 6): what one stream connection may say, for several sessions at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from tui.simulator.arguments import Arguments
from tui.simulator.channels import Channel
from tui.simulator.context import MainSession, VenueContext
from tui.simulator.hub import Hub, Listener
from tui.simulator.refusals import BAD_FORMAT, INVALID_PARAMETERS, INVALID_TOKEN, NO_SUCH_METHOD

_TOPIC_OF: Final = {
    "Balance": "balance",
    "KeepAlive": "keepAlive",
    "News": "news",
    "Profits": "profits",
    "Trades": "trades",
    "TradeStatus": "tradeStatus",
}


class StreamDialogue:
    """Subscribes and unsubscribes on one stream connection; a good command has no reply.

    `find` gives the session of a token. Commands raise `ApiError`.
    """

    def __init__(
        self, context: VenueContext, hub: Hub, channel: Channel, find: Callable[[str], MainSession | None]
    ) -> None:
        self._context = context
        self._hub = hub
        self._channel = channel
        self._find = find
        self._listeners: dict[str, Listener] = {}
        self._handlers: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "getTickPrices": self._get_ticks,
            "stopTickPrices": self._stop_ticks,
            "getCandles": self._get_candles,
            "stopCandles": self._stop_candles,
            "ping": self._ping,
        }

    @property
    def logins(self) -> set[str]:
        """The logins that this connection has used."""
        return {listener.session.login for listener in self._listeners.values()}

    def run(self, command: Mapping[str, Any]) -> None:
        """Carry out one command."""
        name = command.get("command")
        if not isinstance(name, str):
            raise BAD_FORMAT()
        handler = self._handlers.get(name)
        if handler is not None:
            handler(command)
            return
        verb, topic = ("get", name[3:]) if name.startswith("get") else ("stop", name[4:])
        if topic not in _TOPIC_OF or not name.startswith(verb):
            raise NO_SUCH_METHOD()
        if verb == "get":
            self._hub.subscribe(self._listener(command), _TOPIC_OF[topic])
        else:
            for listener in self._meant(command):
                self._hub.unsubscribe(listener, _TOPIC_OF[topic])

    def forget(self, token: str) -> bool:
        """Drop a session that has ended; return True when it was the last that this connection served."""
        listener = self._listeners.pop(token, None)
        if listener is None:
            return False
        self._hub.remove(listener)
        return not self._listeners

    def close(self) -> None:
        """End every subscription."""
        for listener in self._listeners.values():
            self._hub.remove(listener)
        self._listeners.clear()

    def _get_ticks(self, command: Mapping[str, Any]) -> None:
        listener = self._listener(command)
        fields = Arguments(command)
        name = fields.text("symbol")
        gap_ms = fields.integer("minArrivalTime", 0)
        max_level = fields.integer("maxLevel", -1)
        if self._knows(listener, name):
            self._hub.subscribe_ticks(listener, name, gap_ms, None if max_level < 0 else max_level)

    def _stop_ticks(self, command: Mapping[str, Any]) -> None:
        name = Arguments(command).text("symbol")
        for listener in self._meant(command):
            self._hub.stop_ticks(listener, name)

    def _get_candles(self, command: Mapping[str, Any]) -> None:
        listener = self._listener(command)
        name = Arguments(command).text("symbol")
        if self._knows(listener, name):
            listener.candles.add(name)

    def _stop_candles(self, command: Mapping[str, Any]) -> None:
        name = Arguments(command).text("symbol")
        for listener in self._meant(command):
            listener.candles.discard(name)

    def _ping(self, command: Mapping[str, Any]) -> None:
        self._listener(command)

    def _knows(self, listener: Listener, name: str) -> bool:
        """Tell whether a symbol streams; a strict venue refuses an unknown one, a real one streams nothing."""
        if self._context.strict:
            listener.session.require_symbol(name)
        return name in self._context.market.symbols and name not in listener.session.hidden

    def _listener(self, command: Mapping[str, Any]) -> Listener:
        token = command.get("streamSessionId")
        if token is not None and not isinstance(token, str):
            raise INVALID_PARAMETERS()
        session = None if token is None else self._find(token)
        if session is None:
            raise INVALID_TOKEN()
        listener = self._listeners.get(session.token)
        if listener is None:
            listener = self._listeners[session.token] = self._hub.add(self._channel, session)
        return listener

    def _meant(self, command: Mapping[str, Any]) -> Iterable[Listener]:
        """Return whom a stop command means: the named session, or all of this connection."""
        token = command.get("streamSessionId")
        if token is None:
            return list(self._listeners.values())
        if token not in self._listeners:
            raise INVALID_TOKEN()
        return [self._listeners[token]]
