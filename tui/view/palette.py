"""The command palette, the words of the `:` line, the footer's hints and the help entries, all from the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from tui.view.commands import COMMANDS, Command, Scope, by_line_word, command, in_lineage, in_scope
from tui.view.keys import Keymap
from tui.view.panel import Panel, Target, dispatch, find_target, taken_away
from tui.view.text import content, plain
from tui.view.widgets.command_line import LineWord
from tui.view.widgets.hints import Hint


def keymap_of(app: App[Any]) -> Keymap:
    """Return the keys in force: the app's attribute `keys` when it has one, else the defaults."""
    found = getattr(app, "keys", None)
    return found if isinstance(found, Keymap) else Keymap()


class CommandProvider(Provider):
    """Every command that can run now, found by its title, its help or its id."""

    def _ready(self) -> Iterator[tuple[Command, str]]:
        keymap = keymap_of(self.app)
        for each in COMMANDS:
            if find_target(self.screen, each).ready:
                keys = keymap.written(each.id)
                yield each, f"{each.title}  {keys}" if keys else each.title

    async def discover(self) -> Hits:
        """Yield all commands that can run now."""
        for each, title in self._ready():
            yield DiscoveryHit(content(title), partial(dispatch, self.app, each.id), title, each.help)

    async def search(self, query: str) -> Hits:
        """Yield the commands that match."""
        matcher = self.matcher(query)
        for each, title in self._ready():
            score = matcher.match(f"{each.title} {each.help} {each.id}")
            if score > 0:
                yield Hit(score, matcher.highlight(title), partial(dispatch, self.app, each.id), help=each.help)


def line_words(*, read_only: bool = False) -> list[LineWord]:
    """Return the first words of the `:` line; read-only mode has none that can change a trade."""
    offered = (each for each in COMMANDS if each.line and not (read_only and (each.trades or each.sends_money)))
    return [LineWord(each.line, each.title, each.argument) for each in offered]


def run_line(app: App[Any], text: str) -> str:
    """Run one line; return what is wrong with it in words for the user, or an empty string."""
    word, _, argument = text.strip().removeprefix(":").strip().partition(" ")
    if not word:
        return ""
    wanted = by_line_word(word)
    if wanted is None:
        return f"There is no command “{plain(word)}”; Tab shows the names"
    argument = argument.strip()
    if argument and wanted.argument is None:
        return f"{word} takes nothing after it"
    if wanted.needs_argument and not argument:
        return f"Write {word} {wanted.argument}"
    target = find_target(app.screen, wanted)
    if not target.ready:
        return f"{wanted.title}: {target.reason}"
    return "" if dispatch(app, wanted.id, argument) else f"{wanted.title}: nothing to do"


def focused_scope(screen: Screen[Any]) -> Scope:
    """Return the scope of the focused pane, or the screen's own."""
    node = screen.focused
    panel = next((each for each in node.ancestors_with_self if isinstance(each, Panel)), None) if node else None
    return panel.scope if panel is not None else getattr(screen, "scope", Scope.TRADE)


def footer_hints(screen: Screen[Any], keymap: Keymap) -> tuple[list[Hint], Hint | None]:
    """Return the footer of the focused pane: its own commands first, and the palette for the right end.

    While text is typed there, only the pane's own commands can be reached by a key.
    """
    scope = focused_scope(screen)
    typing = getattr(screen.focused, "takes_text", False)
    left = [
        _hint(each, keymap)
        for each in (in_scope(scope) if typing else in_lineage(scope))
        if each.footer and each.id != "app.palette" and keymap.keys(each.id) and _fits(find_target(screen, each), each)
    ]
    palette = command("app.palette")
    return left, _hint(palette, keymap) if keymap.keys(palette.id) and not typing else None


def _fits(target: Target, wanted: Command) -> bool:
    """Whether a command can run and has to do with what is shown; a node may say so in `command_fits(command)`."""
    fits = getattr(target.node, "command_fits", None)
    return target.ready and (not callable(fits) or bool(fits(wanted)))


def _hint(each: Command, keymap: Keymap) -> Hint:
    return Hint(keymap.written(each.id, limit=1), each.label, each.footer, each.id)


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """One line of help: a command, its keys as the user has them, and why it cannot run now (empty when it can)."""

    command: Command
    keys: str
    reason: str


def help_entries(screen: Screen[Any], keymap: Keymap) -> list[tuple[str, list[HelpEntry]]]:
    """Return sections of help: the focused pane first, then what is around it, then the other panes."""
    lineage = focused_scope(screen).lineage
    scopes = [*lineage, *(scope for scope in Scope if scope not in lineage)]
    sections: list[tuple[str, list[HelpEntry]]] = []
    for scope in scopes:
        entries = [
            HelpEntry(each, keymap.written(each.id), find_target(screen, each).reason)
            for each in COMMANDS
            if each.scope is scope and not taken_away(screen.app, each)
        ]
        if entries:
            sections.append((scope.title, entries))
    return sections
