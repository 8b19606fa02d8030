"""Themes for terminals with fewer colours: the nearest ones in which text can still be read and prices told apart."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import cache
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color

from tui.config.themes import BaseColours, ThemeFile, TradingColours

TEXT_CONTRAST = 4.5
"""What WCAG AA asks of text."""
FRAME_CONTRAST = 3.0
"""What WCAG asks of lines and graphics."""
GROUNDS = ("background", "surface", "panel", "selection")
"""The colours that text stands on; all others are written or drawn."""

_OWN = "ansi_default"
_HUES = ((42, "red"), (104, "yellow"), (172, "green"), (222, "cyan"), (285, "blue"), (340, "magenta"), (361, "red"))
_READABLE = {True: {"blue": "cyan"}, False: {"yellow": "magenta", "cyan": "blue"}}
"""What stands for hues that no console shows well: blue on black (`True`), yellow and cyan on white."""
_LEAST_CHROMA = 0.045
_QUIET = frozenset({"secondary", "foreground", "stale", "muted"})
_FIRST_CHOICE = ("up", "down", "ask", "bid")
# Of the fixed colours most are greens: up finds one when the others have theirs.
_FIRST_FIXED = ("down", "ask", "bid", "up")


class Depth(enum.Enum):
    """How many colours a terminal can show."""

    TRUE = "16 million"
    MANY = "256"
    FEW = "16"
    CONSOLE = "16, and dim words are dark grey"
    NONE = "none"


def depth_of(color_system: str | None, *, no_color: bool = False, console: bool = False) -> Depth:
    """Return the depth for what rich found out (`truecolor`, `256`, `standard`, …) and what the user asked for.

    `console` is a bare text console.
    """
    if no_color or color_system is None:
        return Depth.NONE
    few = Depth.CONSOLE if console else Depth.FEW
    return {"truecolor": Depth.TRUE, "256": Depth.MANY}.get(color_system, few)


def adapted(file: ThemeFile, depth: Depth) -> ThemeFile:
    """Return the theme in the colours that there are; one that uses the terminal's own stays as it is."""
    colours = _colours(file)
    if depth is Depth.NONE:
        return _with(file, dict.fromkeys(colours, _OWN))
    if depth is Depth.TRUE or any(not colour.startswith("#") for colour in colours.values()):
        return file
    return _with(file, _in_256(colours, dark=file.dark) if depth is Depth.MANY else _in_16(colours, dark=file.dark))


def mixed_ground(one: str, other: str, share: float, depth: Depth) -> str:
    """Return a ground between two (0 is the first) that a terminal of this depth has; of its own colours the first."""
    if not (one.startswith("#") and other.startswith("#")):
        return one
    mixed = Color.parse(one).blend(Color.parse(other), share).hex6
    return _nearest(mixed, _calm(mixed)) if depth is Depth.MANY else mixed


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` as WCAG defines it, 0 to 1."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str) -> float:
    """Return how far apart two colours are seen, as their distance in the Oklab space: 0.1 is plain to see."""
    return math.dist(_oklab(one), _oklab(other))


_APART = 0.1
_AS_FAR = 0.75
"""The part of their distance in a theme that prices keep at least, where they are nearer than `_APART` there."""
_SELECTION_CONTRAST = 1.15
_TINT = 0.02
"""How much farther from grey a ground may come out."""
# A price or a warning that came out grey would be one word among others.
_WORD_CHROMA = 2.0


class _Fixed(NamedTuple):
    """One of the 240 colours that no terminal's settings change."""

    colour: str
    place: tuple[float, float, float]
    luminance: float


@cache
def _fixed() -> Sequence[_Fixed]:
    arriving = [colour for number in range(16, 256) for colour in _sent_for(number)]
    return [_Fixed(colour, _oklab(colour), luminance(colour)) for colour in arriving]


def _sent_for(number: int) -> Iterator[str]:
    """Yield what to ask for so that this colour arrives: itself, a little lighter, or nothing does.

    Rich rounds the lighter greys to the one below.
    """
    wanted = RichColor.from_ansi(number).get_truecolor()
    for lighter in range(3):
        asked = RichColor.from_rgb(*(min(255, part + lighter) for part in wanted))
        if asked.downgrade(ColorSystem.EIGHT_BIT).number == number:
            yield asked.get_truecolor().hex
            return


def _grounds_in_256(colours: dict[str, str], *, dark: bool) -> dict[str, str]:
    wanted = colours["background"]
    # On a paper that came out darker fewer colours could be read.
    papers = [each for each in _calm(wanted) if dark or each.luminance >= luminance(wanted)]
    background = _nearest(wanted, papers)
    lighter = _oklab(background)[0] - _oklab(wanted)[0]
    chosen = {name: _nearest(colours[name], _calm(colours[name]), lighter=lighter) for name in GROUNDS[1:-1]}
    # A row under the cursor that looks like the others would be lost.
    seen = [each for each in _calm(colours["selection"]) if contrast(each.colour, background) >= _SELECTION_CONTRAST]
    return chosen | {"background": background, "selection": _nearest(colours["selection"], seen, lighter=lighter)}


def _calm(colour: str, among: Sequence[_Fixed] | None = None) -> Sequence[_Fixed]:
    """Return those that are no more tinted than this colour: a ground that is shouts behind every word."""
    _, a, b = _oklab(colour)
    return [each for each in among or _fixed() if math.hypot(*each.place[1:]) <= math.hypot(a, b) + _TINT]


def _in_256(colours: dict[str, str], *, dark: bool) -> dict[str, str]:
    chosen = _grounds_in_256(colours, dark=dark)
    chosen["grid"] = _nearest(colours["grid"], _readable([chosen["background"]], FRAME_CONTRAST))
    words = _readable([chosen[ground] for ground in GROUNDS], TEXT_CONTRAST)
    prices: list[str] = []
    for name in _FIRST_FIXED:
        # What is not far apart in the theme itself, as greys are, need not be here.
        least = {taken: min(_APART, _AS_FAR * difference(colours[name], colours[taken])) for taken in prices}
        apart = [each for each in words if all(difference(each.colour, chosen[at]) >= least[at] for at in prices)]
        chosen[name] = _nearest(colours[name], apart or words, _WORD_CHROMA)
        prices.append(name)
    for name in (name for name in colours if name not in chosen):
        quiet = name in _QUIET
        among = _calm(colours[name], words) if quiet else words
        chosen[name] = _nearest(colours[name], among or words, 1.0 if quiet else _WORD_CHROMA)
    return chosen


def _readable(grounds: Sequence[str], least: float) -> Sequence[_Fixed]:
    """Return the colours that can be read on all of these grounds, or all there are when none can."""
    own = [luminance(ground) + 0.05 for ground in grounds]
    light, dark = max(own) * least, min(own) / least
    return [each for each in _fixed() if each.luminance + 0.05 >= light or each.luminance + 0.05 <= dark] or _fixed()


def _nearest(colour: str, among: Sequence[_Fixed], chroma: float = 1.0, lighter: float = 0.0) -> str:
    """Return the nearest of these to a colour made `lighter`.

    A larger `chroma` lets hue and saturation weigh more than lightness.
    """
    lightness, a, b = _oklab(colour)
    place = (lightness + lighter, a * chroma, b * chroma)
    return min(
        among, key=lambda each: math.dist(place, (each.place[0], each.place[1] * chroma, each.place[2] * chroma))
    ).colour


def _in_16(colours: dict[str, str], *, dark: bool) -> dict[str, str]:
    """Name the terminal's own colours by hue: what they look like is the user's choice, and so are the grounds."""
    chosen = dict.fromkeys((*GROUNDS, *_QUIET), _OWN) | {"grid": "ansi_bright_black"}
    taken: set[str] = set()
    for name in _FIRST_CHOICE:
        named = _named(colours[name], dark=dark)
        # Bid, ask, up and down must not look alike: who comes late stays plain.
        chosen[name] = _OWN if named in taken else named
        taken.add(named)
    for name, colour in colours.items():
        chosen.setdefault(name, _named(colour, dark=dark))
    chosen["selection"] = "ansi_blue"
    return chosen


def _named(colour: str, *, dark: bool) -> str:
    _, a, b = _oklab(colour)
    if math.hypot(a, b) < _LEAST_CHROMA:
        return _OWN
    hue = math.degrees(math.atan2(b, a)) % 360
    name = next(name for limit, name in _HUES if hue < limit)
    name = _READABLE[dark].get(name, name)
    # The plain ones are too dark on the black of a console, the bright ones too pale on white.
    return f"ansi_bright_{name}" if dark else f"ansi_{name}"


def _colours(file: ThemeFile) -> dict[str, str]:
    return {**asdict(file.colours), **asdict(file.trading)}


def _with(file: ThemeFile, colours: dict[str, str]) -> ThemeFile:
    base = BaseColours(**{name: colours[name] for name in asdict(file.colours)})
    trading = TradingColours(**{name: colours[name] for name in asdict(file.trading)})
    return replace(file, colours=base, trading=trading)


@cache
def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _unbent(red), _unbent(green), _unbent(blue)


def _unbent(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


@cache
def _oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )
