"""The price scale: which prices the rows show, where a price lies, and round labels at instrument precision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

THIN_SPACE = "\u2009"
ROWS_PER_TICK = 4
STRETCH = Decimal("0.35")
"""How far beyond the candles, in their own height, a line may widen the scale."""
_PAD = Decimal("0.03")
_MANTISSAS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_TEN = Decimal(10)


@dataclass(frozen=True, slots=True)
class PriceScale:
    """Prices from `high` (the top edge of row 0) down to `low` (the bottom edge of the last row)."""

    low: Decimal
    high: Decimal
    rows: int
    digits: int
    step: Decimal

    def part(self, price: Decimal, parts_per_row: int) -> int:
        """Return the index, from the top, of the slice that holds the price, clamped to the pane."""
        parts = self.rows * parts_per_row
        index = int((self.high - price) * parts / (self.high - self.low))
        return min(max(index, 0), parts - 1)

    def half_row(self, price: Decimal) -> int:
        """Return the half row of the price, 0 at the top."""
        return self.part(price, 2)

    def row(self, price: Decimal) -> int:
        """Return the row of the price, 0 at the top."""
        return self.part(price, 1)

    def contains(self, price: Decimal) -> bool:
        """Whether the price lies on the scale."""
        return self.low <= price <= self.high

    def ticks(self) -> list[tuple[int, Decimal]]:
        """Return rows and round prices for labels, from the top, at most one in a row."""
        price = _snap(self.high, self.step, ROUND_FLOOR)
        labels: dict[int, Decimal] = {}
        while price >= self.low:
            labels.setdefault(self.row(price), price)
            price -= self.step
        return list(labels.items())


def price_text(price: Decimal, digits: int) -> str:
    """Return the price with `digits` decimals and thousands set apart by thin spaces."""
    return f"{price:,.{digits}f}".replace(",", THIN_SPACE)


def nice_step(raw: Decimal, digits: int) -> Decimal:
    """Return the smallest of 1, 2, 2.5, 5 × 10ⁿ that is at least `raw` and a whole number of points."""
    point = Decimal(1).scaleb(-digits)
    if raw <= point:
        return point
    base = _TEN ** raw.adjusted()
    for scale in (base, base * _TEN):
        for mantissa in _MANTISSAS:
            step = mantissa * scale
            if step >= raw and step % point == 0:
                return step
    return base * _TEN * _TEN


def _snap(price: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (price / step).to_integral_value(rounding) * step


def price_scale(low: Decimal, high: Decimal, rows: int, digits: int, also: Iterable[Decimal] = ()) -> PriceScale:
    """Return the scale that shows `low`…`high`, and the prices of `also` that lie near enough.

    Both ends are set on fractions of the label step, so that small new extremes leave the scale as it is.
    """
    point = Decimal(1).scaleb(-digits)
    reach = (high - low) * STRETCH
    near = [price for price in also if low - reach <= price <= high + reach]
    low, high = min([low, *near]), max([high, *near])
    smallest = point * 10
    if high - low < smallest:
        middle = ((low + high) / 2).quantize(point, ROUND_HALF_EVEN)
        low, high = min(low, middle - smallest / 2), max(high, middle + smallest / 2)
    span = high - low
    step = nice_step(span / max(1, rows // ROWS_PER_TICK), digits)
    grain = step / 4
    bottom = _snap(low - span * _PAD, grain, ROUND_FLOOR)
    if low >= 0:
        bottom = max(bottom, Decimal(0))
    return PriceScale(bottom, _snap(high + span * _PAD, grain, ROUND_CEILING), rows, digits, step)
