"""Our own estimates of what the broker would say; always shown as estimates."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.instrument import Instrument
from tui.domain.position import Position


def margin_estimate(position: Position, instrument: Instrument) -> Decimal | None:
    """Return the margin that a position binds, in account currency, or None when a needed fact is missing.

    Nominal value times the margin requirement in percent (XAPI's `leverage`), brought to account currency with the
    record's margin rate. The nominal of a currency pair is counted in its base currency, every other one at the
    open price.
    """
    if instrument.leverage_percent is None or not position.margin_rate:
        return None
    nominal = position.volume * instrument.contract_size
    if not instrument.currency_pair:
        nominal *= position.open_price
    return nominal * instrument.leverage_percent / 100 * position.margin_rate


def position_pips(position: Position, instrument: Instrument, price: Decimal) -> Decimal:
    """Return how many pips the position gains at `price`, negative for a loss."""
    return instrument.pips(price - position.open_price) * position.side.sign
