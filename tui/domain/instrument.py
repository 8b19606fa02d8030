"""What can be traded: the static facts of a symbol, in the field's own terms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Instrument:
    """One symbol of the broker (XAPI 5.3.1, SYMBOL_RECORD).

    Prices have `digits` decimal places, a pip is the decimal place `pip_digits`. Volumes are in lots.
    `leverage_percent` is the margin requirement in percent of the nominal value. `None` means that the
    broker did not say.
    """

    symbol: str
    description: str
    category: str
    group: str
    currency: str
    profit_currency: str
    digits: int
    pip_digits: int
    contract_size: Decimal
    leverage_percent: Decimal | None
    lot_min: Decimal | None
    lot_max: Decimal | None
    lot_step: Decimal | None
    tick_size: Decimal | None
    tick_value: Decimal | None
    stops_level: Decimal
    step_rule_id: int | None
    swap_enabled: bool
    swap_long: Decimal | None
    swap_short: Decimal | None
    swap_type: int | None
    swap_triple_day: int | None
    currency_pair: bool
    long_only: bool
    short_selling: bool
    trailing_enabled: bool
    margin_mode: int | None
    profit_mode: int | None
    quote_id: int | None
    instant_max_volume: Decimal | None
    initial_margin: Decimal | None
    margin_hedged: Decimal | None
    margin_hedged_strong: bool
    margin_maintenance: Decimal | None
    starts_at: int | None
    expires_at: int | None
    type_code: int | None

    @property
    def pip(self) -> Decimal:
        """The price distance of one pip."""
        return Decimal(1).scaleb(-self.pip_digits)

    @property
    def point(self) -> Decimal:
        """The smallest price step that the broker prints."""
        return Decimal(1).scaleb(-self.digits)

    def pips(self, distance: Decimal) -> Decimal:
        """Return a price distance in pips, signed."""
        return distance.scaleb(self.pip_digits)
