"""What a ticket, a change or a plan is judged by, gathered from the stores as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.config.trading import TradingSettings
from tui.desk.costs import CostDesk
from tui.domain.facts import Cross, Facts
from tui.domain.instrument import Instrument
from tui.domain.limits import TradingLimits
from tui.domain.order import Order
from tui.domain.position import Side
from tui.domain.quote import Quote
from tui.domain.rates import cross_symbols, crosses_from
from tui.domain.steps import OrderState
from tui.errors import GuardError
from tui.store.select import account_view, freshness_of, price_view
from tui.view.panels.context import ViewContext
from tui.view.text import plain

_MINUTE_MS = 60_000


def facts_of(context: ViewContext, symbol: str, side: Side | None = None) -> Facts | None:
    """Return the facts of a symbol for an order of that side, None while nothing is known of the instrument.

    Whether orders may be sent at all is not among them: ask `OrderService.trading`, which also has the remedy.
    """
    store, now = context.desk.store, context.now
    instrument = store.market.instruments.get(symbol)
    if instrument is None:
        return None
    price = price_view(store, symbol, now, context.now_ms)
    costs = context.desk.costs
    return Facts(
        instrument=instrument,
        bid=price.bid,
        ask=price.ask,
        price_age_s=price.tick_age_s,
        freshness=price.freshness,
        market_open=store.market.market_open(symbol, context.server_now_ms),
        now_ms=context.server_now_ms,
        zone=context.zone,
        profile=store.account.profile,
        figures=store.account.figures,
        figures_stale=account_view(store, now).stale,
        step_rule=costs.step_rule(instrument.step_rule_id),
        crosses=_crosses(context, instrument),
        answers=costs.answers(),
        limits=limits_from(context.trading),
        orders_last_minute=_orders_last_minute(context),
        opposite_lots=_opposite_lots(context, symbol, side),
        read_only=context.read_only,
    )


def facts_for(context: ViewContext, symbol: str, side: Side | None = None) -> Facts:
    """Return the same facts. Raises GuardError while nothing is known of the instrument."""
    facts = facts_of(context, symbol, side)
    if facts is None:
        name = plain(symbol)
        if context.desk.store.market.instruments_complete:
            raise GuardError(f"The broker does not offer {name} any more", "No order of it can be judged.")
        raise GuardError(f"{name} is still being read", "Its lot and pip are not known yet.", "Try again in a moment.")
    return facts


def limits_from(settings: TradingSettings) -> TradingLimits:
    """Return the user's own limits as the rules want them."""
    return TradingLimits(
        max_lots=settings.max_lots,
        max_value=settings.max_value,
        max_orders_per_minute=settings.max_orders_per_minute,
        max_off_market_percent=settings.max_off_market_percent,
        max_price_move_points=settings.max_price_move_points,
    )


def cost_desk(context: ViewContext) -> CostDesk:
    """Return who asks the broker's calculator."""
    return context.desk.costs


def currency_symbols(context: ViewContext, symbol: str) -> tuple[str, ...]:
    """Return the symbols whose quotes bring an instrument's currencies into the account's."""
    market, profile = context.desk.store.market, context.desk.store.account.profile
    instrument = market.instruments.get(symbol)
    if instrument is None or profile is None:
        return ()
    wanted: dict[str, None] = {}
    for source in dict.fromkeys((instrument.profit_currency, instrument.currency)):
        wanted |= dict.fromkeys(cross_symbols(source, profile.currency, market.instruments.values()))
    return tuple(each for each in wanted if each != symbol)


def _crosses(context: ViewContext, instrument: Instrument) -> tuple[Cross, ...]:
    return crosses_from(_cross_quotes(context, instrument))


def _cross_quotes(context: ViewContext, instrument: Instrument) -> Iterator[tuple[Instrument, Quote, bool]]:
    store = context.desk.store
    for symbol in currency_symbols(context, instrument.symbol):
        state = store.market.prices.get(symbol)
        if state is not None:
            fresh = freshness_of(store, symbol, context.now, context.now_ms).trustworthy
            yield store.market.instruments[symbol], state.quote, not fresh


def _opposite_lots(context: ViewContext, symbol: str, side: Side | None) -> Decimal:
    positions = context.desk.store.account.positions.values()
    lots = (each.volume for each in positions if side is not None and each.symbol == symbol and each.side is not side)
    return sum(lots, Decimal(0))


def _orders_last_minute(context: ViewContext) -> int:
    since = context.now_ms - _MINUTE_MS
    return sum(1 for order in context.desk.store.orders.orders.values() if _counts(order, since))


def _counts(order: Order, since_ms: int) -> bool:
    sent = order.state is not OrderState.DENIED and order.intent.action.adds_risk
    return sent and order.steps[0].at_ms >= since_ms
