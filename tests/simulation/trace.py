"""What happened, byte by byte: one hash that is the same whenever the same seed runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable


class Trace:
    """Takes notes of bytes on the wires and of anything else that is said; `lines` is filled only when wanted."""

    def __init__(self, now: Callable[[], float], *, keep: bool = False) -> None:
        self._now = now
        self._hash = hashlib.blake2b(digest_size=16)
        self._keep = keep
        self.lines: list[str] = []

    def note(self, what: str, data: bytes) -> None:
        """Add bytes that passed somewhere."""
        self._hash.update(f"{self._now():.6f} {what} ".encode())
        self._hash.update(data)
        if self._keep:
            self.lines.append(f"{self._now() - 1000:10.4f} {what} {data.decode(errors='replace').strip()[:1500]}")

    def say(self, text: str) -> None:
        """Add a remark."""
        self.note("--", text.encode())

    @property
    def digest(self) -> str:
        """The hash of everything so far."""
        return self._hash.hexdigest()
