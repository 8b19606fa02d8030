"""Help for the focused pane, the palette of all commands, and the menu of a row: the table, searched; Enter runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from rich.cells import cell_len
from textual.app import App
from textual.content import Content
from textual.geometry import Offset

from tui.view.dialog import Dialog
from tui.view.dialog_keys import help_rows
from tui.view.keys import Keymap
from tui.view.palette import HelpEntry, help_entries, keymap_of, menu_entries, palette_entries, ranked
from tui.view.panel import dispatch
from tui.view.screens.finder import FinderScreen, Item
from tui.view.text import content
from tui.view.widgets.wrapping import wrapped

Items = Callable[[str], Sequence[Item]]

_KEY_CELLS = 12
_TITLE_CELLS = 22
_NOTE_CELLS = 18
_MOST_KEY_CELLS = 26
_FRAME_CELLS = 5
_KEY_GAP = 4
_NOTE = "note "
"""What the id of an item begins with that explains something and runs nothing."""


def open_help(app: App[Any], keymap: Keymap) -> None:
    """Show help for what is focused now; the chosen command runs after the help has gone.

    A dialog has a help of its own, which runs nothing: what is open in it must not be acted on from afar.
    """
    closing = keymap.keys("app.help")
    if isinstance(app.screen, Dialog):
        found = partial(dialog_items, app.screen)
        app.push_screen(_finder("Help", found, "Search keys", closing=closing, enter="go back"))
        return
    (title, own), *around = help_entries(app.screen, keymap)
    heading, notes = getattr(app.screen, "help_notes", ("", ()))

    def all_found(query: str) -> list[Item]:
        return [*help_items([(title, own)], query), *note_items(heading, notes, query), *help_items(around, query)]

    _open(app, _finder("Help", all_found, "Search keys and commands", closing=closing))


def open_palette(app: App[Any], keymap: Keymap) -> None:
    """Show every command that can run now, to be found by a few letters of its name."""
    entries = palette_entries(app.screen, keymap)
    keys = keymap.keys("app.palette")
    _open(
        app, _finder("Commands", lambda query: palette_items(ranked(entries, query)), "Search commands", closing=keys)
    )


def open_menu(app: App[Any], keymap: Keymap, at: Offset | None = None) -> None:
    """Show what can be done with the focused pane and its row, at a place of the screen or beside the pane's corner."""
    title, entries = menu_entries(app.screen, keymap)
    if entries:
        corner = app.screen.focused.region.offset if app.screen.focused is not None else Offset()
        place = at if at is not None else corner + Offset(2, 1)
        items = [Item(each.command.id, content(each.command.title), each.keys) for each in entries]
        shown = dict(zip((each.command.id for each in entries), items, strict=True))

        def found(query: str) -> list[Item]:
            return [shown[each.command.id] for each in ranked(entries, query)]

        _open(app, _finder(title, found, "Search", closing=keymap.keys("app.menu"), at=place))


def _finder(
    title: str,
    items: Items,
    placeholder: str,
    *,
    closing: Sequence[str],
    enter: str = "run",
    at: Offset | None = None,
) -> FinderScreen:
    # In a field one must be able to type every letter; the question mark is in no command's name.
    close_keys = [key for key in closing if len(key) > 1]
    return FinderScreen(title, items, placeholder=placeholder, enter=enter, close_keys=close_keys, at=at)


def _open(app: App[Any], finder: FinderScreen) -> None:
    def run(command_id: str | None) -> None:
        if command_id and not command_id.startswith(_NOTE):
            dispatch(app, command_id)

    app.push_screen(finder, run)


def dialog_items(dialog: Dialog[Any], query: str) -> list[Item]:
    """Return what a dialog is for and what its keys do, broken to the width that there is."""
    width = min(FinderScreen.widest, dialog.app.size.width) - _FRAME_CELLS
    items = [Item("", content((line, "bold $primary"))) for line in wrapped(dialog.about, width) if not query.strip()]
    terms = query.casefold().split()
    told = help_rows(dialog.all_keys(), keymap_of(dialog.app).sign)
    rows = [row for row in told if all(term in " ".join(row).casefold() for term in terms)]
    cells = min(_MOST_KEY_CELLS, max((cell_len(keys) for keys, _ in rows), default=0))
    for keys, words in rows:
        first, *more = wrapped(words, width - cells - _KEY_GAP)
        head = content("  ", (f"{keys:<{cells}}  ", "bold"), first)
        below = [content(f"{'':<{cells + _KEY_GAP}}{line}") for line in more]
        items.append(Item(f"{_NOTE}{keys}", Content("\n").join([head, *below])))
    return items


def help_items(sections: Sequence[tuple[str, Sequence[HelpEntry]]], query: str) -> list[Item]:
    """Return the sections with what matches in each: keys first, for who wonders what a key does.

    What was searched for and can run now comes before what cannot; without a search every place keeps its own.
    """
    found: list[Item] = []
    matched = [(title, [entry for entry in entries if entry.matches(query)]) for title, entries in sections]
    if query.strip():
        matched.sort(key=lambda section: all(entry.reason for entry in section[1]))
    for title, matching in matched:
        if matching:
            found.append(Item("", content((title, "bold $primary"))))
            found += [Item(each.command.id, _help_line(each), "", _about(each), bool(each.reason)) for each in matching]
    return found


def note_items(heading: str, notes: Sequence[tuple[str, str]], query: str) -> list[Item]:
    """Return what a screen explains in its `help_notes`, as far as it matches; nothing runs."""
    terms = query.casefold().split()
    found = [(name, text) for name, text in notes if all(term in f"{name} {text}".casefold() for term in terms)]
    if not found:
        return []
    items = [
        Item(f"{_NOTE}{name}", content(f"  {name:<{_NOTE_CELLS}} ", (text, "$muted")), "", tuple(wrapped(text, 74)[:2]))
        for name, text in found
    ]
    return [Item("", content((heading, "bold $primary"))), *items]


def _help_line(entry: HelpEntry) -> Content:
    command = entry.command
    keys = f"{entry.keys:<{_KEY_CELLS}} "
    title = f"{command.title:<{_TITLE_CELLS}} "
    if entry.reason:
        return content((f"  {keys}{title}{entry.reason}", "$muted"))
    return content("  ", (keys, "bold"), title, (command.help, "$muted"))


def palette_items(entries: Sequence[HelpEntry]) -> list[Item]:
    """Return a line for each command: its name first, its keys at the right end."""
    return [Item(each.command.id, _palette_line(each), each.keys, _about(each)) for each in entries]


def _palette_line(entry: HelpEntry) -> Content:
    command = entry.command
    return content((f"{command.title:<{_TITLE_CELLS}} ", "bold"), (command.help, "$muted"))


def _about(entry: HelpEntry) -> tuple[str | Content, ...]:
    command = entry.command
    typed = f":{command.line} {command.argument or ''}".rstrip() if command.line else ""
    where = f"{command.scope.title} · {command.id}"
    return command.help, content((typed, "$secondary"), "   " if typed else "", (where, "$muted"))
