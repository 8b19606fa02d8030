"""From theme files to Textual themes, and from the theme in force to the styles that painters use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.style import Style
from textual.color import Color, ColorParseError
from textual.theme import Theme

from tui.config.themes import ThemeFile, load_themes
from tui.errors import ConfigError, TradedeckError
from tui.view.colour_depth import Depth, adapted, mixed_ground

DEFAULT_THEME = "house-dark"

_BLURRED = 0.6
"""How far the ground of a row under a cursor without the focus has faded."""

SEMANTIC_DEFAULTS: Mapping[str, str] = {
    "up": "#3fb98a",
    "down": "#e8626b",
    "bid": "#e08a72",
    "ask": "#5aa9e6",
    "stale": "#808898",
    "pending": "#a98be8",
    "real": "#ff3b4e",
    "demo": "#3d9bf5",
    "sim": "#9d7cd8",
    "grid": "#5a6478",
    "muted": "#858da0",
    "selection": "#3a4560",
    "focus": "#6f9af0",
}
"""Our own variables with values for themes that do not know them (Textual's own); `App.get_theme_variable_defaults`."""


def variable_defaults() -> dict[str, str]:
    """Return a fresh copy of the defaults, for `App.get_theme_variable_defaults`."""
    return dict(SEMANTIC_DEFAULTS)


_ANSI_VARIABLES = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "block-cursor-background": "ansi_default",
    "block-cursor-foreground": "ansi_default",
    "block-cursor-text-style": "bold reverse",
    "block-cursor-blurred-background": "ansi_default",
    "block-cursor-blurred-foreground": "ansi_default",
    "block-cursor-blurred-text-style": "bold",
    "border-blurred": "ansi_bright_black",
    "input-selection-background": "ansi_bright_blue",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_bright_blue",
    "screen-selection-foreground": "ansi_black",
}
"""What Textual's own widgets ask of a theme in the terminal's colours: grounds there cannot be mixed, only named."""


@dataclass
class DeskTheme(Theme):
    """A theme of Textual's with what the list of themes says about it."""

    about: str = ""


def _variables(file: ThemeFile, depth: Depth) -> dict[str, str]:
    colours, trading = file.colours, file.trading
    variables = asdict(trading) | {
        "blurred": mixed_ground(trading.selection, colours.background, _BLURRED, depth),
        "focus": colours.primary,
        "block-cursor-background": trading.selection,
        "block-cursor-foreground": colours.foreground,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": trading.selection,
        "block-cursor-blurred-foreground": colours.foreground,
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": colours.panel,
        "border": colours.primary,
        "border-blurred": trading.grid,
        "panel-darken-1": colours.surface,
        "input-cursor-background": colours.foreground,
        "input-cursor-foreground": colours.background,
        "input-cursor-text-style": "none",
        "input-selection-background": trading.selection,
        "text-disabled": trading.muted,
        "scrollbar": trading.grid,
        "scrollbar-hover": trading.muted,
        "scrollbar-active": colours.primary,
        "scrollbar-background": colours.background,
        "scrollbar-background-hover": colours.background,
        "scrollbar-background-active": colours.background,
        "scrollbar-corner-color": colours.background,
    }
    if not file.dark:
        # Textual lightens the ground of toasts: on paper that is paper.
        variables["panel-lighten-1"] = colours.panel
    if colours.background.startswith("ansi_"):
        variables |= _ANSI_VARIABLES | {"quiet": "none" if depth is Depth.CONSOLE else "dim"}
    return variables


def to_textual(file: ThemeFile, depth: Depth = Depth.TRUE) -> DeskTheme:
    """Return the Textual theme of a theme file whose colours a terminal of this depth has."""
    colours = file.colours
    return DeskTheme(
        name=file.name,
        dark=file.dark,
        ansi=colours.background.startswith("ansi_"),
        boost=colours.panel,
        variables=_variables(file, depth),
        about=file.about,
        **asdict(colours),
    )


def usable_themes(
    folders: Iterable[Path], only: Collection[str] | None = None, depth: Depth = Depth.TRUE
) -> tuple[list[DeskTheme], list[ConfigError]]:
    """Return the themes of these folders (or `only` those named) that work, and what is wrong with the others.

    They come in the colours that a terminal of this depth has.
    """
    files, problems = load_themes(folders, only)
    themes: list[DeskTheme] = []
    for file in files:
        try:
            theme = to_textual(adapted(file, depth), depth)
            theme.to_color_system().generate()
        except (ColorParseError, ValueError) as error:
            problems.append(ConfigError("A theme has a colour that is none", f"{file.name}: {error}"))
        else:
            themes.append(theme)
    return themes, problems


_TOLD = 3
"""Broken themes whose reasons fit one toast."""


def problems_as_one(problems: Iterable[ConfigError]) -> TradedeckError | None:
    """Return one error for one toast about all broken themes, or None; of more than three it counts the others."""
    found = list(problems)
    if not found:
        return None
    if len(found) == 1:
        return ConfigError(found[0].title, found[0].detail, "The other themes work.")
    reasons = "; ".join(f"{each.title}: {each.detail}" for each in found[:_TOLD])
    more = f" `tradedeck check` tells of {len(found) - _TOLD} more." if len(found) > _TOLD else ""
    return ConfigError(f"{len(found)} themes could not be read", reasons, f"The others work.{more}")


def suited_theme(wanted: str, available: Iterable[str]) -> str:
    """Return the theme to start with: the wanted one, the house's own, or what Textual brings."""
    known = set(available)
    return next((name for name in (wanted, DEFAULT_THEME) if name in known), "textual-dark")


class Paint(Mapping[str, Style]):
    """The styles of the theme in force by what they mean: `paint["up"]`, `paint["stale"]`.

    Only `base`, `cursor` and `blurred` have a background; the others are laid over them. An unknown name is an empty
    style. Build a new one from `App.theme_variables` when the theme changes.
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._colours = {**SEMANTIC_DEFAULTS, "background": "#0b1217", "foreground": "#d9e2e7", **(variables or {})}
        self.ansi = self.colour("background") == "default"
        self._styles = self._build()

    def colour(self, name: str) -> str:
        """Return a variable as a colour that rich knows: `#rrggbb`, a name of the terminal's 16, or `default`."""
        return _rich_colour(self._colours.get(name, "")) or "default"

    def blend(self, name: str, other: str, share: float) -> str:
        """Return a colour between two variables (0 is the first); terminal colours cannot be mixed: the first."""
        first, second = self.colour(name), self.colour(other)
        if not (first.startswith("#") and second.startswith("#")):
            return first
        return Color.parse(first).blend(Color.parse(second), share).hex6

    def faint(self, name: str, share: float) -> str:
        """Return what a large area is filled with: a variable faded into the ground by a share, as a Rich style.

        What cannot be mixed is the frames' colour, and dim where there is none.
        """
        colour = self.colour("grid") if self.ansi else self.blend(name, "background", share)
        return colour if colour != "default" else "dim"

    def under_cursor(self, style: Style) -> Style:
        """Return a style as it is in the row under the cursor: reversed, a coloured word would become a block."""
        cursor = self["cursor"]
        return cursor + (Style(bold=style.bold, underline=style.underline) if cursor.reverse else style)

    def _build(self) -> dict[str, Style]:
        ansi = self.ansi
        names = ("up", "down", "bid", "ask", "pending", "real", "demo", "sim", "grid", "muted", "warning", "error")
        styles = {
            name: Style(color=self.colour(name)) for name in (*names, "success", "accent", "primary", "secondary")
        }
        background = self.colour("background")
        selection = self.colour("selection")
        styles["base"] = Style(color=self.colour("foreground"), bgcolor=background)
        styles["strong"] = Style(bold=True)
        quiet = (ansi and self._colours.get("quiet") != "none") or None
        styles["stale"] = Style(color=self.colour("stale"), dim=quiet)
        styles["muted"] = Style(color=self.colour("muted"), dim=quiet)
        styles["tail"] = Style(dim=quiet) if ansi else styles["muted"]
        for name in ("up", "down"):
            styles[f"{name}_dim"] = Style(dim=True) if ansi else Style(color=self.blend(name, "background", 0.5))
            styles[f"{name}_strong"] = styles[name] + Style(bold=True)
        styles["cursor"] = Style(reverse=True) if ansi else Style(bgcolor=selection)
        blurred = (
            self.colour("blurred") if "blurred" in self._colours else self.blend("selection", "background", _BLURRED)
        )
        styles["insertion"] = styles["cursor"] + Style(reverse=not ansi, underline=True)
        styles["blurred"] = Style.null() if ansi else Style(bgcolor=blurred)
        styles["header"] = styles["muted"]
        styles["sorted"] = Style(color=self.colour("foreground"), dim=False)
        styles["letter"] = Style(color=self.colour("accent"), bold=True, underline=True, dim=False)
        styles["totals"] = Style(bold=True)
        styles["caret"] = Style(color=self.colour("primary"), bold=True)
        styles["mark"] = Style(color=self.colour("accent"), bold=True)
        styles["thumb"] = styles["grid"]
        styles["prompt"] = Style(color=self.colour("accent"))
        return styles

    def __getitem__(self, name: str) -> Style:
        return self._styles.get(name, Style.null())

    def get(self, name: str, default: Style | None = None) -> Style:  # type: ignore[override]
        """Return the style of that name; an unknown name is an empty style."""
        return self._styles.get(name) or default or Style.null()

    def __iter__(self) -> Iterator[str]:
        return iter(self._styles)

    def __len__(self) -> int:
        return len(self._styles)


def _rich_colour(text: str) -> str:
    """Return a theme's colour in rich's words, or an empty string when it is none."""
    if text.startswith("ansi_"):
        return text.removeprefix("ansi_")
    try:
        colour = Color.parse(text or "transparent")
    except ColorParseError:
        return ""
    # In the terminal's own colours Textual makes a ground transparent: it is the terminal's, and no black.
    return colour.hex6 if colour.a else ""
