"""Cleaning of text from outside: nothing that a server sends can steer the terminal or hide in a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_LIMIT = 10_000
"""Characters kept where the caller names no limit."""

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 except tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks and overrides of text direction
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"  # zero width
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"  # zero width, selectors, tags
    "\u2028\u2029"  # line and paragraph separators
    "\ud800-\udfff"  # lone surrogates: they cannot be written as UTF-8
    "]"
)
_BREAKS = re.compile(r"[\n\t]+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text that is safe to show, and what it cost."""

    text: str
    removed: int
    """Characters dropped because they control, hide or reorder."""
    cut: int
    """Characters dropped because the text was longer than its limit."""


def clean(text: str, limit: int = DEFAULT_LIMIT) -> str:
    """Return `text` without control, direction and invisible characters, at most `limit` characters long.

    Newlines and tabs stay; text that is cut ends in `…`.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    return inspect(text, limit).text


def clean_line(text: str, limit: int = 200) -> str:
    """Return `text` cleaned as by `clean`, on one line: runs of newlines and tabs become one space."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    joined = _BREAKS.sub(" ", _UNWANTED.sub("", text)).strip()
    return _cap(joined, limit)


def inspect(text: str, limit: int = DEFAULT_LIMIT) -> Cleaned:
    """Clean `text` as by `clean` and tell how much was removed and cut."""
    kept, removed = _UNWANTED.subn("", text)
    capped = _cap(kept, limit)
    return Cleaned(capped, removed, max(0, len(kept) - limit))


def _cap(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: max(0, limit - 1)] + "…"[: max(0, limit)]
