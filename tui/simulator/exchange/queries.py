"""What can be asked of the exchange; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tui.simulator.exchange import money
from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.album import Album, Page
from tui.simulator.exchange.checks import HIDDEN, volume_refusal
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.records import (
    CommissionDef,
    IbRecord,
    Ledger,
    LedgerDeal,
    Operation,
    Refusal,
    TradeRecord,
    UserData,
)
from tui.simulator.market import Symbol

_MONTH_MS = 31 * 86_400_000
_NO_SYMBOL = Refusal("BE115", "Symbol does not exist")
_NO_ACCESS = Refusal("EX006", "No access")


class Queries:
    """Answers at the prices' moment."""

    def __init__(self, floor: Floor, accounting: Accounting, album: Album) -> None:
        self._prices = floor.prices
        self._settings = floor.settings
        self._state = floor.state
        self._profiles = floor.profiles
        self._accounting = accounting
        self._album = album

    def user_data(self, login: str) -> UserData:
        """Return what is fixed about an account."""
        profile = self._profiles[login]
        return UserData(
            company_unit=profile.company_unit,
            currency=profile.currency,
            group=profile.group,
            ib_account=profile.ib_account,
            leverage_multiplier=profile.leverage_multiplier,
            spread_type=profile.spread_type,
            trailing_stop=profile.trailing_stop,
        )

    def trades(self, login: str, *, opened_only: bool, as_of_ms: int | None = None) -> list[TradeRecord]:
        """Return positions and pending orders; without `opened_only` what was closed since 00:00 CET as well.

        With `as_of_ms` it is what was there at that moment, at the prices of now.
        """
        seen = self._page(login, as_of_ms)
        settings, now_ms = self._settings, self._prices.now_ms
        shows_pending = settings.pending_when_opened_only if opened_only else settings.pending_when_all
        found = [self._accounting.open_record(one) for one in seen.positions]
        if shows_pending:
            found += [self._accounting.pending_record(one) for one in seen.pending]
        if opened_only:
            return found
        closed = self.history(login, self._prices.market.day_start_ms(now_ms), seen.until_ms)
        return found + [one for one in closed if one.symbol is not None]

    def history(self, login: str, start_ms: int, end_ms: int) -> list[TradeRecord]:
        """Return deals in the range, both ends included, newest first; start 0 = a month back, end 0 = now."""
        end = end_ms or self._prices.now_ms
        start = start_ms or self._prices.now_ms - _MONTH_MS
        own = (deal.record for deal in reversed(self._state.deals) if deal.login == login)
        return [one for one in own if start <= (one.closed_at_ms or 0) <= end]

    def records(self, login: str, numbers: Iterable[int], *, as_of_ms: int | None = None) -> list[TradeRecord]:
        """Return what carries these position numbers, in the order asked, each position's closed parts last."""
        seen = self._page(login, as_of_ms)
        positions = {one.number: one for one in seen.positions}
        pending = {one.number: one for one in seen.pending}
        found: list[TradeRecord] = []
        for number in dict.fromkeys(numbers):
            if number in positions:
                found.append(self._accounting.open_record(positions[number]))
            if number in pending:
                found.append(self._accounting.pending_record(pending[number]))
            deals = (deal for deal in self._state.deals if deal.record.position_number == number)
            closed = [deal.record for deal in deals if deal.login == login]
            found += [one for one in closed if (one.closed_at_ms or 0) <= seen.until_ms]
        return found

    def margin_trade(self, login: str, name: str, volume: Decimal) -> Decimal | Refusal:
        """Return the margin of a new position by itself at the ask."""
        symbol = self._symbol(login, name)
        if isinstance(symbol, Refusal):
            return symbol
        refusal = volume_refusal(symbol, volume)
        if refusal is not None:
            return refusal
        profile = self._profiles[login]
        rate = self._prices.rate(money.margin_currency(symbol), profile.currency)
        return money.margin(symbol, self._prices.quote(name).ask, volume, rate, profile.leverage_multiplier)

    def profit(
        self, login: str, name: str, operation: int, *, opened: Decimal, closed: Decimal, volume: Decimal
    ) -> Decimal | Refusal:
        """Return the profit of a theoretical trade; EX000 for an operation that is no trade, BE003 for no volume."""
        symbol = self._symbol(login, name)
        if isinstance(symbol, Refusal):
            return symbol
        if not Operation.BUY <= operation <= Operation.SELL_STOP:
            return Refusal("EX000", "Invalid parameters")
        if volume <= 0:
            return Refusal("BE003", "Invalid volume")
        rate = self._prices.rate(symbol.currency_profit, self._profiles[login].currency)
        return money.profit(
            symbol,
            is_buy=Operation(operation).is_buy,
            opened=symbol.points(opened),
            closed=symbol.points(closed),
            volume=volume,
            open_rate=rate,
            rate=rate,
        )

    def commission(self, login: str, name: str, volume: Decimal) -> CommissionDef | Refusal:
        """Return the cost of one side as a positive amount, and the rate account currency ← base currency."""
        symbol = self._symbol(login, name)
        if isinstance(symbol, Refusal):
            return symbol
        refusal = volume_refusal(symbol, volume)
        if refusal is not None:
            return refusal
        profile = self._profiles[login]
        cost = self._accounting.commission(profile, symbol, self._prices.quote(name).ask, volume)
        return CommissionDef(-cost if cost else money.ZERO, self._prices.rate(symbol.currency, profile.currency))

    def ibs(self, login: str, start_ms: int, end_ms: int) -> list[IbRecord] | Refusal:
        """Return the records in the range, both ends included; end 0 = now."""
        if not self._profiles[login].ib_account:
            return _NO_ACCESS
        end = end_ms or self._prices.now_ms
        return [one for one in self._state.ib_records if start_ms <= (one.timestamp_ms or 0) <= end]

    def ledger(self) -> Ledger:
        """Return everything of all accounts, each kind in the order of its numbers."""
        positions = sorted(self._state.positions.values(), key=lambda one: one.number)
        pending = sorted(self._state.pending.values(), key=lambda one: one.number)
        deals = sorted(self._state.deals, key=lambda deal: deal.record.order_number)
        return Ledger(
            now_ms=self._prices.now_ms,
            logins=tuple(self._profiles),
            transactions=tuple(one.entry for one in self._state.transactions),
            positions=tuple((one.login, self._accounting.open_record(one)) for one in positions),
            pending=tuple((one.login, self._accounting.pending_record(one)) for one in pending),
            deals=tuple(LedgerDeal(deal.login, deal.record, deal.reason, deal.request) for deal in deals),
            removals=tuple(self._state.removals),
        )

    def _page(self, login: str, as_of_ms: int | None) -> Page:
        if as_of_ms is not None:
            return self._album.at(login, as_of_ms)
        positions, pending = self._state.positions_of(login), self._state.pending_of(login)
        return Page(self._prices.now_ms, self._prices.now_ms, tuple(positions), tuple(pending))

    def _symbol(self, login: str, name: str) -> Symbol | Refusal:
        if name in self._profiles[login].hidden_symbols:
            return HIDDEN
        return self._prices.market.symbols.get(name) or _NO_SYMBOL
