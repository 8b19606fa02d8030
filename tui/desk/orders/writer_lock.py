"""One writer per account: a lock that the system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from tui.desk.orders.place import JournalError
from tui.net.text import clean_line

_LONGEST_NOTE = 200


class WriterLock:
    """An exclusive lock on a file beside the journal; the file says who holds it and stays when it is let go."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    @staticmethod
    def take(path: Path, note: str) -> WriterLock | str:
        """Take the lock and leave `note` for others, or return the note of who has it. Raises JournalError."""
        try:
            handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise JournalError("The order journal cannot be locked", f"{path}: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held_by = _note(handle)
            os.close(handle)
            return held_by
        except OSError as error:
            os.close(handle)
            raise JournalError("The order journal cannot be locked", f"{path}: {error.strerror}") from error
        with contextlib.suppress(OSError):
            os.ftruncate(handle, 0)
            os.pwrite(handle, note.encode("utf-8", "replace")[:_LONGEST_NOTE], 0)
        return WriterLock(path, handle)

    def release(self) -> None:
        """Let the next writer in; may be called twice."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _note(handle: int) -> str:
    try:
        return clean_line(os.pread(handle, _LONGEST_NOTE, 0).decode("utf-8", "replace")) or "another process"
    except OSError:
        return "another process"
