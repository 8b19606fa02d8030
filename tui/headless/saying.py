"""How the commands without a screen say things: what is told goes out or into a file, times are in UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tui.files.whole import write_whole

Say = Callable[[str], None]


def utc(at_ms: int | None) -> str:
    """Return a time in UTC to the second, `–` for none; one that is no time is shown as its number."""
    if at_ms is None:
        return "–"
    try:
        return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%SZ}"
    except (OverflowError, ValueError, OSError):
        return str(at_ms)


def tell(text: str, file: Path | None, out: Say) -> None:
    """Say a text, or write it to a file that only its owner can read. Raises TradedeckError."""
    if file is None:
        out(text)
    else:
        write_whole(file, [text, "\n"])
