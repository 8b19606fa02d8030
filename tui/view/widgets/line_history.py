"""The lines that were run, shared by the command lines of all screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable

MOST_LINES = 100
LONGEST_LINE = 300
"""Letters; what is longer was pasted, and nobody wants to walk through it."""


class LineHistory:
    """Lines, oldest first; the same line is there once, at the place where it was run last."""

    def __init__(self, lines: Iterable[str] = (), changed: Callable[[], object] = lambda: None) -> None:
        """`changed` is called after each line that is added."""
        self._lines: list[str] = []
        self.restore(lines)
        self.changed = changed

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines."""
        return tuple(self._lines)

    def restore(self, lines: Iterable[str]) -> None:
        """Begin with these lines, which come from a file."""
        wanted = [line for line in lines if line.isprintable() and 0 < len(line) <= LONGEST_LINE]
        self._lines = list(dict.fromkeys(wanted))[-MOST_LINES:]

    def add(self, line: str) -> None:
        """Note a line that was run."""
        if line and len(line) <= LONGEST_LINE:
            self._lines = [*(each for each in self._lines if each != line), line][-MOST_LINES:]
            self.changed()

    def back(self, steps: int, begin: str = "") -> str | None:
        """Return the line so many steps back (from 1) among those that begin with `begin`, None when there is none."""
        found = [each for each in self._lines if each.startswith(begin)]
        return found[-steps] if 0 < steps <= len(found) else None
