"""A file on its way into the archive: packed and hashed while it arrives, invisible until it is whole."""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import Self

from tui.flex import place
from tui.flex.errors import ArchiveError
from tui.flex.glance import Glance, Glancer

_TITLE = "The statement cannot be written"


class Incoming:
    """A temporary file that takes bytes as they come; leaving the `with` block without keeping it removes it."""

    def __init__(self, folder: Path) -> None:
        """Make the temporary file (0600) in `folder`, locked as long as this process lives. Raises ArchiveError."""
        self.path = folder / f"{secrets.token_hex(12)}.part"
        self.size = 0
        self._hash = hashlib.sha256()
        self._glancer = Glancer()
        with place.foreign_errors(_TITLE):
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            self._file = os.fdopen(handle, "wb")
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Neither name nor time inside: equal bytes give equal files.
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=self._file, mtime=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def __del__(self) -> None:
        # Whoever asked for the file can have been called off before it arrived.
        if hasattr(self, "_packed"):
            self.discard()

    @property
    def head(self) -> bytes:
        """The first bytes, enough for every answer that is not a statement."""
        return self._glancer.head

    @property
    def sha256(self) -> str:
        """The hash of the bytes so far, as hexadecimal digits."""
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        """Take the next bytes. Raises DiskFullError or another ArchiveError; then only `discard` is left to do."""
        with place.foreign_errors(_TITLE):
            self._packed.write(piece)
        self._hash.update(piece)
        self._glancer.feed(piece)
        self.size += len(piece)

    def look(self) -> Glance:
        """Return what the bytes so far tell."""
        return self._glancer.result()

    def finish(self) -> int:
        """Write everything out for good and return the packed size. Raises DiskFullError or another ArchiveError."""
        with place.foreign_errors(_TITLE):
            self._packed.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            return os.fstat(self._file.fileno()).st_size

    def discard(self) -> None:
        """Close the file, and remove it unless it was moved away; may be called twice."""
        # On a full disk closing fails as writing did.
        with contextlib.suppress(OSError, ValueError):
            self._packed.close()
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self.path.unlink()


def sweep(folder: Path) -> int:
    """Remove temporary files whose process is gone and return their number; the caller holds the right to write."""
    removed = 0
    for path in folder.glob("*.part"):
        with contextlib.suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            removed += 1
    return removed


def stored_path(folder: Path, sha256: str) -> Path:
    """Return where the file with this hash lies. Raises ArchiveError for what is no hash."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ArchiveError("The archive's index is damaged", "a hash is not one")
    return folder / f"{sha256}.gz"
