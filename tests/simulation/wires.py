"""Connections in memory: a client's socket and the venue's transport, and what can be done to the line between."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

from tests.simulation.lane import Lane
from tui.errors import TransportError

DROPPED_AFTER_S = 60.0
"""How long the venue's side of a line whose client vanished lives on."""


class VenueEnd(asyncio.Transport):
    """What the venue's protocol object writes to."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire
        self._closing = False

    def write(self, data: Any) -> None:
        if not self._closing:
            self._wire.to_client.push(bytes(data))

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._wire.venue_closed(reset=False)

    def abort(self) -> None:
        if not self._closing:
            self._closing = True
            self._wire.venue_closed(reset=True)

    def is_closing(self) -> bool:
        return self._closing

    def get_write_buffer_size(self) -> int:
        return self._wire.to_client.held_bytes

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 1) if name == "peername" else default


class ClientEnd:
    """The client's socket (`tui.xapi.transport.Transport`), a stream of bytes without borders."""

    keeps_messages = False

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._incoming: deque[bytes] = deque()
        self._arrived = asyncio.Event()
        self._end: str | None = None

    async def send(self, text: str) -> None:
        await self._wire.client_sends(text.encode())

    async def receive(self) -> bytes:
        while not self._incoming:
            if self._end is not None:
                raise TransportError("The connection was lost", self._end)
            self._arrived.clear()
            await self._arrived.wait()
        whole = b"".join(self._incoming)
        self._incoming.clear()
        return whole

    async def close(self) -> None:
        self._wire.client_closed()

    def deliver(self, data: bytes) -> None:
        """Bytes came from the venue."""
        self._incoming.append(data)
        self._arrived.set()

    def ended(self, reset: bool) -> None:
        """The venue's end came; a reset takes along what was not read."""
        if reset:
            self._incoming.clear()
        self._end = self._end or ("reset by the other side" if reset else "closed by the other side")
        self._arrived.set()

    @property
    def over(self) -> bool:
        """Tell whether the connection has ended for the client."""
        return self._end is not None


Meddle = Callable[["Wire", bytes], "bytes | None"]
"""May change what the client sends, or act on the wire; None when it has taken everything into its own hands."""


Note = Callable[["Wire", bool, bytes], None]
"""Hears of bytes that arrive, True for those that the client sent."""


class Wire:
    """One connection between a client and the venue's protocol object."""

    def __init__(self, kind: str, number: int, protocol: asyncio.Protocol, chance: Random, note: Note) -> None:
        self.kind = kind
        self.number = number
        self.meddle: Meddle | None = None
        self.hanging: asyncio.Event | None = None
        self._protocol = protocol
        self.name = f"{kind}{number}"
        self.client = ClientEnd(self)
        self.venue = VenueEnd(self)
        self.to_venue = Lane(self._venue_hears, self._venue_ended, chance, lambda data: note(self, True, data))
        self.to_client = Lane(self.client.deliver, self.client.ended, chance, lambda data: note(self, False, data))
        self._lost = False
        for lane in self.lanes:
            lane.on_break(lambda reset: self.cut(reset=reset))
        protocol.connection_made(self.venue)

    @property
    def lanes(self) -> tuple[Lane, Lane]:
        """Both directions, the client's own first."""
        return self.to_venue, self.to_client

    @property
    def alive(self) -> bool:
        """Tell whether both ends still believe in the connection."""
        return not self.client.over and not self._lost

    async def client_sends(self, data: bytes) -> None:
        """Take what the client writes; waits while the buffer is full, raises TransportError when the line is gone."""
        if self.client.over:
            raise TransportError("The connection broke while sending", "closed")
        left = data if self.meddle is None else self.meddle(self, data)
        if left:
            self.to_venue.push(left)
        if self.hanging is not None:
            await self.hanging.wait()
        if self.client.over:
            raise TransportError("The connection broke while sending", "closed")

    def client_closed(self) -> None:
        """The client let go of its socket."""
        if self.to_venue.weather.hole and not self._lost:
            asyncio.get_running_loop().call_later(DROPPED_AFTER_S, self._venue_ended, True)
        self.to_venue.finish()
        self.client.ended(False)

    def vanish(self) -> None:
        """The client's process is gone: its kernel resets the connection."""
        self.client.ended(True)
        if self.to_venue.weather.hole:
            self.client_closed()
        else:
            self.to_venue.finish()

    def venue_closed(self, *, reset: bool) -> None:
        """The venue let go of the connection."""
        if reset:
            self.to_client.reset()
        else:
            self.to_client.finish()
        asyncio.get_running_loop().call_soon(self._venue_ended, reset)

    def cut(self, *, reset: bool) -> None:
        """Break the line in the middle; each end notices by itself."""
        if reset:
            self.to_venue.reset()
            self.to_client.reset()
        else:
            self.to_venue.finish()
            self.to_client.finish()

    def _venue_hears(self, data: bytes) -> None:
        if not self._lost:
            self._protocol.data_received(data)

    def _venue_ended(self, reset: bool) -> None:
        if not self._lost:
            self._lost = True
            self._protocol.connection_lost(ConnectionResetError() if reset else None)
            # What the venue had still under way arrives before its end.
            if not self.client.over:
                self.to_client.finish()
