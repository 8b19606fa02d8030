"""Theme files: one TOML each, with the base colours of the screen and the colours that trading needs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tui.config.tables import nearest, read_toml, validated
from tui.errors import ConfigError

Colour = Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6}|ansi_[a-z_]+)$")]
"""`#rrggbb`, or the name of a terminal's own colour such as `ansi_bright_green`."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class BaseColours(_Table):
    """The colours that every screen is made of."""

    primary: Colour
    """Titles, focus and the cursor row's edge."""
    secondary: Colour
    """What stands beside the primary: tabs, keys."""
    accent: Colour
    """The one thing on a screen that is armed or chosen."""
    foreground: Colour
    """Text."""
    background: Colour
    """Behind everything."""
    surface: Colour
    """Panes."""
    panel: Colour
    """Headers, dialogs and the footer."""
    success: Colour
    """It worked."""
    warning: Colour
    """Look at this."""
    error: Colour
    """It failed, or money is in danger."""


class TradingColours(_Table):
    """The colours with a meaning in trading; each is used beside a sign or word, never alone."""

    up: Colour
    """Rises, profits, rising candles."""
    down: Colour
    """Falls, losses, falling candles."""
    bid: Colour
    """The price at which one sells."""
    ask: Colour
    """The price at which one buys."""
    stale: Colour
    """Prices that are too old to act on."""
    pending: Colour
    """Pending orders and what waits for an answer."""
    real: Colour
    """The frame of an account with real money."""
    demo: Colour
    """The frame of a demo account."""
    sim: Colour
    """The frame of the built-in venue."""
    grid: Colour
    """Lines of charts and tables."""
    muted: Colour
    """What may be overlooked."""
    selection: Colour
    """Behind the row under the cursor."""


class ThemeFile(_Table):
    """One theme."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    """The name that `--theme` and the config use; the file has the same."""
    dark: bool = True
    """Whether the background is darker than the text."""
    colours: BaseColours
    """The colours of the screen."""
    trading: TradingColours
    """The colours of trading."""


def find_themes(folders: Iterable[Path]) -> dict[str, Path]:
    """Return the theme files by name, sorted; a later folder's file replaces an earlier one of the same name."""
    found = {path.stem: path for folder in folders if folder.is_dir() for path in folder.glob("*.toml")}
    return dict(sorted(found.items()))


def load_theme(path: Path) -> ThemeFile:
    """Return one theme; raises ConfigError that names file and key."""
    theme = validated(ThemeFile, read_toml(path, "theme"), path, "theme")
    if theme.name != path.stem:
        cure = f"Write {path.stem!r}, as the file is named."
        raise ConfigError("The theme has an error", f"{path}: name: says {theme.name!r}", cure)
    return theme


def load_named_theme(name: str, folders: Iterable[Path]) -> ThemeFile:
    """Return the theme called `name`; raises ConfigError with the names there are."""
    found = find_themes(folders)
    if name not in found:
        close = nearest(name, list(found))
        hint = f"Did you mean {close}?" if close else f"There are {', '.join(found)}."
        raise ConfigError(f"There is no theme {name!r}", hint=hint)
    return load_theme(found[name])


def load_themes(folders: Iterable[Path]) -> tuple[list[ThemeFile], list[ConfigError]]:
    """Return all themes that can be used and what is wrong with the others."""
    themes: list[ThemeFile] = []
    problems: list[ConfigError] = []
    for path in find_themes(folders).values():
        try:
            themes.append(load_theme(path))
        except ConfigError as error:
            problems.append(error)
    return themes, problems
