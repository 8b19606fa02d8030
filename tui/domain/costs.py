"""The money of an order: the broker's word where it was given, our own estimate where the facts allow one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.facts import UNKNOWN, Answer, Facts, Figure, Origin, Question, QuestionKind
from tui.domain.position import Side
from tui.domain.rates import Rate, account_rate, profit_rate

_HUNDRED = Decimal(100)
_INTEREST_DAYS = 360
_CASH_STOCK = 104
_PROBE_LOTS = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFigures:
    """All in account currency unless said otherwise. Costs are positive; profit, loss and swap carry their sign.

    `risk` is what the stop loss would lose (positive, 0 when it locks in a gain) and `risk_percent` its share of
    equity; `reward` is the distance to the take profit in multiples of the distance to the stop loss (R). `value` is
    the nominal value. `free_margin_after` and `margin_level_after` (percent) are always estimates of ours.
    """

    pip_value: Figure = UNKNOWN
    value: Figure = UNKNOWN
    margin: Figure = UNKNOWN
    commission: Figure = UNKNOWN
    spread_cost: Figure = UNKNOWN
    swap_per_night: Figure = UNKNOWN
    profit_at_target: Figure = UNKNOWN
    loss_at_stop: Figure = UNKNOWN
    risk: Figure = UNKNOWN
    risk_percent: Figure = UNKNOWN
    reward: Figure = UNKNOWN
    free_margin_after: Figure = UNKNOWN
    margin_level_after: Figure = UNKNOWN


@dataclass(frozen=True, slots=True)
class Sized:
    """What the money of an order depends on; prices and volume are None where they could not be solved."""

    side: Side
    volume: Decimal | None
    entry: Decimal | None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None


def estimate(value: Decimal | None, facts: Facts, rate: Rate | None = None, note: str = "") -> Figure:
    """Return a figure of our own; None is unknown. It is stale with the price or the rate that it rests on."""
    if value is None:
        return Figure(note=note)
    return Figure(value, Origin.ESTIMATE, not facts.freshness.trustworthy or (rate is not None and rate.stale), note)


def lot_value(distance: Decimal, volume: Decimal, facts: Facts) -> Decimal:
    """Return what a price distance is worth for so many lots, in the profit currency."""
    return distance * volume * facts.instrument.contract_size


def profit_between(side: Side, volume: Decimal, opened: Decimal, closed: Decimal, facts: Facts) -> Figure:
    """Return our estimate of a trade's result, without commission and swap; unknown without a rate."""
    rate = profit_rate(facts)
    if rate is None:
        return Figure(note=_no_rate(facts.instrument.profit_currency, facts))
    return estimate(rate.convert(lot_value((closed - opened) * side.sign, volume, facts)), facts, rate)


def profit_question(kind: QuestionKind, order: Sized, close: Decimal | None, facts: Facts) -> Question | None:
    """Return what to ask about the result at a level, None where the order is not solved that far."""
    if order.volume is None or order.entry is None or close is None:
        return None
    symbol, distance = facts.instrument.symbol, close - order.entry
    return Question(kind, symbol, order.volume, order.side, distance, order.entry, close)


def questions(order: Sized, facts: Facts) -> tuple[Question, ...]:
    """Return what the broker should be asked about an order whose volume it would take."""
    wanted = [rate_question(facts)]
    if order.volume is not None:
        symbol = facts.instrument.symbol
        wanted += [Question(kind, symbol, order.volume) for kind in (QuestionKind.MARGIN, QuestionKind.COMMISSION)]
        wanted.append(profit_question(QuestionKind.STOP, order, order.stop_loss, facts))
        wanted.append(profit_question(QuestionKind.TARGET, order, order.take_profit, facts))
    return tuple(question for question in wanted if question is not None)


def rate_question(facts: Facts) -> Question | None:
    """Ask what doubling the price would bring, from which the rate follows; None where quotes give it already."""
    instrument, price = facts.instrument, facts.bid or facts.ask
    if not facts.currency or price is None or account_rate(instrument.profit_currency, facts) is not None:
        return None
    volume = min(_PROBE_LOTS, instrument.lot_max or _PROBE_LOTS)
    return Question(QuestionKind.RATE, instrument.symbol, volume, Side.BUY, None, price, price * 2)


def ticket_figures(order: Sized, facts: Facts) -> TicketFigures:
    """Return every figure of an order that can be known or estimated."""
    if order.volume is None:
        return TicketFigures(reward=_reward(order, facts))
    volume, instrument, rate = order.volume, facts.instrument, profit_rate(facts)
    missing = "" if rate is not None else _no_rate(instrument.profit_currency, facts)
    pip = None if rate is None else lot_value(instrument.pip, volume, facts) * rate.mid
    loss = result_at(QuestionKind.STOP, order, order.stop_loss, facts)
    margin, commission = _margin(order, facts), _commission(volume, facts)
    spread = None
    if rate is not None and facts.bid is not None and facts.ask is not None:
        spread = lot_value(facts.ask - facts.bid, volume, facts) * rate.high
    spread_cost = estimate(spread, facts, rate, missing)
    risk = Figure(max(Decimal(0), -loss.value), loss.origin, loss.stale) if loss.value is not None else loss
    return TicketFigures(
        pip_value=estimate(pip, facts, rate, missing),
        value=nominal_value(order, facts),
        margin=margin,
        commission=commission,
        spread_cost=spread_cost,
        swap_per_night=_swap(order, facts),
        profit_at_target=result_at(QuestionKind.TARGET, order, order.take_profit, facts),
        loss_at_stop=loss,
        risk=risk,
        risk_percent=_share_of_equity(risk, facts),
        reward=_reward(order, facts),
        free_margin_after=_after(margin, commission, spread_cost, facts, level=False),
        margin_level_after=_after(margin, commission, spread_cost, facts, level=True),
    )


def nominal_value(order: Sized, facts: Facts) -> Figure:
    """Return what the order is worth in account currency: a currency pair in its base currency, others at the price.

    Without a rate for the base currency a pair, too, is counted at its price.
    """
    instrument = facts.instrument
    if order.volume is None or order.entry is None:
        return UNKNOWN
    rate, price = account_rate(instrument.currency, facts) if instrument.currency_pair else None, Decimal(1)
    if rate is None:
        rate, price = profit_rate(facts), order.entry
    if rate is None:
        return Figure(note=_no_rate(instrument.profit_currency, facts))
    return estimate(lot_value(price, order.volume, facts) * rate.high, facts, rate)


def answered(question: Question | None, facts: Facts) -> tuple[Answer | None, str]:
    """Return the broker's answer, and if it has none the reason in words."""
    answer = facts.answers.get(question) if question is not None else None
    if answer is None or answer.text:
        return None, "" if answer is None else answer.text
    return answer, ""


def _margin(order: Sized, facts: Facts) -> Figure:
    assert order.volume is not None
    answer, why = answered(Question(QuestionKind.MARGIN, facts.instrument.symbol, order.volume), facts)
    if answer is not None and answer.value is not None:
        return Figure(answer.value, Origin.BROKER, answer.stale)
    percent, value = facts.instrument.leverage_percent, nominal_value(order, facts)
    if percent is None or value.value is None:
        return Figure(note=why or value.note)
    factor = facts.profile.leverage_multiplier if facts.profile is not None else None
    if facts.instrument.margin_mode == _CASH_STOCK or not factor:
        factor = Decimal(1)
    return Figure(value.value * percent / _HUNDRED * factor, Origin.ESTIMATE, value.stale, why)


def _commission(volume: Decimal, facts: Facts) -> Figure:
    answer, why = answered(Question(QuestionKind.COMMISSION, facts.instrument.symbol, volume), facts)
    # The broker's "not applicable" (XAPI 5.3.5) is a cost of nothing.
    return Figure(note=why) if answer is None else Figure(abs(answer.value or Decimal(0)), Origin.BROKER, answer.stale)


def result_at(kind: QuestionKind, order: Sized, level: Decimal | None, facts: Facts) -> Figure:
    """Return what a level would bring: the broker's answer to exactly that question, else our estimate."""
    question = profit_question(kind, order, level, facts)
    if question is None or order.volume is None or order.entry is None or level is None:
        return UNKNOWN
    answer, why = answered(question, facts)
    if answer is not None and answer.value is not None:
        return Figure(answer.value, Origin.BROKER, answer.stale)
    own = profit_between(order.side, order.volume, order.entry, level, facts)
    return Figure(own.value, own.origin, own.stale, why or own.note)


def _swap(order: Sized, facts: Facts) -> Figure:
    """One night's swap: by type in points, dollars, yearly interest or margin currency."""
    instrument, volume = facts.instrument, order.volume
    if not instrument.swap_enabled:
        return Figure(Decimal(0), Origin.ESTIMATE)
    size = instrument.swap_long if order.side is Side.BUY else instrument.swap_short
    if size is None or volume is None or (instrument.swap_type == 2 and order.entry is None):
        return UNKNOWN
    sources = {1: "USD", 3: instrument.currency}
    source = sources.get(instrument.swap_type or 0, instrument.profit_currency)
    amounts = {
        0: lot_value(size * instrument.point, volume, facts),
        1: size * volume,
        2: lot_value(order.entry or Decimal(0), volume, facts) * size / _HUNDRED / _INTEREST_DAYS,
        3: size * volume,
    }
    amount = amounts.get(instrument.swap_type) if instrument.swap_type is not None else None
    rate = profit_rate(facts) if source == instrument.profit_currency else account_rate(source, facts)
    if amount is None:
        return Figure(note="the broker counts this swap in a way that is not known")
    if rate is None:
        return Figure(note=_no_rate(source, facts))
    return estimate(rate.convert(amount), facts, rate)


def _share_of_equity(risk: Figure, facts: Facts) -> Figure:
    if risk.value is None or facts.figures is None or facts.figures.equity <= 0:
        return UNKNOWN
    share = risk.value / facts.figures.equity * _HUNDRED
    return Figure(share, risk.origin, risk.stale or facts.figures_stale)


def _reward(order: Sized, facts: Facts) -> Figure:
    if order.entry is None or order.stop_loss is None or order.take_profit is None:
        return UNKNOWN
    risked = (order.entry - order.stop_loss) * order.side.sign
    gained = (order.take_profit - order.entry) * order.side.sign
    return estimate(gained / risked, facts) if risked > 0 else UNKNOWN


def _after(margin: Figure, commission: Figure, spread: Figure, facts: Facts, *, level: bool) -> Figure:
    """Free margin, or the margin level, once the order is filled: its margin bound, its costs gone."""
    account = facts.figures
    if account is None or margin.value is None:
        return Figure(note=margin.note)
    costs = (commission.value or Decimal(0)) + (spread.value or Decimal(0))
    note = "" if commission.known and spread.known else "without costs that are not known"
    stale = margin.stale or commission.stale or spread.stale or facts.figures_stale
    if not level:
        return Figure(account.free_margin - margin.value - costs, Origin.ESTIMATE, stale, note)
    bound = account.margin + margin.value
    return Figure((account.equity - costs) / bound * _HUNDRED, Origin.ESTIMATE, stale, note) if bound > 0 else UNKNOWN


def _no_rate(source: str, facts: Facts) -> str:
    if not facts.currency:
        return "the account's currency is not known yet"
    return f"no rate {source} → {facts.currency} is known yet"
