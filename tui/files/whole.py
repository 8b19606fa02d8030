"""Files that are written whole or not at all, for their owner alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from tui.errors import TradedeckError


def write_whole(path: Path, pieces: Iterable[str | bytes]) -> int:
    """Write a file in one step, readable by its owner only, and return its bytes: all of it is there, or nothing.

    Raises TradedeckError.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    size = 0
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in pieces:
                    content = piece.encode() if isinstance(piece, str) else piece
                    size += file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except (OSError, EOFError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise TradedeckError("The output cannot be written", f"{path}: {reason}") from error
    return size


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder outlast a power cut. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
