"""The trades of the clients whom an introducing broker's account has brought (getIbsHistory)."""

from __future__ import annotations

from random import Random

from tui.simulator.exchange import money
from tui.simulator.exchange.market_view import Prices
from tui.simulator.exchange.records import IbRecord, Operation

_DAY_MS = 86_400_000
_DAYS = 90
_TRADES = 50
_CLIENTS = 6
_SHY_CLIENT = 5


def ib_records(prices: Prices, names: list[str], currency: str, seed: int, now_ms: int) -> list[IbRecord]:
    """Return some ninety days of clients' closed trades, oldest first; one client keeps name and login private."""
    chance = Random(f"{seed}:ib")
    records = []
    for at in sorted(now_ms - chance.randrange(_DAYS * _DAY_MS) for _ in range(_TRADES)):
        client, name = chance.randrange(_CLIENTS), chance.choice(names)
        symbol = prices.symbol(name)
        volume = symbol.lot_min * chance.randint(1, 50)
        shown = client != _SHY_CLIENT
        prices.move(at - chance.randrange(600_000, _DAY_MS))
        opened = prices.quote(name).ask
        prices.move(at)
        rate = prices.rate(symbol.currency_profit, currency)
        records.append(
            IbRecord(
                login=str(20_000 + client) if shown else None,
                surname=f"IB_Client_{client + 1}" if shown else None,
                symbol=name,
                operation=Operation(chance.randint(0, 1)),
                volume=volume,
                nominal=money.cents(money.value(symbol, opened, volume) * rate),
                open_price=symbol.price(opened),
                close_price=symbol.price(prices.quote(name).bid),
                timestamp_ms=at,
            )
        )
    prices.move(now_ms)
    return records
