"""A grid of one-cell glyphs with an ink each, and its way into strips."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.view.charts.model import ChartColors
from tui.view.charts.scale import THIN_SPACE


class Ink(enum.IntEnum):
    """What a cell shows, and so which colour it has; inks up to `GRID` count as empty paper."""

    PAPER = 0
    GRID = 1
    UP = 2
    DOWN = 3
    FLAT = 4
    AXIS = 5
    AXIS_MAJOR = 6
    PRICE_LINE = 7
    LAST_TAG = 8
    STALE_TAG = 9
    ASK = 10
    ENTRY = 11
    STOP_LOSS = 12
    TAKE_PROFIT = 13
    PENDING = 14
    CURSOR = 15
    CURSOR_TAG = 16
    VOLUME = 17
    MUTED = 18
    STUDY_1 = 19
    STUDY_2 = 20
    STUDY_3 = 21
    STUDY_4 = 22
    STUDY_5 = 23
    STUDY_6 = 24


STUDY_INKS = (Ink.STUDY_1, Ink.STUDY_2, Ink.STUDY_3, Ink.STUDY_4, Ink.STUDY_5, Ink.STUDY_6)
"""The inks of indicators, in the order in which they are chosen."""


Inks = tuple[Style, ...]
"""One style for each ink, by its number."""


@lru_cache(maxsize=8)
def inks_of(colors: ChartColors, paper: Style | None = None) -> Inks:
    """Return the styles of a palette, indexed by ink; `paper` lies below a palette without a background."""
    by_ink = {
        Ink.PAPER: "",
        Ink.GRID: colors.grid,
        Ink.UP: colors.up,
        Ink.DOWN: colors.down,
        Ink.FLAT: colors.flat,
        Ink.AXIS: colors.axis,
        Ink.AXIS_MAJOR: colors.axis_major,
        Ink.PRICE_LINE: colors.price_line,
        Ink.LAST_TAG: colors.last_tag,
        Ink.STALE_TAG: colors.muted,
        Ink.ASK: colors.ask,
        Ink.ENTRY: colors.entry,
        Ink.STOP_LOSS: colors.stop_loss,
        Ink.TAKE_PROFIT: colors.take_profit,
        Ink.PENDING: colors.pending,
        Ink.CURSOR: colors.cursor,
        Ink.CURSOR_TAG: colors.cursor_tag,
        Ink.VOLUME: colors.volume,
        Ink.MUTED: colors.muted,
        **{ink: colors.studies[nth % len(colors.studies)] for nth, ink in enumerate(STUDY_INKS)},
    }
    ground = Style(bgcolor=colors.background) if colors.background else paper or Style()
    return tuple(ground + Style.parse(by_ink[ink]) for ink in Ink)


class Stroke(NamedTuple):
    """Text written over a row from column `x`. Unless `force`, it only fills cells that are empty paper."""

    x: int
    text: str
    ink: Ink
    force: bool


class Row:
    """One line of cells."""

    __slots__ = ("glyphs", "inks")

    def __init__(self, glyphs: list[str], inks: list[int]) -> None:
        self.glyphs = glyphs
        self.inks = inks

    @classmethod
    def blank(cls, width: int) -> Row:
        """Return a row of empty paper."""
        return cls([" "] * width, [0] * width)

    def copy(self) -> Row:
        """Return a row that can change without this one."""
        return Row(self.glyphs.copy(), self.inks.copy())

    def put(self, x: int, text: str, ink: int) -> None:
        """Write text from column `x`; what lies outside the row is dropped."""
        glyphs, inks = self.glyphs, self.inks
        for column, glyph in enumerate(text, x):
            if 0 <= column < len(glyphs):
                glyphs[column] = glyph
                inks[column] = ink

    def stroke(self, stroke: Stroke) -> None:
        """Apply one stroke."""
        if stroke.force:
            self.put(stroke.x, stroke.text, stroke.ink)
            return
        glyphs, inks = self.glyphs, self.inks
        ink = int(stroke.ink)
        for column, glyph in enumerate(stroke.text, stroke.x):
            if 0 <= column < len(glyphs) and inks[column] <= Ink.GRID:
                glyphs[column] = glyph
                inks[column] = ink

    def changed_span(self, before: Row) -> tuple[int, int] | None:
        """Return first and last column that differ from `before`, a row of the same width; None if none does."""
        if self.glyphs == before.glyphs and self.inks == before.inks:
            return None
        pairs = zip(self.glyphs, self.inks, before.glyphs, before.inks, strict=True)
        changed = [x for x, (glyph, ink, old, old_ink) in enumerate(pairs) if glyph != old or ink != old_ink]
        return changed[0], changed[-1]

    def strip(self, inks: Inks, ascii_only: bool) -> Strip:
        """Return the row as a strip of exactly its width, one segment for each run of an ink."""
        text = "".join(self.glyphs)
        if ascii_only:
            text = to_ascii(text)
        segments: list[Segment] = []
        numbers = self.inks
        start, width = 0, len(numbers)
        while start < width:
            ink = numbers[start]
            end = start + 1
            while end < width and numbers[end] == ink:
                end += 1
            segments.append(Segment(text[start:end], inks[ink]))
            start = end
        return Strip(segments, width)


class _AsciiTable(dict[int, str]):
    """A translation table that leaves ASCII alone and maps any glyph that it does not know to a question mark."""

    def __missing__(self, code: int) -> str:
        if 0x2800 <= code <= 0x28FF:
            return "*"
        return chr(code) if code < 128 else "?"


def _ascii_table(groups: Mapping[str, str]) -> _AsciiTable:
    return _AsciiTable((ord(glyph), plain) for plain, glyphs in groups.items() for glyph in glyphs)


_ASCII = _ascii_table(
    {
        "|": "│╷╵┃╻╹╽╿┊║╥╨",
        "-": "─╴╶━–−",
        ".": "┈╌┄·…",
        "+": "┼┬┴├┤┌┐└┘┿┷┯╪╧╤",
        "^": "▲",
        "v": "▼",
        ":": "░",
        "_": "▁▂",
        "=": "▃▄▅▀═",
        "#": "▆▇█▌▐▛▜▙▟",
        " ": "\u2009\u00a0\u202f",
    }
)


def to_ascii(text: str) -> str:
    """Return the text in ASCII, the same number of characters."""
    return text.translate(_ASCII)


@lru_cache(maxsize=512)
def one_cell_each(text: str) -> str:
    """Return the text with every character that is not exactly one cell wide replaced, so that columns hold."""
    return "".join(char if char == THIN_SPACE or (char.isprintable() and cell_len(char) == 1) else "?" for char in text)
