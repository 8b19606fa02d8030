"""When to try again and when not: what each way of losing a session asks for."""

from __future__ import annotations

from tui.clock import Clock
from tui.errors import CommandRefusedError, TradedeckError
from tui.net.backoff import Backoff, Uniform
from tui.xapi.codes import CONNECTION_LIMIT_CODE, CREDENTIAL_CODES, OVERLOAD_CODE, lookup
from tui.xapi.endpoint import Credentials, Endpoint
from tui.xapi.login_guard import BLOCK_MS, LoginBudget, LoginGuard

PROVEN_AFTER_S = 30.0
"""Seconds of READY after which a link counts as good and waiting times start small again."""

CONNECTION_LIMIT_WAIT_S = 60.0
OVERLOAD_FACTOR = 4.0


class LoginBlockedError(TradedeckError):
    """No login may be sent until the user has done something."""


class RetryRules:
    """Blocks after refusals, a budget of logins, and waiting times that grow."""

    def __init__(
        self, endpoint: Endpoint, *, clock: Clock, random: Uniform, guard: LoginGuard, budget: LoginBudget
    ) -> None:
        self._venue = endpoint.addresses[0].main
        self._clock = clock
        self._guard = guard
        self._budget = budget
        self._backoff = Backoff(random)
        self._ready_since: float | None = None

    @property
    def tries(self) -> int:
        """How many times was waited since the last good link."""
        return self._backoff.tries

    def check_block(self, credentials: Credentials) -> None:
        """Raise LoginBlockedError while an earlier refusal holds; a password just typed is worth one try."""
        until_ms = self._guard.login_blocked_until_ms(self._venue, credentials.login)
        left_ms = until_ms - self._clock.now_ms()
        if left_ms > 0 and not credentials.typed:
            raise LoginBlockedError(
                "The broker refused this login",
                f"the next try is safe in {-(-left_ms // 60_000)} min",
                "Correct login or password, or type the password at the prompt.",
            )

    def budget_wait_s(self) -> float:
        """Return the seconds until the next login is within the budget."""
        return self._budget.wait_s(self._clock.monotonic())

    def login_sent(self) -> None:
        """Count a login."""
        self._budget.spend(self._clock.monotonic())

    def login_refused(self, credentials: Credentials, error: CommandRefusedError) -> None:
        """Block the login and raise LoginBlockedError when another automatic one would do harm."""
        if error.code in CREDENTIAL_CODES:
            self._guard.block_login(self._venue, credentials.login, self._clock.now_ms() + BLOCK_MS)
            info = lookup(error.code)
            raise LoginBlockedError(f"{info.meaning} ({error.code})", "", info.advice) from None

    def delay_s(self, error: TradedeckError) -> float:
        """Return how long to wait after `error`."""
        code = error.code if isinstance(error, CommandRefusedError) else ""
        delay = self._backoff.next_delay_s(OVERLOAD_FACTOR if code == OVERLOAD_CODE else 1.0)
        return max(CONNECTION_LIMIT_WAIT_S, delay) if code == CONNECTION_LIMIT_CODE else delay

    def became_ready(self) -> None:
        """Note that a link is up and synced."""
        self._ready_since = self._clock.monotonic()

    def was_lost(self) -> None:
        """Note that the link ended; one that was good for a while lets waiting times start small again."""
        since, self._ready_since = self._ready_since, None
        if since is not None and self._clock.monotonic() - since >= PROVEN_AFTER_S:
            self._backoff.reset()


def describe(error: TradedeckError) -> str:
    """Return one line about what ended a try."""
    if isinstance(error, CommandRefusedError):
        return f"{lookup(error.code).meaning} ({error.code})"
    return ": ".join(filter(None, (error.title, error.detail)))
