"""The two ways in which XAPI text travels over a link: WebSocket messages and JSON values on a plain stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from websockets.exceptions import InvalidHandshake
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from tui.simulator.link import Link
from tui.simulator.splitter import BrokenStreamError, JsonSplitter

# Longer messages are not even read to their end: the rule is one kilobyte.
LARGEST_MESSAGE = 64 * 1024


class Channel(Protocol):
    """Sends whole texts to one client."""

    def send(self, texts: Iterable[bytes]) -> None:
        """Send JSON texts, each as one message, all in one write."""
        ...

    def wire_bytes(self, text_bytes: int) -> int:
        """Return how long a client's frame with a text of so many bytes is on the wire."""
        ...

    def close(self, code: int = 1000) -> None:
        """End politely after what was sent."""
        ...

    def drop(self) -> None:
        """End without a word after what was sent."""
        ...


class Talk(Protocol):
    """What an XAPI connection does with its channel's events."""

    def opened(self) -> None:
        """The channel is ready to send."""
        ...

    def heard(self, text: bytes) -> None:
        """One message came."""
        ...

    def ended(self) -> None:
        """The channel is gone."""
        ...


TalkMaker = Callable[[Channel], Talk]


class StreamChannel:
    """Consecutive JSON values on a byte stream (spec section 3); two newlines follow each reply, in the same write."""

    def __init__(self, link: Link, talk: TalkMaker, limit: int) -> None:
        self._link = link
        # Anything longer than the limit must be cut off, so a little more than it has to be read.
        self._splitter = JsonSplitter(limit * 4)
        self._talk = talk(self)
        self._talk.opened()

    def receive(self, data: bytes) -> None:
        try:
            values = self._splitter.feed(data)
        except BrokenStreamError:
            self.drop()
            return
        for value in values:
            self._talk.heard(value)

    def ended(self) -> None:
        self._talk.ended()

    def send(self, texts: Iterable[bytes]) -> None:
        self._link.send(b"".join([text + b"\n\n" for text in texts]))

    def wire_bytes(self, text_bytes: int) -> int:
        return text_bytes

    def close(self, code: int = 1000) -> None:
        self._link.close()

    def drop(self) -> None:
        self._link.close()


class WebSocketChannel:
    """One JSON value per text message, on the sans-I/O server of the websockets library."""

    def __init__(self, link: Link, talk: TalkMaker) -> None:
        self._link = link
        self._protocol = ServerProtocol(max_size=LARGEST_MESSAGE)
        self._talk = talk(self)
        self._parts: list[bytes] = []
        self._over = False

    def receive(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                self._accept(event)
            else:
                self._frame(event)
        self._flush()

    def ended(self) -> None:
        self._over = True
        self._talk.ended()

    def send(self, texts: Iterable[bytes]) -> None:
        if not self._over:
            self._link.send(b"".join([text_frame(text) for text in texts]))

    def wire_bytes(self, text_bytes: int) -> int:
        # Two bytes of head, four of mask (clients must mask), and the long form of the length where it is needed.
        return text_bytes + (6 if text_bytes < 126 else 8 if text_bytes < 65_536 else 14)

    def close(self, code: int = 1000) -> None:
        if not self._over:
            self._protocol.send_close(code)
            self._flush()
            self._over = True
            self._link.close()

    def drop(self) -> None:
        self._over = True
        self._link.close()

    def _accept(self, request: Request) -> None:
        try:
            response = self._protocol.accept(request)
        except InvalidHandshake:
            self.drop()
            return
        self._protocol.send_response(response)
        self._flush()
        if response.status_code == 101:
            self._talk.opened()

    def _frame(self, frame: object) -> None:
        if self._over or not isinstance(frame, Frame) or frame.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return
        self._parts.append(bytes(frame.data))
        if frame.fin:
            message, self._parts = b"".join(self._parts), []
            self._talk.heard(message)

    def _flush(self) -> None:
        if self._over:
            return
        for data in self._protocol.data_to_send():
            if data:
                self._link.send(data)
            else:
                self._over = True
                self._link.close()
        if self._protocol.close_expected():
            self._over = True
            self._link.close()


def text_frame(text: bytes) -> bytes:
    """Return an unmasked, final text frame (RFC 6455, 5.2)."""
    size = len(text)
    if size < 126:
        return b"\x81" + size.to_bytes(1, "big") + text
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text
