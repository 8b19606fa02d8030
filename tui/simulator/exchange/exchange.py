"""The exchange of the simulated venue, as the server sees it: submit, advance, ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tui.simulator.exchange.book import Book
from tui.simulator.exchange.events import EventSink
from tui.simulator.exchange.records import (
    AccountFigures,
    CommissionDef,
    IbRecord,
    Ledger,
    Refusal,
    RequestStatus,
    TradeRecord,
    UserData,
)
from tui.simulator.exchange.settings import ExchangeSettings
from tui.simulator.market import Market


class Exchange:
    """Accounts, orders, matching and history on one market. Synchronous, no clock of its own.

    The constructor reads `book`; an empty book gets the accounts with a believable past before `now_ms`, a filled one
    is continued and the time since its last mark is advanced (stops may have fired). Events go to `sink`.
    Every query raises KeyError for a login that does not exist.
    """

    def __init__(self, market: Market, settings: ExchangeSettings, book: Book, sink: EventSink, now_ms: int) -> None:
        raise NotImplementedError

    def advance(self, now_ms: int) -> None:
        """Let the market move to `now_ms`: fills, stops, trailing, expiry, swaps, stop-out, the scripted trader."""
        raise NotImplementedError

    def submit(
        self, login: str, info: Mapping[str, object], now_ms: int, *, connection: str = "", frame_bytes: int = 0
    ) -> int | Refusal:
        """Take one tradeTransInfo as received (wire names, section 5.22).

        Returns the request number, or a Refusal when it is refused at once. A taken request is PENDING and becomes
        ACCEPTED or REJECTED 50–400 ms later inside `advance`.
        """
        raise NotImplementedError

    def authenticate(self, login: str, password: str) -> bool:
        """Tell whether the account exists and the password fits."""
        raise NotImplementedError

    def user_data(self, login: str) -> UserData:
        """Return what getCurrentUserData tells."""
        raise NotImplementedError

    def margin_level(self, login: str, now_ms: int) -> AccountFigures:
        """Return the account's figures at the prices of `now_ms`."""
        raise NotImplementedError

    def trades(self, login: str, opened_only: bool, now_ms: int) -> list[TradeRecord]:
        """Return open positions (live close price and profit) and pending orders; all of today's closed ones
        too when `opened_only` is false."""
        raise NotImplementedError

    def history(self, login: str, start_ms: int, end_ms: int, now_ms: int) -> list[TradeRecord]:
        """Return trades closed and balance operations made in the range; start 0 = a month ago, end 0 = now."""
        raise NotImplementedError

    def records(self, login: str, positions: Iterable[int], now_ms: int) -> list[TradeRecord]:
        """Return the records with these position numbers, open, pending or closed; unknown numbers are left out."""
        raise NotImplementedError

    def status(self, login: str, number: int) -> RequestStatus | None:
        """Return the state of a request of this login, None when there is no such request."""
        raise NotImplementedError

    def margin_trade(self, login: str, symbol: str, volume: Decimal, now_ms: int) -> Decimal | Refusal:
        """Return the margin that a new position would need; an unknown symbol is BE115, a bad volume BE003."""
        raise NotImplementedError

    def profit_calculation(
        self,
        login: str,
        symbol: str,
        operation: int,
        open_price: Decimal,
        close_price: Decimal,
        volume: Decimal,
        now_ms: int,
    ) -> Decimal | Refusal:
        """Return the profit of a theoretical trade in account currency."""
        raise NotImplementedError

    def commission_def(self, login: str, symbol: str, volume: Decimal, now_ms: int) -> CommissionDef | Refusal:
        """Return the expected commission and the rate of exchange."""
        raise NotImplementedError

    def ibs_history(self, login: str, start_ms: int, end_ms: int) -> list[IbRecord] | Refusal:
        """Return the introduced clients' trades in the range; not an IB account is EX006."""
        raise NotImplementedError

    def ledger(self, now_ms: int) -> Ledger:
        """Return the venue's truth."""
        raise NotImplementedError

    def close(self) -> None:
        """Write what is left and let go of the book."""
        raise NotImplementedError
