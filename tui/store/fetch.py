"""How far something is that is read from the broker when somebody wants it."""

from __future__ import annotations

from dataclasses import dataclass

from tui.store.statements import Stage


@dataclass(slots=True)
class Fetch:
    """A reading of one thing: `done` of `total` pages, and in words what went wrong; times are UTC ms of the broker.

    FAILED keeps what was read before. `refused` means that asking again is of no use as things are.
    """

    stage: Stage = Stage.NOTHING
    done: int = 0
    total: int = 0
    read_ms: int | None = None
    text: str = ""
    hint: str = ""
    refused: bool = False

    def begin(self, total: int = 1) -> None:
        """Note that reading has begun."""
        self.stage, self.done, self.total = Stage.LOADING, 0, total
        self.text = self.hint = ""
        self.refused = False

    def paged(self) -> None:
        """Note that one page more is there."""
        self.done += 1

    def ready(self, at_ms: int) -> None:
        """Note that all is there."""
        self.stage, self.read_ms = Stage.READY, at_ms

    def failed(self, text: str, hint: str = "", *, refused: bool = False) -> None:
        """Note that it could not be read."""
        self.stage, self.text, self.hint, self.refused = Stage.FAILED, text, hint, refused
