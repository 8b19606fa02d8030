"""Theme files: one TOML each, with the base colours of the screen and the colours that trading needs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tui.config.toml import TableReader, nearest, read_toml, wrong_in
from tui.errors import ConfigError

_COLOUR = r"#[0-9a-fA-F]{6}|ansi_default|ansi_(bright_)?(black|red|green|yellow|blue|magenta|cyan|white)"


def _colour() -> Any:
    """`#rrggbb`, or the name of a terminal's own colour such as `ansi_bright_green`."""
    return field(metadata={"pattern": _COLOUR, "wanted": 'a colour like "#1b3340" or "ansi_bright_blue"'})


@dataclass(frozen=True)
class BaseColours:
    """The colours that every screen is made of."""

    primary: str = _colour()
    """Titles, focus and the cursor row's edge."""
    secondary: str = _colour()
    """What stands beside the primary: tabs, keys."""
    accent: str = _colour()
    """The one thing on a screen that is armed or chosen."""
    foreground: str = _colour()
    """Text."""
    background: str = _colour()
    """Behind everything."""
    surface: str = _colour()
    """Panes."""
    panel: str = _colour()
    """Headers, dialogs and the footer."""
    success: str = _colour()
    """It worked."""
    warning: str = _colour()
    """Look at this."""
    error: str = _colour()
    """It failed, or money is in danger."""


@dataclass(frozen=True)
class TradingColours:
    """The colours with a meaning in trading; each is used beside a sign or word, never alone."""

    up: str = _colour()
    """Rises, profits, rising candles."""
    down: str = _colour()
    """Falls, losses, falling candles."""
    bid: str = _colour()
    """The price at which one sells."""
    ask: str = _colour()
    """The price at which one buys."""
    stale: str = _colour()
    """Prices that are too old to act on."""
    pending: str = _colour()
    """Pending orders and what waits for an answer."""
    real: str = _colour()
    """The frame of an account with real money."""
    demo: str = _colour()
    """The frame of a demo account."""
    sim: str = _colour()
    """The frame of the built-in venue."""
    grid: str = _colour()
    """Lines of charts and tables."""
    muted: str = _colour()
    """What may be overlooked."""
    selection: str = _colour()
    """Behind the row under the cursor."""


@dataclass(frozen=True)
class ThemeFile:
    """One theme."""

    name: str = field(metadata={"pattern": r"[a-z0-9][a-z0-9-]{0,39}", "wanted": "of small letters, digits and -"})
    """The name that `--theme` and the config use; the file has the same."""
    colours: BaseColours
    """The colours of the screen."""
    trading: TradingColours
    """The colours of trading."""
    dark: bool = True
    """Whether the background is darker than the text."""
    about: str = field(default="", metadata={"pattern": r"[^\x00-\x1f]{0,100}", "wanted": "of 100 letters at most"})
    """What the list of themes says about it."""


def find_themes(folders: Iterable[Path]) -> dict[str, Path]:
    """Return the theme files by name, sorted; a later folder's file replaces an earlier one of the same name."""
    found = {path.stem: path for folder in folders if folder.is_dir() for path in folder.glob("*.toml")}
    return dict(sorted(found.items()))


def load_theme(path: Path) -> ThemeFile:
    """Return one theme; raises ConfigError that names file and key."""
    reader = TableReader(unknown_keys=False)
    theme = reader.read(ThemeFile, read_toml(path, "theme"))
    if theme is None:
        cure = f"Correct the file, then take it with :theme {path.stem}, or start again."
        raise wrong_in(path, "theme", [_placed(problem, path) for problem in reader.problems], cure)
    if theme.name != path.stem:
        cure = f"Write {path.stem!r}, as the file is named."
        raise ConfigError("The theme has an error", f"{path}: name: says {theme.name!r}", cure)
    return theme


def _placed(problem: str, path: Path) -> str:
    """Return a problem `table.key: …` with the line of its key, where the file has one."""
    *tables, key = problem.partition(":")[0].split(".")
    table = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        header = re.match(r"\s*\[([^\]]+)\]", line)
        table = header[1].strip() if header else table
        if table == ".".join(tables) and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return f"line {number}: {problem}"
    return problem


def load_named_theme(name: str, folders: Iterable[Path]) -> ThemeFile:
    """Return the theme called `name`; raises ConfigError with the names there are."""
    found = find_themes(folders)
    if name not in found:
        close = nearest(name, list(found))
        hint = f"Did you mean {close}?" if close else f"There are {', '.join(found)}."
        raise ConfigError(f"There is no theme {name!r}", hint=hint)
    return load_theme(found[name])


def load_themes(
    folders: Iterable[Path], only: Collection[str] | None = None
) -> tuple[list[ThemeFile], list[ConfigError]]:
    """Return all themes that can be used, or `only` those of these names, and what is wrong with the others."""
    themes: list[ThemeFile] = []
    problems: list[ConfigError] = []
    for name, path in find_themes(folders).items():
        if only is not None and name not in only:
            continue
        try:
            themes.append(load_theme(path))
        except ConfigError as error:
            problems.append(error)
    return themes, problems
