"""The list of themes: the one under the cursor is shown at once, Enter keeps it, Esc brings the old one back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App
from textual.content import Content

from tui.view.panel import toast
from tui.view.screens.finder import FinderScreen, Item
from tui.view.text import content
from tui.view.theme_choice import ThemeChoice


class ThemesScreen(FinderScreen):
    """Stands at the right side and dims nothing, so that the screen behind shows what a theme is like."""

    about = "Colours: those under the cursor are shown at once behind the list; leaving brings the old ones back."
    widest = 47
    recedes = False
    DEFAULT_CSS = """
    ThemesScreen { align: right top; background: transparent; }
    ThemesScreen > Vertical { height: auto; max-height: 100%; }
    ThemesScreen OptionList, ThemesScreen OptionList:focus { height: auto; max-height: 20; }
    ThemesScreen #about { text-wrap: wrap; }
    """


def choose_theme(app: App[Any], choice: ThemeChoice, name: str = "") -> None:
    """Take the named theme, or let the user choose; files are read anew, and what is wrong with them is one message.

    Raises ConfigError when there is none of that name.
    """
    # The line that was typed has no room for a path, a place and a reason.
    problem = choice.take(name) if name else choice.read_all()
    if problem is not None:
        toast(app, problem)
    if not name:
        _open_list(app, choice)


def _open_list(app: App[Any], choice: ThemeChoice) -> None:
    # The list begins with the theme in force: opening it changes nothing.
    names = sorted(choice.names, key=lambda name: (name != choice.kept, name))

    def items(query: str) -> Sequence[Item]:
        wanted = query.casefold().split()
        found = [name for name in names if all(word in f"{name} {choice.about(name)}".casefold() for word in wanted)]
        return [Item(name, _line(name, kept=name == choice.kept), about=(choice.about(name),)) for name in found]

    def chosen(name: str | None) -> None:
        choice.keep(name) if name else choice.go_back()

    app.push_screen(
        ThemesScreen("Themes", items, placeholder="Search themes", enter="keep", highlighted=choice.try_out), chosen
    )


def _line(name: str, *, kept: bool) -> Content:
    return content(name, ("  now", "$accent")) if kept else content(name)
