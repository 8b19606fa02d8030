"""Where things are kept: the XDG folders, or all of them below `TRADEDECK_HOME` when that is set."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APP = "tradedeck"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one user; nothing is created by asking for them."""

    config: Path
    """The user's own files: `config.toml` and `themes/`."""
    state: Path
    """What the app writes: `state.toml`, logs, the demo's folder, later the order journal."""
    cache: Path
    """What may be deleted at any time."""

    @property
    def config_file(self) -> Path:
        """The config that is read when `--config` is not given."""
        return self.config / "config.toml"

    @property
    def state_file(self) -> Path:
        """What the app remembers between starts."""
        return self.state / "state.toml"

    @property
    def user_themes(self) -> Path:
        """The user's own theme files."""
        return self.config / "themes"

    @property
    def demo(self) -> Path:
        """The demo's folder: the venue's ledger, the demo's own state and log."""
        return self.state / "demo"

    def system_folder(self, system: str, *, demo: bool) -> Path:
        """What is kept of a system beside the trading account, `flex`, `crm` or `dxfeed`; the demo keeps its own."""
        return (self.demo if demo else self.state) / system

    @property
    def log_file(self) -> Path:
        """The dashboard's log."""
        return self.state / "tradedeck.log"


def find_paths(environ: Mapping[str, str], home: Path) -> Paths:
    """Return the folders for this environment; relative XDG values are ignored, as the XDG rules ask."""
    own = environ.get("TRADEDECK_HOME", "")
    if own:
        base = Path(own).expanduser().absolute()
        return Paths(base / "config", base / "state", base / "cache")
    return Paths(
        _xdg(environ, "XDG_CONFIG_HOME", home / ".config") / APP,
        _xdg(environ, "XDG_STATE_HOME", home / ".local" / "state") / APP,
        _xdg(environ, "XDG_CACHE_HOME", home / ".cache") / APP,
    )


def _xdg(environ: Mapping[str, str], name: str, fallback: Path) -> Path:
    value = environ.get(name, "")
    return Path(value) if value and Path(value).is_absolute() else fallback


def private_folder(folder: Path) -> Path:
    """Create `folder` for its owner only, if it is missing, and return it; raises OSError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None
    return folder
