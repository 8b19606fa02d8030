"""Help for the focused pane: every command with its keys, searchable; Enter runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from tui.view.keys import Keymap
from tui.view.palette import HelpEntry, help_entries
from tui.view.panel import dispatch
from tui.view.text import content
from tui.view.widgets.entry import Entry

_KEY_CELLS = 14
_TITLE_CELLS = 22


def open_help(app: App[Any], keymap: Keymap) -> None:
    """Show help for what is focused now; the chosen command runs after the help has gone."""

    def run(command_id: str | None) -> None:
        if command_id:
            dispatch(app, command_id)

    app.push_screen(HelpScreen(help_entries(app.screen, keymap)), run)


class _Search(Entry):
    """The search field; the key that opened the help closes it."""

    def take_key(self, key: str) -> bool:
        """Close on `?`, as a help screen does that was opened with it."""
        if key == "question_mark":
            self.screen.dismiss(None)
        return key == "question_mark"


class HelpScreen(ModalScreen[str | None]):
    """A list of commands in sections; gives back the id of the chosen one, or None."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > Vertical {
        width: 96; max-width: 100%; height: 90%; border: round $focus; background: $surface; padding: 0 1;
        border-title-color: $foreground; border-title-style: bold; border-subtitle-color: $muted;
    }
    HelpScreen Input, HelpScreen Input:focus {
        border: none; height: 1; padding: 0; margin: 0 0 1 0; background: $surface; background-tint: $foreground 0%;
    }
    HelpScreen OptionList, HelpScreen OptionList:focus {
        border: none; height: 1fr; padding: 0; background: $surface; text-wrap: nowrap; text-overflow: ellipsis;
    }
    HelpScreen #none { color: $muted; display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1", "dismiss(None)", "Close", show=False),
        Binding("down", "move('down')", "Down", show=False),
        Binding("up", "move('up')", "Up", show=False),
        Binding("pagedown", "move('page_down')", "Page down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
    ]

    def __init__(self, sections: Sequence[tuple[str, Sequence[HelpEntry]]]) -> None:
        super().__init__()
        self._sections = sections

    def compose(self) -> ComposeResult:
        """Lay out the search field above the list."""
        with Vertical() as box:
            box.border_title = content("Help")
            box.border_subtitle = content("type to search · Enter runs · Esc closes")
            yield _Search(placeholder="Search keys and commands")
            yield Label("Nothing is called that.", id="none", markup=False)
            options = OptionList(markup=False)
            options.can_focus = False
            yield options

    def on_mount(self) -> None:
        """Show everything."""
        self._fill("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted)
    def _run(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_move(self, how: str) -> None:
        """Move in the list while the field keeps the focus."""
        options = self.query_one(OptionList)
        if how == "down":
            options.action_cursor_down()
        elif how == "up":
            options.action_cursor_up()
        elif how == "page_down":
            options.action_page_down()  # type: ignore[no-untyped-call]
        else:
            options.action_page_up()  # type: ignore[no-untyped-call]

    def _fill(self, query: str) -> None:
        terms = query.casefold().split()
        options = self.query_one(OptionList)
        options.clear_options()
        for title, entries in self._sections:
            found = [entry for entry in entries if _matches(entry, terms)]
            if found:
                options.add_option(Option(content((title, "bold $primary")), disabled=True))
                options.add_options(Option(_line(entry), entry.command.id, bool(entry.reason)) for entry in found)
        options.action_first()
        self.query_one("#none").display = options.option_count == 0


def _matches(entry: HelpEntry, terms: Sequence[str]) -> bool:
    command = entry.command
    text = f"{command.title} {command.help} {command.id} {entry.keys} {command.line}".casefold()
    return all(term in text for term in terms)


def _line(entry: HelpEntry) -> Content:
    command = entry.command
    keys = f"{entry.keys:<{_KEY_CELLS}} "
    title = f"{command.title:<{_TITLE_CELLS}} "
    if entry.reason:
        return content((f"  {keys}{title}{entry.reason}", "$muted"))
    typed = f"  :{command.line} {command.argument or ''}".rstrip() if command.line else ""
    return content("  ", (keys, "bold"), title, (command.help, "$muted"), (typed, "$secondary"))
