"""The real dashboard on a pseudo-terminal, and a trader at its keys who looks before he presses."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import ClassVar

from tests.crash.board import Board
from tests.crash.deaths import Death

PATIENCE_S = 60.0

_ORDERS = re.compile(r"Orders (\d+)")
_UNKNOWN = re.compile(r"Orders \d+ \? (\d+) UNKNOWN")
_PHRASE = re.compile(r"Type (close \d+) and press Enter")
_OPENINGS = 4
_TRY_AGAIN_S = 0.6
_AFTERWARDS_S = 20.0
"""For so long the program may take to come to the step at which it dies, behind the last key."""


class EndedError(Exception):
    """The program is gone, or the trader's time is up."""


class DashboardLife:
    """`tradedeck` on the config of a home, in a process that may be told where to die."""

    SPAN_S: ClassVar[float] = 9.0

    def __init__(self, home: Path, script: str, seed: int, death: Death | None) -> None:
        command = [sys.executable, "-m", "tests.crash.launcher", str(death or "-")]
        command += ["--config", str(home / "config" / "config.toml")]
        environ = {"TRADEDECK_HOME": str(home), "TZ": "UTC", "TEXTUAL_ANIMATIONS": "none"}
        self.told: list[str] = []
        self.least = 0
        self._board = Board(command, environ)
        self._script = script
        self._chance = Random(seed)
        self._until_s: float | None = None
        self._end: float | None = None

    def live(self, until_s: float | None) -> bool:
        """Trade as the script says; see `Life`."""
        self._until_s = until_s
        try:
            self._until(lambda text: "● link" in text)
            if until_s is not None:
                self._end = time.monotonic() + until_s
            self._trade()
        except EndedError:
            pass
        return not self._board.alive

    def look(self) -> None:
        """Take in what the screen shows."""
        self._board.look()
        found = _ORDERS.search(self._board.text())
        if found:
            self.least = max(self.least, int(found[1]))

    def doubts(self) -> int:
        """Return how many orders of unknown fate the screen tells of, in its banner and in its table's title."""
        text = self._board.text()
        found = _UNKNOWN.search(text)
        return int(found[1]) if found and "FATE UNKNOWN" in text else 0

    def kill(self) -> None:
        """End it with SIGKILL."""
        self._board.kill()

    def _trade(self) -> None:
        if self._script == "none":
            self._wait(_AFTERWARDS_S)
        for _ in range(_OPENINGS):
            self._open()
        if self._script == "bulk":
            self._close_all()
        self._wait(_AFTERWARDS_S)

    def _open(self) -> None:
        """Fill in a ticket, look at the review, and send with the keys of one's choice."""
        self._board.type(self._chance.choice((b"b", b"s")))
        self._until(lambda text: "─ Ticket" in text and "Volume" in text)
        self._board.type(b"0.02")
        self._until(lambda text: "→ 0.02 lot" in text and "Enter review" in text)
        self._board.type(b"\r")
        self._send()
        self._until(lambda text: "─ Ticket" not in text)

    def _close_all(self) -> None:
        self._board.type(b":")
        self._board.quiet(0.2)
        self._board.type(b"closeall all\r")
        self._until(lambda text: "Close many" in text)
        self._board.type(b"\r")
        self._until(lambda text: "─ Review" in text or _PHRASE.search(text) is not None)
        phrase = _PHRASE.search(self._board.text())
        if phrase:
            self._board.type(phrase[1].encode() + b"\r")
        self._send()

    def _send(self) -> None:
        """Confirm the review: by its key, or by walking to Send and Enter; again while it asks again."""
        self._until(lambda text: "─ Review" in text and "▸ Cancel" in text)
        walks = self._chance.random() < 0.5
        while "─ Review" in self._board.text():
            if not walks:
                self._press(b"Y")
            else:
                self._press(b"\r" if "▸ Send" in self._board.text() else b"\t")

    def _press(self, key: bytes) -> None:
        """Press a key and see what it does: the dialog refuses keys that come too soon to be meant for it."""
        self._board.type(key)
        again = time.monotonic() + _TRY_AGAIN_S
        self._until(lambda text: "─ Review" not in text or time.monotonic() > again)

    def _wait(self, seconds: float) -> None:
        """Look on, until it dies or that time is over."""
        end = time.monotonic() + seconds
        self._until(lambda _: time.monotonic() >= end)

    def _until(self, shown: Callable[[str], bool]) -> None:
        """Look until the screen shows that. Raises EndedError, and TimeoutError with the screen."""
        end = time.monotonic() + PATIENCE_S
        while not shown(self._board.text()):
            self.look()
            now = time.monotonic()
            if not self._board.alive or (self._end is not None and now >= self._end):
                raise EndedError
            if now > end:
                raise TimeoutError(f"the screen never showed it:\n{self._board.text()}")
