"""Pure views of the stores for the panels: what to show, not how it looks.

`now` is monotonic seconds, `now_ms` our wall clock. Missing values are None and are shown as missing.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tui.domain.account import AccountFigures, MarginAlarm, margin_alarm
from tui.domain.estimates import margin_estimate, position_pips
from tui.domain.events import LinkState
from tui.domain.freshness import STALE_AFTER_S, Evidence, Freshness, judge
from tui.domain.position import ClosedTrade, Position, Side
from tui.domain.quote import Quote
from tui.store.store import Store


class PriceView(NamedTuple):
    """One symbol's price with everything a row shows; ages in seconds."""

    symbol: str
    description: str
    digits: int | None
    pip_digits: int | None
    bid: Decimal | None
    ask: Decimal | None
    bid_direction: int
    ask_direction: int
    bid_moved_s: float | None
    ask_moved_s: float | None
    spread_pips: Decimal | None
    change_percent: Decimal | None
    high: Decimal | None
    low: Decimal | None
    tick_ms: int | None
    tick_age_s: float | None
    freshness: Freshness
    known: bool


def freshness_of(store: Store, symbol: str, now: float, now_ms: int) -> Freshness:
    """Return what the symbol's last price is worth."""
    state = store.market.prices.get(symbol)
    return judge(
        Evidence(
            link_up=store.link.up,
            feed_age_s=store.link.feed_age(now),
            tick_age_s=None if state is None else now - state.received,
            market_open=store.market.market_open(symbol, store.link.server_now_ms(now, now_ms)),
            polled=state is not None and state.polled,
        )
    )


def price_view(store: Store, symbol: str, now: float, now_ms: int) -> PriceView:
    """Return everything a watchlist row or a price header shows of one symbol."""
    market = store.market
    instrument = market.instruments.get(symbol)
    state = market.prices.get(symbol)
    quote = state.quote if state else None
    spread = quote.spread if quote else None
    return PriceView(
        symbol=symbol,
        description=instrument.description if instrument else "",
        digits=market.digits(symbol),
        pip_digits=instrument.pip_digits if instrument else None,
        bid=quote.bid if quote else None,
        ask=quote.ask if quote else None,
        bid_direction=state.bid_direction if state else 0,
        ask_direction=state.ask_direction if state else 0,
        bid_moved_s=now - state.bid_moved if state and state.bid_moved else None,
        ask_moved_s=now - state.ask_moved if state and state.ask_moved else None,
        spread_pips=instrument.pips(spread) if instrument and spread is not None else None,
        change_percent=market.day_change_percent(symbol),
        high=quote.high if quote else None,
        low=quote.low if quote else None,
        tick_ms=quote.at_ms if quote else None,
        tick_age_s=max(0.0, now - state.received) if state else None,
        freshness=freshness_of(store, symbol, now, now_ms),
        known=not market.instruments_complete or instrument is not None,
    )


class PositionView(NamedTuple):
    """One open position with its running figures; `margin` is our estimate."""

    position: Position
    now_price: Decimal | None
    pips: Decimal | None
    profit: Decimal | None
    age_ms: int
    margin: Decimal | None
    freshness: Freshness


def position_view(store: Store, position: Position, now: float, now_ms: int) -> PositionView:
    """Return a position with the price it would close at, pips, age and estimated margin."""
    state = store.market.prices.get(position.symbol)
    instrument = store.market.instruments.get(position.symbol)
    price = position.close_price
    if state is not None:
        closing = state.quote.bid if position.side is Side.BUY else state.quote.ask
        price = closing if closing is not None else price
    return PositionView(
        position=position,
        now_price=price,
        pips=position_pips(position, instrument, price) if instrument and price is not None else None,
        profit=position.profit,
        age_ms=max(0, store.link.server_now_ms(now, now_ms) - position.opened_at),
        margin=margin_estimate(position, instrument) if instrument else None,
        freshness=freshness_of(store, position.symbol, now, now_ms),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over positions or closed trades; `profit` is None while one of them is unknown."""

    count: int
    volume: Decimal
    profit: Decimal | None
    swap: Decimal
    commission: Decimal
    margin: Decimal | None


def position_totals(views: Iterable[PositionView]) -> Totals:
    """Sum up open positions."""
    rows = list(views)
    profits = [view.profit for view in rows if view.profit is not None]
    margins = [view.margin for view in rows if view.margin is not None]
    return Totals(
        count=len(rows),
        volume=sum((view.position.volume for view in rows), Decimal(0)),
        profit=sum(profits, Decimal(0)) if len(profits) == len(rows) else None,
        swap=sum((view.position.swap for view in rows), Decimal(0)),
        commission=sum((view.position.commission for view in rows), Decimal(0)),
        margin=sum(margins, Decimal(0)) if len(margins) == len(rows) else None,
    )


def closed_totals(trades: Iterable[ClosedTrade]) -> Totals:
    """Sum up closed trades; cash operations do not count."""
    rows = [trade for trade in trades if trade.side is not None]
    return Totals(
        count=len(rows),
        volume=sum((trade.volume for trade in rows), Decimal(0)),
        profit=sum((trade.profit for trade in rows), Decimal(0)),
        swap=sum((trade.swap for trade in rows), Decimal(0)),
        commission=sum((trade.commission for trade in rows), Decimal(0)),
        margin=None,
    )


def recent_history(store: Store, now: float, now_ms: int) -> list[ClosedTrade] | None:
    """Return the history of the last `RECENT_DAYS`, newest first; None while it has not been read."""
    return store.history.recent(store.account, store.link.server_now_ms(now, now_ms))


def depth_ladder(store: Store, symbol: str) -> list[Quote]:
    """Return the depth levels of a symbol, best first."""
    levels = store.market.depth.get(symbol, {})
    return [levels[level] for level in sorted(levels)]


class AccountView(NamedTuple):
    """The row of account truth; figures are None until the broker said them, `stale` when they may have moved on."""

    currency: str
    figures: AccountFigures | None
    alarm: MarginAlarm
    stale: bool


def account_view(store: Store, now: float) -> AccountView:
    """Return the account row."""
    figures = store.account.figures
    age = store.link.feed_age(now)
    return AccountView(
        currency=store.account.profile.currency if store.account.profile else "",
        figures=figures,
        alarm=margin_alarm(figures) if figures else MarginAlarm.NONE,
        stale=not store.link.up or age is None or age >= STALE_AFTER_S,
    )


class FeedLight(enum.Enum):
    """The words for the state of the quotes in the account row."""

    LIVE = "live"
    STALE = "stale"
    DOWN = "down"
    WAITING = "waiting"


class LinkView(NamedTuple):
    """Link and feed in words: `feed` is one of FeedLight, `retry_in_s` counts down to the next try."""

    state: LinkState
    feed: FeedLight
    feed_age_s: float | None
    retry_in_s: float | None
    host: str
    detail: str
    hint: str
    attempt: int
    round_trip_ms: float | None


def link_view(store: Store, now: float) -> LinkView:
    """Return the state of the connection."""
    link = store.link
    age = link.feed_age(now)
    if not link.up:
        feed = FeedLight.DOWN
    elif age is None:
        feed = FeedLight.WAITING
    else:
        feed = FeedLight.STALE if age >= STALE_AFTER_S else FeedLight.LIVE
    current = link.current
    return LinkView(
        state=current.state,
        feed=feed,
        feed_age_s=age,
        retry_in_s=None if current.retry_at is None else max(0.0, current.retry_at - now),
        host=current.host,
        detail=current.detail,
        hint=current.hint,
        attempt=current.attempt,
        round_trip_ms=link.round_trip_ms,
    )
