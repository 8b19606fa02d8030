"""Where the archive lives: a folder of our own, closed to everybody else."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tui.flex.errors import ArchiveError, DiskFullError

DATABASE = "flex.sqlite"
FILES = "files"
INCOMING = "incoming"
LOCKS = "locks"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def prepare(folder: Path) -> Path:
    """Make `folder` and what it needs (0700, database 0600) where missing, check all, return the database's path.

    Raises ArchiveError when others could read or change it, or it is somebody else's; DiskFullError.
    """
    with foreign_errors(f"The archive's folder {folder} cannot be used"):
        for each in (folder, folder / FILES, folder / INCOMING, folder / LOCKS):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
            _check(each, each.stat(), folder=True)
        path = folder / DATABASE
        # A database that exists is not opened here: closing it would let go of the locks that SQLite has on it.
        if not os.path.lexists(path):
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
        _check(path, path.lstat(), folder=False)
    return path


@contextmanager
def foreign_errors(title: str) -> Iterator[None]:
    """Turn an OSError into an ArchiveError with `title`, one about missing space into a DiskFullError."""
    try:
        yield
    except OSError as error:
        raise translated(error, title) from error


def translated(error: OSError, title: str) -> ArchiveError:
    """Return our error for one of the file system's."""
    if error.errno in _FULL:
        return DiskFullError("The disk is full", title, "Make room, then resume; nothing was lost.")
    return ArchiveError(title, error.strerror or type(error).__name__)


def _check(path: Path, found: os.stat_result, *, folder: bool) -> None:
    fits = stat.S_ISDIR if folder else stat.S_ISREG
    if not fits(found.st_mode):
        raise ArchiveError("A part of the archive is something else", str(path), "Move it away.")
    if found.st_uid != os.geteuid():
        raise ArchiveError("A part of the archive belongs to another user", str(path))
    if stat.S_IMODE(found.st_mode) & 0o077:
        mode = "700" if folder else "600"
        raise ArchiveError("A part of the archive is open to others", str(path), f"Close it: chmod {mode} {path}")
