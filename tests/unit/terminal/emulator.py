"""Two judges of terminal output: pyte, with its gaps at wide characters and erases closed, and the model's parser."""

from __future__ import annotations

from typing import Any

import pyte
from pyte.modes import DECAWM
from wcwidth import wcwidth

from tui.view.terminal.parser import Effect, Parser
from tui.view.terminal.screen import Screen
from tui.view.terminal.style import StylePool


class Terminal(pyte.Screen):
    """pyte as terminals are: half a wide character does not survive, and an erase leaves the background only."""

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        super().resize(lines, columns)
        # New columns have tab stops too.
        self.tabstops = set(range(8, self.columns, 8))

    def cursor_up(self, count: int | None = None) -> None:
        self._forget_wrap()
        super().cursor_up(count)

    def cursor_down(self, count: int | None = None) -> None:
        self._forget_wrap()
        super().cursor_down(count)

    def cursor_to_line(self, line: int | None = None) -> None:
        self._forget_wrap()
        super().cursor_to_line(line)

    def _forget_wrap(self) -> None:
        # Whoever moves is no longer waiting to wrap.
        self.cursor.x = min(self.cursor.x, self.columns - 1)

    def draw(self, data: str) -> None:
        for character in data:
            if wcwidth(character) == 0:
                self._mark(character)
                continue
            # The place is settled first, so that it is known whose halves are overwritten.
            if self.cursor.x == self.columns and DECAWM in self.mode:
                self.carriage_return()
                self.linefeed()
            elif self.cursor.x == self.columns:
                self.cursor.x -= wcwidth(character)
            self._split(self.cursor.x)
            self._split(self.cursor.x + wcwidth(character))
            super().draw(character)

    def _mark(self, character: str) -> None:
        line, column = self.buffer[self.cursor.y], self.cursor.x - 1
        if column >= 0:
            column -= line[column].data == ""
            line[column] = line[column]._replace(data=line[column].data + character)

    def _split(self, column: int) -> None:
        line = self.buffer[self.cursor.y]
        if 0 < column < self.columns and line[column].data == "":
            line[column - 1] = line[column - 1]._replace(data=" ")
            line[column] = line[column]._replace(data=" ")

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        at = min(self.cursor.x, self.columns - 1)
        self._blank(self.cursor.y, 0 if how else at, at + 1 if how == 1 else self.columns)

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        if how < 2:
            self.erase_in_line(how)
        rows = {0: range(self.cursor.y + 1, self.lines), 1: range(self.cursor.y)}.get(how, range(self.lines))
        for row in rows:
            self._blank(row, 0, self.columns)

    def erase_characters(self, count: int | None = None) -> None:
        at = min(self.cursor.x, self.columns - 1)
        self._blank(self.cursor.y, at, min(at + (count or 1), self.columns))

    def index(self) -> None:
        self._forget_wrap()
        scrolls = self.cursor.y == self.lines - 1
        super().index()
        if scrolls:
            # A scroll fills the new row with the background, and pyte forgets to.
            line = self.buffer[self.cursor.y]
            for column in range(self.columns):
                if column not in line:
                    line[column] = self.default_char._replace(bg=self.cursor.attrs.bg)

    def _blank(self, row: int, start: int, end: int) -> None:
        line = self.buffer[row]
        for column in (start, end):
            if 0 < column < self.columns and line[column].data == "":
                line[column - 1] = line[column - 1]._replace(data=" ")
                line[column] = line[column]._replace(data=" ")
        for column in range(start, end):
            line[column] = self.default_char._replace(bg=self.cursor.attrs.bg)


def shown_by_pyte(screen: pyte.Screen) -> list[Any]:
    """Every cell as it looks: of a blank only what can be seen of it; then cursor and its visibility."""
    rows: list[Any] = []
    for y in range(screen.lines):
        row = []
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
                cell = cell._replace(fg="default", bold=False, italics=False, blink=False)
            row.append(tuple(cell))
        rows.append(row)
    # A column past the last is the same place, waiting to wrap.
    rows.append((min(screen.cursor.x, screen.columns - 1), screen.cursor.y, screen.cursor.hidden))
    return rows


def pyte_after(text: str, width: int, height: int, terminal: Terminal | None = None) -> list[Any]:
    """What pyte shows after `text`."""
    screen = terminal or Terminal(width, height)
    pyte.Stream(screen).feed(text)
    return shown_by_pyte(screen)


class _Nobody:
    def pass_on(self, sequence: str, effect: Effect) -> None:
        """Drop it."""

    def alternate_screen(self, sequence: str, entered: bool) -> None:
        """Stay."""

    def bracket(self, opened: bool) -> None:
        """No matter."""


class Model:
    """The model's own parser reading what a terminal gets, all attributes included."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = Screen(width, height, StylePool())
        self._parser = Parser(self.screen, _Nobody())
        self._parser.drawing = True

    def feed(self, text: str) -> Model:
        """Read more output."""
        self._parser.feed(text)
        return self

    def picture(self) -> list[Any]:
        """Cells with all their attributes, cursor and visibility."""
        return picture_of(self.screen)


def picture_of(screen: Screen) -> list[Any]:
    """Cells of a model with all their attributes, then cursor and visibility."""
    rows: list[Any] = [
        [(cell, (style.blank if cell == " " else style).key) for cell, style in zip(text, styles, strict=True)]
        for text, styles in zip(screen.text, screen.styles, strict=True)
    ]
    rows.append((screen.x, screen.y, screen.cursor_visible))
    return rows
