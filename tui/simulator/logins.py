"""Who may log in: passwords, and the ten-minute lock that follows a wrong one (EX007)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from enum import Enum

from tui.simulator.exchange import AccountProfile


class LoginVerdict(Enum):
    """What a login attempt comes to."""

    WELCOME = "welcome"
    WRONG = "BE005"
    LOCKED = "EX007"


class LoginDesk:
    """Checks passwords by `fits`; a refused login and password pair stays locked for a while, other pairs do not.

    `now_s` is the venue's time in seconds, so that moving the venue's clock by ten minutes opens a lock.
    """

    def __init__(self, fits: Callable[[str, str], bool], lock_s: float, now_s: Callable[[], float]) -> None:
        self._fits = fits
        self._lock_s = lock_s
        self._now_s = now_s
        self._locked_until: dict[bytes, float] = {}

    def try_login(self, login: str, password: str) -> LoginVerdict:
        """Judge one attempt."""
        now = self._now_s()
        pair = hashlib.sha256(f"{login}\0{password}".encode()).digest()
        if self._locked_until.get(pair, 0.0) > now:
            return LoginVerdict.LOCKED
        if self._fits(login, password):
            return LoginVerdict.WELCOME
        self._locked_until = {key: until for key, until in self._locked_until.items() if until > now}
        self._locked_until[pair] = now + self._lock_s
        return LoginVerdict.WRONG


def known_to(accounts: Iterable[AccountProfile]) -> Callable[[str, str], bool]:
    """Return the check of a login and its password; it asks the list and not the exchange, whose book may be shut."""
    passwords = {account.login: account.password.encode() for account in accounts}

    def fits(login: str, password: str) -> bool:
        return login in passwords and secrets.compare_digest(passwords[login], password.encode("utf-8", "replace"))

    return fits
