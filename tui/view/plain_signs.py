"""Plain ASCII for terminals that know nothing else: every sign becomes one that is as wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter


class PlainSigns(LineFilter):
    """Writes whole lines in ASCII, frames and charts and what comes from outside alike; no cell moves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line in ASCII."""
        return [
            segment if segment.text.isascii() else Segment(in_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]


@lru_cache(maxsize=4096)
def in_ascii(text: str) -> str:
    """Return text in ASCII with the same number of cells: letters lose their accents, what is unknown becomes `?`."""
    return "".join(letter if letter < "\x80" else _sign(letter) for letter in text)


@lru_cache(maxsize=2048)
def _sign(letter: str) -> str:
    width = get_character_cell_size(letter)
    if not width:
        return ""
    known = _SIGNS.get(letter) or _dots(letter) or _letters(letter) or "?"
    return known[:width].ljust(width, "?" if known == "?" else " ")


def _letters(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if " " <= part <= "~")


def _dots(letter: str) -> str:
    """Return a sign for a Braille pattern: high, low or both, as far as a cell can tell."""
    bits = ord(letter) - 0x2800
    if not 0 < bits <= 0xFF:
        return " " if bits == 0 else ""
    high, low = bits & 0b00011011, bits & 0b11100100
    return ":" if high and low else "'" if high else "."


def _table(groups: Mapping[str, str]) -> dict[str, str]:
    return {letter: plain for plain, letters in groups.items() for letter in letters}


_SIGNS = _table(
    {
        "|": "│┃║╷╵╻╹╽╿┆┇┊┋╎╏▏▎▍▌▐▕╥╨❘¦",
        "-": "─━╌╍╴╶╸╺┄┈┅┉╼╾–—−‐‑⎯",
        "+": "✓✔±┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬┿┷┯╪╧╤┽┾╀╁╂",
        "=": "═▃▄▅▀▬",
        "_": "▁▂",
        "#": "▆▇█▛▜▙▟▞▚▓▒■◼▮",
        ":": "░",
        "^": "▲▴△↑˄⬆",
        "v": "▼▾▽↓⇩˅⬇",
        ">": "▸▶►→⇒›»❯➤⮞⟩≥",
        "<": "◂◀◄←⇐‹«❮⟨≤⌫",
        "*": "●•∙★☆✱◆⬤◉⦁",
        "o": "øœ○◌◯◦◇◎◍",
        ".": "·‧",
        "x": "✕✖✗✘×",
        "!": "⚠‼",
        "~": "≈∼…⋯",
        "'": "‘’‚′",
        '"': "“”„″",
        "E": "€",
        "L": "£Ł",
        "l": "łı",
        "O": "Ø",
        "d": "đð",
        "A": "Æ",
        "a": "αæ",
        "Y": "¥",
        "S": "§∑Σ",
        "s": "σß",
        "u": "µμ",
        "/": "⁄÷",
        # A capital letter is typed with Shift anyway.
        " ": "⇧\u2009\u00a0\u202f\u2007\u2002\u2003\u3000",
        "D": "Δ∆Đ",
        "0": "∅",
    }
)
