"""Loads the user's config file and picks the profile of this start."""

from __future__ import annotations

from pathlib import Path

from tui.config.model import Config, Profile
from tui.config.tables import validated
from tui.config.toml import nearest, read_toml
from tui.errors import ConfigError


def load_config(path: Path) -> Config:
    """Return the file's content; raises ConfigError with one line for each thing that is wrong."""
    return validated(Config, read_toml(path, "config"), path, "config")


def pick_profile(config: Config, asked: str | None, path: Path) -> tuple[str, Profile]:
    """Return name and profile: the one asked for, else the default, else the only one; raises ConfigError."""
    names = list(config.profiles)
    if not names:
        hint = "Add a table [profiles.NAME] with your login; to try everything without one: tradedeck demo."
        raise ConfigError("The config has no profile", str(path), hint)
    name = asked if asked is not None else config.default_profile
    if name is None and len(names) == 1:
        name = names[0]
    if name is None:
        raise ConfigError(
            "Which profile?",
            f"{path} has {', '.join(names)}",
            "Name one with --profile, or set default_profile in the config.",
        )
    if name not in config.profiles:
        close = nearest(name, names)
        hint = f"Did you mean {close}?" if close else f"It has {', '.join(names)}."
        raise ConfigError(f"There is no profile {name!r}", str(path), hint)
    return name, config.profiles[name]
