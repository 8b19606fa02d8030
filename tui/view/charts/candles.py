"""Candles and open-high-low-close bars at half-cell height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tui.domain.candle import Candle
from tui.view.charts.cells import Ink, Row
from tui.view.charts.scale import PriceScale

# Glyphs of a one-column candle by what fills the upper and the lower half: 0 nothing, 1 wick, 2 body. A falling
# body is a solid heavy stroke; a rising one is hollow, so that the direction is seen without colour.
_FALLING = {(0, 1): "╷", (1, 0): "╵", (1, 1): "│", (0, 2): "╻", (2, 0): "╹", (2, 2): "┃", (1, 2): "╽", (2, 1): "╿"}
_RISING = _FALLING | {(2, 2): "║"}
# A body as flat as one half row is a dash: by direction, the dash and its crossings with a wick that goes on
# (nowhere, up, down, both ways).
_DASHES = {Ink.FLAT: "─┴┬┼", Ink.DOWN: "━┷┯┿", Ink.UP: "═╧╤╪"}
_HALVES = {(False, True): "▄", (True, False): "▀", (True, True): "█", (False, False): " "}

# Light lines by the arms that they have: up, down, left, right.
_ARMS = {
    (True, True, False, False): "│",
    (True, False, False, False): "╵",
    (False, True, False, False): "╷",
    (True, True, True, False): "┤",
    (True, True, False, True): "├",
    (True, True, True, True): "┼",
    (True, False, True, False): "┘",
    (True, False, False, True): "└",
    (True, False, True, True): "┴",
    (False, True, True, False): "┐",
    (False, True, False, True): "┌",
    (False, True, True, True): "┬",
    (False, False, True, True): "─",
    (False, False, True, False): "╴",
    (False, False, False, True): "╶",
}


class Extent(NamedTuple):
    """A candle in half rows from the top: wick top, body top, body bottom, wick bottom (all inclusive)."""

    top: int
    body_top: int
    body_bottom: int
    bottom: int


def extent(candle: Candle, scale: PriceScale) -> Extent:
    """Return where a candle lies; the wick always covers the body, whatever the source said."""
    opened, closed = scale.half_row(candle.open), scale.half_row(candle.close)
    body_top, body_bottom = min(opened, closed), max(opened, closed)
    top = min(scale.half_row(candle.high), body_top)
    bottom = max(scale.half_row(candle.low), body_bottom)
    return Extent(top, body_top, body_bottom, bottom)


def ink_of(candle: Candle) -> Ink:
    """Return the ink that tells a candle's direction."""
    if candle.close == candle.open:
        return Ink.FLAT
    return Ink.UP if candle.close > candle.open else Ink.DOWN


@dataclass(frozen=True, slots=True)
class Brush:
    """Draws one candle into rows: `body` columns wide, with the wick in the middle; `apart` when gaps follow."""

    rows: Sequence[Row]
    scale: PriceScale
    body: int
    apart: bool
    ascii_only: bool

    def candle(self, candle: Candle, left: int) -> None:
        """Draw a candle whose body begins at column `left`."""
        place = extent(candle, self.scale)
        ink = ink_of(candle)
        if self.body > 1:
            place = _settled(place)
        elif ink is Ink.UP:
            place = _in_one_cell(place)
        # Dashes fill the cell's width: without a gap, small bodies would run into their neighbours.
        dashed = self.apart and place.body_top == place.body_bottom and not self.ascii_only
        if ink is Ink.FLAT or dashed:
            self._dash(place, left, ink)
        elif self.ascii_only:
            self._ascii(place, left, ink)
        elif self.body > 1:
            self._wide(place, left, ink)
        else:
            self._thin(place, left, ink)

    def _thin(self, place: Extent, left: int, ink: Ink) -> None:
        glyphs = _RISING if ink is Ink.UP else _FALLING
        for row in range(place.top // 2, place.bottom // 2 + 1):
            self.rows[row].put(left, glyphs[_fill(place, row * 2), _fill(place, row * 2 + 1)], ink)

    def _wide(self, place: Extent, left: int, ink: Ink) -> None:
        for row in range(place.top // 2, place.bottom // 2 + 1):
            halves = (_fill(place, row * 2), _fill(place, row * 2 + 1))
            if 2 not in halves:
                self.rows[row].put(left + self.body // 2, _FALLING[halves], ink)
            elif ink is Ink.UP:
                self.rows[row].put(left, self._hollow(place, row), ink)
            else:
                self.rows[row].put(left, _HALVES[halves[0] == 2, halves[1] == 2] * self.body, ink)

    def _dash(self, place: Extent, left: int, ink: Ink) -> None:
        middle, at = left + self.body // 2, place.body_top
        dash = _DASHES[ink]
        for row in range(place.top // 2, place.bottom // 2 + 1):
            if row == at // 2:
                self.rows[row].put(left, dash[0] * self.body, ink)
                self.rows[row].put(middle, dash[int(place.top < at) + 2 * int(place.bottom > at)], ink)
            else:
                halves = tuple(int(place.top <= half <= place.bottom) for half in (row * 2, row * 2 + 1))
                self.rows[row].put(middle, _FALLING[halves[0], halves[1]], ink)

    def _hollow(self, place: Extent, row: int) -> str:
        """Return one row of a wide rising body: an outline, whose interior is paper."""
        upper, lower = row * 2, row * 2 + 1
        edges = (place.body_top, place.body_bottom)
        inside = (place.body_top < upper < place.body_bottom, place.body_top < lower < place.body_bottom)
        filled = (upper in edges, lower in edges)
        if filled == (True, True):
            # Two half rows have no room for an interior; an open box still looks lighter than a full one.
            return "▛" + "▀" * (self.body - 2) + "▜"
        left, right = {
            (True, False): ("▛", "▜") if inside[1] else ("▀", "▀"),
            (False, True): ("▙", "▟") if inside[0] else ("▄", "▄"),
            (False, False): ("▌", "▐"),
        }[filled]
        return left + _HALVES[filled] * (self.body - 2) + right

    def _ascii(self, place: Extent, left: int, ink: Ink) -> None:
        for row in range(place.top // 2, place.bottom // 2 + 1):
            if place.body_top // 2 <= row <= place.body_bottom // 2:
                self.rows[row].put(left, ("O" if ink is Ink.UP else "#") * self.body, ink)
            else:
                self.rows[row].put(left + self.body // 2, "|", ink)

    def bar(self, candle: Candle, left: int) -> None:
        """Draw a bar: a stem from high to low, the open as a tick to the left, the close as one to the right."""
        place = extent(candle, self.scale)
        ink = ink_of(candle)
        middle = left + self.body // 2
        opened, closed = self.scale.half_row(candle.open) // 2, self.scale.half_row(candle.close) // 2
        for row in range(place.top // 2, place.bottom // 2 + 1):
            up, down = place.top <= row * 2 <= place.bottom, place.top <= row * 2 + 1 <= place.bottom
            if place.top == place.bottom:
                up = down = False
            glyph = _ARMS[up, down, row == opened, row == closed]
            self.rows[row].put(middle, glyph, ink)
            if self.body > 1 and row == opened:
                self.rows[row].put(left, "─" * (self.body // 2), ink)
            if self.body > 1 and row == closed:
                self.rows[row].put(middle + 1, "─" * (self.body // 2), ink)


def _settled(place: Extent) -> Extent:
    """Round the ends of a wide body to whole cells where a wick goes on, which could not share a cell with it."""
    top, body_top, body_bottom, bottom = place
    if top < body_top < body_bottom and body_top % 2 == 1:
        body_top += 1
    if body_top < body_bottom < bottom and body_bottom % 2 == 0:
        body_bottom -= 1
    return Extent(top, body_top, body_bottom, bottom)


def _in_one_cell(place: Extent) -> Extent:
    """Move a body of two halves of different cells into one of them, where its hollow glyph can be drawn."""
    top, body_top, body_bottom, bottom = place
    if body_bottom - body_top != 1 or body_top % 2 == 0:
        return place
    if top < body_top or bottom == body_bottom:
        return Extent(min(top, body_top - 1), body_top - 1, body_top, body_top if bottom == body_bottom else bottom)
    return Extent(body_bottom, body_bottom, body_bottom + 1, max(bottom, body_bottom + 1))


def _fill(place: Extent, half: int) -> int:
    if place.body_top <= half <= place.body_bottom:
        return 2
    return int(place.top <= half <= place.bottom)
