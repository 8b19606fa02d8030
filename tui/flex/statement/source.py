"""The bytes of a file in pieces, counted, bounded, with a look at the beginning before reading begins."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from tui.flex.statement.limits import CHUNK_BYTES


class Source:
    """Gives the pieces of one file once; `size` counts what was given."""

    def __init__(self, file: BinaryIO, most_bytes: int, progress: Callable[[int], None] | None = None) -> None:
        self._file = file
        self._most = most_bytes
        self._progress = progress
        self.size = 0
        self.trouble = ""
        """Why the pieces ended before the file did: too long, or the medium or the packing is damaged."""
        self.head = file.read(CHUNK_BYTES)
        """The first piece."""

    def pieces(self) -> Iterator[bytes]:
        """Yield the pieces, at most as many bytes as allowed."""
        piece = self.head
        while piece:
            if self.size + len(piece) > self._most:
                self.trouble = f"the file has more than {self._most} bytes"
                piece = piece[: self._most - self.size]
            self.size += len(piece)
            yield piece
            if self._progress is not None:
                self._progress(self.size)
            piece = b"" if self.trouble else self._next()

    def _next(self) -> bytes:
        try:
            return self._file.read(CHUNK_BYTES)
        except (OSError, EOFError, zlib.error) as error:
            self.trouble = f"the file cannot be read further ({type(error).__name__})"
            return b""
