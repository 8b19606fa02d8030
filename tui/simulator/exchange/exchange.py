"""The exchange of the simulated venue, as the server sees it: submit, advance, ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.album import Album
from tui.simulator.exchange.awakening import Awakening
from tui.simulator.exchange.book import Book
from tui.simulator.exchange.danger import Danger
from tui.simulator.exchange.dealing import Dealing
from tui.simulator.exchange.events import Event, EventSink, TradeChanged
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.market_view import MarketView, Prices
from tui.simulator.exchange.matching import Matching
from tui.simulator.exchange.queries import Queries
from tui.simulator.exchange.records import (
    SCRIPTED,
    USUAL,
    AccountFigures,
    CommissionDef,
    Course,
    IbRecord,
    Ledger,
    Refusal,
    RequestStatus,
    TradeRecord,
    UserData,
)
from tui.simulator.exchange.reporter import Reporter
from tui.simulator.exchange.requests import Requests
from tui.simulator.exchange.settings import ExchangeSettings
from tui.simulator.exchange.state import State
from tui.simulator.exchange.timeline import Timeline
from tui.simulator.exchange.trader import Trader

_MARK_EVERY_MS = 5_000


class Exchange:
    """Accounts, orders, matching and history on one market. Synchronous, no clock of its own.

    The constructor reads `book`; an empty book gets the accounts, a filled one is continued and the time since its last
    mark is advanced (stops may have fired). Each account gets a believable past when it is first asked for or acted on;
    until then it sleeps and costs nothing. Events go to `sink` once the book has the step that they tell of; a past
    tells nothing. A book of another seed or other accounts is a ValueError.
    Every query raises KeyError for a login that does not exist.
    """

    def __init__(
        self, market: MarketView, settings: ExchangeSettings, book: Book, sink: EventSink, now_ms: int
    ) -> None:
        self._sink = sink
        self._outbox: list[Event] = []
        self._profiles = {one.login: one for one in settings.accounts}
        self._prices = Prices(market, now_ms)
        self._state = State(book)
        self._state.own(settings.seed)
        self._settings = settings
        floor = Floor(self._prices, settings, self._state, self._profiles, self._outbox.append)
        self._accounting = accounting = Accounting(floor)
        dealing = Dealing(floor, accounting)
        self._matching = Matching(floor, accounting, dealing)
        self._requests = Requests(floor, accounting, dealing)
        self._album = Album(self._state)
        self._queries = Queries(floor, accounting, self._album)
        self._reporter = Reporter(floor, accounting)
        danger = Danger(floor, accounting)
        self._timeline = Timeline(floor, self._matching, danger, self._requests, self._commit)
        self._trader = Trader(floor, accounting)
        self._awakening = Awakening(floor)
        self._figures_at_ms = self._marked_at_ms = now_ms
        if self._state.is_new:
            self._awakening.found(now_ms)
        elif self._state.accounts.keys() != self._profiles.keys():
            raise ValueError("the venue's book was kept with other accounts: start it fresh")
        for _ in self._timeline.work(now_ms):
            pass
        for account in self._state.accounts.values():
            if not account.asleep:
                self._album.note(account.login, now_ms)
                self._trader.join(account.login, now_ms)
        self._commit()

    def advance(self, now_ms: int) -> None:
        """Let the market move to `now_ms`: fills, stops, trailing, expiry, swaps, stop-out, the scripted trader."""
        for _ in self.advancing(now_ms):
            pass

    def advancing(self, now_ms: int) -> Iterator[None]:
        """Do what `advance` does, and pause after each small part of a long way; a short one has no pause.

        The book is consistent at every pause: others may ask and submit meanwhile, at the time that is advanced to or
        later. They see what has been lived through so far. To be run to its end before the next one begins.
        """
        yield from self._timeline.work(now_ms)
        if not 0 <= now_ms - self._figures_at_ms < self._settings.figures_every_ms:
            self._figures_at_ms = now_ms
            self._matching.stop_out()
            self._reporter.tell()
        if self._settings.scripted_trader:
            self._trader.act(lambda profile, info: self._requests.submit(profile, info, SCRIPTED, 0, USUAL))
        self._state.mark(now_ms)
        late = not 0 <= now_ms - self._marked_at_ms < _MARK_EVERY_MS
        self._marked_at_ms = now_ms if late else self._marked_at_ms
        self._commit(also_mark=late)

    def submit(
        self,
        login: str,
        info: Mapping[str, object],
        now_ms: int,
        *,
        connection: str = "",
        frame_bytes: int = 0,
        course: Course = USUAL,
    ) -> int | Refusal | None:
        """Take one tradeTransInfo as received (wire names, section 5.22).

        Returns the request number, or a Refusal when it is refused at once. A taken request is PENDING and becomes
        ACCEPTED or REJECTED 50–400 ms later inside `advance`. Shape, symbol, volume, prices, hours and numbers are
        judged at once and again at execution, money at execution only. A `course` that holds the request gives None.
        """
        self._ask(login, now_ms)
        answer = self._requests.submit(self._profiles[login], info, connection, frame_bytes, course)
        self._commit()
        return answer

    def note(
        self,
        login: str,
        info: Mapping[str, object],
        now_ms: int,
        *,
        connection: str,
        frame_bytes: int,
        refusal: Refusal | None,
        fault: str | None,
    ) -> None:
        """Put a tradeTransaction in the ledger that never reaches an account: refused before it, or not answered."""
        self._prices.move(now_ms)
        self._requests.note(login, info, connection, frame_bytes, refusal=refusal, fault=fault)
        self._commit()

    def user_data(self, login: str) -> UserData:
        """Return what getCurrentUserData tells."""
        self._wake(login)
        return self._queries.user_data(login)

    def margin_level(self, login: str, now_ms: int) -> AccountFigures:
        """Return the account's figures at the prices of `now_ms`."""
        self._ask(login, now_ms)
        return self._accounting.figures(login)

    def trades(self, login: str, opened_only: bool, now_ms: int, *, as_of_ms: int | None = None) -> list[TradeRecord]:
        """Return open positions (live close price and profit) and pending orders.

        When `opened_only` is false, also what was closed since 00:00 CET. With `as_of_ms`, what was there at that
        moment of the last two minutes.
        """
        self._ask(login, now_ms)
        return self._queries.trades(login, opened_only=opened_only, as_of_ms=as_of_ms)

    def history(self, login: str, start_ms: int, end_ms: int, now_ms: int) -> list[TradeRecord]:
        """Return trades closed and balance operations made in the range, newest first.

        Start 0 is a month ago, end 0 is now; both ends count.
        """
        self._ask(login, now_ms)
        return self._queries.history(login, start_ms, end_ms)

    def records(
        self, login: str, positions: Iterable[int], now_ms: int, *, as_of_ms: int | None = None
    ) -> list[TradeRecord]:
        """Return what carries these position numbers, open, pending or closed; `as_of_ms` is as in `trades`."""
        self._ask(login, now_ms)
        return self._queries.records(login, positions, as_of_ms=as_of_ms)

    def status(self, login: str, number: int, *, connection: str = "") -> RequestStatus | None:
        """Return the state of a request of this login, None when there is none that this connection may ask for."""
        self._wake(login)
        return self._requests.status(login, number, connection)

    def margin_trade(self, login: str, symbol: str, volume: Decimal, now_ms: int) -> Decimal | Refusal:
        """Return the margin of a new position by itself; an unknown symbol is BE115, a bad volume BE003."""
        self._ask(login, now_ms)
        return self._queries.margin_trade(login, symbol, volume)

    def profit_calculation(
        self, login: str, symbol: str, operation: int, *, open_price: Decimal, close_price: Decimal, volume: Decimal,
        now_ms: int,
    ) -> Decimal | Refusal:  # fmt: skip
        """Return the profit of a theoretical trade in account currency."""
        self._ask(login, now_ms)
        return self._queries.profit(login, symbol, operation, opened=open_price, closed=close_price, volume=volume)

    def commission_def(self, login: str, symbol: str, volume: Decimal, now_ms: int) -> CommissionDef | Refusal:
        """Return the expected commission of one side (positive) and the rate base currency → account currency."""
        self._ask(login, now_ms)
        return self._queries.commission(login, symbol, volume)

    def ibs_history(self, login: str, start_ms: int, end_ms: int) -> list[IbRecord] | Refusal:
        """Return the introduced clients' trades in the range, end 0 = now; not an IB account is EX006."""
        self._wake(login)
        self._awakening.introduce(login)
        self._commit()
        return self._queries.ibs(login, start_ms, end_ms)

    def ledger(self, now_ms: int) -> Ledger:
        """Return the venue's truth; all accounts wake."""
        for login in self._profiles:
            self._wake(login)
        self._prices.move(now_ms)
        return self._queries.ledger()

    def close(self) -> None:
        """Write what is left and let go of the book."""
        self._state.close()

    def _ask(self, login: str, now_ms: int) -> None:
        """Get ready for a question or a deed of this login at this time."""
        self._wake(login)
        self._prices.move(now_ms)

    def _wake(self, login: str) -> None:
        """Give a sleeping account its past, written as one step."""
        if self._awakening.wake(login):
            self._album.note(login, self._state.counters.advanced_to_ms)
            self._trader.join(login, self._state.counters.advanced_to_ms)
            self._commit()

    def _commit(self, *, also_mark: bool = False) -> None:
        """Write the step, then let its events out: what a client has been told survives a kill."""
        self._state.commit(also_mark=also_mark)
        told, self._outbox[:] = list(self._outbox), []
        for login in {event.login: None for event in told if isinstance(event, TradeChanged)}:
            self._album.note(login, self._prices.now_ms)
        for event in told:
            self._sink(event)
