"""The reference codes that the service gave out; with a file they outlive the venue's process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random

from tui.simulator.flex.days import Span

MOST = 1000


@dataclass(frozen=True, slots=True)
class Reference:
    """One statement that was asked for: by which user, of which query and days, and when it is ready.

    `parts` is how many parts every execution is cut into. Times are the venue's.
    """

    code: str
    user: str
    query: str
    first: str
    last: str
    asked_at_ms: int
    ready_at_ms: int
    parts: int

    @property
    def span(self) -> Span:
        """The days that it covers."""
        return Span(date.fromisoformat(self.first), date.fromisoformat(self.last))


class References:
    """Gives references out and finds them again; a torn or foreign line of the file is passed over.

    The codes are a function of `seed` and of how many there were before.
    """

    def __init__(self, seed: int, life_s: float, path: Path | None = None) -> None:
        self._seed = seed
        self._life_ms = round(life_s * 1000)
        self._path = path
        self._known: dict[str, Reference] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                self._remember(line)
        self._given = len(self._known)

    def next_code(self) -> str:
        """Return a code that was never given out."""
        self._given += 1
        chance = Random(f"{self._seed}/flex/{self._given}")
        while (code := str(chance.randrange(10**9, 10**10))) in self._known:
            pass
        return code

    def keep(self, reference: Reference) -> None:
        """Remember a reference; raises OSError when the file cannot be written."""
        self._known[reference.code] = reference
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(reference)) + "\n")
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def get(self, code: str) -> Reference | None:
        """Return the reference of that code, whosever it is and however old."""
        return self._known.get(code)

    def find(self, code: str, user: str, now_ms: int) -> Reference | None:
        """Return the user's reference of that code, None when there is none or its time is over."""
        found = self._known.get(code)
        if found is None or found.user != user or now_ms > found.ready_at_ms + self._life_ms:
            return None
        return found

    def _remember(self, line: str) -> None:
        try:
            reference = Reference(**json.loads(line))
            reference.span  # noqa: B018 - a line whose days cannot be read is no reference
        except (ValueError, TypeError):
            return
        self._known[reference.code] = reference
