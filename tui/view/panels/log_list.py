"""The lines of the log, the newest first, by kind and by symbol."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tui.errors import UsageError
from tui.store.changes import Changes, Topic
from tui.store.traffic import LineKind, LogLine
from tui.view.command import Scope
from tui.view.panels.base import current_link, link_words
from tui.view.panels.context import ViewContext
from tui.view.panels.log_rows import COLUMNS, USUAL, log_row
from tui.view.panels.table_panel import TablePanel
from tui.view.text import plain
from tui.view.widgets.live_table import LiveTable, Row

_KIND, _SYMBOL = "log.kind", "log.symbol"
KINDS = tuple(kind.value for kind in LineKind)


class LogList(TablePanel):
    """Shows the lines that the filter admits; `Looked` tells which one the cursor is on."""

    scope: ClassVar[Scope] = Scope.LOG_LIST
    every_frames: ClassVar[int] = 3
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.TRAFFIC})

    class Looked(Message):
        """The cursor is on another line."""

    class Opened(Message):
        """The user wants to know all of the line."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, LiveTable(COLUMNS, context.paint, glyphs=context.glyphs), id=id)
        choices = context.kept.choices
        self.kind = next((kind for kind in LineKind if kind.value == choices.get(_KIND)), None)
        self.symbol = choices.get(_SYMBOL, "")
        self._rows: dict[str, Row] = {}
        self._last = -1

    @property
    def line(self) -> LogLine | None:
        """The line under the cursor."""
        lines, key = self.context.desk.store.traffic.lines, self.table.cursor_key
        if key is None or not lines:
            return None
        place = int(key) - lines[0].number
        return lines[place] if 0 <= place < len(lines) else None

    def sync(self, changes: Changes) -> None:
        """Show lines that came."""
        lines = self.context.desk.store.traffic.lines
        if not lines or lines[-1].number != self._last:
            self._lay_out()
        self._tell()

    def _lay_out(self) -> None:
        lines, rows = self.context.desk.store.traffic.lines, self._rows
        at_top = self.table.cursor_place() == 0
        self._rows = shown = {}
        for line in reversed(lines):
            if self._admits(line):
                key = str(line.number)
                shown[key] = rows.get(key) or log_row(self.context, line)
        self._last = lines[-1].number if lines else 0
        self.table.set_rows(shown, shown)
        # Who reads the newest line goes on reading the newest; who looks back stays where he is.
        if at_top and not self.table.takes_text:
            self.table.command_first()

    def _admits(self, line: LogLine) -> bool:
        if line.kind is not self.kind if self.kind else line.kind not in USUAL:
            return False
        return not self.symbol or self.symbol in line.fact.symbols

    def _tell(self) -> None:
        words = " ".join(part for part in (self.kind.value if self.kind else "", plain(self.symbol)) if part)
        self.set_title(Content.assemble("Log", (words and f" {words}", "bold")), str(len(self._rows) or ""))
        filtered = self.kind is not None or self.symbol
        nothing = link_words(current_link(self.context), self.context) or "Nothing was sent yet"
        self.table.set_empty("No line passes the filter · f and s change it" if filtered else nothing)

    # What the user does

    def looked(self, key: str | None) -> None:
        """Tell that the cursor is on another row."""
        self.post_message(self.Looked())

    def command_open(self) -> None:
        """Say all of the line under the cursor."""
        if self.line is not None:
            self.post_message(self.Opened())

    def command_kind(self, word: str = "") -> None:
        """Show that kind of lines, or the next one; after the last kind all are shown again."""
        if word and word not in (*KINDS, "all"):
            raise UsageError(f"There is no kind {word!r}", hint=f"There are {', '.join(KINDS)} and all.")
        order = (None, *LineKind)
        if word:
            self.kind = None if word == "all" else LineKind(word)
        else:
            self.kind = order[(order.index(self.kind) + 1) % len(order)]
        self._filtered()

    def command_symbol(self, symbol: str = "") -> None:
        """Show lines of a symbol alone; without one that of the line under the cursor, or all again."""
        if not symbol and not self.symbol:
            found = self.line.fact.symbols if self.line is not None else ()
            if not found:
                raise UsageError("This line is about no symbol", hint="`logsymbol EURUSD` names one.")
            symbol = found[0]
        self.symbol = "" if symbol.casefold() == "all" else symbol
        self._filtered()

    def _filtered(self) -> None:
        self.context.kept.choose(_KIND, self.kind.value if self.kind else "")
        self.context.kept.choose(_SYMBOL, self.symbol)
        self._rows = {}
        self._lay_out()
        self._tell()
