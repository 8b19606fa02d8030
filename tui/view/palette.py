"""What the footer, the palette, the help and the menus list: all of it from the one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from textual.app import App
from textual.fuzzy import FuzzySearch
from textual.screen import Screen

from tui.view.commands import Command, Scope, command, in_lineage, in_scope
from tui.view.keys import Keymap
from tui.view.panel import Around, Panel, Target, find_target, taken_away
from tui.view.widgets.hints import Hint

_OWN = (89, 88)
"""What a pane's own first two commands stay in the footer for at least: more than all general ones but help."""


def keymap_of(app: App[Any]) -> Keymap:
    """Return the keys in force: the app's attribute `keys` when it has one, else the defaults."""
    found = getattr(app, "keys", None)
    return found if isinstance(found, Keymap) else Keymap()


def focused_scope(screen: Screen[Any]) -> Scope:
    """Return the scope of the focused pane, or the screen's own."""
    node = screen.focused
    panel = next((each for each in node.ancestors_with_self if isinstance(each, Panel)), None) if node else None
    return panel.scope if panel is not None else getattr(screen, "scope", Scope.TRADE)


def footer_hints(screen: Screen[Any], keymap: Keymap) -> tuple[list[Hint], Hint | None]:
    """Return the footer of the focused pane: its own commands first, and the palette for the right end.

    While text is typed there, only the pane's own commands can be reached by a key.
    """
    scope, around = focused_scope(screen), Around(screen)
    typing = getattr(screen.focused, "takes_text", False)
    left = [
        each
        for each in (in_scope(scope) if typing else in_lineage(scope))
        if each.footer
        and each.id != "app.palette"
        and keymap.keys(each.id)
        and _fits(find_target(screen, each, around), each)
    ]
    palette = command("app.palette")
    return hints_of(left, keymap), hint_of(palette, keymap) if keymap.keys(palette.id) and not typing else None


def _fits(target: Target, wanted: Command) -> bool:
    """Whether a command can run and has to do with what is shown; a node may say so in `command_fits(command)`."""
    fits = getattr(target.node, "command_fits", None)
    return target.ready and (not callable(fits) or bool(fits(wanted)))


def hints_of(commands: Sequence[Command], keymap: Keymap) -> list[Hint]:
    """Return the footer's hints in the commands' order; where there is little room, some of the pane's own stay."""
    own = sorted((each for each in commands if each.scope is not Scope.APP), key=lambda each: -each.footer)
    stays = {each.id: least for each, least in zip(own, _OWN, strict=False)}
    hints = [hint_of(each, keymap) for each in commands]
    return [each._replace(priority=max(each.priority, stays.get(each.command_id, 0))) for each in hints]


def hint_of(each: Command, keymap: Keymap) -> Hint:
    """Return the footer's hint of a command, with the key of the other way where there is one."""
    back = keymap.written(each.back, limit=1) if each.back else ""
    return Hint(keymap.written(each.id, limit=1), each.label, each.footer, each.id, back, each.back)


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """One line of help: a command, its keys as the user has them, and why it cannot run now (empty when it can)."""

    command: Command
    keys: str
    reason: str

    def matches(self, query: str) -> bool:
        """Whether every word of the query is in what is said of the command."""
        each = self.command
        text = " ".join((each.title, each.help, each.id, self.keys, *each.spellings)).casefold()
        return all(word in text for word in query.casefold().split())

    def rank(self, query: str) -> float:
        """Return how well the query finds the command, 0 when it does not: its name counts more than its help."""
        title, asked = self.command.title.casefold(), " ".join(query.casefold().split())
        words = (*title.split(), *self.command.spellings)
        if title.startswith(asked):
            return 6
        if any(word.startswith(asked) for word in words):
            return 5
        if asked in title:
            return 4
        if self.matches(query):
            return 3
        # What is abbreviated (`nwl` for a new watchlist) or misspelt by a letter too few still finds the name.
        return 1 if _fuzzy().match(asked, title)[0] > 0 else 0


@lru_cache(maxsize=1)
def _fuzzy() -> FuzzySearch:
    return FuzzySearch()


def ranked(entries: Sequence[HelpEntry], query: str) -> list[HelpEntry]:
    """Return the entries that the query finds, best first; what is nearer to the focused pane first among equals."""
    if not query.strip():
        return list(entries)
    scored = [(entry.rank(query), entry) for entry in entries]
    return [entry for score, entry in sorted(scored, key=lambda pair: -pair[0]) if score > 0]


def help_entries(screen: Screen[Any], keymap: Keymap) -> list[tuple[str, list[HelpEntry]]]:
    """Return sections of help: the focused pane first, then what is around it, then the other panes.

    A focused pane that can do nothing now comes after what is around it.
    """
    sections: list[tuple[str, list[HelpEntry]]] = []
    around, scopes = Around(screen), _outwards(screen)
    targets = {each.id: find_target(screen, each, around) for scope in scopes for each in in_scope(scope)}
    if not any(_fits(targets[each.id], each) for each in in_scope(scopes[0])):
        scopes.insert(len(scopes[0].lineage) - 1, scopes.pop(0))
    for scope in scopes:
        entries = [
            HelpEntry(each, keymap.written(each.id), targets[each.id].reason)
            for each in in_scope(scope)
            if not taken_away(screen.app, each)
        ]
        if entries:
            sections.append((scope.title, entries))
    return sections


def palette_entries(screen: Screen[Any], keymap: Keymap) -> list[HelpEntry]:
    """Return every command that can run now, the focused pane's first."""
    return [entry for _, entries in help_entries(screen, keymap) for entry in entries if not entry.reason]


_IN_MENUS = ("app.copy_value", "app.copy_row", "app.zoom_pane")


def menu_entries(screen: Screen[Any], keymap: Keymap) -> tuple[str, list[HelpEntry]]:
    """Return the title of the focused pane and what can be done there now, the pane's own commands first.

    Moving about is left out, because a menu is opened by who points at a row already; and what sends an order without
    a review, because a click hits the line beside it too easily.
    """
    scope = focused_scope(screen)
    lineage = [each for within in scope.lineage if within is not Scope.APP for each in in_scope(within)]
    wanted = [each for each in lineage if each.scope is scope or each.footer]
    near = Around(screen)
    entries = [
        HelpEntry(each, keymap.written(each.id), "")
        for each in (*wanted, *map(command, _IN_MENUS))
        if not each.sends_money and _fits(find_target(screen, each, near), each)
    ]
    return scope.title, entries


def _outwards(screen: Screen[Any]) -> list[Scope]:
    lineage = focused_scope(screen).lineage
    # How one moves in tables is known soon; what the screen can do is looked for more often.
    lineage = tuple(sorted(lineage, key=lambda scope: (scope is Scope.APP, scope is Scope.TABLE)))
    return [*lineage, *(scope for scope in Scope if scope not in lineage)]
