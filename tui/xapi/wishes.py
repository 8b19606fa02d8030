"""What is wanted from the stream: ordered wishes, and the commands of XAPI 6 that subscribe and stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.xapi.request import checked, encode

ALL_STREAMS = (
    "getBalance",
    "getCandles",
    "getKeepAlive",
    "getNews",
    "getProfits",
    "getTickPrices",
    "getTrades",
    "getTradeStatus",
    "ping",
    "stopBalance",
    "stopCandles",
    "stopKeepAlive",
    "stopNews",
    "stopProfits",
    "stopTickPrices",
    "stopTrades",
    "stopTradeStatus",
)
"""The names of all commands of the streaming socket."""


@dataclass(frozen=True, slots=True)
class QuoteWish:
    """Ticks of one symbol (XAPI 6.6).

    `min_arrival_ms` 0 lets the broker choose (200 ms), 1 means every tick; `max_level` None means all depth levels.
    """

    symbol: str
    min_arrival_ms: int = 0
    max_level: int | None = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """One stream, of the account (`symbol` empty) or of a symbol, with its options."""

    topic: str
    symbol: str = ""
    options: tuple[tuple[str, int], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What the venue holds one subscription for, whatever its options."""
        return self.topic, self.symbol

    def start_frame(self, token: str) -> str:
        """Return the command that subscribes. Raises GuardError when it is too long."""
        name = f"get{self.topic}"
        packet: dict[str, object] = {"command": name, "streamSessionId": token}
        if self.symbol:
            packet["symbol"] = self.symbol
        packet.update(self.options)
        return checked(encode(packet), name)

    def stop_frame(self) -> str:
        """Return the command that unsubscribes; it needs no token."""
        name = f"stop{self.topic}"
        packet = {"command": name, "symbol": self.symbol} if self.symbol else {"command": name}
        return checked(encode(packet), name)


KEEP_ALIVE = Subscription("KeepAlive")
BALANCE = Subscription("Balance")
TRADES = Subscription("Trades")
TRADE_STATUS = Subscription("TradeStatus")
PROFITS = Subscription("Profits")
NEWS = Subscription("News")


def ping_frame(token: str) -> str:
    """Return the stream's ping (6.9); nothing answers it."""
    return encode({"command": "ping", "streamSessionId": token})


def quote_subscription(wish: QuoteWish) -> Subscription:
    """Return the subscription of a wish for ticks."""
    options: list[tuple[str, int]] = []
    if wish.min_arrival_ms:
        options.append(("minArrivalTime", wish.min_arrival_ms))
    if wish.max_level is not None:
        options.append(("maxLevel", wish.max_level))
    return Subscription("TickPrices", wish.symbol, tuple(options))


def candle_subscription(symbol: str) -> Subscription:
    """Return the subscription of completed minutes."""
    return Subscription("Candles", symbol)


class Wishes:
    """Everything that the owner wants from the stream at the moment."""

    def __init__(self) -> None:
        self._quotes: tuple[Subscription, ...] = ()
        self._candles: tuple[Subscription, ...] = ()
        self._account = False

    def want_quotes(self, wishes: Sequence[QuoteWish]) -> None:
        """Replace the wanted ticks; the first wish for a symbol counts."""
        by_symbol: dict[str, Subscription] = {}
        for wish in wishes:
            by_symbol.setdefault(wish.symbol, quote_subscription(wish))
        self._quotes = tuple(by_symbol.values())

    def want_candles(self, symbols: Sequence[str]) -> None:
        """Replace the wanted candles."""
        self._candles = tuple(candle_subscription(symbol) for symbol in dict.fromkeys(symbols))

    def want_account(self, wanted: bool) -> None:
        """Want the account's own streams or not."""
        self._account = wanted

    def wanted(self) -> list[Subscription]:
        """Return all subscriptions, the most urgent first.

        keepAlive proves the feed, one price shows that it lives, then what is needed to know positions is heard
        before the rest of the prices.
        """
        early = [TRADE_STATUS, TRADES, BALANCE] if self._account else []
        late = [PROFITS] if self._account else []
        last = [NEWS] if self._account else []
        return [KEEP_ALIVE, *self._quotes[:1], *early, *self._quotes[1:], *late, *self._candles, *last]


@dataclass(frozen=True, slots=True)
class Step:
    """One command towards what is wanted: start or stop a subscription."""

    subscription: Subscription
    start: bool


def next_step(wanted: Sequence[Subscription], active: dict[tuple[str, str], Subscription]) -> Step | None:
    """Return the next command that brings `active` nearer to `wanted`, None when they agree.

    New wishes go first in their order, because someone looks at them; a wish with other options is stopped and then
    started again, because the venue keeps the first subscription of a symbol; what nobody wants is stopped last.
    """
    for subscription in wanted:
        current = active.get(subscription.key)
        if current is None:
            return Step(subscription, start=True)
        if current != subscription:
            return Step(current, start=False)
    keys = {subscription.key for subscription in wanted}
    for key, current in active.items():
        if key not in keys:
            return Step(current, start=False)
    return None
