"""The rules of an order, each with reason and remedy; what the broker would refuse is told before it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.entry import Field
from tui.domain.facts import Facts, Problem
from tui.domain.freshness import Freshness
from tui.domain.instrument import Instrument
from tui.domain.intent import Action
from tui.domain.position import OrderKind, Side
from tui.domain.volumes import floor_volume, in_step, instant_limit, step_at

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The prices of an order that rules look at; `kind` and `price` are of a pending order, None for a market one."""

    side: Side
    kind: OrderKind | None = None
    price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    trailing_offset: int = 0


def price_text(price: Decimal, instrument: Instrument) -> str:
    """Return a price as the ticket writes it: all digits of the instrument, more only where it has more."""
    exponent = price.normalize().as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    return f"{price:.{max(instrument.digits, own, 0)}f}"


def lots_text(volume: Decimal) -> str:
    """Return a volume without zeros that say nothing."""
    return f"{volume.normalize():f}"


def grid(instrument: Instrument) -> Decimal:
    """Return the smallest price step that orders may use: the tick where the broker names a coarser one."""
    tick = instrument.tick_size
    fits = tick is not None and tick > instrument.point and tick % instrument.point == 0
    return tick if tick is not None and fits else instrument.point


def state_problems(action: Action, facts: Facts) -> Iterator[Problem]:
    """Whether orders may be sent at all, and whether the market trades and its price may be believed."""
    if facts.read_only:
        yield Problem(Field.ACCOUNT, "read-only: this program sends no orders", "start it without read-only")
    if facts.trading_off:
        yield Problem(Field.ACCOUNT, facts.trading_off, "wait until trading is on again")
    if action.adds_risk and facts.no_opening:
        yield Problem(Field.SYMBOL, facts.no_opening, "settle that order first, or override it")
    if action is Action.DELETE:
        return
    expires = facts.instrument.expires_at
    if action.adds_risk and expires is not None and 0 < expires <= facts.now_ms:
        yield Problem(Field.SYMBOL, "the instrument has expired", "choose another one")
    closed = facts.freshness is Freshness.CLOSED or (facts.freshness.trustworthy and facts.market_open is False)
    if closed:
        # Whether levels and pending orders are taken outside trading hours is the broker's business.
        at_market = action in (Action.OPEN, Action.CLOSE)
        remedy = "wait until it opens" if at_market else "the broker may refuse it until it opens"
        yield Problem(Field.SYMBOL, "the market is closed", remedy, blocking=at_market)
    elif not facts.freshness.trustworthy:
        age = "" if facts.price_age_s is None else f", {int(facts.price_age_s)} s old"
        yield Problem(Field.SYMBOL, f"the price is {facts.freshness.value}{age}", "wait for a fresh price")


def side_problems(side: Side, facts: Facts) -> Iterator[Problem]:
    """Whether the instrument may be opened on that side."""
    if side is Side.SELL and facts.instrument.long_only:
        yield Problem(Field.SIDE, "long only: this instrument cannot be sold short", "buy it, or close what you hold")
    elif side is Side.SELL and not facts.instrument.short_selling:
        yield Problem(Field.SIDE, "no short selling of this instrument", "buy it, or close what you hold")


def volume_problems(volume: Decimal, facts: Facts, *, at_market: bool) -> Iterator[Problem]:
    """Smallest and largest volume, the step, and the most that is filled at once."""
    instrument, rule = facts.instrument, facts.step_rule
    most = instant_limit(instrument) if at_market else None
    if instrument.lot_min is not None and volume < instrument.lot_min:
        least = lots_text(instrument.lot_min)
        yield Problem(Field.VOLUME, f"below the smallest volume {least}", f"write {least} or more")
    elif instrument.lot_max is not None and volume > instrument.lot_max:
        largest = lots_text(instrument.lot_max)
        yield Problem(Field.VOLUME, f"above the largest volume {largest}", f"write {largest} or less")
    elif most is not None and volume > most:
        yield Problem(Field.VOLUME, f"at most {lots_text(most)} lots are filled at once", "split it or use a limit")
    if volume <= 0:
        yield Problem(Field.VOLUME, "a volume is above zero", "write the lots")
    elif not in_step(volume, instrument, rule):
        step, nearest = step_at(volume, instrument, rule), floor_volume(volume, instrument, rule)
        remedy = f"write {lots_text(nearest)}" if nearest > 0 else "write a multiple of it"
        yield Problem(Field.VOLUME, f"not in steps of {lots_text(step or nearest)}", remedy)


def own_limit_problems(volume: Decimal, value: Decimal | None, levels: Levels, facts: Facts) -> Iterator[Problem]:
    """The user's own limits, for what opens or places; `value` is the nominal value in account currency."""
    limits = facts.limits
    if limits.max_lots is not None and volume > limits.max_lots:
        most = lots_text(limits.max_lots)
        yield Problem(Field.VOLUME, f"above your own limit of {most} lots", f"write {most} or less")
    if limits.max_value is not None and value is None:
        yield Problem(Field.VOLUME, "your limit of value cannot be checked", "wait until the exchange rate is known")
    elif limits.max_value is not None and value is not None and value > limits.max_value:
        text = f"worth {{}} {facts.currency}, above your own limit of {{}}"
        yield Problem(Field.VOLUME, text, "make it smaller", money=(value, limits.max_value))
    most_orders = limits.max_orders_per_minute
    if most_orders is not None and facts.orders_last_minute >= most_orders:
        yield Problem(Field.ACCOUNT, f"your own limit of {most_orders} orders a minute is reached", "wait a little")
    market, furthest = facts.opening_price(levels.side), limits.max_off_market_percent
    if furthest is None or levels.kind is None or levels.price is None:
        return
    if market is None or market <= 0:
        yield Problem(Field.PRICE, "the distance to the market cannot be checked", "wait for a price")
    elif abs(levels.price - market) / market * _HUNDRED > furthest:
        off = abs(levels.price - market) / market * _HUNDRED
        yield Problem(Field.PRICE, f"{off:.1f} % off the market, your own limit is {furthest:f} %", "move it nearer")


def precision_problem(field: Field, price: Decimal, instrument: Instrument) -> Problem | None:
    """Whether a price has more digits than the instrument, or lies between its ticks."""
    if price % instrument.point != 0:
        nearest = price_text(round(price / instrument.point) * instrument.point, instrument)
        return Problem(field, f"more than {instrument.digits} decimals", f"write {nearest}")
    step = grid(instrument)
    if price % step != 0:
        nearest = price_text(round(price / step) * step, instrument)
        return Problem(field, f"not in ticks of {lots_text(step)}", f"write {nearest}", blocking=False)
    return None


def pending_price_problems(levels: Levels, facts: Facts) -> Iterator[Problem]:
    """A limit lies on the better side of the market, a stop on the worse one, both outside the stops level."""
    if levels.kind is None or levels.price is None:
        return
    if problem := precision_problem(Field.PRICE, levels.price, facts.instrument):
        yield problem
    market = facts.opening_price(levels.side)
    if market is None:
        return
    below = (levels.side is Side.BUY) == (levels.kind is OrderKind.LIMIT)
    distance = (market - levels.price) if below else (levels.price - market)
    name, shown = f"{levels.side.value} {levels.kind.value}", price_text(market, facts.instrument)
    where = "below" if below else "above"
    other = OrderKind.STOP if levels.kind is OrderKind.LIMIT else OrderKind.LIMIT
    if distance <= 0:
        yield Problem(Field.PRICE, f"a {name} lies {where} {shown}", f"move it {where}, or use a {other.value}")
    elif distance < stops_distance(facts.instrument):
        yield _too_near(Field.PRICE, market, below, facts.instrument)


def level_problems(levels: Levels, facts: Facts) -> Iterator[Problem]:
    """Stop loss and take profit: digits, side and stops level, seen from where the position would be closed.

    A market order and an open position are closed at the market, a pending order is judged from its own price.
    """
    pending = levels.kind is not None
    reference = levels.price if pending else facts.closing_price(levels.side)
    least = max(stops_distance(facts.instrument), facts.instrument.point)
    for field, level, losing in (
        (Field.STOP_LOSS, levels.stop_loss, True),
        (Field.TAKE_PROFIT, levels.take_profit, False),
    ):
        if level is None:
            continue
        if problem := precision_problem(field, level, facts.instrument):
            yield problem
        if reference is None:
            continue
        below = (levels.side is Side.BUY) == losing
        distance = reference - level if below else level - reference
        if distance <= 0:
            what = "the order's price" if pending else "the bid" if levels.side is Side.BUY else "the ask"
            where, shown = "below" if below else "above", price_text(reference, facts.instrument)
            yield Problem(field, f"must lie {where} {what} {shown}", f"move it {where}")
        elif distance < least:
            yield _too_near(field, reference, below, facts.instrument)


def trailing_problems(levels: Levels, facts: Facts) -> Iterator[Problem]:
    """A trailing stop needs a stop loss, and the leave of the account and of the instrument."""
    if levels.trailing_offset == 0:
        return
    if facts.profile is None:
        yield Problem(Field.TRAILING, "whether the account may trail is not known yet", "wait a moment")
    elif not facts.profile.trailing_stop:
        yield Problem(Field.TRAILING, "this account has no trailing stop", "leave it empty")
    elif not facts.instrument.trailing_enabled:
        yield Problem(Field.TRAILING, "no trailing stop on this instrument", "leave it empty")
    elif levels.stop_loss is None:
        yield Problem(Field.TRAILING, "a trailing stop needs a stop loss to start from", "set the stop loss")
    elif levels.trailing_offset * facts.instrument.point < stops_distance(facts.instrument):
        least = lots_text(facts.instrument.stops_level)
        yield Problem(Field.TRAILING, f"nearer than the broker's {least} pips", f"write {least}p or more")


def stops_distance(instrument: Instrument) -> Decimal:
    """Return the stops level as a price distance (XAPI counts it in pips)."""
    return max(Decimal(0), instrument.stops_level) * instrument.pip


def _too_near(field: Field, reference: Decimal, below: bool, instrument: Instrument) -> Problem:
    least = max(stops_distance(instrument), instrument.point)
    limit = price_text(reference - least if below else reference + least, instrument)
    least_pips = lots_text(least.scaleb(instrument.pip_digits))
    remedy = f"write {limit} or {'less' if below else 'more'}"
    return Problem(field, f"at least {least_pips} pips from the price", remedy)
