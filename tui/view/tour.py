"""The tour of a first demo: three lines that each wait until the user has done what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple


class TourStep(NamedTuple):
    """One line: `{id}` stands for a command's first key, `{shift+Y}` for a key itself.

    Running one of `done_by` shows that it was understood.
    """

    parts: tuple[str, ...]
    done_by: frozenset[str]
    trades: bool = False


STEPS = (
    TourStep(
        ("{up} {down} through prices", "{app.next_pane} through panes", "1–7 tabs"),
        frozenset(
            {"app.next_pane", "app.previous_pane"}
            | {f"app.screen_{name}" for name in ("markets", "news", "flex", "crm", "dxfeed", "log")}
        ),
    ),
    TourStep(
        ("{ticket.buy} or {ticket.sell} a ticket", "{ticket.review} reviews it", "only {shift+Y} sends"),
        frozenset({"ticket.leave", "ticket.review"}),
        trades=True,
    ),
    TourStep(
        ("{app.help} keys of a pane", "{app.palette} all commands", "{app.command_line} a command line"),
        frozenset({"app.help", "app.palette", "app.command_line"}),
    ),
)


@dataclass(slots=True)
class Tour:
    """Where the tour is; it begins closed, and once it was closed by anybody it is not wanted again."""

    steps: tuple[TourStep, ...] = ()
    closed: bool = False
    """Whether it was gone through or closed, now or in an earlier run."""
    _at: int = field(default=0)

    @property
    def open(self) -> bool:
        """Whether a line is shown."""
        return bool(self.steps) and not self.closed

    def begin(self, *, trading: bool) -> None:
        """Show the first line, unless the tour was closed before; without `trading` it leaves that out."""
        self.steps = tuple(step for step in STEPS if trading or not step.trades)

    def close(self) -> None:
        """Take the line away for good."""
        self.closed = True

    def did(self, command_id: str) -> bool:
        """Note that a command was run; return whether the line changed."""
        if not self.open or command_id not in self.steps[self._at].done_by:
            return False
        self._at += 1
        self.closed = self._at == len(self.steps)
        return True

    def words(self, key: Callable[[str], str]) -> tuple[str, tuple[str, ...]]:
        """Return the line's head and its parts; `key` gives a command's first key as it is written."""

        def filled(part: str) -> str:
            head, brace, rest = part.partition("{")
            if not brace:
                return part
            command_id, _, tail = rest.partition("}")
            return head + key(command_id) + filled(tail)

        return f"Tour {self._at + 1}/{len(self.steps)}", tuple(map(filled, self.steps[self._at].parts))
