"""What lies behind a dialog where it cannot be mixed with the ground: drawn dim, and without a cursor of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

_DIM = Style(dim=True, bold=False, reverse=False)


def receded(strips: Sequence[Strip]) -> list[Strip]:
    """Return the lines dim; words on a ground of colour, such as banners and badges, stay: dim, they are unreadable."""
    return [
        Strip([Segment(text, _behind(style), control) for text, style, control in strip], strip.cell_length)
        for strip in strips
    ]


@lru_cache(1024)
def _behind(style: Style | None) -> Style:
    if style is None:
        return _DIM
    ground = style.color if style.reverse else style.bgcolor
    return style + _DIM if _is_none(ground) else style


def _is_none(colour: Color | None) -> bool:
    return colour is None or colour.is_default
