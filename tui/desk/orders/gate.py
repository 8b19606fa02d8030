"""Every reason why an order must not be confirmed or must not leave, asked before the review, at the press, and again
right before the write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tui.clock import Clock
from tui.desk.orders.book import OrderBook
from tui.desk.orders.ports import JournalLike
from tui.desk.orders.service import TradingState
from tui.domain.events import LinkState
from tui.domain.evidence import levels_equal
from tui.domain.freshness import Freshness
from tui.domain.intent import Action, OrderWish
from tui.domain.limits import NO_LIMITS, TradingLimits
from tui.domain.order import Order
from tui.domain.position import PendingOrder, Position, Side
from tui.domain.steps import OrderState
from tui.store.select import freshness_of
from tui.store.store import Store

_MINUTE_MS = 60_000
_NO_LINES = TradingState(False, "There is no connection to the broker", "Orders are possible once it stands.")
_FRESHNESS = {
    Freshness.CLOSED: "the market is closed",
    Freshness.STALE: "the price is stale: the broker has been silent for too long",
    Freshness.DOWN: "there is no connection to the broker",
    Freshness.WAITING: "no price has come yet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSetup:
    """What one account's order desk is made with.

    `account` is `environment:login`; `real`: it must be armed by typing its number. `journal` None: nothing can be
    written down, and `journal_problem` says why. `random_bits` is the chance in tags (`Random.getrandbits`).
    `one_click`: the config wants orders without a review once the account is armed.
    """

    account: str
    badge: str
    journal: JournalLike | None
    random_bits: Callable[[int], int]
    journal_problem: str = ""
    read_only: bool = False
    real: bool = False
    limits: TradingLimits = field(default=NO_LIMITS)
    one_click: bool = False

    @property
    def login(self) -> str:
        """The account's number."""
        return self.account.rpartition(":")[2]


class Gate:
    """Says whether orders may be made, and which ones may not."""

    def __init__(self, book: OrderBook, store: Store, clock: Clock) -> None:
        self._book = book
        self._store = store
        self._clock = clock
        self.setup: OrderSetup | None = None
        self.armed = False
        self.reconciled = False
        self.closing = False
        self.broken = ""
        self.making: list[OrderWish] = []
        """What has been confirmed and is being written down."""

    def trading(self, symbol: str | None, *, closing: bool) -> TradingState:
        """See `OrderService.trading`."""
        off = self.off()
        if off is not None:
            return off
        if symbol is not None:
            problem = self.price_problem(symbol)
            if problem:
                return TradingState(False, f"{symbol}: {problem}", "Orders are possible once there is a live price.")
            doubtful = None if closing else self.doubtful(symbol)
            if doubtful is not None:
                hint = f"Type {symbol} to trade all the same, or wait for its fate. Closing is possible."
                return TradingState(False, f"The fate of an order on {symbol} is unknown", hint, override=symbol)
        return TradingState(True)

    def off(self) -> TradingState | None:
        """Return why nothing at all can be confirmed, None when orders are on."""
        setup = self.setup
        if setup is None:
            return TradingState(False, "The order desk has not started", "Orders are possible once it has.")
        if setup.read_only:
            return TradingState(False, "This run is read-only", "Start without --read-only to trade.")
        return self._journal_off(setup) or self._link_off(setup)

    def _journal_off(self, setup: OrderSetup) -> TradingState | None:
        if setup.journal is not None and setup.journal.holder:
            hint = "Trade there, or end it and start this one again."
            return TradingState(False, f"Another tradedeck trades on this account ({setup.journal.holder})", hint)
        if self.broken or setup.journal is None:
            why = self.broken or setup.journal_problem or "it was not opened"
            hint = "Nothing is sent that cannot be written down first. Put it right and start again."
            return TradingState(False, f"The order journal cannot be written: {why}", hint)
        return None

    def _link_off(self, setup: OrderSetup) -> TradingState | None:
        if self.closing:
            return TradingState(False, "The program is ending")
        link = self._store.link
        if not link.up:
            return _NO_LINES
        if not self.reconciled or link.current.state is not LinkState.READY:
            hint = "Orders are possible once positions and orders agree with the broker's."
            return TradingState(False, "The account is being compared with the broker", hint)
        if setup.real and not self.armed:
            hint = f"Type the account's number to arm it for this run: {setup.login}."
            return TradingState(False, "The real account is not armed", hint)
        return None

    def doubtful(self, symbol: str) -> Order | None:
        """Return an opening of unknown fate on that symbol."""
        return next(
            (
                order
                for order in self._book.unsettled()
                if order.state is OrderState.UNKNOWN
                and order.intent.action.adds_risk
                and order.intent.wish.symbol == symbol
            ),
            None,
        )

    def price_problem(self, symbol: str) -> str:
        """Return why no order may rest on the symbol's price, empty when one may."""
        fresh = freshness_of(self._store, symbol, self._clock.monotonic(), self._clock.now_ms())
        return "" if fresh.trustworthy else _FRESHNESS[fresh]

    def stale(self, wish: OrderWish) -> str:
        """Return why a wish cannot rest on its price; changing and deleting do not rest on one."""
        if wish.action in (Action.MODIFY, Action.DELETE):
            return ""
        problem = self.price_problem(wish.symbol)
        return f"{wish.symbol}: {problem}" if problem else ""

    def objection(self, order: Order) -> str:
        """Return why an order must not leave at this very moment, empty when it may."""
        off = self.off()
        return off.reason if off is not None else self.stale(order.intent.wish)

    def moved(self, wish: OrderWish, bid: Decimal | None, ask: Decimal | None) -> str:
        """Return by how much the market has moved against what was confirmed, if that is more than the user allows."""
        most = self._limits.max_price_move_points
        if most is None or wish.action not in (Action.OPEN, Action.CLOSE):
            return ""
        buys = (wish.side is Side.BUY) == (wish.action is Action.OPEN)
        seen = ask if buys else bid
        state = self._store.market.prices.get(wish.symbol)
        now = None if state is None else state.quote.ask if buys else state.quote.bid
        digits = self._store.market.digits(wish.symbol)
        if seen is None or now is None or digits is None:
            return f"{wish.symbol}: there is no price to compare with"
        points = abs(now - seen).scaleb(digits)
        return f"{wish.symbol} moved by {points:f} points to {now}" if points > most else ""

    def refusal(self, wishes: Sequence[OrderWish]) -> str:
        """Return which own limit or other order stands in the way of these wishes, empty when none does."""
        adding = [wish for wish in wishes if wish.action.adds_risk]
        for wish in adding:
            problem = self._over_limit(wish)
            if problem:
                return problem
        if adding and self._too_many(len(adding)):
            return f"More than {self._limits.max_orders_per_minute} orders in a minute are over your limit"
        return next((problem for wish in wishes if (problem := self.conflict(wish))), "")

    def _over_limit(self, wish: OrderWish) -> str:
        limits = self._limits
        if limits.max_lots is not None and wish.volume > limits.max_lots:
            return f"{wish.volume} lots are over your limit of {limits.max_lots}"
        if limits.max_value is not None:
            value = self._value(wish)
            if value is None:
                return f"The value of the order on {wish.symbol} is not known, and you have set a limit for it"
            if value > limits.max_value:
                return f"The order's value of {value:.2f} is over your limit of {limits.max_value}"
        return ""

    def _value(self, wish: OrderWish) -> Decimal | None:
        """Return the nominal value in account currency by the conversion that an open position shows, None unknown."""
        instrument = self._store.market.instruments.get(wish.symbol)
        profile = self._store.account.profile
        if instrument is None or profile is None:
            return None
        own = instrument.currency if instrument.currency_pair else instrument.profit_currency
        nominal = wish.volume * instrument.contract_size * (1 if instrument.currency_pair else wish.price)
        if own == profile.currency:
            return nominal
        if instrument.profit_currency == profile.currency:
            return wish.volume * instrument.contract_size * wish.price
        rates = (
            row.margin_rate for row in self._store.account.positions.values() if row.symbol == wish.symbol
        )  # the record's rate brings the nominal to account currency
        rate = next((rate for rate in rates if rate), None)
        return None if rate is None else nominal * rate

    def _too_many(self, count: int) -> bool:
        most = self._limits.max_orders_per_minute
        if most is None:
            return False
        since_ms = self._clock.now_ms() - _MINUTE_MS
        recent = sum(1 for order in self._book if order.intent.action.adds_risk and order.steps[0].at_ms > since_ms)
        return recent + sum(wish.action.adds_risk for wish in self.making) + count > most

    def conflict(self, wish: OrderWish) -> str:
        """Return which order that is under way on the same trade stands in the way, empty when none does."""
        if wish.position is None:
            return ""
        under_way = any(
            order.state.in_flight and order.intent.wish.position == wish.position
            for order in self._book.on_trade(wish.position)
        )
        if under_way or any(each.position == wish.position for each in self.making):
            return f"Another order on position {wish.position} is under way"
        return self._gone(wish)

    def _gone(self, wish: OrderWish) -> str:
        account = self._store.account
        shelf: Mapping[int, Position | PendingOrder] = account.pending if wish.on_pending else account.positions
        row = shelf.get(wish.position or 0)
        if row is None:
            return f"{wish.symbol} {wish.position} is not open any more"
        if wish.action is Action.MODIFY and levels_equal(wish, row):
            # Its effect could not be told from its absence.
            return f"{wish.symbol} {wish.position} has these levels already"
        return ""

    @property
    def _limits(self) -> TradingLimits:
        return NO_LIMITS if self.setup is None else self.setup.limits
