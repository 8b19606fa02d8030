"""Folders and configs for the program under test, thrown away afterwards."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

TRADEDECK = str(Path(sys.executable).with_name("tradedeck"))
"""The command as it is installed beside this Python."""


@contextmanager
def temporary_home() -> Iterator[Path]:
    """Yield an empty folder for `TRADEDECK_HOME`."""
    with tempfile.TemporaryDirectory(prefix="tradedeck-bench-") as folder:
        home = Path(folder)
        (home / "config").mkdir(mode=0o700)
        yield home


def environ_of(home: Path) -> dict[str, str]:
    """Return the environment that keeps a run within its folder."""
    return {"TRADEDECK_HOME": str(home), "TZ": "UTC"}


def write_config(home: Path, url: str, login: str, password: str, symbols: Sequence[str]) -> None:
    """Write a config with one account at `url` and one watchlist."""
    secret = home / "config" / "password"
    secret.touch(mode=0o600)
    secret.write_text(password + "\n")
    listed = ", ".join(f'"{symbol}"' for symbol in symbols)
    lines = [
        "[profiles.bench]",
        'environment = "custom"',
        'account = "demo"',
        f'login = "{login}"',
        f'password_file = "{secret}"',
        f'websocket_urls = ["{url}"]',
        "[ui.watchlists]",
        f"Bench = [{listed}]",
    ]
    (home / "config" / "config.toml").write_text("\n".join(lines) + "\n")
    (home / "config" / "config.toml").chmod(0o600)
