"""Never hammering the login: what a refusal blocks, for how long, and a budget of logins for the rest."""

from __future__ import annotations

from collections import deque
from typing import Protocol

BLOCK_MS = 600_000
"""A refused login and password pair is disabled for 10 minutes (EX007)."""

BUDGET_LOGINS = 5
BUDGET_SPAN_S = 600.0


class LoginGuard(Protocol):
    """Where blocks are kept so that they survive a restart; no password is ever part of it.

    `endpoint` is the venue's first main address, so that renaming a profile lifts nothing.
    """

    def login_blocked_until_ms(self, endpoint: str, login: str) -> int:
        """Return the wall time (UTC ms) before which no login may be sent, 0 when there is no block."""
        ...

    def block_login(self, endpoint: str, login: str, until_ms: int) -> None:
        """Remember at once that no login may be sent before `until_ms`."""
        ...


class LoginBudget:
    """At most `logins` logins within `span_s` seconds, whatever made them necessary."""

    def __init__(self, logins: int = BUDGET_LOGINS, span_s: float = BUDGET_SPAN_S) -> None:
        self._logins = logins
        self._span_s = span_s
        self._times: deque[float] = deque()

    def wait_s(self, now: float) -> float:
        """Return the seconds until the next login is within the budget."""
        while self._times and now - self._times[0] >= self._span_s:
            self._times.popleft()
        if len(self._times) < self._logins:
            return 0.0
        return self._times[0] + self._span_s - now

    def spend(self, now: float) -> None:
        """Count one login."""
        self._times.append(now)
