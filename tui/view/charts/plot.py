"""Line and bar plots by plotext, loaded when first used and imported here only, as strips of an exact size."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from types import ModuleType

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.view.charts.cells import one_cell_each, to_ascii
from tui.view.charts.scale import nice_step, price_text

MIN_WIDTH = 16
MIN_HEIGHT = 4
_ROWS_PER_TICK = 3
_FRAME_ROWS = 3
_COLOUR = re.compile(r"\x1b\[([0-9;]*)m")
_LINES = re.compile(r"([\u2500-\u257f]+)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# plotext is told colour numbers from here on, one for each series, which only mark whose cell it is.
_FIRST_CODE = 17


@dataclass(frozen=True, slots=True)
class PlotSeries:
    """Values at positions 0, 1, 2, … in one Rich style."""

    values: tuple[Decimal, ...]
    style: str


@dataclass(frozen=True, slots=True)
class PlotLook:
    """Rich styles of labels, of bars and of the frame, the background (None: the widget's), decimals, and characters.

    `hidden` stands in the place of every amount where it is not empty.
    """

    axis: str = "#8a8a8a"
    bars: str = "#6a6a6a"
    frame: str = "#5a5a5a"
    background: str | None = None
    digits: int = 2
    ascii_only: bool = False
    hidden: str = ""

    def amount(self, level: Decimal) -> str:
        """Return the label of a level."""
        return self.hidden or price_text(level, self.digits)


def line_plot(
    series: Sequence[PlotSeries],
    ticks: Sequence[tuple[int, str]],
    look: PlotLook,
    width: int,
    height: int,
) -> list[Strip]:
    """Return lines through the series as `height` strips of `width` cells; `ticks` label positions of the x axis.

    Long series are folded to the width first: the lowest and the highest value of each column stay.
    """
    drawn = [one for one in series if one.values]
    if not drawn or width < MIN_WIDTH or height < MIN_HEIGHT:
        return _blank(look, width, height)

    def draw(plot: ModuleType) -> None:
        for number, one in enumerate(drawn):
            places = folded(one.values, width)
            heights = [float(one.values[place]) for place in places]
            marker = "*" if look.ascii_only else "braille"
            plot.plot(places, heights, marker=marker, color=_FIRST_CODE + number)
        levels = value_ticks([value for one in drawn for value in one.values], height, look.digits)
        plot.yticks([float(level) for level in levels], [look.amount(level) for level in levels])
        plot.xticks([place for place, _ in ticks], [one_cell_each(text) for _, text in ticks])

    return _strips(draw, [one.style for one in drawn], look, width, height)


def bar_plot(bars: Sequence[tuple[str, Decimal]], look: PlotLook, width: int, height: int) -> list[Strip]:
    """Return lying bars, the first one on top, as `height` strips of `width` cells; those without room are left out."""
    shown = list(bars)[: max(0, height - _FRAME_ROWS)]
    if not shown or width < MIN_WIDTH or height < MIN_HEIGHT:
        return _blank(look, width, height)
    room = width // 3
    names = [one_cell_each(name)[:room].ljust(min(room, max(len(name) for name, _ in shown))) for name, _ in shown]

    # One row for each bar, and one between them where there is room.
    pitch = 2 if 2 * len(shown) - 1 <= height - _FRAME_ROWS else 1
    rows = pitch * (len(shown) - 1) + 1

    def draw(plot: ModuleType) -> None:
        places = [rows - 1 - pitch * number for number in range(len(shown))]
        amounts = [float(amount) for _, amount in shown]
        marker = "#" if look.ascii_only else "sd"
        plot.bar(places, amounts, orientation="horizontal", width=0.1 / pitch, marker=marker, color=_FIRST_CODE)
        plot.ylim(0, max(1, rows - 1))
        plot.yticks(places, names)
        levels = value_ticks([Decimal(0), *(amount for _, amount in shown)], width // 3, look.digits)
        plot.xticks([float(level) for level in levels], [look.amount(level) for level in levels])

    drawn = rows + _FRAME_ROWS
    return _strips(draw, [look.bars], look, width, drawn) + _blank(look, width, height - drawn)


def folded(values: Sequence[Decimal], width: int) -> list[int]:
    """Return the positions to draw: all, or the extremes of each of `width` buckets in the order of their places."""
    count = len(values)
    if count <= 2 * width:
        return list(range(count))
    kept: list[int] = []
    for bucket in range(width):
        places = range(bucket * count // width, (bucket + 1) * count // width)
        lowest = min(places, key=lambda place: values[place])
        highest = max(places, key=lambda place: values[place])
        kept.extend(sorted({lowest, highest}))
    return sorted({0, *kept, count - 1})


def value_ticks(values: Sequence[Decimal], rows: int, digits: int) -> list[Decimal]:
    """Return round values between the lowest and the highest one, about one for three rows."""
    low, high = min(values), max(values)
    if low == high:
        return [low]
    step = nice_step((high - low) / max(1, rows // _ROWS_PER_TICK), digits)
    # Not `//`, which rounds decimals towards zero.
    first = (low / step).to_integral_value(ROUND_CEILING) * step
    return [first + step * number for number in range(int((high - first) // step) + 1)] or [low]


def _strips(
    draw: Callable[[ModuleType], None], styles: Sequence[str], look: PlotLook, width: int, height: int
) -> list[Strip]:
    import plotext

    # plotext has one figure for the whole process: it is clean before and after, whatever happens in between.
    plotext.clear_figure()
    try:
        plotext.theme("clear")
        plotext.limit_size(False, False)
        plotext.plot_size(width, height)
        draw(plotext)
        lines = plotext.build().split("\n")
    finally:
        plotext.clear_figure()
    ground = Style(bgcolor=look.background) if look.background else Style()
    axis, frame = (ground + Style.parse(style) for style in (look.axis, look.frame))
    by_code = {str(_FIRST_CODE + number): ground + Style.parse(style) for number, style in enumerate(styles)}
    strips = [_strip(line, (axis, frame), by_code, look.ascii_only, width) for line in lines[:height]]
    return strips + [Strip.blank(width, ground)] * (height - len(strips))


def _strip(
    line: str, axis_and_frame: tuple[Style, Style], by_code: dict[str, Style], ascii_only: bool, width: int
) -> Strip:
    """Turn one line with plotext's colour sequences into a strip of exactly `width` cells."""
    segments: list[Segment] = []
    axis, frame = axis_and_frame
    style = axis
    # Splitting by a pattern with one group gives text, code, text, code, … text.
    for number, part in enumerate(_COLOUR.split(line)):
        if number % 2:
            style = by_code.get(part.removeprefix("38;5;"), axis)
        elif part:
            for piece in _LINES.split(_CONTROL.sub("", part)):
                look = frame if style is axis and _LINES.match(piece) else style
                segments += [Segment(to_ascii(piece) if ascii_only else piece, look)] if piece else []
    return Strip(segments).adjust_cell_length(width, axis)


def _blank(look: PlotLook, width: int, height: int) -> list[Strip]:
    ground = Style(bgcolor=look.background) if look.background else Style()
    return [Strip.blank(width, ground) for _ in range(height)]
