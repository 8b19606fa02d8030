"""The dialog in which one chooses days: of the history, or of the CRM's reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Label

from tui.domain.days import DaySpan, Preset
from tui.view.dialog_keys import DialogKey
from tui.view.panel import dispatch
from tui.view.panels.context import ViewContext
from tui.view.screens.list_dialog import ListDialog
from tui.view.text import content
from tui.view.widgets.live_table import Cell, Column, LiveTable, Row

_OTHER = "other days"
"""What the dialog gives back when the user wants to type days."""

_COLUMNS = (
    Column("name", "Days", 16, "left", 100, flexible=True, letter="d"),
    Column("span", "From – to", 24, "left", 90, letter="f"),
    Column("days", "Count", 6, "right", 50, letter="c"),
)


def ask_days(
    screen: Screen[Any],
    context: ViewContext,
    today: date,
    now: DaySpan | None,
    *,
    whose: str,
    line_word: str,
    then: Callable[[str], None],
) -> None:
    """Let the user choose days, and call `then` with their words; other days are typed after `line_word`.

    `now` are the days in use, `whose` says whose days they are.
    """

    def chosen(words: str | None) -> None:
        if words == _OTHER:
            dispatch(screen.app, "app.command_line", f"{line_word} ")
        elif words:
            then(words)

    screen.app.push_screen(DaysScreen(context, today, now, whose), chosen)


class DaysScreen(ListDialog[str]):
    """Gives back the words of the chosen days, nothing when the user leaves them as they are."""

    about = "Which days are shown. Other days than these are typed on the command line, as 2026-01-01 2026-03-31."
    widest = 60
    DEFAULT_CSS = """
    DaysScreen > Vertical { height: 18; }
    DaysScreen #whose { height: 1; color: $muted; }
    """

    def __init__(self, context: ViewContext, today: date, now: DaySpan | None, whose: str) -> None:
        super().__init__(context, _COLUMNS)
        self._today = today
        self._now = now
        self._whose = whose

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical() as box:
            box.border_title = content("Which days?")
            yield self.table
            yield Label(content(f"Days are {self._whose}."), id="whose")

    def on_mount(self) -> None:
        """Show the ranges; the cursor is on the one that is in use."""
        rows = self._rows()
        self.table.set_rows(rows, rows)
        current = next((name for name, row in rows.items() if row[1].text == str(self._now)), None)
        if current is not None:
            self.call_after_refresh(self.table.move_cursor_to, current)

    def _rows(self) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        for preset in Preset:
            span = preset.span(self._today)
            style = "strong" if span == self._now else ""
            rows[preset.value] = (Cell(preset.value, style), Cell(str(span), style), Cell(str(span.days), "muted"))
        rows[_OTHER] = (Cell("other days …"), Cell("as 2026-01-01 2026-03-31", "muted"))
        return rows

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys."""
        return (
            DialogKey("enter", "Take the days under the cursor.", self._take, "take"),
            DialogKey("escape", "End the search, or leave the days as they are.", self._leave, "close"),
            DialogKey("q", "Leave the days as they are.", partial(self.dismiss, "")),
        )

    def _take(self) -> None:
        self.dismiss(self.table.cursor_key or "")

    def _leave(self) -> None:
        if not self.table.command_clear():
            self.dismiss("")

    def on_live_table_activated(self, event: LiveTable.Activated) -> None:
        """A click on a row twice takes it."""
        event.stop()
        self.dismiss(event.key)
