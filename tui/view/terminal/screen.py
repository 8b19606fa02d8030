"""The cell grid: what a terminal holds after the text that was written to it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rich.cells import get_character_cell_size

from tui.view.terminal.style import Style, StylePool

# Text of which every character is one cell wide in every terminal, so that a run can be stored at once.
_PLAIN: Final = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2190-\u2193\u2212\u2500-\u25fc\u2800-\u28ff]*"
)
_JOINER: Final = "\u200d"


@lru_cache(maxsize=4096)
def is_plain(text: str) -> bool:
    """True when every character of `text` fills exactly one cell."""
    return _PLAIN.fullmatch(text) is not None


def is_uncertain(cluster: str) -> bool:
    """True for clusters whose width terminals disagree about: joined or marked emoji, flags, skin tones."""
    if len(cluster) == 1:
        return "\U0001f1e6" <= cluster <= "\U0001f1ff" or "\U0001f3fb" <= cluster <= "\U0001f3ff"
    return _JOINER in cluster or "\ufe0f" in cluster or cluster[0] >= "\U0001f000"


class Screen:
    """A grid of cells with a cursor and a pen.

    `text[y][x]` is one grapheme with its combining marks, or "" for the right half of a wide one; `styles[y][x]` its
    style. Overwriting half of a wide character blanks the other half. `dirty` collects the rows that were touched
    since its owner last cleared it. Coordinates count from 0.
    """

    def __init__(self, width: int, height: int, pool: StylePool, *, newline_returns: bool = False) -> None:
        self.pool = pool
        self.width, self.height = width, height
        self.pen = pool.default
        self.x = self.y = 0
        self.pending_wrap = False
        self.autowrap = True
        self.cursor_visible = True
        self.newline_returns = newline_returns
        self.text: list[list[str]] = [[" "] * width for _ in range(height)]
        self.styles: list[list[Style]] = [[pool.default] * width for _ in range(height)]
        self.dirty: set[int] = set(range(height))
        self._joining = False

    # Writing

    def write(self, text: str) -> None:
        """Put printable text at the cursor, in the pen's style."""
        if not self.pending_wrap and not self._joining and is_plain(text):
            # The last column has its own rules, so it is left to the slow way.
            space = self.width - 1 - self.x
            if space:
                self._store(text[:space])
            text = text[space:]
        for character in text:
            self._write_character(character)

    def _store(self, text: str) -> None:
        x, end, y = self.x, self.x + len(text), self.y
        row = self.text[y]
        # The neighbours of the run, where a wide character may lose a half.
        if row[x] == "":
            row[x - 1] = " "
        if row[end] == "":
            row[end] = " "
        row[x:end] = text
        self.styles[y][x:end] = [self.pen] * len(text)
        self.dirty.add(y)
        self.x = end

    def _write_character(self, character: str) -> None:
        size = get_character_cell_size(character)
        if size == 0 or self._joining:
            self._join(character)
            return
        if self.pending_wrap and self.autowrap:
            self.x = 0
            self.line_feed(returns=True)
        self.pending_wrap = False
        if self.x + size > self.width:
            if not self.autowrap or size > self.width:
                return
            self.x = 0
            self.line_feed(returns=True)
        self._put(self.x, self.y, character, size)
        self.x += size
        if self.x >= self.width:
            self.x = self.width - 1
            self.pending_wrap = True

    def _put(self, x: int, y: int, cluster: str, size: int) -> None:
        row, styles = self.text[y], self.styles[y]
        if row[x] == "":
            row[x - 1] = " "
        end = x + size
        if end < self.width and row[end] == "":
            row[end] = " "
        row[x] = cluster
        styles[x] = self.pen
        if size == 2:
            row[x + 1] = ""
            styles[x + 1] = self.pen
        self.dirty.add(y)

    def _join(self, character: str) -> None:
        """Add a mark to the cell before the cursor; what follows a joiner belongs to that cell too."""
        x = self.x if self.pending_wrap else self.x - 1
        self._joining = character == _JOINER
        if x < 0:
            self._joining = False
            return
        row = self.text[self.y]
        if row[x] == "":
            x -= 1
        row[x] += character
        self.dirty.add(self.y)

    # Moving

    def move_to(self, x: int, y: int) -> None:
        """Put the cursor somewhere, inside the grid at the nearest place."""
        self.x = min(max(x, 0), self.width - 1)
        self.y = min(max(y, 0), self.height - 1)
        self.pending_wrap = self._joining = False

    def line_feed(self, *, returns: bool) -> None:
        """Go down a row, scrolling at the bottom; `returns` also goes to the first column."""
        if self.y < self.height - 1:
            self.y += 1
        else:
            erased = self.pool.background_only(self.pen)
            self.text.append([" "] * self.width)
            self.styles.append([erased] * self.width)
            del self.text[0], self.styles[0]
            self.dirty.update(range(self.height))
        if returns:
            self.x = 0
        self.pending_wrap = self._joining = False

    # Erasing

    def erase(self, y: int, start: int, end: int) -> None:
        """Blank the cells `start` to `end` (not included) of a row, in the pen's background."""
        start, end = max(start, 0), min(end, self.width)
        if start >= end:
            return
        row = self.text[y]
        if row[start] == "":
            row[start - 1] = " "
        if end < self.width and row[end] == "":
            row[end] = " "
        row[start:end] = " " * (end - start)
        self.styles[y][start:end] = [self.pool.background_only(self.pen)] * (end - start)
        self.dirty.add(y)

    def erase_line(self, how: int) -> None:
        """EL: 0 from the cursor, 1 up to the cursor, 2 the whole row."""
        self.erase(self.y, self.x if how == 0 else 0, self.x + 1 if how == 1 else self.width)

    def erase_display(self, how: int) -> None:
        """ED: 0 from the cursor, 1 up to the cursor, 2 everything."""
        if how < 2:
            self.erase_line(how)
        rows = {0: range(self.y + 1, self.height), 1: range(self.y)}.get(how, range(self.height))
        for y in rows:
            self.erase(y, 0, self.width)

    def resize(self, width: int, height: int) -> None:
        """Take another size; what fits stays, and every row counts as touched."""
        for row, styles in zip(self.text, self.styles, strict=True):
            if width < self.width and row[width] == "":
                row[width - 1] = " "
            row[width:] = " " * max(0, width - self.width)
            styles[width:] = [self.pool.default] * max(0, width - self.width)
        del self.text[height:], self.styles[height:]
        while len(self.text) < height:
            self.text.append([" "] * width)
            self.styles.append([self.pool.default] * width)
        self.width, self.height = width, height
        self.move_to(self.x, self.y)
        self.dirty = set(range(height))
