"""Unpacking of compressed HTTP bodies in small pieces, so that a tiny answer cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_PIECE = 1 << 18


class BadEncodingError(ValueError):
    """The body is packed in a way that we did not ask for, is damaged, or ends too early."""


class Inflater:
    """Undoes one content encoding: none, gzip or deflate."""

    def __init__(self, encoding: str) -> None:
        """Raises BadEncodingError for an encoding that we never ask for."""
        name = encoding.strip().lower()
        if name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise BadEncodingError("an unknown content encoding")
        # 32 + 15: gzip and zlib are told apart by their first bytes.
        self._packed = zlib.decompressobj(wbits=47) if name not in {"", "identity"} else None
        self._started = False

    def feed(self, raw: bytes) -> Iterator[bytes]:
        """Yield what `raw` unpacks to, in pieces of at most 256 KiB; raises BadEncodingError for damage."""
        if self._packed is None:
            if raw:
                yield raw
            return
        self._started = self._started or bool(raw)
        piece = b""
        # A full piece means that more can wait inside even when all of the input is taken.
        while raw or (len(piece) == _PIECE and not self._packed.eof):
            if self._packed.eof:
                # One gzip member may follow another.
                self._packed = zlib.decompressobj(wbits=47)
            try:
                piece = self._packed.decompress(raw, _PIECE)
            except zlib.error:
                raise BadEncodingError("the packed body is damaged") from None
            if piece:
                yield piece
            raw = self._packed.unused_data.lstrip(b"\0") if self._packed.eof else self._packed.unconsumed_tail

    def finish(self) -> None:
        """Tell that no more comes; raises BadEncodingError when the packed body is not complete."""
        if self._packed is not None and self._started and not self._packed.eof:
            raise BadEncodingError("the packed body ends too early")
