"""History of a chosen range, page by page: the account's own trades, and those of an introducing broker's clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.errands import Errands
from tui.desk.fetching import fetching
from tui.desk.reading import ReadingDesk
from tui.domain.candle import DAY_MS
from tui.domain.events import Event, HistoryLoaded
from tui.domain.history import Span, missing, pages
from tui.errors import CommandRefusedError, ReplyTimeoutError
from tui.store.store import Store

if TYPE_CHECKING:
    from tui.domain.ib import IbDeal

SMALLEST_PAGE_MS = DAY_MS
"""A page that the broker finds too large is halved, but not below this."""

_TOO_LARGE = "EX009"

_NO_IB = "This account is no introducing broker's account"
_NO_IB_HINT = "The broker says so (getCurrentUserData: ibAccount is false). Log in with the IB's own account to see it."


class HistoryDesk(ReadingDesk):
    """Reads closed trades and cash of a range; what has been read before is not asked for again."""

    def __init__(self, store: Store, clock: Clock, errands: Errands, emit: Callable[[Event], None]) -> None:
        super().__init__(store, clock, errands, emit)
        self._turn = 0

    def load(self, from_ms: int, to_ms: int) -> None:
        """Want the history from `from_ms` until before `to_ms` (UTC); the newest pages come first.

        `store.history` says how far it is, `store.account.history` has the rows. A range that is wanted while another
        is being read takes its place.
        """
        self._turn += 1
        turn = self._turn
        self._store.history.wanted = (from_ms, to_ms)
        self._errands.start("history range", "History", lambda: self._load((from_ms, to_ms), turn))

    def again(self) -> None:
        """Read what is still missing of the wanted range: after a break of the link, or a failure."""
        if self._store.history.wanted is not None:
            self.load(*self._store.history.wanted)

    def cancel(self) -> None:
        """Read no further page; what has come stays."""
        self._turn += 1

    def refresh(self) -> None:
        """Forget what was read and read the wanted range anew."""
        self._store.history.covered = ()
        self.again()

    async def _load(self, wanted: Span, turn: int) -> None:
        broker, history = self._broker, self._store.history
        if broker is None:
            return
        now_ms = self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())
        waiting = pages(missing(wanted, history.covered))
        async with fetching(history.fetch, history.told, "the history", len(waiting)):
            while waiting and turn == self._turn:
                page = waiting.pop(0)
                try:
                    trades = await broker.closed_trades(*page)
                except (CommandRefusedError, ReplyTimeoutError) as error:
                    waiting[:0] = _halves(page, error)
                    history.fetch.total += 1
                    continue
                self._emit(HistoryLoaded(tuple(trades), *page))
                # What closes from now on may not be in the answer yet.
                history.cover((page[0], min(page[1], now_ms)))
                history.fetch.paged()
            if turn == self._turn:
                history.fetch.ready(now_ms)
            else:
                history.fetch.failed("Not all of it was read", "Refresh to go on.")
            history.told()


class IbDesk:
    """Reads what the clients of an introducing broker traded."""

    def __init__(self, store: Store, clock: Clock, errands: Errands) -> None:
        self._store = store
        self._clock = clock
        self._errands = errands
        self._broker: Broker | None = None
        self._turn = 0

    def attach(self, broker: Broker) -> None:
        """Use this broker from now on; what another one said is forgotten."""
        self._broker = broker
        self._store.ib.forget()

    @property
    def refused(self) -> bool:
        """Whether the broker says that this is no introducing broker's account: nothing is then asked."""
        profile = self._store.account.profile
        return profile is not None and not profile.ib_account

    def load(self, from_ms: int, to_ms: int) -> None:
        """Want the clients' trades of a range (UTC); `store.ib` has them and says how far it is."""
        store = self._store.ib
        if self._broker is None:
            return
        self._turn += 1
        turn = self._turn
        store.want((from_ms, to_ms))
        if self.refused:
            store.fetch.failed(_NO_IB, _NO_IB_HINT, refused=True)
            return
        self._errands.start("ib", "IB history", lambda: self._load((from_ms, to_ms), turn))

    def cancel(self) -> None:
        """Read no further page; what was known before stays."""
        self._turn += 1

    async def _load(self, wanted: Span, turn: int) -> None:
        broker, store = self._broker, self._store.ib
        if broker is None:
            return
        waiting: list[Span] = pages([wanted])
        found: list[IbDeal] = []
        async with fetching(store.fetch, store.told, "the clients' trades", len(waiting)):
            while waiting and turn == self._turn:
                page = waiting.pop(0)
                try:
                    deals = await broker.ib_history(*page)
                except (CommandRefusedError, ReplyTimeoutError) as error:
                    waiting[:0] = _halves(page, error)
                    store.fetch.total += 1
                    continue
                # A deal on the very end of a page belongs to the page after it.
                found += [deal for deal in deals if deal.at_ms is None or deal.at_ms < page[1] or page[1] == wanted[1]]
                store.fetch.paged()
                store.told()
            if turn == self._turn:
                store.deals = sorted(found, key=lambda deal: deal.at_ms or 0, reverse=True)
                store.fetch.ready(self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms()))
            else:
                store.fetch.failed("Not all of it was read", "Refresh to begin again.")
            store.told()


def _halves(page: Span, error: CommandRefusedError | ReplyTimeoutError) -> list[Span]:
    """Return the halves of a page that was too much for the broker, newest first; other errors go on."""
    start, end = page
    too_large = isinstance(error, ReplyTimeoutError) or error.code == _TOO_LARGE
    if not too_large or end - start <= SMALLEST_PAGE_MS:
        raise error
    middle = (start + end) // 2
    return [(middle, end), (start, middle)]
