"""Runs in a process of its own: drives the third-party client xapi-python through all it can do and prints what it got.

Usage: python drive_xapi_python.py ws://127.0.0.1:PORT. The output is one JSON object: a list of replies by command, and
a list of messages by stream command.
"""

import asyncio
import collections
import json
import sys
import warnings

with warnings.catch_warnings():
    # The client uses a deprecated entry of websockets; that is its business, not ours.
    warnings.simplefilter("ignore")
    import xapi
    from xapi import PeriodCode, TradeCmd, TradeType

SYMBOL = "EURUSD"
KINDS = {"keepAlive", "balance", "profit", "trade", "tradeStatus", "news", "tickPrices", "candle"}


async def replies(client):
    """Call every request-reply command once and return the replies by name."""
    s = client.socket
    now = (await s.getServerTime())["returnData"]["time"]
    day = 86_400_000
    return {
        "getServerTime": await s.getServerTime(),
        "ping": await s.ping(),
        "getVersion": await s.getVersion(),
        "getAllSymbols": await s.getAllSymbols(),
        "getCalendar": await s.getCalendar(),
        "getChartLastRequest": await s.getChartLastRequest(SYMBOL, now - day // 24, PeriodCode.PERIOD_M1),
        "getChartRangeRequest": await s.getChartRangeRequest(SYMBOL, now - day, now, PeriodCode.PERIOD_H1, 0),
        "getChartRangeRequestBack": await s.getChartRangeRequest(SYMBOL, now, 0, PeriodCode.PERIOD_D1, -5),
        "getCommissionDef": await s.getCommissionDef(SYMBOL, 0.1),
        "getCurrentUserData": await s.getCurrentUserData(),
        "getIbsHistory": await s.getIbsHistory(now - 30 * day, now),
        "getMarginLevel": await s.getMarginLevel(),
        "getMarginTrade": await s.getMarginTrade(SYMBOL, 0.1),
        "getNews": await s.getNews(now - day, 0),
        "getProfitCalculation": await s.getProfitCalculation(SYMBOL, TradeCmd.BUY, 1.05, 1.06, 0.1),
        "getStepRules": await s.getStepRules(),
        "getSymbol": await s.getSymbol(SYMBOL),
        "getTickPrices": await s.getTickPrices([SYMBOL, "US500"], 0, -1),
        "getTrades": await s.getTrades(True),
        "getTradesHistory": await s.getTradesHistory(0, 0),
        "getTradingHours": await s.getTradingHours([SYMBOL, "US500"]),
    }


async def settled(s, order):
    """Return the last status of a request."""
    while True:
        status = await s.tradeTransactionStatus(order)
        if status["returnData"]["requestStatus"] != 1:
            return status


async def ask(s):
    """Return the price to buy at."""
    return (await s.getSymbol(SYMBOL))["returnData"]["ask"]


async def trading(client):
    """Open, modify and close a position, place and delete a pending order, and ask for what is not there."""
    s = client.socket
    got = {}
    price = await ask(s)
    got["open"] = await s.tradeTransaction(
        SYMBOL, TradeCmd.BUY, TradeType.OPEN, price, 0.01, customComment="conformance"
    )
    got["openStatus"] = await settled(s, got["open"]["returnData"]["order"])
    trades = (await s.getTrades(True))["returnData"]
    (mine,) = [trade for trade in trades if trade["customComment"] == "conformance"]
    got["position"] = mine
    got["getTradeRecords"] = await s.getTradeRecords([mine["position"]])
    stop = round(mine["open_price"] * 0.5, 5)
    got["modify"] = await s.tradeTransaction(
        SYMBOL, TradeCmd.BUY, TradeType.MODIFY, price, 0.01, sl=stop, order=mine["position"]
    )
    got["modifyStatus"] = await settled(s, got["modify"]["returnData"]["order"])
    got["modified"] = (await s.getTradeRecords([mine["position"]]))["returnData"][0]
    price = await ask(s)
    got["close"] = await s.tradeTransaction(SYMBOL, TradeCmd.BUY, TradeType.CLOSE, price, 0.01, order=mine["position"])
    got["closeStatus"] = await settled(s, got["close"]["returnData"]["order"])
    low = round(mine["open_price"] * 0.8, 5)
    later = (await s.getServerTime())["returnData"]["time"] + 86_400_000
    got["limit"] = await s.tradeTransaction(SYMBOL, TradeCmd.BUY_LIMIT, TradeType.OPEN, low, 0.01, expiration=later)
    got["limitStatus"] = await settled(s, got["limit"]["returnData"]["order"])
    number = got["limit"]["returnData"]["order"]
    got["delete"] = await s.tradeTransaction(SYMBOL, TradeCmd.BUY_LIMIT, TradeType.DELETE, low, 0.01, order=number)
    got["deleteStatus"] = await settled(s, got["delete"]["returnData"]["order"])
    got["unknown"] = await s.tradeTransaction("NOPE", TradeCmd.BUY, TradeType.OPEN, 1.0, 0.01)
    return got


async def listen(client, seen, enough):
    """Collect stream messages by command; `enough` is set when each kind has come."""
    async for message in client.stream.listen():
        seen[message["command"]].append(message["data"])
        if set(seen) == KINDS:
            enough.set()


async def main(url):
    """Drive everything and print it."""
    seen = collections.defaultdict(list)
    async with await xapi.connect("1000", "demo", host=url, type="demo") as client:
        stream = client.stream
        await stream.ping()
        enough = asyncio.Event()
        listener = asyncio.create_task(listen(client, seen, enough))
        await stream.getKeepAlive()
        await stream.getBalance()
        await stream.getProfits()
        await stream.getTrades()
        await stream.getTradeStatus()
        await stream.getNews()
        await stream.getTickPrices(SYMBOL, 1, 2)
        answers = await replies(client)
        await stream.getCandles(SYMBOL)
        deals = await trading(client)
        await asyncio.wait_for(enough.wait(), 150)
        for stop in (stream.stopKeepAlive, stream.stopBalance, stream.stopProfits, stream.stopTrades):
            await stop()
        await stream.stopTradeStatus()
        await stream.stopNews()
        await stream.stopTickPrices(SYMBOL)
        await stream.stopCandles(SYMBOL)
        await client.socket.ping()
        await asyncio.sleep(0.3)
        before = {kind: len(messages) for kind, messages in seen.items()}
        await asyncio.sleep(1.0)
        quiet = before == {kind: len(messages) for kind, messages in seen.items()}
        answers["logout"] = await client.socket.logout()
        listener.cancel()
    wrong = None
    try:
        await xapi.connect("1000", "wrong", host=url, type="real")
    except xapi.LoginFailed as failure:
        wrong = str(failure)
    streams = {kind: messages[:50] for kind, messages in seen.items()}
    print(json.dumps({"replies": answers, "trading": deals, "streams": streams, "quiet": quiet, "wrong": wrong}))


warnings.simplefilter("ignore")
asyncio.run(main(sys.argv[1]))
