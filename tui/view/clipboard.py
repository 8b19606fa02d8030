"""Copying through the terminal (OSC 52), which works over SSH as well: what is sent, how much at most, what is told."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

from tui.view.text import plain

MOST_BYTES: Final = 74_994
"""What is longer in UTF-8 is refused: several terminals cut or drop sequences of more than 100,000 characters."""

_TOLD: Final = 40
_SCREEN_CHUNK: Final = 252
"""GNU screen takes a device control string of 256 bytes at most."""


def too_long(text: str) -> bool:
    """Whether terminals would not take the text whole."""
    return len(text.encode()) > MOST_BYTES


def through_multiplexer(text: str, environ: Mapping[str, str]) -> str:
    """Return the sequence that has the terminal around a multiplexer copy the text, empty where there is none.

    tmux hands it on when its `allow-passthrough` is on, GNU screen in small pieces.
    """
    sequence = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
    if environ.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    if environ.get("STY"):
        pieces = (sequence[at : at + _SCREEN_CHUNK] for at in range(0, len(sequence), _SCREEN_CHUNK))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return ""


def copied_words(text: str, *, secret: bool) -> str:
    """Say what was copied: a short value itself, else how much; of a secret only how long it is."""
    lines = text.splitlines()
    if len(lines) > 1:
        return f"{len(lines)} lines"
    shown = " ".join(plain(text).split())
    if secret or len(shown) > _TOLD:
        return f"{len(text)} characters"
    return shown


def way_words(environ: Mapping[str, str]) -> str:
    """Say which way it took, and what that needs: nobody can tell whether a terminal obeyed."""
    if environ.get("TMUX"):
        return "by OSC 52 through tmux: needs `set-clipboard on` or `allow-passthrough on`"
    if environ.get("STY"):
        return "by OSC 52 through screen"
    return "to the terminal's clipboard, by OSC 52"
