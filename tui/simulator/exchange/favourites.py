"""What the venue's own traders like to trade, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from tui.simulator.exchange import money
from tui.simulator.exchange.market_view import Prices
from tui.simulator.exchange.settings import AccountProfile, ExchangeSettings
from tui.simulator.market import Symbol

_LIKED = (
    "EURUSD", "GBPUSD", "USDJPY", "EURPLN", "USDPLN", "AUDUSD", "USDCHF", "EURGBP", "GOLD", "US500", "DE40", "US100",
    "OIL.WTI", "BITCOIN", "ETHEREUM", "AAPL.US_9", "AAPL.US_4", "MSFT.US_9",
)  # fmt: skip
_ENOUGH = 12


def favourites(symbols: Mapping[str, Symbol], profile: AccountProfile, settings: ExchangeSettings) -> list[str]:
    """Return a dozen names or so that this account may trade, best liked first."""
    names = [name for name in _LIKED if name in symbols]
    names += [name for name in symbols if name not in names][: max(0, _ENOUGH - len(names))]
    return [
        name
        for name in names
        if name not in profile.hidden_symbols | settings.disabled_symbols
        and symbols[name].category not in profile.blocked_categories
    ]


def volume_for(prices: Prices, profile: AccountProfile, symbol: Symbol, margin: Decimal) -> Decimal | None:
    """Return the largest volume whose margin stays below this, None when even the smallest is too much."""
    rate = prices.rate(money.margin_currency(symbol), profile.currency)
    points = prices.quote(symbol.name).ask
    # The margin of the largest lot, scaled down: one small lot's margin may round to nothing.
    whole = money.margin(symbol, points, symbol.lot_max, rate, profile.leverage_multiplier)
    steps = (margin * symbol.lot_max / whole / symbol.lot_step).to_integral_value(rounding=ROUND_DOWN)
    volume = min(steps * symbol.lot_step, symbol.lot_max)
    return volume if volume >= symbol.lot_min else None


def day_range(prices: Prices, symbol: Symbol) -> int:
    """Return a believable distance for stops in points: the day's range so far, not less than twenty spreads."""
    quote = prices.quote(symbol.name)
    least = 20 * max(1, quote.ask - quote.bid)
    return max(quote.high - quote.low, least, quote.bid // 400)
