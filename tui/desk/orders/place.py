"""Where a journal may live: a folder of our own on a disk of this machine, closed to everybody else."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from tui.errors import TradedeckError
from tui.files.whole import sync_folder

_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|sshfs|fuse\.(sshfs|rclone|s3fs|glusterfs|davfs\d?|cephfs|gcsfuse|gvfsd-fuse)"
    r"|9p|afs|ceph|glusterfs|lustre|davfs\d?|ncpfs|beegfs|gpfs|coda|ocfs2|gfs2"
)
_ESCAPE = re.compile(r"\\([0-7]{3})")


class JournalError(TradedeckError):
    """The journal cannot be used as asked; nothing may be sent."""


def journal_path(folder: Path, account: str) -> Path:
    """Return the file of an account (`environment:login`) in the folder of journals."""
    name = "".join(letter if letter.isascii() and letter.isalnum() else f"%{ord(letter):02x}" for letter in account)
    return folder / f"{name}.sqlite"


def prepare(path: Path, mounts: str | None = None) -> None:
    """Make the journal's folder (0700) and an empty file (0600) where there are none, and check both.

    `mounts` is the text of /proc/mounts. Raises JournalError when others could read or change the journal, when it
    is somebody else's, or when it lies on a network mount, where neither locks nor a sync can be relied on.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_network(path.parent, _mounts() if mounts is None else mounts)
        _check(path.parent, stat.S_ISDIR, "folder", "700")
        # A file that exists is not opened here: closing it would let go of the locks that SQLite has on it.
        if not os.path.lexists(path):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
            sync_folder(path.parent)
        _check(path, stat.S_ISREG, "file", "600")
    except OSError as error:
        raise JournalError(
            "The order journal cannot be opened", f"{path}: {error.strerror}", "Trading stays off."
        ) from error


def network_type(folder: Path, mounts: str) -> str:
    """Return the kind of network mount that `folder` (absolute, resolved) lies on; empty when it is on none."""
    found, longest = "", -1
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = _ESCAPE.sub(lambda match: chr(int(match[1], 8)), parts[1])
        # Of two mounts on one point the later covers the earlier.
        if len(point) >= longest and folder.is_relative_to(point):
            found, longest = parts[2], len(point)
    return found if _NETWORK.fullmatch(found) else ""


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _refuse_network(folder: Path, mounts: str) -> None:
    kind = network_type(folder.resolve(), mounts)
    if kind:
        raise JournalError(
            "The order journal cannot lie on a network mount",
            f"{folder} is on {kind}",
            "Put the state folder on a disk of this machine: a network can lose what was written and locked.",
        )


def _check(path: Path, is_kind: Callable[[int], bool], name: str, mode: str) -> None:
    found = path.lstat()
    # A folder may be reached by a link; the file itself never.
    if name == "folder":
        found = path.stat()
    if not is_kind(found.st_mode):
        raise JournalError(f"The order journal's {name} is something else", str(path), "Move it away.")
    if found.st_uid != os.geteuid():
        raise JournalError(f"The order journal's {name} belongs to another user", str(path), "Trading stays off.")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise JournalError(f"The order journal's {name} is open to others", str(path), f"Close it: chmod {mode} {path}")
