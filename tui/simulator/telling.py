"""Telling the stream connections what the exchange tells: the truth, unless a fault has its hand in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from tui.simulator.context import VenueContext
from tui.simulator.exchange import (
    BalanceChanged,
    Event,
    ProfitChanged,
    RequestState,
    RequestStatusChanged,
    TradeChanged,
)
from tui.simulator.faults import words
from tui.simulator.shapes import message

if TYPE_CHECKING:
    from tui.simulator.hub import Listener

_TOPIC_AND_KIND: dict[type[Event], tuple[str, str]] = {
    TradeChanged: ("trades", "trade"),
    RequestStatusChanged: ("tradeStatus", "tradeStatus"),
    ProfitChanged: ("profits", "profit"),
    BalanceChanged: ("balance", "balance"),
}


class Post(Protocol):
    """Sends texts of a kind to a listener."""

    def __call__(self, listener: Listener, kind: str, *texts: bytes) -> None: ...


class Telling:
    """Takes the exchange's events to those who listen to their login and topic."""

    def __init__(self, context: VenueContext, post: Post, listening: Callable[[str], Iterable[Listener]]) -> None:
        self._context = context
        self._post = post
        self._listening = listening
        self._awaited: dict[int, Callable[[], None]] = {}

    def tell(self, event: Event) -> None:
        """Send an event to the listeners of its login, now or when the veil lifts."""
        if self._is_veiled(event):
            return
        self._send(event)
        if isinstance(event, RequestStatusChanged) and event.status is not RequestState.PENDING:
            waiting = self._awaited.pop(event.number, None)
            if waiting is not None:
                # Behind the write that carries the verdict.
                asyncio.get_running_loop().call_soon(waiting)

    def when_settled(self, request: int, then: Callable[[], None]) -> None:
        """Have a function called when the verdict of a request has been told."""
        self._awaited[request] = then

    def lift(self, now_ms: int) -> None:
        """Tell what was behind the veil until now."""
        for event in self._context.veil.lifted(now_ms):
            self._send(event)

    def balance(self, login: str) -> bytes:
        """Return the balance message of an account at this moment."""
        figures = self._context.exchange.margin_level(login, self._context.clock.now_ms())
        return message("balance", self._context.shapes.balance(figures)).encode()

    def _is_veiled(self, event: Event) -> bool:
        if isinstance(event, TradeChanged):
            return self._context.veil.holds_back(event)
        return isinstance(event, ProfitChanged) and self._context.veil.hides(event.login, event.position, "stream")

    def _send(self, event: Event) -> None:
        topic, kind = _TOPIC_AND_KIND[type(event)]
        listeners = [one for one in self._listening(topic) if one.session.login == event.login]
        if not listeners:
            return
        text = self._text(event)
        for listener in listeners:
            if self._is_lost(event):
                continue
            lies = self._lies(event)
            for told in [text] if lies is None else [self._text(lie) for lie in lies]:
                self._post(listener, kind, told)

    def _is_lost(self, event: Event) -> bool:
        """Tell whether a verdict or a record gets lost here; what is only under way does not."""
        faults = self._context.faults
        if not faults.busy:
            return False
        if isinstance(event, RequestStatusChanged):
            done = event.status is not RequestState.PENDING
            return done and faults.strike("verdicts_stop", "stream", event.login, "tradeStatus") is not None
        if isinstance(event, TradeChanged):
            in_flight = event.kind == "pending" and event.record.operation.is_market
            return not in_flight and faults.strike("records_stop", "stream", event.login, "trade") is not None
        return False

    def _lies(self, event: Event) -> list[RequestStatusChanged] | None:
        """Return what is told instead of a verdict, None when the truth is."""
        faults = self._context.faults
        if not faults.busy or not isinstance(event, RequestStatusChanged) or event.status is RequestState.PENDING:
            return None
        fault = faults.strike("status_contradicts", "stream", event.login, "tradeStatus")
        if fault is None:
            return None
        return [replace(event, status=RequestState(int(word))) for word in words(fault.settings["sequence"])]

    def _text(self, event: Event) -> bytes:
        shapes = self._context.shapes
        if isinstance(event, TradeChanged):
            return message("trade", shapes.streamed_trade(event)).encode()
        if isinstance(event, RequestStatusChanged):
            return message("tradeStatus", shapes.streamed_status(event)).encode()
        if isinstance(event, ProfitChanged):
            return message("profit", shapes.profit(event)).encode()
        return self.balance(event.login)
