"""Tells Esc from the beginning of a sequence, at once and for keys that come right behind it.

Textual takes Esc and a key within its delay for one key with Alt, of which mostly nothing is left; a slow line and tmux
(half a second by default) bring the two together even when they were typed apart.
"""

from __future__ import annotations

import os
import re
import select
from threading import Thread
from typing import Final

HOLD_S: Final = 0.05
"""How long Esc waits for the rest of a sequence: what one key sends arrives together."""

ESC: Final = b"\x1b"
ESC_ALONE: Final = b"\x1b[27u"
"""Esc as the kitty keyboard protocol writes it, which is nothing but Esc."""

_BEGINS: Final = frozenset(b"[OPX]^_\\")
"""What follows Esc in a sequence: CSI, SS3, strings and their end."""
_WITH_ALT: Final = frozenset(b"bfd\x7f\x08\t")
"""What Alt and a key of editing send in one: words to the left and right, delete a word; shift+Tab on old consoles."""
_CUT_OFF: Final = re.compile(rb"\[[0-?]*[A-Za-z~]|O[A-Za-z]")
"""What is left of a key's sequence whose Esc came long before it. Typed, the rest of an arrow would be a letter."""
_PASTE: Final = re.compile(rb"\x1b\[20([01])~")
_READ: Final = 4096


class EscapeApart:
    """Writes each Esc that begins no sequence as `ESC_ALONE`, and hands all else on as it came.

    With `alt` (the user has keys with Alt) what comes together with its Esc stays one key.
    """

    def __init__(self, *, alt: bool = False) -> None:
        self._alt = alt
        self._kept = b""
        self._was_late = False
        self._pasting = False

    @property
    def holds(self) -> bool:
        """Whether an Esc waits for what comes next."""
        return bool(self._kept)

    def rest(self) -> bytes:
        """Return what an Esc is behind which nothing came."""
        self._was_late, self._kept = bool(self._kept), b""
        return ESC_ALONE if self._was_late else b""

    def feed(self, data: bytes) -> bytes:
        """Take what was read, return what can be handed on."""
        if self._was_late and _CUT_OFF.match(data):
            data = ESC + data
        self._was_late = False
        earlier, data, self._kept = bool(self._kept), self._kept + data, b""
        *done, last = data.split(ESC)
        if not done:
            return last
        made = done[0]
        for place, part in enumerate([*done[1:], last]):
            made += self._one(part, apart=earlier and place == 0, ends=place == len(done) - 1)
        return made

    def _one(self, part: bytes, *, apart: bool, ends: bool) -> bytes:
        """Return an Esc and what follows it until the next; `apart`: they were not read together."""
        if ends and not part:
            self._kept = ESC
            return b""
        paste = _PASTE.match(ESC + part)
        if paste is not None:
            self._pasting = paste[1] == b"0"
        follows = part[0] if part else None
        begins = follows in _BEGINS or (not apart and follows is not None and (self._alt or follows in _WITH_ALT))
        return (ESC if begins or self._pasting else ESC_ALONE) + part


class KeyPump:
    """Reads a terminal and writes what it reads into a pipe (`outlet`), with Esc told apart."""

    def __init__(self, terminal: int, apart: EscapeApart) -> None:
        self._terminal = terminal
        self._apart = apart
        self.outlet, self._inlet = os.pipe()
        self._stopped, self._stop = os.pipe()
        os.set_blocking(self._inlet, False)
        self._thread = Thread(target=self._run, name="terminal-input", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End reading; what was not taken is forgotten."""
        os.write(self._stop, b".")
        self._thread.join()
        for each in (self.outlet, self._inlet, self._stopped, self._stop):
            os.close(each)

    def _run(self) -> None:
        while True:
            late = HOLD_S if self._apart.holds else None
            ready, _, _ = select.select([self._terminal, self._stopped], [], [], late)
            if self._stopped in ready:
                return
            try:
                data = os.read(self._terminal, _READ) if ready else b""
            except OSError:
                return
            if ready and not data:
                # Hung up: whoever looks after the terminal ends the program.
                return
            if not self._hand_on(self._apart.feed(data) if ready else self._apart.rest()):
                return

    def _hand_on(self, data: bytes) -> bool:
        """Write all of it; False when reading was ended before somebody took it."""
        view = memoryview(data)
        while view:
            stopped, _, _ = select.select([self._stopped], [self._inlet], [])
            if stopped:
                return False
            view = view[os.write(self._inlet, view) :]
        return True
