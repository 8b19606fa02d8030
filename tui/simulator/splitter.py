"""Cuts a byte stream into its consecutive JSON objects, wherever the network cut or glued it."""

from __future__ import annotations

import re

_MARK = re.compile(rb'["{}]')
_STRING_END = re.compile(rb'["\\]')
_BLANK = b" \t\r\n"


class BrokenStreamError(Exception):
    """The bytes cannot become a JSON object any more, or one object is longer than allowed."""


class JsonSplitter:
    """Feed it bytes, take whole objects out.

    It scans bytes only: no byte of a multi-byte UTF-8 character equals a quote, brace or backslash,
    so a cut inside a character does no harm.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._at = 0
        self._depth = 0
        self._in_string = False

    def feed(self, data: bytes) -> list[bytes]:
        """Return the objects that these bytes complete; raises `BrokenStreamError`."""
        self._buffer += data
        found: list[bytes] = []
        while (value := self._next()) is not None:
            found.append(value)
        if len(self._buffer) > self._limit:
            raise BrokenStreamError("the object is too long")
        return found

    def _next(self) -> bytes | None:
        if self._depth == 0 and not self._find_start():
            return None
        while True:
            mark = (_STRING_END if self._in_string else _MARK).search(self._buffer, self._at)
            if mark is None:
                self._at = len(self._buffer)
                return None
            self._at = mark.end()
            if not self._step(mark.group()):
                return None
            if self._depth == 0:
                value = bytes(self._buffer[: self._at])
                self._cut(self._at)
                return value

    def _find_start(self) -> bool:
        blank = len(self._buffer) - len(self._buffer.lstrip(_BLANK))
        self._cut(blank)
        if not self._buffer:
            return False
        if self._buffer[0:1] != b"{":
            raise BrokenStreamError("not a JSON object")
        return True

    def _step(self, mark: bytes) -> bool:
        """Follow one mark; return False when the bytes end inside an escape."""
        if mark == b"\\":
            if self._at >= len(self._buffer):
                self._at -= 1
                return False
            self._at += 1
        elif mark == b'"':
            self._in_string = not self._in_string
        else:
            self._depth += 1 if mark == b"{" else -1
        return True

    def _cut(self, count: int) -> None:
        del self._buffer[:count]
        self._at = 0
