"""What one currency is worth in another, from quotes that are known and from what the broker has reckoned itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.facts import Answer, Cross, Facts, QuestionKind
from tui.domain.instrument import Instrument
from tui.domain.quote import Quote

_HALF_CENT = Decimal("0.005")
_PROFITS = (QuestionKind.STOP, QuestionKind.TARGET, QuestionKind.RATE)


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of a currency in another: a gain is worth at least `low`, a loss costs at most `high`."""

    low: Decimal
    high: Decimal
    stale: bool = False

    @property
    def mid(self) -> Decimal:
        """The middle, for what is neither gain nor loss."""
        return (self.low + self.high) / 2

    def convert(self, amount: Decimal) -> Decimal:
        """Return a signed result in the other currency, on the careful side."""
        return amount * (self.high if amount < 0 else self.low)


SAME = Rate(Decimal(1), Decimal(1))


def crosses_from(quotes: Iterable[tuple[Instrument, Quote, bool]]) -> tuple[Cross, ...]:
    """Return the usable crosses among (instrument, quote, stale): currency pairs with both prices."""
    return tuple(
        Cross(instrument.currency, instrument.profit_currency, quote.bid, quote.ask, stale)
        for instrument, quote, stale in quotes
        if instrument.currency_pair and quote.bid is not None and quote.ask is not None and 0 < quote.bid <= quote.ask
    )


def cross_symbols(source: str, target: str, instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """Return the symbols whose quotes would give the rate: one pair, else two that share a currency, else none.

    The screen streams them while a ticket needs them.
    """
    if not source or not target or source == target:
        return ()
    pairs: dict[frozenset[str], str] = {}
    for each in instruments:
        if each.currency_pair:
            pairs.setdefault(frozenset((each.currency, each.profit_currency)), each.symbol)
    direct = pairs.get(frozenset((source, target)))
    if direct is not None:
        return (direct,)
    known = sorted({name for pair in pairs for name in pair} - {source, target}, key=lambda name: (name != "USD", name))
    for middle in known:
        first, second = pairs.get(frozenset((source, middle))), pairs.get(frozenset((middle, target)))
        if first is not None and second is not None:
            return (first, second)
    return ()


def rate_between(source: str, target: str, crosses: Iterable[Cross]) -> Rate | None:
    """Return the rate from a direct pair, or over one currency between; fresh before stale, then the narrowest."""
    if not source or not target:
        return None
    if source == target:
        return SAME
    legs: dict[tuple[str, str], Rate] = {}
    for cross in crosses:
        forth = Rate(cross.bid, cross.ask, cross.stale)
        back = Rate(1 / cross.ask, 1 / cross.bid, cross.stale)
        for way, rate in (((cross.base, cross.counter), forth), ((cross.counter, cross.base), back)):
            if way not in legs or _doubt(rate) < _doubt(legs[way]):
                legs[way] = rate
    found = [legs[source, target]] if (source, target) in legs else []
    if not found:
        for (start, middle), first in legs.items():
            second = legs.get((middle, target))
            if start == source and second is not None:
                found.append(Rate(first.low * second.low, first.high * second.high, first.stale or second.stale))
    return min(found, key=_doubt, default=None)


def known_crosses(facts: Facts) -> tuple[Cross, ...]:
    """Return the crosses of the facts and the instrument itself where it is a currency pair."""
    own, bid, ask = facts.instrument, facts.bid, facts.ask
    if not own.currency_pair or bid is None or ask is None or not 0 < bid <= ask:
        return facts.crosses
    return (Cross(own.currency, own.profit_currency, bid, ask, not facts.freshness.trustworthy), *facts.crosses)


def account_rate(source: str, facts: Facts) -> Rate | None:
    """Return the rate of a currency to the account's, None when no quote gives it."""
    return rate_between(source, facts.currency, known_crosses(facts))


def profit_rate(facts: Facts) -> Rate | None:
    """Return the rate profit currency → account currency; where the broker has reckoned one it widens the span.

    A profit that the broker gave for this symbol holds its rate, exact to half a cent. Quotes and broker may differ
    by a markup that nobody publishes, so a loss takes the dearer of both and a gain the cheaper.
    """
    quoted = account_rate(facts.instrument.profit_currency, facts)
    implied = _implied(facts)
    if quoted is SAME or implied is None:
        return quoted
    if quoted is None or (quoted.stale and not implied.stale):
        return implied
    if implied.stale and not quoted.stale:
        return quoted
    return Rate(min(quoted.low, implied.low), max(quoted.high, implied.high), quoted.stale)


def _implied(facts: Facts) -> Rate | None:
    usable = [
        answer
        for question, answer in facts.answers.items()
        if question.kind in _PROFITS and question.symbol == facts.instrument.symbol and answer.value is not None
    ]
    for answer in sorted(usable, key=lambda each: (each.stale, -each.received)):
        rate = _rate_of(answer, facts.instrument)
        if rate is not None:
            return rate
    return None


def _rate_of(answer: Answer, instrument: Instrument) -> Rate | None:
    asked, value = answer.question, answer.value
    if value is None or asked.side is None or asked.open_price is None or asked.close_price is None:
        return None
    move = (asked.close_price - asked.open_price) * asked.side.sign * asked.volume * instrument.contract_size
    if move == 0:
        return None
    rate, doubt = value / move, abs(_HALF_CENT / move)
    return Rate(rate - doubt, rate + doubt, answer.stale) if rate > doubt else None


def _doubt(rate: Rate) -> tuple[bool, Decimal]:
    return rate.stale, rate.high / rate.low
