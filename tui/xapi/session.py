"""The session: login, both sockets and every reconnect as one state machine that reports events."""

from __future__ import annotations

import asyncio
import random as random_module
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tui.clock import Clock
from tui.domain.events import ClockJumped, Event, LinkChanged, LinkState
from tui.errors import CommandRefusedError, LinkError, ProtocolError, TradedeckError
from tui.xapi.codes import lookup
from tui.xapi.connection import Exchange
from tui.xapi.dialer import Dialer
from tui.xapi.endpoint import Credentials, Endpoint
from tui.xapi.hosts import Hosts
from tui.xapi.link import Link, LinkTools
from tui.xapi.login_guard import LoginBudget, LoginGuard
from tui.xapi.pacing import Lane
from tui.xapi.pending import NotSentError, OrderHooks, OrderReply
from tui.xapi.request import Command
from tui.xapi.rules import RetryRules, describe
from tui.xapi.timing import cancelled, until
from tui.xapi.transport import Dial
from tui.xapi.watch import Counters, watch_sleep
from tui.xapi.wishes import QuoteWish, Wishes

R = TypeVar("R")


RATIONED = "Too many logins in a short time; the broker might lock the account"
"""Why a try is put off although the link could be made sooner."""


class Session:
    """One login at one venue, kept alive until closed.

    The owner reacts to `LinkChanged(SYNCING)` by asking for its snapshots and then calls `mark_ready()`; SYNCING comes
    again within one epoch after the stream alone was lost. The venue's candle stream stays silent for a symbol until a
    chart was asked for it in the same login, so the owner asks for a chart of every symbol in `wish_candles` after each
    SYNCING with a new epoch.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Callable[[], Awaitable[Credentials]],
        *,
        clock: Clock,
        random: random_module.Random,
        emit: Callable[[Event], None],
        guard: LoginGuard,
        app_name: str = "tradedeck",
        dial: Dial | None = None,
        budget: LoginBudget | None = None,
    ) -> None:
        self._credentials = credentials
        self._clock = clock
        self._emit = emit
        self._app_name = app_name
        self._rules = RetryRules(endpoint, clock=clock, random=random, guard=guard, budget=budget or LoginBudget())
        self._wishes = Wishes()
        self.counters = Counters()
        dial = dial or Dialer()
        self._hosts = Hosts(endpoint.addresses, clock, dial)
        self._tools = LinkTools(clock, dial, self._wishes, emit, self.counters, self._stream_lost, self._stream_back)
        self._state = LinkState.OFFLINE
        self._epoch = 0
        self._host = ""
        self._link: Link | None = None
        self._wake = asyncio.Event()
        self._closing = False
        self._running = False
        self._ended = asyncio.Event()

    @property
    def epoch(self) -> int:
        """The number of the login; replies of an older one are never believed."""
        return self._epoch

    @property
    def state(self) -> LinkState:
        """Where the session stands."""
        return self._state

    async def run(self) -> None:
        """Keep the session up until `close`; raises nothing for a lost link."""
        self._running = True
        watcher = asyncio.ensure_future(watch_sleep(self._clock, self._jumped))
        try:
            while not self._closing:
                await self._live_until_woken()
        finally:
            await cancelled(watcher)
            self._enter(LinkState.CLOSED)
            self._ended.set()

    async def close(self) -> None:
        """Log out, close both sockets and end `run`."""
        self._closing = True
        self._wake.set()
        if self._running:
            await self._ended.wait()

    async def request(self, command: Command[R], lane: Lane = Lane.USER, ttl_s: float | None = None) -> R:
        """Send a command and return its typed answer.

        Raises NotSentError when the command provably never left (no link, or `ttl_s` ran out in the queue),
        ReplyTimeoutError when its fate is unknown, CommandRefusedError with the broker's code, ProtocolError when
        the answer cannot be read (the command may have been carried out), GuardError when it is too long.
        """
        return (await self.exchange(command, lane, ttl_s)).value

    async def exchange(self, command: Command[R], lane: Lane = Lane.USER, ttl_s: float | None = None) -> Exchange[R]:
        """Like `request`, with the times of writing and answering."""
        if self._link is None:
            raise NotSentError(f"{command.name} was not sent", "there is no connection to the broker")
        return await self._link.main.exchange(command, lane, ttl_s)

    async def send_order(self, command: Command[int], ttl_s: float, hooks: OrderHooks) -> OrderReply:
        """Send a trade command, at most once, and return the direct reply (XAPI 5.3.22).

        `hooks.barrier(epoch)` is awaited when its turn has come, after pacing and right before the write; if it
        raises, nothing is written. `written` is called once the network took the frame, unless its fate was settled
        before. `late` is called when a reply comes on the same socket after this call has ended without one. Both must
        not raise. Who cancels this call before the write prevents it; afterwards only `late` tells of the reply.

        Raises NotSentError: nothing of it was ever handed to the network (no link, too long a frame, a barrier that
        raised, `ttl_s` over before the write). Raises ReplyTimeoutError and ProtocolError: its fate is unknown.
        """
        if self._link is None:
            raise NotSentError(f"{command.name} was not sent", "there is no connection to the broker")
        return await self._link.main.send_order(command, ttl_s, hooks)

    def mark_ready(self, epoch: int | None = None) -> None:
        """Say that the snapshots of this login are in; ignored for an epoch that has passed."""
        if self._state is LinkState.SYNCING and epoch in (None, self._epoch):
            self._rules.became_ready()
            self._enter(LinkState.READY)

    def reconnect(self) -> None:
        """Drop the session, a block or a waiting time, and try at once: the user wants it."""
        self._wake.set()

    def wish_quotes(self, wishes: Sequence[QuoteWish]) -> None:
        """Want exactly these ticks, the most urgent first."""
        self._wishes.want_quotes(wishes)
        self._wishes_changed()

    def wish_candles(self, symbols: Sequence[str]) -> None:
        """Want completed minutes of exactly these symbols; see the class about the chart to ask for first."""
        self._wishes.want_candles(symbols)
        self._wishes_changed()

    def wish_account(self, wanted: bool) -> None:
        """Want balance, profits, trades, trade status and news."""
        self._wishes.want_account(wanted)
        self._wishes_changed()

    def _wishes_changed(self) -> None:
        if self._link is not None:
            self._link.wishes_changed()

    def _enter(self, state: LinkState, detail: str = "", hint: str = "", retry_in_s: float | None = None) -> None:
        self._state = state
        now = self._clock.monotonic()
        retry_at = None if retry_in_s is None else now + retry_in_s
        self._emit(LinkChanged(state, self._epoch, now, self._host, detail, hint, self._rules.tries, retry_at))

    async def _live_until_woken(self) -> None:
        """Run one try; closing, a sleep of the machine and the user's wish to try now cut it short wherever it is."""
        self._wake.clear()
        await until(self._live_once(), self._wake)

    async def _live_once(self) -> None:
        """Connect, log in and hold the link until it is lost; then wait as the loss asks for."""
        try:
            await self._connect_and_hold()
        except (LinkError, ProtocolError, CommandRefusedError) as error:
            hint = lookup(error.code).advice if isinstance(error, CommandRefusedError) else error.hint
            seconds, rationed_s = self._rules.delay_s(error), self._rules.budget_wait_s()
            if rationed_s > seconds:
                # The next try is announced for when it can be: a countdown that ends in another one is a lie.
                seconds, hint = rationed_s, RATIONED
            await self._wait(seconds, describe(error), hint)
        except TradedeckError as error:
            # A refused login, or a secret that could not be had: asking again by ourselves would do harm.
            self._enter(LinkState.BLOCKED, describe(error), error.hint)
            await asyncio.Event().wait()

    async def _wait(self, seconds: float, detail: str, hint: str = "") -> None:
        self._enter(LinkState.WAITING, detail, hint, seconds)
        await self._clock.sleep(seconds)

    async def _connect_and_hold(self) -> None:
        credentials = await self._credentials()
        self._rules.check_block(credentials)
        budget_wait_s = self._rules.budget_wait_s()
        if budget_wait_s > 0:
            await self._wait(budget_wait_s, RATIONED)
        address, transport = await self._hosts.connect(self._trying)
        self._epoch += 1
        self._enter(LinkState.LOGGING_IN)
        self._rules.login_sent()
        link = Link(self._tools, address, transport, self._epoch)
        try:
            await self._log_in(link, credentials)
            del credentials
            await link.open_stream()
            self._link = link
            self._enter(LinkState.SYNCING)
            await link.hold()
        finally:
            self._link = None
            self._rules.was_lost()
            await link.close(log_out=self._closing)

    def _trying(self, host: str) -> None:
        self._host = host
        self._enter(LinkState.CONNECTING)

    async def _log_in(self, link: Link, credentials: Credentials) -> None:
        try:
            await link.log_in(credentials, self._app_name)
        except CommandRefusedError as error:
            self._rules.login_refused(credentials, error)
            raise

    def _stream_lost(self, error: LinkError) -> None:
        self._rules.was_lost()
        self._enter(LinkState.CONNECTING, f"{error.title}; prices are being connected anew")

    def _stream_back(self) -> None:
        self._enter(LinkState.SYNCING)

    def _jumped(self, seconds: float) -> None:
        self._emit(ClockJumped(seconds, self._clock.monotonic()))
        # Sockets may look alive after a sleep; the next try comes at once.
        self._wake.set()
