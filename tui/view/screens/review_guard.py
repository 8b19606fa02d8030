"""Which keys of a dialog count: none that were meant for what was there before, and no burst ever sends."""

from __future__ import annotations

OPENING_S = 0.35
"""A key that comes within this time after the dialog stood, or after a key so refused, was not meant for it."""

BURST_S = 0.1
"""A sending key must come so long after the key before it: pasted text and held keys come faster than people type."""


class KeyGuard:
    """Judges keys by their time; `now` is monotonic seconds."""

    def __init__(self, now: float) -> None:
        self._last = now
        self._open = False

    def restart(self, now: float) -> None:
        """Begin anew: the dialog has just been painted, or shows something else than before."""
        self._last = now
        self._open = False

    def takes(self, now: float, *, sends: bool = False) -> bool:
        """Whether a key counts. A held key never does: each repeat puts the opening off."""
        waited, self._last = now - self._last, now
        if not self._open:
            self._open = waited >= OPENING_S
            return self._open
        return not sends or waited >= BURST_S
