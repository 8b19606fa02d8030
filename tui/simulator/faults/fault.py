"""One active fault: whom it strikes, how often yet, and what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tui.simulator.faults.kind import FaultKind


class FaultError(ValueError):
    """A fault was described wrongly; the text says what is wrong and what is known."""


@dataclass(slots=True, eq=False)
class Fault:
    """An active fault and whom it strikes; `left` counts down (None: without end), `hits` up."""

    id: str
    kind: FaultKind
    socket: str
    login: str | None
    command: str | None
    direction: str
    seconds: float | None
    left: int | None
    settings: dict[str, Any]
    hits: int = 0
    links: set[int] = field(default_factory=set)

    def strikes(self, socket: str | None, login: str | None, command: str | None = None) -> bool:
        """Tell whether a connection (and command) is in its range, count aside; socket None is any."""
        return (
            (socket is None or self.socket in ("all", socket))
            and (self.login is None or self.login == login)
            and (self.command is None or self.command == command)
        )

    def flows(self, direction: str) -> bool:
        """Tell whether it acts on bytes that go this way."""
        return self.direction in ("both", direction)

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data, the form in which it can be set again."""
        return {
            "id": self.id,
            "fault": self.kind.name,
            "number": self.kind.number,
            "socket": self.socket,
            "login": self.login,
            "command": self.command,
            "direction": self.direction,
            "count": self.left,
            "seconds": self.seconds,
            "hits": self.hits,
            **self.settings,
        }
