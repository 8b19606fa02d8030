"""Paints the lines of the live grid; every strip is exactly as wide as the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.view.widgets.table_cells import GUTTER, NO_CELL, Column, Placed, Row, clean, fitted, place_columns

FADE_STEPS = 2
"""Frames that a mark lives: bright, dim, gone."""

Flashes = Mapping[int, tuple[int, int]]
"""Column index → (direction +1 or -1, steps left)."""


class Glyphs(NamedTuple):
    """The signs of the grid; each is one cell wide."""

    cursor: str = "▸"
    mark: str = "●"
    up: str = "▴"
    down: str = "▾"
    ascending: str = "↑"
    descending: str = "↓"
    ellipsis: str = "…"
    thumb: str = "▐"
    caret: str = "▏"


ASCII_GLYPHS = Glyphs(">", "*", "^", "v", "^", "v", "~", "|", "_")


class Look(NamedTuple):
    """How one row is shown apart from its values."""

    cursor: bool = False
    focused: bool = False
    marked: bool = False
    stale: bool = False
    thumb: bool = False


class TablePainter:
    """Turns headers, rows and totals into strips; holds the layout of columns for one width."""

    def __init__(self, columns: Sequence[Column], paint: Mapping[str, Style], glyphs: Glyphs) -> None:
        self.glyphs = glyphs
        self.columns = tuple(columns)
        self.width = 0
        self.placed: tuple[Placed, ...] = ()
        self._paint = paint
        self._styles: dict[tuple[str, str], Style] = {}

    def resize(self, width: int) -> None:
        """Lay the columns out for `width` cells."""
        self.width = width
        self.placed = place_columns(self.columns, width)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Take other columns."""
        self.columns = tuple(columns)
        self.resize(self.width)

    def set_paint(self, paint: Mapping[str, Style]) -> None:
        """Take other colours."""
        self._paint = paint
        self._styles.clear()

    def style(self, kind: str, name: str = "") -> Style:
        """Return the style called `name` on a line of this kind: row, cursor, blurred, header, totals or stale."""
        found = self._styles.get((kind, name))
        if found is None:
            found = self._paint.get("base", Style.null())
            if kind != "row":
                found += self._paint.get(kind, Style.null())
            # Reversed, a coloured value would become a block of its colour.
            if kind != "stale" and not found.reverse:
                found += self._paint.get(name, Style.null())
            self._styles[kind, name] = found
        return found

    def header(self, sort_column: str | None, reverse: bool, choosing: bool) -> Strip:
        """Return the titles; the sorted one has an arrow, and while a letter is awaited only letters stand out."""
        line = _Line(self.width, self.style("header"))
        for place in self.placed:
            column = place.column
            arrow = ""
            if column.key == sort_column:
                arrow = self.glyphs.descending if reverse else self.glyphs.ascending
            title = set_cell_size(clean(column.title), min(cell_len(column.title), place.width - len(arrow)))
            kind = "sorted" if arrow else ""
            spare = place.width - cell_len(title) - len(arrow)
            line.seek(place.x + (spare if column.align == "right" else 0))
            at = title.casefold().find(column.letter.casefold()) if choosing and column.letter else -1
            if at >= 0:
                line.add(title[:at], self.style("header"))
                line.add(title[at], self.style("header", "letter"))
                line.add(title[at + 1 :], self.style("header"))
            else:
                line.add(title, self.style("header", kind))
            line.add(arrow, self.style("header", kind))
        return line.strip()

    def row(self, row: Row, look: Look, flashes: Flashes) -> Strip:
        """Return one row of values."""
        kind = "row"
        if look.cursor:
            kind = "cursor" if look.focused else "blurred"
        elif look.stale:
            kind = "stale"
        line = _Line(self.width, self.style(kind))
        sign = self.glyphs.mark if look.marked else self.glyphs.cursor if look.cursor else " "
        line.add(sign, self.style(kind, "mark" if look.marked else "caret"))
        self._values(line, row, kind, flashes)
        if look.thumb:
            line.seek(self.width - GUTTER)
            line.add(self.glyphs.thumb, self.style("row", "thumb"))
        return line.strip()

    def totals(self, row: Row) -> Strip:
        """Return the totals row."""
        line = _Line(self.width, self.style("totals"))
        self._values(line, row, "totals", {})
        return line.strip()

    def _values(self, line: _Line, row: Row, kind: str, flashes: Flashes) -> None:
        for index, x, width, column in self.placed:
            cell = row[index] if index < len(row) else NO_CELL
            line.seek(x)
            text, tail = fitted(cell.text, cell.tail, width, column.align == "right", column.clip, self.glyphs.ellipsis)
            line.put(text, tail, self.style(kind, cell.style), self.style(kind, cell.tail_style), width)
            if column.mark and index in flashes:
                direction, left = flashes[index]
                name = ("up" if direction > 0 else "down") + ("" if left >= FADE_STEPS else "_dim")
                line.add(self.glyphs.up if direction > 0 else self.glyphs.down, self.style(kind, name))

    def words(self, text: str, style_name: str = "muted", *, centred: bool = False) -> Strip:
        """Return one line of words, shortened where it does not fit."""
        text = clean(text)
        room = max(0, self.width - 2 * GUTTER)
        if cell_len(text) > room:
            text = set_cell_size(text, room - 1) + self.glyphs.ellipsis if room else ""
        line = _Line(self.width, self.style("row"))
        line.seek(GUTTER + ((room - cell_len(text)) // 2 if centred else 0))
        line.add(text, self.style("row", style_name))
        return line.strip()


class _Line:
    """Collects one line from left to right, joins neighbours of one style, and never exceeds its width."""

    def __init__(self, width: int, blank: Style) -> None:
        self._width = width
        self._blank = blank
        self._segments: list[Segment] = []
        self._text: list[str] = []
        self._style = blank
        self._at = 0

    def seek(self, x: int) -> None:
        """Fill with blanks up to cell `x`; blanks take the style before them when it looks the same on a blank."""
        if x > self._at:
            self._append(" " * (x - self._at), self._style if _blank_alike(self._style, self._blank) else self._blank)
            self._at = x

    def add(self, text: str, style: Style) -> None:
        """Add text in a style."""
        if text:
            self._append(text, style)
            self._at += cell_len(text)

    def put(self, text: str, tail: str, style: Style, tail_style: Style, cells: int) -> None:
        """Add a value with its tail; both are `cells` wide together."""
        self._append(text, style)
        if tail:
            self._append(tail, tail_style)
        self._at += cells

    def strip(self) -> Strip:
        """Return the line, filled or cropped to its width."""
        self.seek(self._width)
        self._flush()
        strip = Strip(self._segments, self._at)
        return strip if self._at == self._width else strip.crop(0, self._width)

    def _append(self, text: str, style: Style) -> None:
        if style is not self._style and style != self._style:
            self._flush()
            self._style = style
        self._text.append(text)

    def _flush(self) -> None:
        if self._text:
            self._segments.append(Segment("".join(self._text), self._style))
            self._text = []


@lru_cache(maxsize=1024)
def _blank_alike(one: Style, other: Style) -> bool:
    return one.bgcolor == other.bgcolor and not (one.underline or one.reverse or other.reverse)
