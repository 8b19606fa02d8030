"""Breaking sentences into lines."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from tui.view.text import plain


def wrapped(text: str, width: int) -> list[str]:
    """Return text (from anywhere) in lines of at most `width` cells, broken between words."""
    return [line.plain.rstrip() for line in Content(plain(text)).wrap(max(8, width))]


def signed(text: str, look: str, width: int) -> list[str]:
    """Return text in lines; an error has a sign before it, as its colour tells nothing where there is none."""
    return hanging("✕ ", text, width) if text and look == "error" else wrapped(text, width)


def hanging(lead: str, text: str, width: int) -> list[str]:
    """Return text behind `lead` in lines of at most `width` cells, those after the first below where it begins."""
    indent = cell_len(lead)
    return [f"{' ' * indent if number else lead}{line}" for number, line in enumerate(wrapped(text, width - indent))]
