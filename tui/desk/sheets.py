"""Facts for the instrument sheet: what one lot binds and costs, the symbol's newest record, its hours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

from tui.desk.broker import Broker, Commission
from tui.desk.reading import ReadingDesk
from tui.domain.events import DayChangeKnown, HoursLoaded, InstrumentsLoaded, QuoteChanged
from tui.errors import TradedeckError
from tui.store.past import SheetFacts

KEPT_S = 300.0
"""How long facts are good: margin moves with the price."""

_ONE = Decimal(1)


class SheetDesk(ReadingDesk):
    """Asks for what a sheet shows; each fact that cannot be had says why, and the rest goes on."""

    def attach(self, broker: Broker) -> None:
        """Use this broker from now on; what another one said is forgotten."""
        super().attach(broker)
        self._store.sheets.facts.clear()

    def show(self, symbol: str, *, anew: bool = False) -> SheetFacts:
        """Return what is known of a symbol and ask for what is missing or old."""
        known = self._store.sheets.facts.get(symbol)
        lots = self._lots(symbol)
        old = known is None or known.fetched is None or self._clock.monotonic() - known.fetched >= KEPT_S
        if known is None:
            known = SheetFacts(symbol, lots)
            self._store.sheets.facts[symbol] = known
        if (old or anew) and self._broker is not None and not self._errands.running(("sheet", symbol)):
            self._errands.start(("sheet", symbol), f"Facts of {symbol}", lambda: self._load(symbol))
        return known

    def _lots(self, symbol: str) -> Decimal:
        """Return one lot, or what is nearest to it that the symbol allows."""
        instrument = self._store.market.instruments.get(symbol)
        if instrument is None:
            return _ONE
        lots = max(_ONE, instrument.lot_min or _ONE)
        return min(lots, instrument.lot_max) if instrument.lot_max else lots

    async def _load(self, symbol: str) -> None:
        broker = self._broker
        if broker is None:
            return
        problems: dict[str, str] = {}

        async def asked(fact: str, question: Callable[[], Awaitable[object]]) -> object:
            try:
                return await question()
            except TradedeckError as error:
                problems[fact] = f"{error.title}: {error.detail}" if error.detail else error.title
                return None

        await asked("symbol", lambda: self._renew(broker, symbol))
        lots = self._lots(symbol)
        margin = await asked("margin", lambda: broker.margin_trade(symbol, lots))
        commission = await asked("commission", lambda: broker.commission_and_rate(symbol, lots))
        await asked("hours", lambda: self._renew_hours(broker, symbol))
        facts = SheetFacts(symbol, lots, fetched=self._clock.monotonic(), problems=problems)
        if isinstance(margin, Decimal):
            facts = replace(facts, margin=margin)
        if isinstance(commission, Commission):
            facts = replace(facts, commission=commission.amount, rate_of_exchange=commission.rate_of_exchange)
        self._store.sheets.learn(facts)

    async def _renew(self, broker: Broker, symbol: str) -> None:
        snapshot = await broker.symbol(symbol)
        self._emit(InstrumentsLoaded((snapshot.instrument,), complete=False))
        if symbol not in self._store.market.prices:
            # A record's price is as old as the last tick: it must not make a known price look fresh.
            self._emit(QuoteChanged(snapshot.quote, self._clock.monotonic(), polled=True))
        if snapshot.percentage is not None and snapshot.quote.bid is not None:
            server_ms = self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())
            self._emit(DayChangeKnown(symbol, snapshot.percentage, snapshot.quote.bid, server_ms))

    async def _renew_hours(self, broker: Broker, symbol: str) -> None:
        if symbol not in self._store.market.hours:
            self._emit(HoursLoaded(tuple(await broker.hours([symbol]))))
