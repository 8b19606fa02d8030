"""One venue on a written-down market, and the orders that tests send to it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.unit.simulator_exchange.fake_market import START_MS, FakeMarket
from tui.simulator.exchange import (
    AccountProfile,
    Book,
    Course,
    Event,
    Exchange,
    ExchangeSettings,
    MemoryBook,
    Refusal,
    RequestState,
    TradeRecord,
)

PLAIN = ExchangeSettings(
    scripted_trader=False,
    with_past=False,
    accounts=(
        AccountProfile("1000", "EUR", "demo", Decimal("10000.00"), ib_account=True),
        AccountProfile("1001", "USD", "demo", Decimal("1000.00"), blocked_categories=frozenset({"CRT"}),
                       hidden_symbols=frozenset({"US500"})),
    ),
)  # fmt: skip


class Venue:
    """An exchange with its market, its time and what it has told so far."""

    def __init__(self, settings: ExchangeSettings = PLAIN, book: Book | None = None, **changes: object) -> None:
        self.market = FakeMarket()
        self.now_ms = START_MS
        self.told: list[Event] = []
        self.settings = replace(settings, **changes)  # type: ignore[arg-type]
        self.book = MemoryBook() if book is None else book
        self.exchange = self._open()

    def _open(self) -> Exchange:
        return Exchange(self.market, self.settings, self.book, self.told.append, self.now_ms)

    def restart(self, book: Book | None = None) -> None:
        """Build a second exchange on the same book, or on another one that was opened from the same folder."""
        self.book = self.book if book is None else book
        self.exchange = self._open()

    def pass_ms(self, ms: int) -> None:
        self.now_ms += ms
        self.exchange.advance(self.now_ms)

    def send(self, login: str = "1000", **info: object) -> int | Refusal | None:
        return self.exchange.submit(login, info, self.now_ms, connection="c1", frame_bytes=200)

    def taken(self, login: str = "1000", **info: object) -> int:
        """Send an order that must be taken; return its request number."""
        answer = self.send(login, **info)
        assert isinstance(answer, int), answer
        return answer

    def taken_with(self, course: Course, **info: object) -> int:
        """Send an order on a course that takes it; return its request number."""
        answer = self.exchange.submit("1000", info, self.now_ms, connection="c1", course=course)
        assert isinstance(answer, int), answer
        return answer

    def held(self, course: Course, **info: object) -> None:
        """Send an order on a course that holds it."""
        assert self.exchange.submit("1000", info, self.now_ms, connection="c1", course=course) is None

    def done_by(self, connection: str, **info: object) -> int:
        """Send an order on a connection and wait until it is executed."""
        answer = self.exchange.submit("1000", info, self.now_ms, connection=connection)
        assert isinstance(answer, int), answer
        self.pass_ms(500)
        return answer

    def done(self, login: str = "1000", **info: object) -> int:
        """Send an order and wait until it is accepted."""
        number = self.taken(login, **info)
        self.pass_ms(500)
        status = self.exchange.status(login, number)
        assert status is not None
        assert status.state is RequestState.ACCEPTED, status
        return number

    def rejected(self, login: str = "1000", **info: object) -> str | None:
        """Send an order that is taken and then rejected; return the code in the ledger."""
        number = self.taken(login, **info)
        self.pass_ms(500)
        status = self.exchange.status(login, number)
        assert status is not None
        assert status.state is RequestState.REJECTED
        return next(one.code for one in self.exchange.ledger(self.now_ms).transactions if one.request == number)

    def code(self, login: str = "1000", **info: object) -> str:
        """Send an order that must be refused at once; return the code."""
        answer = self.send(login, **info)
        assert isinstance(answer, Refusal), answer
        return answer.code

    def trades(self, login: str = "1000") -> list[TradeRecord]:
        return self.exchange.trades(login, True, self.now_ms)

    def position(self, login: str = "1000") -> TradeRecord:
        """Return the only trade that is open or pending."""
        (only,) = self.trades(login)
        return only

    def closed(self, login: str = "1000") -> list[TradeRecord]:
        """Return closed trades, oldest first, without balance operations."""
        records = self.exchange.history(login, 1, 0, self.now_ms)
        return [one for one in reversed(records) if one.symbol is not None]


def buy(volume: float = 0.1, **more: object) -> dict[str, object]:
    """A market order on EURUSD; fields given replace or add, None takes one away."""
    info: dict[str, object] = {"cmd": 0, "symbol": "EURUSD", "volume": volume, "type": 0, "price": 1.0, **more}
    return {name: value for name, value in info.items() if value is not None}
