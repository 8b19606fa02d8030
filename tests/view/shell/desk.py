"""A small app on the shell: one watchlist-like pane, one blotter-like pane, the line, the footer and the help."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual.app import App, ComposeResult

from tui.errors import CommandRefusedError
from tui.view.commands import Command, Scope
from tui.view.keys import Keymap, bindings_for
from tui.view.line import line_words, run_line
from tui.view.palette import footer_hints
from tui.view.panel import CommandScreen, Panel, dispatch, run_binding
from tui.view.screens.help import open_help, open_menu, open_palette
from tui.view.theme import Paint, to_textual, variable_defaults
from tui.view.widgets.badge import Badge
from tui.view.widgets.command_line import CommandLine
from tui.view.widgets.hints import HintLine
from tui.view.widgets.live_table import Cell, Column, LiveTable, Row
from tui.view.widgets.tab_row import Tab, TabRow

COLUMNS = (
    Column("symbol", "Symbol", 8, "left", 100, letter="s", clip=True),
    Column("bid", "Bid", 9, priority=90, letter="b", mark=True),
    Column("day", "Day %", 7, priority=80, letter="d"),
)
THEMES = Path(__file__).parents[3] / "themes"


def row(symbol: str, bid: int = 1) -> Row:
    return (Cell(symbol), Cell(f"{bid:.5f}", sort=bid), Cell("▲+0.21", "up"))


class Watch(Panel):
    """A pane with a table."""

    scope = Scope.WATCHLIST

    def __init__(self, symbols: list[str]) -> None:
        super().__init__(id="watch")
        self.symbols = symbols
        self.done: list[str] = []
        self.refusal = ""

    def compose(self) -> ComposeResult:
        yield LiveTable(COLUMNS, Paint(), empty="No symbols yet.")

    def on_mount(self) -> None:
        self.query_one(LiveTable).set_rows(self.symbols, {symbol: row(symbol) for symbol in self.symbols})

    def command_reason(self, wanted: Command) -> str:
        return self.refusal if wanted.verb == "remove" else ""

    def command_open(self) -> None:
        self.done.append(f"open {self.query_one(LiveTable).cursor_key}")

    def command_add(self, symbol: str) -> None:
        self.done.append(f"add {symbol}")

    def command_remove(self) -> None:
        raise CommandRefusedError("remove [/red]", "BE1", "[@click=app.quit]x[/]", "try [b]")


class Blotter(Panel):
    """A pane without a table."""

    scope = Scope.BLOTTER
    can_focus = True

    def __init__(self) -> None:
        super().__init__(id="blotter")
        self.turned = 0

    def command_next_tab(self) -> None:
        self.turned += 1


class Desk(CommandScreen):
    """The screen with both panes."""

    def __init__(self, symbols: list[str], keymap: Keymap) -> None:
        super().__init__()
        self._symbols = symbols
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        yield Badge("DEMO", "demo")
        yield TabRow([Tab("1", "Trade", "app.screen_trade")], "1")
        yield Watch(self._symbols)
        yield Blotter()
        yield HintLine()
        yield CommandLine(line_words(), self._candidates, lambda text: run_line(self.app, text))

    def on_mount(self) -> None:
        self.query_one(LiveTable).focus()

    def on_descendant_focus(self) -> None:
        self.query_one(HintLine).set_hints(*footer_hints(self, self._keymap))

    def on_hint_line_chosen(self, event: HintLine.Chosen) -> None:
        dispatch(self.app, event.command_id)

    def _candidates(self, placeholder: str) -> list[str]:
        return ["EURUSD", "EURGBP", "GOLD"] if placeholder == "SYMBOL" else []


class DeskApp(App[None]):
    """The app."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings_for(Scope.APP)
    CSS = "Watch { height: 12; } Blotter { height: 5; }"

    def __init__(self, symbols: list[str] | None = None, keys: Keymap | None = None, theme: str = "") -> None:
        super().__init__()
        self.keys = keys or Keymap()
        self.set_keymap(self.keys.overrides)
        self._symbols = symbols if symbols is not None else ["EURUSD", "EURGBP", "GOLD"]
        self._wanted_theme = theme
        self.calls: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults()

    def on_mount(self) -> None:
        if self._wanted_theme:
            from tui.config.themes import load_theme

            self.register_theme(to_textual(load_theme(THEMES / f"{self._wanted_theme}.toml")))
            self.theme = self._wanted_theme
        self.push_screen(Desk(self._symbols, self.keys))

    @property
    def watch(self) -> Watch:
        return self.screen.query_one(Watch)

    @property
    def table(self) -> LiveTable:
        return self.screen.query_one(LiveTable)

    @property
    def line(self) -> CommandLine:
        return self.screen.query_one(CommandLine)

    def action_command(self, command_id: str) -> None:
        run_binding(self, command_id)

    def command_quit(self) -> None:
        self.calls.append("quit")

    def command_help(self) -> None:
        open_help(self, self.keys)

    def command_palette(self) -> None:
        open_palette(self, self.keys)

    def command_menu(self) -> None:
        open_menu(self, self.keys)

    def command_command_line(self, text: str) -> None:
        self.line.open(text)

    def command_theme(self, name: str) -> None:
        self.calls.append(f"theme {name}")

    def command_next_pane(self) -> None:
        self.screen.focus_next()

    def command_back(self) -> None:
        self.calls.append("back")


def shown(app: App[Any]) -> str:
    """Return what the screen shows, line by line, from the picture that the app draws of itself."""
    cell = 12.2
    lines: dict[int, str] = {}
    for x, line, text in re.findall(r' x="([\d.]+)"[^>]*-line-(\d+)\)">([^<]*)</text>', app.export_screenshot()):
        before = lines.get(int(line), "")
        lines[int(line)] = before + " " * (round(float(x) / cell) - cell_len(before)) + html.unescape(text)
    whole = (lines[line].replace("\xa0", " ").rstrip() for line in sorted(lines))
    return "\n".join(line for line in whole if line)
