"""Names that a command line may be completed with: themes and profiles, as far as they can be read without a word."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from tui.config.paths import Paths
from tui.config.shipped import theme_folders
from tui.errors import ConfigError

_LARGEST = 1024 * 1024


def theme_names(paths: Paths) -> list[str]:
    """Return the names of all theme files, shipped ones and the user's own."""
    try:
        folders: Sequence[Path] = theme_folders(paths)
    except ConfigError:
        folders = [paths.user_themes]
    return sorted({file.stem for folder in folders for file in folder.glob("*.toml")})


def profile_names(file: Path) -> list[str]:
    """Return the names of the config's profiles; none when it is missing or no TOML."""
    try:
        with file.open("rb") as opened:
            tables = tomllib.loads(opened.read(_LARGEST).decode()).get("profiles")
    except (OSError, ValueError):
        return []
    return sorted(tables) if isinstance(tables, dict) else []
