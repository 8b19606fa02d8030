"""How the dashboard looks and behaves, as plain values that need no library to load."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Link = Literal["auto", "fast", "slow"]
KeyPreset = Literal["standard", "vim"]
Ascii = Literal["auto"] | bool

PLAIN_TERMINALS = ("linux", "vt100", "vt220")
"""Terminals, by their TERM, that have few signs beside ASCII."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """The config's `[ui]` table with the command line's choices in it; the defaults are those of the config."""

    theme: str = "house-dark"
    frame_rate: int = 10
    link: Link = "auto"
    mouse: bool = True
    ascii: Ascii = "auto"
    timezone: str | None = None
    watchlists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    keymap: KeyPreset = "standard"
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)


DEFAULT_UI = UiSettings()
