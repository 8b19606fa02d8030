"""What each account held at the moments of the last two minutes, for a venue that answers with an older state."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from tui.simulator.exchange.state import PendingOrder, Position, State

_KEPT_MS = 120_000


@dataclass(frozen=True, slots=True)
class Page:
    """An account's positions and pending orders from one moment on; what was closed after `until_ms` is not known."""

    at_ms: int
    until_ms: int
    positions: tuple[Position, ...]
    pending: tuple[PendingOrder, ...]


class Album:
    """Keeps a page for each change of an account's trades."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._pages: dict[str, deque[Page]] = {}

    def note(self, login: str, now_ms: int) -> None:
        """Remember what the account holds from this moment on."""
        pages = self._pages.setdefault(login, deque())
        if pages and pages[-1].at_ms > now_ms:
            # The clock was set back: what was noted has not happened yet.
            pages.clear()
        positions, pending = self._state.positions_of(login), self._state.pending_of(login)
        pages.append(Page(now_ms, now_ms, tuple(positions), tuple(pending)))
        while len(pages) > 1 and pages[1].at_ms <= now_ms - _KEPT_MS:
            pages.popleft()

    def at(self, login: str, moment_ms: int) -> Page:
        """Return what the account held at a moment; before the oldest page it is that one."""
        pages = self._pages[login]
        page = next((one for one in reversed(pages) if one.at_ms <= moment_ms), pages[0])
        return replace(page, until_ms=moment_ms)
