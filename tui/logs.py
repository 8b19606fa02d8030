"""Sends the log to a file of the user's own, with secrets masked, so that nothing is printed over the screen."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from tui.config.paths import private_folder
from tui.errors import UsageError
from tui.net.redact import Redactor, install

LARGEST_LOG = 1_000_000
"""Bytes; a larger log becomes `NAME.1` at the next start, and the one that was `NAME.1` goes."""


@contextmanager
def log_to(path: Path, redactor: Redactor) -> Iterator[None]:
    """Log warnings and worse to `path` (mode 0600) while the context is open; raises UsageError when it cannot."""
    root = logging.getLogger()
    with _open(path) as stream:
        handler = logging.StreamHandler(stream)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
        uninstall = install(redactor)
        try:
            yield
        finally:
            uninstall()
            root.removeHandler(handler)


def _open(path: Path) -> TextIO:
    try:
        private_folder(path.parent)
        with suppress(FileNotFoundError):
            if path.stat().st_size > LARGEST_LOG:
                path.replace(path.with_name(path.name + ".1"))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageError(
            "The log cannot be written", f"{path}: {error.strerror}", "Make it writable, or set TRADEDECK_HOME."
        ) from error
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="replace")
