"""A big activity statement in the service's shape: trades, cash, lots and conversion rates, much of it repeating."""

from __future__ import annotations

import random
from pathlib import Path

_TRADE = (
    '<Trade accountId="U{account}" acctAlias="" model="" currency="{currency}" fxRateToBase="0.9{small}" '
    'assetCategory="STK" subCategory="COMMON" symbol="{symbol}" description="{symbol} HOLDING CORP" conid="{number}" '
    'securityID="US{number}" securityIDType="ISIN" cusip="" isin="US{number}" figi="BBG{number}" '
    'listingExchange="NASDAQ" underlyingConid="" underlyingSymbol="" multiplier="1" strike="" expiry="" '
    'tradeID="{serial}" putCall="" reportDate="{day}" principalAdjustFactor="" dateTime="{day};09{clock}" '
    'tradeDate="{day}" settleDateTarget="{day}" transactionType="ExchTrade" exchange="IBKRATS" '
    'quantity="{quantity}" tradePrice="{price}" tradeMoney="{money}" proceeds="-{money}" taxes="0" '
    'ibCommission="-1.0{small}" ibCommissionCurrency="USD" netCash="-{money}1" closePrice="{price}" '
    'openCloseIndicator="O" notes="P" cost="{money}" fifoPnlRealized="0" mtmPnl="{small}.5" origTradePrice="0" '
    'origTradeDate="" origTradeID="" origOrderID="0" origTransactionID="0" buySell="BUY" clearingFirmID="" '
    'ibOrderID="{serial}1" transactionID="{serial}2" ibExecID="00013911.{serial}.01.01" orderTime="{day};09{clock}" '
    'openDateTime="" holdingPeriodDateTime="" whenRealized="" whenReopened="" levelOfDetail="EXECUTION" '
    'changeInPrice="0" changeInQuantity="0" orderType="LMT" traderID="" isAPIOrder="N" accruedInt="0" />\n'
)
_RATE = '<ConversionRate reportDate="{day}" fromCurrency="{currency}" toCurrency="EUR" rate="0.{number}" />\n'
_CASH = (
    '<CashTransaction accountId="U{account}" currency="{currency}" symbol="{symbol}" conid="{number}" '
    'description="{symbol}(US{number}) CASH DIVIDEND USD 0.{small} PER SHARE" dateTime="{day};202000" '
    'settleDate="{day}" amount="{price}" type="Dividends" transactionID="{serial}3" reportDate="{day}" '
    'levelOfDetail="DETAIL" />\n'
)
_FRAME = ("Trades", _TRADE, 0.7), ("CashTransactions", _CASH, 0.15), ("ConversionRates", _RATE, 0.15)
_SYMBOLS = tuple(f"{a}{b}{c}" for a in "ABCDEFGH" for b in "KLMNOPQ" for c in "RSTUVW")


def write_sample(path: Path, megabytes: float) -> int:
    """Write a statement of about that many MB; return its size in bytes."""
    chance = random.Random(5)
    serial = 700_000_000
    with path.open("w", encoding="ascii") as file:
        file.write('<FlexQueryResponse queryName="Big" type="AF">\n<FlexStatements count="1">\n')
        file.write('<FlexStatement accountId="U1234567" fromDate="20250101" toDate="20251231" period="LastYear" ')
        file.write('whenGenerated="20260105;062234">\n')
        for section, shape, share in _FRAME:
            file.write(f"<{section}>\n")
            written = 0
            while written < megabytes * share * 1e6:
                serial += chance.randrange(1, 50)
                written += file.write(_filled(shape, serial, chance))
            file.write(f"</{section}>\n")
        file.write("</FlexStatement>\n</FlexStatements>\n</FlexQueryResponse>\n")
    return path.stat().st_size


def _filled(shape: str, serial: int, chance: random.Random) -> str:
    return shape.format(
        account=1234567,
        currency=chance.choice(("USD", "EUR", "GBP", "CHF", "JPY")),
        symbol=chance.choice(_SYMBOLS),
        number=chance.randrange(10**8, 10**9),
        serial=serial,
        day=20250101 + chance.randrange(12) * 100 + chance.randrange(28),
        clock=chance.randrange(1000, 6000),
        quantity=chance.randrange(1, 500),
        price=f"{chance.uniform(1, 400):.4f}",
        money=f"{chance.uniform(10, 90_000):.2f}",
        small=chance.randrange(1000, 9999),
    )
