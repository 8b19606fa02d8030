"""The dialog in which one chooses the days of the CRM reports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.view.panels.context import ViewContext
from tui.view.text import content
from tui.view.widgets.live_table import Cell, Column, LiveTable, Row

if TYPE_CHECKING:
    from tui.desk.crm_names import Span

OTHER = "other days"
"""What the dialog gives back when the user wants to type days."""

_COLUMNS = (
    Column("name", "Days", 16, "left", 100, flexible=True, letter="d"),
    Column("span", "From – to", 24, "left", 90, letter="f"),
    Column("days", "Count", 6, "right", 50, letter="c"),
)


class CrmDaysScreen(ModalScreen[str], inherit_bindings=False):
    """Gives back the words of the chosen days, nothing when the user leaves them as they are."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, context: ViewContext, today: date, now: Span | None) -> None:
        super().__init__()
        self.context = context
        self._today = today
        self._now = now
        self.table = LiveTable(_COLUMNS, context.paint, glyphs=context.glyphs)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical() as box:
            box.border_title = content("Which days?")
            box.border_subtitle = content("Enter takes · Esc leaves · days are the server's")
            yield self.table

    def on_mount(self) -> None:
        """Show the ranges; the cursor is on the one that is in use."""
        rows = self._rows()
        self.table.set_rows(rows, rows)
        current = next((name for name, row in rows.items() if row[1].text == str(self._now)), None)
        if current is not None:
            self.call_after_refresh(self.table.move_cursor_to, current)
        self.set_focus(self.table)

    def _rows(self) -> dict[str, Row]:
        from tui.desk.crm_range import Preset

        rows: dict[str, Row] = {}
        for preset in Preset:
            span = preset.span(self._today)
            style = "strong" if span == self._now else ""
            rows[preset.value] = (Cell(preset.value, style), Cell(str(span), style), Cell(str(span.days), "muted"))
        rows[OTHER] = (Cell("other days …"), Cell("as 2026-01-01 2026-03-31", "muted"))
        return rows

    def on_key(self, event: events.Key) -> None:
        """Take every key that the list has left: none of them reaches what lies below."""
        event.stop()
        event.prevent_default()
        table = self.table
        moves = {
            "down": table.command_down,
            "j": table.command_down,
            "up": table.command_up,
            "k": table.command_up,
            "g": table.command_first,
            "home": table.command_first,
            "G": table.command_last,
            "end": table.command_last,
            "slash": table.command_filter,
        }
        if event.key in moves:
            moves[event.key]()
        elif event.key in {"escape", "q"}:
            if event.key == "q" or not table.command_clear():
                self.dismiss("")
        elif event.key == "enter":
            self.dismiss(table.cursor_key or "")

    def on_live_table_activated(self, event: LiveTable.Activated) -> None:
        """A click on a row twice takes it."""
        event.stop()
        self.dismiss(event.key)
