"""Finds the files that come with the program: in the checkout when it runs from there, else inside the wheel."""

from __future__ import annotations

from pathlib import Path

from tui.config.paths import Paths
from tui.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent.parent


def example_config() -> Path:
    """Return the commented example config; raises ConfigError when the installation is incomplete."""
    return _find("config.example.toml")


def shipped_themes() -> Path:
    """Return the folder of the themes that come with the program; raises ConfigError when it is missing."""
    return _find("themes")


def theme_folders(paths: Paths) -> tuple[Path, Path]:
    """Return the folders of shipped themes and of the user's own, in this order: the later name wins.

    Raises ConfigError as `shipped_themes` does.
    """
    return shipped_themes(), paths.user_themes


def _find(name: str) -> Path:
    # The wheel's copy comes first: beside an installed package the folder above is site-packages, not ours.
    for place in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if place.exists():
            return place
    raise ConfigError(f"{name} is missing from this installation", f"not in {_PACKAGE}", "Install tradedeck again.")
