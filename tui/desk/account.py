"""The account on screen: snapshots at the start, after each change, and at intervals for what the stream may lose."""

from __future__ import annotations

from collections.abc import Callable

from tui.clock import Clock
from tui.desk.errands import Errands
from tui.desk.reading import ReadingDesk
from tui.domain.candle import DAY_MS
from tui.domain.events import Event, FiguresChanged, HistoryLoaded, ProfileLoaded, ServerTimeRead, TradesLoaded
from tui.domain.history import RECENT_DAYS
from tui.domain.news_events import VersionRead
from tui.store.store import Store

COMPARE_EVERY_S = 30.0
"""A living keepAlive does not prove that no trade event was lost, so everything open is compared at intervals."""

SETTLE_S = 2.0
"""How long after a change the snapshot is asked for that confirms it."""


class AccountDesk(ReadingDesk):
    """Reads figures, open trades, history and the clock of the account."""

    def __init__(self, store: Store, clock: Clock, errands: Errands, emit: Callable[[Event], None]) -> None:
        super().__init__(store, clock, errands, emit)
        self._compared = 0.0
        self._settle_at: float | None = None

    async def load_trades(self, *, polite: bool = False) -> None:
        """Compare everything open with the broker's word."""
        if self._broker is None:
            return
        asked = self._clock.monotonic()
        trades = await self._broker.open_trades(polite=polite)
        self._compared = self._clock.monotonic()
        self._emit(TradesLoaded(trades.positions, trades.pending, asked))

    async def load_figures(self, *, polite: bool = False) -> None:
        """Read balance, equity and margin."""
        if self._broker is not None:
            figures = await self._broker.figures(polite=polite)
            self._emit(FiguresChanged(figures, self._clock.monotonic()))

    async def load_profile(self) -> None:
        """Read the account's own data."""
        if self._broker is not None:
            self._emit(ProfileLoaded(await self._broker.profile()))

    async def load_version(self) -> None:
        """Read the version of the broker's API."""
        if self._broker is not None:
            self._emit(VersionRead(await self._broker.version()))

    async def load_clock(self) -> None:
        """Read the broker's clock; the reply is taken as half a round trip old."""
        if self._broker is None:
            return
        reading = await self._broker.server_time()
        server_ms = reading.server_ms + int(reading.round_trip_ms / 2)
        self._emit(ServerTimeRead(server_ms, server_ms - self._clock.now_ms()))

    def load_history(self) -> None:
        """Read the closed trades of the last days, behind everything else."""
        self._errands.start("history", "History", self._load_history)

    def compared(self) -> None:
        """Note that everything open has just been compared with the broker's word."""
        self._compared = self._clock.monotonic()

    def changed(self) -> None:
        """Note that a trade changed; a snapshot follows when things have settled."""
        if self._settle_at is None:
            self._settle_at = self._clock.monotonic() + SETTLE_S

    def keep(self) -> None:
        """Called about once a second while the session stands: compare when it is time to."""
        now = self._clock.monotonic()
        due = self._settle_at is not None and now >= self._settle_at
        if due or now - self._compared >= COMPARE_EVERY_S:
            self._settle_at = None
            self._compared = now
            self._errands.start("compare", "Open trades", self._compare)

    async def _compare(self) -> None:
        before = set(self._store.account.positions)
        await self.load_trades(polite=True)
        await self.load_figures(polite=True)
        account = self._store.account
        ended = {trade.position for trade in account.history.values()}
        if before - account.positions.keys() - ended:
            # The stream lost the end of a position: the history tells how it ended.
            await self._load_history()

    async def _load_history(self) -> None:
        if self._broker is None:
            return
        now_ms = self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())
        from_ms = now_ms - RECENT_DAYS * DAY_MS
        trades = await self._broker.closed_trades(from_ms, 0)
        self._emit(HistoryLoaded(tuple(trades), from_ms, now_ms))
