"""Runs in a process of its own: trades with the third-party client xapi-python as it is told, a step at a time.

Usage: python trade_as_stranger.py ws://127.0.0.1:PORT LOGIN PASSWORD. Each line of input is a JSON object {"step": …,
fields}; each is answered with one line: {"reply": …, "status": …}, the client's own reply and the request's last
status (null when it was refused). Steps: open, modify, close, place, move, delete. The process ends with its input.
"""

import asyncio
import json
import sys
import warnings

with warnings.catch_warnings():
    # The client uses a deprecated entry of websockets; that is its business, not ours.
    warnings.simplefilter("ignore")
    import xapi
    from xapi import TradeCmd, TradeType

STEPS = {
    "open": (TradeCmd.BUY, TradeType.OPEN),
    "modify": (TradeCmd.BUY, TradeType.MODIFY),
    "close": (TradeCmd.BUY, TradeType.CLOSE),
    "place": (TradeCmd.BUY_LIMIT, TradeType.OPEN),
    "move": (TradeCmd.BUY_LIMIT, TradeType.MODIFY),
    "delete": (TradeCmd.BUY_LIMIT, TradeType.DELETE),
}


async def settled(socket, order):
    """Return the last status of a request."""
    while True:
        status = (await socket.tradeTransactionStatus(order))["returnData"]
        if status["requestStatus"] != 1:
            return status


async def do(socket, wish):
    """Carry out one step."""
    command, kind = STEPS[wish.pop("step")]
    symbol, volume = wish.pop("symbol", "EURUSD"), wish.pop("volume", 0.01)
    price = wish.pop("price", None) or (await socket.getSymbol(symbol))["returnData"]["ask"]
    reply = await socket.tradeTransaction(symbol, command, kind, price, volume, **wish)
    status = await settled(socket, reply["returnData"]["order"]) if reply["status"] else None
    return {"reply": reply, "status": status}


async def main(url, login, password):
    """Answer steps until the input ends."""
    loop = asyncio.get_running_loop()
    async with await xapi.connect(login, password, host=url, type="demo") as client:
        print(json.dumps({"ready": True}), flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            print(json.dumps(await do(client.socket, json.loads(line))), flush=True)


warnings.simplefilter("ignore")
asyncio.run(main(*sys.argv[1:4]))
