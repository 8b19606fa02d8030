"""Graphic renditions: reading SGR parameters into styles, and the shortest way from one style to the next."""

from __future__ import annotations

from enum import IntFlag
from typing import Final

from tui.view.terminal.palette256 import shortened


class Attribute(IntFlag):
    """What a cell can be besides coloured and underlined."""

    BOLD = 1
    DIM = 2
    ITALIC = 4
    BLINK = 8
    RAPID_BLINK = 16
    REVERSE = 32
    HIDDEN = 64
    STRIKE = 128
    OVERLINE = 256
    FRAME = 512
    ENCIRCLE = 1024


_ON: Final = {
    1: 1, 2: 2, 3: 4, 5: 8, 6: 16, 7: 32, 8: 64, 9: 128, 53: 256, 51: 512, 52: 1024,
}  # fmt: skip
_OFF: Final = {22: 1 | 2, 23: 4, 25: 8 | 16, 27: 32, 28: 64, 29: 128, 55: 256, 54: 512 | 1024}
# What is seen on a blank cell; the other attributes need a glyph.
_SEEN_ON_BLANK: Final = Attribute.REVERSE | Attribute.STRIKE | Attribute.OVERLINE | Attribute.FRAME | Attribute.ENCIRCLE
_POOL_LIMIT: Final = 16_384

_Key = tuple[str, str, int, str, str, str]


class Style:
    """One rendition, as SGR text: equal styles of one pool are the same object, so `is` compares them.

    `foreground`, `background`, `underline` and `underline_colour` hold SGR parameters ("38;2;1;2;3", "4:3"), empty for
    the default; `attributes` is a sum of `Attribute`; `link` is the body of an OSC 8 hyperlink ("id=1;https://…").
    """

    __slots__ = ("_blank", "attributes", "background", "foreground", "link", "underline", "underline_colour")

    def __init__(self, key: _Key) -> None:
        self.foreground, self.background, self.attributes, self.underline, self.underline_colour, self.link = key
        self._blank: Style | None = None

    @property
    def key(self) -> _Key:
        """Everything that makes this style what it is."""
        return (
            self.foreground, self.background, self.attributes, self.underline, self.underline_colour, self.link,
        )  # fmt: skip

    @property
    def blank(self) -> Style:
        """The style without what cannot be seen on a space: two blanks look alike when these are the same."""
        return self._blank or self

    def hide_glyph_parts(self, blank: Style) -> None:
        """Name the style that a space in this style looks like; the pool calls this once."""
        self._blank = blank

    @property
    def parameters(self) -> list[str]:
        """The SGR parameters that give this style after a reset."""
        found = [str(code) for code, bit in _ON.items() if self.attributes & bit]
        return found + [
            text for text in (self.underline, self.underline_colour, self.foreground, self.background) if text
        ]

    def __repr__(self) -> str:
        return f"Style({';'.join(self.parameters) or 'default'})"


class StylePool:
    """Makes styles, so that each exists once, and remembers the ways between them."""

    def __init__(self) -> None:
        self._styles: dict[_Key, Style] = {}
        self._applied: dict[tuple[Style, str], Style | None] = {}
        self._ways: dict[tuple[Style, Style], str] = {}
        self._links_used = False
        self._full_colour = True
        self.default = self._make(("", "", 0, "", "", ""))

    def _make(self, key: _Key) -> Style:
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = Style(key)
            foreground, background, attributes, underline, _colour, link = key
            if not (attributes & _SEEN_ON_BLANK or underline or link) and (foreground or attributes):
                style.hide_glyph_parts(self._make(("", background, 0, "", "", "")))
        return style

    def trim(self) -> bool:
        """Forget all styles when there are too many (colour fades make new ones for ever).

        True when it did: styles kept elsewhere are then strangers, and the pictures that hold them must be repainted.
        """
        if len(self._styles) < _POOL_LIMIT and len(self._ways) < 4 * _POOL_LIMIT:
            return False
        self._styles.clear()
        self._applied.clear()
        self._ways.clear()
        self._styles[self.default.key] = self.default
        return True

    def recolour(self, full: bool) -> bool:
        """Write true colours in full, or as the nearest of 256; True when that is a change."""
        changed, self._full_colour = full is not self._full_colour, full
        if changed:
            self._ways.clear()
        return changed

    def written(self, style: Style) -> Style:
        """The style as it is written to the terminal."""
        if self._full_colour:
            return style
        fore, back, attributes, underline, colour, link = style.key
        return self._make((shortened(fore), shortened(back), attributes, underline, shortened(colour), link))

    def background_only(self, style: Style) -> Style:
        """What an erase leaves behind: the background colour and nothing else."""
        return self._make(("", style.background, 0, "", "", ""))

    def linked(self, style: Style, link: str) -> Style:
        """The style inside (or, with an empty link, outside) a hyperlink."""
        self._links_used = True
        return self._make((*style.key[:5], link))

    def apply(self, style: Style, parameters: str) -> Style | None:
        """The style after `CSI parameters m`; None when a parameter is not understood."""
        try:
            return self._applied[style, parameters]
        except KeyError:
            key = _apply(style.key, parameters)
            found = self._applied[style, parameters] = None if key is None else self._make(key)
            return found

    def way(self, before: Style | None, after: Style) -> str:
        """The shortest text that turns `before` (None: not known) into `after`."""
        if before is after:
            return ""
        if before is None:
            after = self.written(after)
            link = f"\x1b]8;{after.link or ';'}\x1b\\" if self._links_used else ""
            return link + _sgr(["0", *after.parameters])
        found = self._ways.get((before, after))
        if found is None:
            link = "" if before.link == after.link else f"\x1b]8;{after.link or ';'}\x1b\\"
            found = self._ways[before, after] = link + _shortest(self.written(before), self.written(after))
        return found


def _sgr(parameters: list[str]) -> str:
    return "\x1b[m" if parameters == ["0"] else f"\x1b[{';'.join(parameters)}m"


def _shortest(before: Style, after: Style) -> str:
    if before.key[:5] == after.key[:5]:
        return ""
    reset = _sgr(["0", *after.parameters])
    steps = _sgr(_steps(before, after))
    return steps if len(steps) <= len(reset) else reset


def _steps(before: Style, after: Style) -> list[str]:
    """Parameters that change only what differs; bold and dim share their end code, and so do both blinks."""
    kept = before.attributes
    steps: list[str] = []
    for code, bits in _OFF.items():
        if kept & bits & ~after.attributes:
            steps.append(str(code))
            kept &= ~bits
    steps += [str(code) for code, bit in _ON.items() if after.attributes & bit & ~kept]
    for old, new, default in (
        (before.underline, after.underline, "24"),
        (before.underline_colour, after.underline_colour, "59"),
        (before.foreground, after.foreground, "39"),
        (before.background, after.background, "49"),
    ):
        if old != new:
            steps.append(new or default)
    return steps


def _apply(key: _Key, parameters: str) -> _Key | None:
    foreground, background, attributes, underline, underline_colour, link = key
    codes = parameters.split(";")
    at = 0
    while at < len(codes):
        code = codes[at]
        head, _, detail = code.partition(":")
        number = int(head or 0)
        colour = None
        if number in (38, 48, 58):
            colour, at = _extended_colour(codes, at)
            if colour is None:
                return None
        at += 1
        if detail and number not in (4, 38, 48, 58):
            return None
        if number == 0:
            foreground = background = underline = underline_colour = ""
            attributes = 0
        elif number in _ON:
            attributes |= _ON[number]
        elif number in _OFF:
            attributes &= ~_OFF[number]
        elif number == 4:
            underline = "" if detail == "0" else code.removesuffix(":1") if detail == "1" else code
        elif number == 21:
            underline = "21"
        elif number == 24:
            underline = ""
        elif number in (38, 39) or 30 <= number <= 37 or 90 <= number <= 97:
            foreground = colour or ("" if number == 39 else code)
        elif number in (48, 49) or 40 <= number <= 47 or 100 <= number <= 107:
            background = colour or ("" if number == 49 else code)
        elif number in (58, 59):
            underline_colour = colour or ""
        else:
            return None
    return foreground, background, attributes, underline, underline_colour, link


def _extended_colour(codes: list[str], at: int) -> tuple[str | None, int]:
    """A colour of 256 or 16 million at `codes[at]`, and the place of its last parameter."""
    if ":" in codes[at]:
        return codes[at], at
    mode = codes[at + 1] if at + 1 < len(codes) else ""
    length = {"5": 3, "2": 5}.get(mode, 0)
    taken = codes[at : at + length]
    if not length or len(taken) < length or not all(part.isdecimal() for part in taken):
        return None, at
    return ";".join(taken), at + length - 1
