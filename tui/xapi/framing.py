"""From bytes to JSON objects: cut anywhere, glued, pretty-printed or broken, one bad frame never ends a connection."""

from __future__ import annotations

import decimal
import json
import re
from dataclasses import dataclass
from typing import Any

MAIN_LIMIT = 32 * 1024 * 1024
"""Bytes of one reply: all symbols of a large account take a few megabytes."""

STREAM_LIMIT = 1024 * 1024
"""Bytes of one stream record; the longest is a news body."""

DEEPEST = 64

_LONGEST_INTEGER = 20


@dataclass(frozen=True, slots=True)
class BadFrame:
    """A frame that was refused. It holds the reason and the size but nothing of the content, which may be secret."""

    reason: str
    size: int


Frame = dict[str, Any] | BadFrame


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise ValueError("an integer is too long")
    return int(digits)


# Numbers are read through their text. The narrow exponents turn 1e999 into an error instead of a number that takes a
# thousand places to print; 34 digits are twice what any double carries.
_NUMBERS = decimal.Context(
    prec=34,
    Emin=-99,
    Emax=99,
    traps=[decimal.InvalidOperation, decimal.Overflow, decimal.DivisionByZero],
)


class FrameDecoder:
    """Reads the text of one frame as a JSON object."""

    def __init__(self) -> None:
        context = _NUMBERS.copy()
        self._decode = json.JSONDecoder(
            parse_float=context.create_decimal, parse_constant=_refuse_constant, parse_int=_integer
        ).decode

    def decode(self, data: bytes) -> Frame:
        """Return the object, or why it is none."""
        try:
            value = self._decode(data.decode())
        except UnicodeDecodeError:
            return BadFrame("not UTF-8", len(data))
        except RecursionError:
            return BadFrame("nested too deeply", len(data))
        except (ValueError, decimal.DecimalException) as error:
            # The text of a JSON error names a place, not the content; that of a number may quote it.
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "a number is out of range"
            return BadFrame(reason, len(data))
        if type(value) is not dict:
            return BadFrame("not an object", len(data))
        if data.count(b"{") + data.count(b"[") > DEEPEST and _too_deep(value):
            return BadFrame("nested too deeply", len(data))
        return value


def _too_deep(value: object) -> bool:
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [
            child
            for container in level
            for child in (container.values() if type(container) is dict else container)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True


_PLAIN = rb'[^"{}\[\]]'
_IN_STRING = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
# Everything up to the next bracket in one step, strings with brackets in them included.
_TO_BRACKET = re.compile(rb"(?:" + _PLAIN + rb'++|"' + _IN_STRING + rb'")*+', re.DOTALL)
_TO_QUOTE = re.compile(_IN_STRING, re.DOTALL)
_BLANK = re.compile(rb"[ \t\r\n]*+")
_TO_START = re.compile(rb"[^{\[]*+")


class FrameSplitter:
    """Cuts a stream of bytes into frames; a frame longer than `limit` is skipped to its end without keeping it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._decoder = FrameDecoder()
        self._buffer = bytearray()
        self._scanned = 0
        self._depth = 0
        self._in_string = False
        self._skipping = False
        self._in_garbage = False

    def feed(self, chunk: bytes) -> list[Frame]:
        """Take the next stretch of bytes and return the frames that it completes."""
        self._buffer += chunk
        frames: list[Frame] = []
        while self._advance(frames):
            pass
        self._refuse_overlong(frames)
        return frames

    @property
    def unfinished(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._depth > 0

    @property
    def kept(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return len(self._buffer)

    def _advance(self, frames: list[Frame]) -> bool:
        """Make one step; False when more bytes are needed."""
        if self._depth == 0 and not self._find_start(frames):
            return False
        if self._in_string and not self._leave_string():
            return False
        position = self._match_end(_TO_BRACKET)
        self._scanned = position
        if position == len(self._buffer):
            return False
        token = self._buffer[position]
        self._scanned += 1
        if token == 0x22:  # a quote whose string does not end in this chunk
            self._in_string = True
        elif token in b"{[":
            self._depth += 1
        else:
            self._depth -= 1
            if self._depth == 0:
                self._complete(frames)
        return True

    def _match_end(self, pattern: re.Pattern[bytes]) -> int:
        match = pattern.match(self._buffer, self._scanned)
        assert match is not None  # the patterns match the empty string too
        return match.end()

    def _find_start(self, frames: list[Frame]) -> bool:
        start = self._match_end(_BLANK)
        if start < len(self._buffer) and self._buffer[start] not in b"{[":
            self._scanned = start
            start = self._match_end(_TO_START)
            if not self._in_garbage:
                frames.append(BadFrame("not an object", start))
            self._in_garbage = True
        del self._buffer[:start]
        self._scanned = 0
        if not self._buffer:
            return False
        self._in_garbage = False
        return True

    def _leave_string(self) -> bool:
        self._scanned = self._match_end(_TO_QUOTE)
        if self._scanned == len(self._buffer) or self._buffer[self._scanned] != 0x22:
            return False  # the string goes on, or a backslash waits for what it escapes
        self._scanned += 1
        self._in_string = False
        return True

    def _complete(self, frames: list[Frame]) -> None:
        if self._skipping:
            self._skipping = False
        elif self._scanned > self._limit:
            frames.append(BadFrame("longer than allowed", self._scanned))
        else:
            frames.append(self._decoder.decode(bytes(self._buffer[: self._scanned])))
        del self._buffer[: self._scanned]
        self._scanned = 0

    def _refuse_overlong(self, frames: list[Frame]) -> None:
        if not self._skipping and len(self._buffer) > self._limit:
            self._skipping = True
            frames.append(BadFrame("longer than allowed", len(self._buffer)))
        if self._skipping:
            del self._buffer[: self._scanned]
            self._scanned = 0


class MessageFrames:
    """Frames of a transport that keeps message borders: one message is one value, or rarely several glued ones."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._decoder = FrameDecoder()

    def feed(self, message: bytes) -> list[Frame]:
        """Return the frames of one message."""
        if len(message) > self._limit:
            return [BadFrame("longer than allowed", len(message))]
        frame = self._decoder.decode(message)
        if not isinstance(frame, BadFrame) or frame.reason != "Extra data":
            return [frame]
        splitter = FrameSplitter(self._limit)
        frames = splitter.feed(message)
        if splitter.unfinished:
            frames.append(BadFrame("cut short", len(message)))
        return frames
