"""Breaking sentences into lines."""

from __future__ import annotations

from textual.content import Content

from tui.view.text import plain


def wrapped(text: str, width: int) -> list[str]:
    """Return text (from anywhere) in lines of at most `width` cells, broken between words."""
    return [line.plain.rstrip() for line in Content(plain(text)).wrap(max(8, width))]
