"""Which theme is in force: taken by name, or tried out while the user looks for one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from textual.app import App
from textual.theme import Theme

from tui.config.toml import nearest
from tui.errors import ConfigError, TradedeckError
from tui.view.text import plain
from tui.view.theme import DeskTheme, problems_as_one, suited_theme

LoadThemes = Callable[[Collection[str] | None], tuple[list[DeskTheme], list[ConfigError]]]
"""Reads the theme files, or only those of these names: the themes that work, and what is wrong with the others."""


class ThemeChoice:
    """The themes of one app. Only ours are offered: those that Textual brings do not know trading."""

    def __init__(
        self,
        app: App[Any],
        first: Iterable[Theme],
        load: LoadThemes,
        wanted: str,
        repaint: Callable[[], None] = lambda: None,
    ) -> None:
        """`first` are the themes that the first frame may need; `repaint` paints what takes no colours from styles."""
        self._app = app
        self._load = load
        self._repaint = repaint
        self._painted: Theme | None = None
        self._trying = ""
        for theme in first:
            app.register_theme(theme)
        self.kept = suited_theme(wanted, app.available_themes)
        """The name of the theme that the user has; another may be shown while he looks at them."""
        self.chosen = ""
        """The name of the theme that the user has chosen in this run, empty while he has chosen none."""
        app.theme = self.kept
        for name, theme in dict(app.available_themes).items():
            if not isinstance(theme, DeskTheme) and name != self.kept:
                app.unregister_theme(name)

    def follow(self) -> None:
        """Have everything painted anew whenever the theme is another, whoever changed it."""
        self._painted = self._app.current_theme
        self._app.theme_changed_signal.subscribe(self._app, self._paint_for)

    @property
    def names(self) -> list[str]:
        """The names of all themes."""
        return sorted(self._app.available_themes)

    def about(self, name: str) -> str:
        """Return what a theme says of itself."""
        theme = self._app.get_theme(name)
        return plain(theme.about) if isinstance(theme, DeskTheme) else ""

    def read_all(self) -> TradedeckError | None:
        """Read the theme files anew; return one error for all that are broken. Those stay as they were."""
        themes, broken = self._load(None)
        self._register(themes)
        return problems_as_one(broken)

    def take(self, name: str) -> TradedeckError | None:
        """Read a theme anew, show it and keep it; return what is wrong with its file, which then changes nothing.

        Raises ConfigError when there is none of that name.
        """
        themes, broken = self._load({name})
        if broken:
            return broken[0]
        if not themes and name not in self.names:
            close = nearest(name, self.names)
            hint = f"Did you mean {close}?" if close else f"There are {', '.join(self.names)}."
            raise ConfigError(f"There is no theme {name!r}", hint=hint)
        self._register(themes)
        self.keep(name)
        return None

    def try_out(self, name: str) -> None:
        """Show a theme for now, once what was typed ahead has been read."""
        self._trying = name
        self._app.call_later(self._show_tried, name)

    def keep(self, name: str) -> None:
        """Show a theme that is there, and keep it."""
        self.kept = self.chosen = name
        self.go_back()

    def go_back(self) -> None:
        """Show the theme that the user has, after others were tried."""
        self._trying = ""
        self._show(self.kept)

    def _show_tried(self, name: str) -> None:
        # Of a cursor that runs down the list only the last place counts.
        if name == self._trying:
            self._show(name)

    def _show(self, name: str) -> None:
        self._app.theme = name
        # Before the styles follow, so that the first picture has all of the new colours and no second one is needed.
        self._paint_for(self._app.current_theme)

    def _paint_for(self, theme: Theme) -> None:
        if theme is not self._painted:
            self._painted = theme
            self._repaint()

    def _register(self, themes: Iterable[DeskTheme]) -> None:
        fresh = [theme for theme in themes if theme != self._app.get_theme(theme.name)]
        for theme in fresh:
            self._app.register_theme(theme)
        if any(theme.name == self._app.theme for theme in fresh):
            # Other colours under the same name are no change that Textual would see.
            self._app.mutate_reactive(App.theme)
            self._paint_for(self._app.current_theme)
