"""Writes tickPrices messages quickly: everything that does not change is prepared once for each symbol."""

from __future__ import annotations

from tui.simulator.market import Quote, Symbol


class TickWriter:
    """The tickPrices message (6.6) of one symbol; strict writes the document's fields in its order."""

    def __init__(self, symbol: Symbol, strict: bool) -> None:
        digits = symbol.digits
        pip_places = max(1, digits - symbol.pip_digits)
        self._scale = float(10**digits)
        self._pip_scale = float(10 ** (digits - symbol.pip_digits))
        price = f"%.{digits}f" if digits else "%.1f"
        pips = f"%.{pip_places}f"
        name = symbol.name.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
        fields = {
            "symbol": f'"{name}"',
            "ask": f"%(ask){price[1:]}",
            "bid": f"%(bid){price[1:]}",
            "high": f"%(high){price[1:]}",
            "low": f"%(low){price[1:]}",
            "askVolume": "%(ask_volume)d",
            "bidVolume": "%(bid_volume)d",
            "timestamp": "%(time)d",
            "level": "%(level)d",
            "quoteId": str(symbol.quote_id),
            "spreadTable": f"%(pips){pips[1:]}",
            "spreadRaw": f"%(spread){price[1:]}",
        }
        names = sorted(fields) if strict else list(fields)
        body = ",".join(f'"{name}":{fields[name]}' for name in names)
        self._template = f'{{"command":"tickPrices","data":{{{body}}}}}'

    def write(self, quote: Quote) -> bytes:
        """Return one message, ready to send. Prices are whole points, so that the division is exact when printed."""
        scale = self._scale
        spread = quote.ask - quote.bid
        return (
            self._template
            % {
                "ask": quote.ask / scale,
                "bid": quote.bid / scale,
                "high": quote.high / scale,
                "low": quote.low / scale,
                "ask_volume": quote.ask_volume,
                "bid_volume": quote.bid_volume,
                "time": quote.time_ms,
                "level": quote.level,
                "pips": spread / self._pip_scale,
                "spread": spread / scale,
            }
        ).encode()
