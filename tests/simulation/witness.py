"""Looks at the wires: what the client wrote and when, what reached the venue, and when the feed was last heard."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.simulation.evidence import Frame
from tests.simulation.journal_file import kinds_of
from tests.simulation.wires import Wire

_END = b"\n\n"
_KEEP_ALIVE = b'{"command":"keepAlive"'


class Witness:
    """Sees every byte of every wire. `life` is the run of the program that is on; its journal is at `journal`.

    `rows_of` reads a tag's kinds from the journal's file by a connection of its own.
    """

    def __init__(self, now: Callable[[], float], rows_of: Callable[[str], tuple[str, ...]]) -> None:
        self.life = 0
        self.frames: list[Frame] = []
        self.written: list[tuple[int, str, float, int, str]] = []
        self.arrived: list[tuple[str, float, int]] = []
        self.tokens: set[str] = set()
        self._now = now
        self._rows_of = rows_of
        self._heard_at: dict[int, float] = {}
        self._parts: dict[int, bytes] = {}

    def silent_s(self) -> float | None:
        """Return the seconds since a whole keepAlive reached the present run of the program, None for never."""
        heard = self._heard_at.get(self.life)
        return None if heard is None else self._now() - heard

    def wrote(self, wire: Wire, data: bytes) -> None:
        """The client handed a command over."""
        message: dict[str, Any] = json.loads(data)
        command = str(message.get("command"))
        name = wire.name
        self.written.append((self.life, name, self._now(), len(data), command))
        if "streamSessionId" in message:
            self.tokens.add(message["streamSessionId"])
        if command == "tradeTransaction":
            info = message["arguments"]["tradeTransInfo"]
            tag = str(info.get("customComment"))
            self.frames.append(Frame(self._now(), self.life, tag, len(data), info, self._rows_of(tag)))

    def venue_heard(self, wire: Wire, data: bytes) -> None:
        """Bytes reached the venue; a command counts where it begins."""
        count = data.count(b'{"command"')
        if count:
            self.arrived.append((wire.name, self._now(), count))

    def client_heard(self, wire: Wire, data: bytes) -> None:
        """Bytes reached the client."""
        if wire.kind != "stream":
            return
        *whole, self._parts[wire.number] = (self._parts.get(wire.number, b"") + data).split(_END)
        if any(frame.startswith(_KEEP_ALIVE) for frame in whole):
            self._heard_at[self.life] = self._now()


class JournalWindow:
    """Reads a journal file that somebody else writes, on a connection that is made when first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None

    def kinds(self, tag: str) -> tuple[str, ...]:
        """Return the kinds of an order's steps as they stand in the file now."""
        if self._base is None:
            if not self._path.exists():
                return ()
            self._base = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
        return kinds_of(self._base, tag)

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None
