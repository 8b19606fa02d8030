"""Reading a received tradeTransInfo: the fields with their types, or the refusal that they deserve."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tui.simulator.exchange.records import Operation, Refusal, TransactionType
from tui.simulator.exchange.settings import ExchangeSettings

_NEEDED = {
    TransactionType.OPEN: ("symbol", "volume", "price"),
    TransactionType.CLOSE: ("symbol", "volume", "price"),
    TransactionType.MODIFY: ("symbol", "volume", "order"),
    TransactionType.DELETE: ("symbol", "volume", "price", "order"),
}
_NUMBERS = ("price", "volume", "sl", "tp")
_WHOLES = ("cmd", "order", "offset", "expiration", "type")

INVALID = Refusal("EX000", "Invalid parameters")


@dataclass(frozen=True, slots=True)
class Order:
    """One trade request in the venue's own words; absent prices, offset and target are zero."""

    kind: TransactionType
    operation: Operation
    symbol: str
    volume: Decimal
    price: Decimal
    stop_loss: Decimal
    take_profit: Decimal
    offset: int
    expires_at_ms: int | None
    target: int
    custom_comment: str | None

    @property
    def places_pending(self) -> bool:
        """Tell whether this asks for an order that waits for its price."""
        return self.kind is TransactionType.OPEN and self.operation.is_pending


def read_order(info: Mapping[str, object], settings: ExchangeSettings) -> Order | Refusal:
    """Read the fields; unknown ones are ignored, null counts as absent.

    EX000 for a missing or wrongly typed field, BE102 for an unknown type, SE199 (lenient) for CLOSE without a number.
    """
    numbers = {name: _number(info.get(name)) for name in _NUMBERS}
    wholes = {name: _whole(info.get(name)) for name in _WHOLES}
    symbol, comment = info.get("symbol"), info.get("customComment")
    if any(value is None and info.get(name) is not None for name, value in {**numbers, **wholes}.items()):
        return INVALID
    if not isinstance(symbol, str | None) or not isinstance(comment, str | None) or wholes["type"] is None:
        return INVALID
    if wholes["type"] not in (0, 2, 3, 4):
        return Refusal("BE102", "Unknown transaction type")
    kind = TransactionType(wholes["type"])
    refusal = _missing(kind, info, wholes, settings)
    if refusal is not None or symbol is None:
        return refusal or INVALID
    return Order(
        kind=kind,
        operation=Operation(wholes["cmd"] or 0),
        symbol=symbol,
        volume=numbers["volume"] or Decimal(0),
        price=numbers["price"] or Decimal(0),
        stop_loss=numbers["sl"] or Decimal(0),
        take_profit=numbers["tp"] or Decimal(0),
        offset=wholes["offset"] or 0,
        expires_at_ms=wholes["expiration"] or None,
        target=wholes["order"] or 0,
        custom_comment=comment,
    )


def _missing(
    kind: TransactionType, info: Mapping[str, object], wholes: Mapping[str, int | None], settings: ExchangeSettings
) -> Refusal | None:
    command = wholes["cmd"]
    if command is None and settings.require_command:
        return INVALID
    if command is not None and not 0 <= command <= Operation.SELL_STOP:
        return INVALID
    if any(info.get(name) is None for name in _NEEDED[kind]):
        return INVALID
    if kind is TransactionType.CLOSE and not wholes["order"]:
        return INVALID if settings.document_codes else Refusal("SE199", "Internal error")
    if kind is TransactionType.OPEN and (command or 0) >= Operation.BUY_LIMIT:
        return INVALID if settings.require_expiration and not wholes["expiration"] else None
    return None


def _number(value: object) -> Decimal | None:
    """Return a JSON number as it was written; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        return None
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _whole(value: object) -> int | None:
    """Return a whole JSON number (3 or 3.0); None for anything else."""
    number = _number(value)
    return int(number) if number is not None and number == number.to_integral_value() else None
