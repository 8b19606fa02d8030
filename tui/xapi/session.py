"""The session: login, both sockets and every reconnect as one state machine that reports events."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tui.clock import Clock
from tui.domain.events import Event, LinkState
from tui.xapi.commands import Command
from tui.xapi.endpoint import Credentials, Endpoint
from tui.xapi.login_guard import LoginGuard
from tui.xapi.pacing import Lane
from tui.xapi.wishes import QuoteWish

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Exchange(Generic[R]):
    """An answer with the monotonic seconds at which the command was written and the reply came."""

    value: R
    asked: float
    received: float


class Session:
    """One login at one venue, kept alive until closed.

    The owner reacts to `LinkChanged(SYNCING)` by asking for its snapshots and then calls `mark_ready()`. The venue's
    candle stream stays silent for a symbol until a chart was asked for it in the same login, so the owner asks for a
    chart of every symbol in `wish_candles` after each `SYNCING` with a new epoch.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Callable[[], Awaitable[Credentials]],
        *,
        clock: Clock,
        random: random.Random,
        emit: Callable[[Event], None],
        guard: LoginGuard,
        app_name: str = "tradedeck",
    ) -> None:
        raise NotImplementedError

    @property
    def epoch(self) -> int:
        """The number of the login; replies of an older one are never believed."""
        raise NotImplementedError

    @property
    def state(self) -> LinkState:
        """Where the session stands."""
        raise NotImplementedError

    async def run(self) -> None:
        """Keep the session up until `close`; raises nothing for a lost link."""
        raise NotImplementedError

    async def close(self) -> None:
        """Log out, close both sockets and end `run`."""
        raise NotImplementedError

    async def request(self, command: Command[R], lane: Lane = Lane.USER, ttl_s: float | None = None) -> R:
        """Send a command and return its typed answer.

        Raises NotSentError when the command provably never left (no link, or `ttl_s` ran out in the queue),
        ReplyTimeoutError when its fate is unknown, CommandRefusedError with the broker's code, ProtocolError when
        the answer cannot be read.
        """
        raise NotImplementedError

    async def exchange(self, command: Command[R], lane: Lane = Lane.USER, ttl_s: float | None = None) -> Exchange[R]:
        """Like `request`, with the times of writing and answering."""
        raise NotImplementedError

    def mark_ready(self, epoch: int | None = None) -> None:
        """Say that the snapshots of this login are in; ignored for an epoch that has passed."""

    def retry(self) -> None:
        """End a block or a waiting time by hand: the user wants to try now."""

    def wish_quotes(self, wishes: Sequence[QuoteWish]) -> None:
        """Want exactly these ticks, the most urgent first."""

    def wish_candles(self, symbols: Sequence[str]) -> None:
        """Want completed minutes of exactly these symbols."""

    def wish_account(self, wanted: bool) -> None:
        """Want balance, profits, trades, trade status and news."""
