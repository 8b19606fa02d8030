"""Opens the exchange on its book: at once, or in a thread while the venue already listens."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from tui.errors import UsageError
from tui.simulator.exchange import Book, Event, Exchange, ExchangeSettings, FileBook, MemoryBook
from tui.simulator.market import Market
from tui.simulator.office import Office
from tui.simulator.options import SimulatorOptions

JUDGED_WITHIN_S = 0.1


class Opening:
    """Makes the exchange of one venue and opens its office; the exchange's events go to `tell` from then on.

    Raises `UsageError` when the book cannot be read, written or continued.
    """

    def __init__(self, options: SimulatorOptions, settings: ExchangeSettings, office: Office) -> None:
        self._settings = settings
        self._office = office
        self._folder = options.folder
        self._book = self._open_book(fresh=options.fresh)
        self._is_old = bool(self._book.load())
        self._tell: Callable[[Event], None] | None = None

    def tell(self, listener: Callable[[Event], None]) -> None:
        """Have the exchange's events told from now on."""
        self._tell = listener

    def open_now(self, market: Market, now_ms: int) -> None:
        """Open the office before coming back."""
        self._office.open(self._exchange(market, now_ms))

    async def open_soon(self, twin: Callable[[], Market], now_ms: int) -> asyncio.Future[None]:
        """Begin to open the office in a thread; the future carries what goes wrong later.

        Writing the past of a new book takes a while, and so does living through the time since an old one was left.
        A book that cannot be continued is known at once: then this raises, before anybody was let in.
        A market is for one thread only, so the exchange gets a twin and keeps it. The thread is a daemon, so that
        ending the venue early does not wait for a past that nobody will see.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def finish(result: Exchange | Exception) -> None:
            if done.cancelled():
                return
            if isinstance(result, Exception):
                done.set_exception(result)
            else:
                self._office.open(result)
                done.set_result(None)

        def work() -> None:
            result: Exchange | Exception
            try:
                result = self._exchange(twin(), now_ms)
            except Exception as error:  # noqa: BLE001 - the venue's own task raises it
                result = error
            if not loop.is_closed():
                loop.call_soon_threadsafe(finish, result)

        threading.Thread(target=work, name="opening", daemon=True).start()
        if self._is_old:
            await asyncio.wait((done,), timeout=JUDGED_WITHIN_S)
        if done.done():
            done.result()
        return done

    def close(self) -> None:
        """Let go of the book."""
        if self._office.is_open:
            self._office.exchange.close()

    def _open_book(self, *, fresh: bool) -> Book:
        if self._folder is None:
            return MemoryBook()
        try:
            return FileBook(self._folder, fresh=fresh)
        except (OSError, ValueError) as error:
            raise UsageError("The book cannot be used", f"{self._folder}: {error}", "give another --folder") from error

    def _exchange(self, market: Market, now_ms: int) -> Exchange:
        try:
            return Exchange(market, self._settings, self._book, self._hear, now_ms)
        except ValueError as error:
            self._book.close()
            raise UsageError("The book cannot be used", str(error), "give another --folder, or --fresh") from error

    def _hear(self, event: Event) -> None:
        # The exchange speaks while it is being built, when nobody may listen yet.
        if self._tell is not None and self._office.is_open:
            self._tell(event)
