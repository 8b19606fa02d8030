"""The byte-level line between a client's socket and the server behind it, where link faults act."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any, Protocol

from tui.simulator.context import VenueContext
from tui.simulator.faults import Fault
from tui.simulator.pipe import Pipe, weather


class Engine(Protocol):
    """What sits behind a link: it is fed the client's bytes and told when they end."""

    def receive(self, data: bytes) -> None:
        """Take bytes from the client, cut anywhere."""
        ...

    def ended(self) -> None:
        """The connection is gone."""
        ...


class Links(Protocol):
    """Who owns the links: knows them all and puts the right engine behind each."""

    context: VenueContext

    def opened(self, link: Link) -> None:
        """A client connected."""
        ...

    def closed(self, link: Link) -> None:
        """A client's connection is gone."""
        ...

    def route(self, link: Link, head: bytes) -> Engine | None:
        """Return the engine for a connection that began with these bytes, None while more are needed."""
        ...


class Link(asyncio.Protocol):
    """One accepted connection (above TLS, where TLS is used).

    `socket_kind` is "main", "stream" or "http" once it is known, `login` is set after a login; both choose the faults.
    """

    def __init__(self, links: Links, number: int, port: str) -> None:
        self.number = number
        self.port = port
        self.socket_kind: str | None = None
        self.login: str | None = None
        self.address = ""
        self._links = links
        self._context = links.context
        self._transport: asyncio.Transport | None = None
        self._engine: Engine | None = None
        self._head = b""
        self._timer: asyncio.TimerHandle | None = None
        self._out = Pipe(self._write, self._cut, self._context.random)
        self._in = Pipe(self._feed, self._cut, self._context.random)
        self._truncated: set[str] = set()
        self._cut_end = "reset"
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer: Any = transport.get_extra_info("peername")
        self.address = str(peer[0]) if peer else ""
        self._links.opened(self)
        # Whoever says nothing at all in the first second is cut off (spec 4.1).
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._context.limits.first_data_s, self._silent)
        if self._engine is None:
            self._begin(b"")

    def data_received(self, data: bytes) -> None:
        if self._engine is None:
            self._begin(data)
        elif self._in.holds:
            self._in.push(data)
        else:
            self._feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._out.stop()
        self._in.stop()
        self._writable.set()
        self.heard()
        self._links.closed(self)
        if self._engine is not None:
            self._engine.ended()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    async def drained(self) -> None:
        """Wait until the client has taken enough of what was sent; the end of the connection counts too."""
        await self._writable.wait()

    def identify(self, socket_kind: str, login: str | None = None) -> None:
        """Tell what this connection is; link faults for it act from now on."""
        self.socket_kind = socket_kind
        self.login = login
        self.refresh(None)

    def heard(self) -> None:
        """The client has said something: the first-second rule is kept."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def send(self, data: bytes) -> None:
        """Send bytes to the client; one that reads too slowly is cut off rather than waited for."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if self._out.holds:
            self._out.push(data)
        else:
            transport.write(data)
        if transport.get_write_buffer_size() + self._out.waiting_bytes > self._context.limits.unsent_bytes:
            self.reset()

    def close(self) -> None:
        """End the connection after what was sent; a client in a black hole does not notice."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._out.holds:
            self._out.finish(self._end)
        else:
            self._end()

    def reset(self) -> None:
        """End the connection with RST, unsent bytes are lost."""
        transport = self._transport
        if transport is None:
            return
        raw: socket.socket | None = transport.get_extra_info("socket")
        if raw is not None and raw.fileno() >= 0:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def cut(self, end: str) -> None:
        """End the connection now, with "reset" or "fin"."""
        if end == "reset":
            self.reset()
        else:
            self._end()

    def cut_hearing_after(self, count: int, end: str) -> None:
        """Let so many more bytes of the client through, then end the connection."""
        self._cut_end = end
        self._in.cut_after(count)

    def cut_sending_after(self, count: int, end: str) -> None:
        """Send so many more bytes, then end the connection."""
        self._cut_end = end
        self._out.cut_after(count)

    def refresh(self, new: Fault | None) -> None:
        """Bring the link faults up to date; `new` is the one that has just been set."""
        if self.socket_kind not in ("main", "stream"):
            return
        struck = self._context.faults.on_link(self.number, self.socket_kind, self.login)
        names = {fault.kind.name for fault in struck}
        if "reset" in names:
            self.reset()
            return
        if "fin" in names:
            self._end()
            return
        if new is not None and new.kind.name == "maintenance" and new.strikes(self.socket_kind, self.login):
            self._end()
            return
        self._in.set_weather(weather(struck, "to_server"))
        self._out.set_weather(weather(struck, "to_client"))
        for fault in struck:
            if fault.kind.name == "truncate" and fault.id not in self._truncated:
                self._truncated.add(fault.id)
                self._truncate(fault)

    def _truncate(self, fault: Fault) -> None:
        count, end = int(fault.settings["bytes"]), fault.settings["end"]
        if fault.flows("to_server"):
            self.cut_hearing_after(count, end)
        if fault.flows("to_client"):
            self.cut_sending_after(count, end)

    def _begin(self, data: bytes) -> None:
        self._head += data
        self._engine = self._links.route(self, self._head)
        if self._engine is not None and self._head:
            head, self._head = self._head, b""
            self.data_received(head)

    def _feed(self, data: bytes) -> None:
        if self._engine is not None and self._transport is not None and not self._transport.is_closing():
            self._engine.receive(data)

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _silent(self) -> None:
        self._timer = None
        self._end()

    def _cut(self) -> None:
        if self._cut_end == "reset":
            # The bytes before the cut are on their way; RST right behind them would overtake them.
            asyncio.get_running_loop().call_later(0.02, self.reset)
        else:
            self._end()

    def _end(self) -> None:
        if self._transport is not None:
            self._transport.close()
