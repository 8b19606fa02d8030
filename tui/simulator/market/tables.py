"""The venue's instruments as tables: what differs from line to line, and nothing else."""

from __future__ import annotations

from typing import NamedTuple


class ForexRow(NamedTuple):
    """A currency pair; spread in points, swaps in points."""

    name: str
    group: str
    digits: str
    spread: str
    swap_long: str
    swap_short: str


class CfdRow(NamedTuple):
    """A CFD on a commodity, an index or a coin; `leverage` is the margin in percent."""

    name: str
    description: str
    category: str
    group: str
    asset: str
    timetable: str
    currency: str
    contract: str
    digits: str
    pip_digits: str
    spread: str
    leverage: str
    lot_min: str
    swap_long: str
    swap_short: str


class ShareRow(NamedTuple):
    """A company or fund: price around which it moves, deviation of its own per day, weight on the share market.

    `kinds`: 4 a CFD on the share, 5 a CFD on a fund, 9 cash shares.
    """

    ticker: str
    company: str
    country: str
    price: float
    sigma: float
    beta: float
    kinds: str


def _cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def forex_rows(table: str) -> list[ForexRow]:
    """The lines of a table of pairs."""
    return [ForexRow(*cells) for cells in _cells(table)]


def cfd_rows(table: str) -> list[CfdRow]:
    """The lines of a table of CFDs."""
    return [CfdRow(*cells) for cells in _cells(table)]


def share_rows(table: str) -> list[ShareRow]:
    """The lines of a table of shares."""
    return [
        ShareRow(ticker, company, country, float(price), float(sigma), float(beta), kinds)
        for ticker, company, country, price, sigma, beta, kinds in _cells(table)
    ]


FOREX = """
EURUSD | Major     | 5 |   8 |  -6.91 |   3.12
GBPUSD | Major     | 5 |  13 |  -3.45 |   0.21
USDJPY | Major     | 3 |  12 |   6.42 | -16.88
USDCHF | Major     | 5 |  15 |   4.11 |  -9.53
AUDUSD | Major     | 5 |  12 |  -2.61 |   0.32
NZDUSD | Major     | 5 |  17 |  -1.92 |  -0.55
USDCAD | Major     | 5 |  17 |   1.12 |  -5.03
EURGBP | Minor     | 5 |  13 |  -4.72 |   1.24
EURJPY | Minor     | 3 |  18 |   4.02 | -12.71
EURCHF | Minor     | 5 |  18 |   2.02 |  -6.13
GBPJPY | Minor     | 3 |  28 |   9.42 | -23.81
AUDJPY | Minor     | 3 |  20 |   4.12 | -11.34
EURPLN | Emergings | 5 | 290 | -12.05 |   3.01
USDPLN | Emergings | 5 | 310 |  -5.15 |  -4.42
USDSEK | Emergings | 5 | 480 |   5.21 | -31.07
USDNOK | Emergings | 5 | 520 |   2.93 | -28.44
EURHUF | Emergings | 3 | 260 |  -9.13 |   1.22
USDCZK | Emergings | 4 | 180 |  -1.51 |  -8.27
"""
CFDS = """
GOLD | Gold | CMD | Precious Metals | XAU | metal | USD | 100 | 2 | 1 | 30 | 1.00 | 0.01 | -6.21 | 2.31
SILVER | Silver | CMD | Precious Metals | XAG | metal | USD | 5000 | 3 | 2 | 28 | 2.00 | 0.01 | -0.72 | 0.21
COPPER | Copper | CMD | Industrial Metals | COPPER | metal | USD | 300 | 1 | 0 | 220 | 5.00 | 0.01 | -2.18 | -0.35
OIL | Brent crude oil | CMD | Energy | OIL | metal | USD | 1000 | 2 | 2 | 4 | 5.00 | 0.01 | 0.31 | -1.52
OIL.WTI | WTI crude oil | CMD | Energy | WTI | metal | USD | 1000 | 2 | 2 | 4 | 5.00 | 0.01 | 0.28 | -1.47
NATGAS | Natural gas | CMD | Energy | NATGAS | metal | USD | 30000 | 3 | 3 | 6 | 10.00 | 0.01 | -4.12 | 1.02
US500 | S&P 500 index | IND | US | US500 | index | USD | 50 | 1 | 0 | 5 | 5.00 | 0.01 | -1.12 | 0.31
US100 | Nasdaq 100 index | IND | US | US100 | index | USD | 20 | 2 | 0 | 120 | 5.00 | 0.01 | -3.92 | 1.07
US30 | Dow Jones index | IND | US | US30 | index | USD | 5 | 0 | 0 | 2 | 5.00 | 0.01 | -8.21 | 2.25
DE40 | German 40 index | IND | Europe | DE40 | index | EUR | 25 | 1 | 0 | 14 | 5.00 | 0.01 | -3.02 | 0.12
UK100 | UK 100 index | IND | Europe | UK100 | index | GBP | 10 | 1 | 0 | 17 | 5.00 | 0.01 | -1.62 | 0.24
JP225 | Japan 225 index | IND | Asia-Pacific | JP225 | index | JPY | 500 | 0 | 0 | 8 | 5.00 | 0.01 | -1.02 | -2.11
EU50 | Euro 50 index | IND | Europe | EURO | eu_index | EUR | 10 | 1 | 0 | 16 | 5.00 | 0.01 | -0.75 | 0.03
BITCOIN | Bitcoin | CRT | Crypto | BTC | crypto | USD | 1 | 2 | 0 | 6610 | 50.00 | 0.01 | -48.50 | -9.70
ETHEREUM | Ethereum | CRT | Crypto | ETH | crypto | USD | 10 | 2 | 0 | 420 | 50.00 | 0.01 | -1.70 | -0.34
LITECOIN | Litecoin | CRT | Crypto | LTC | crypto | USD | 1 | 3 | 2 | 620 | 50.00 | 1.00 | -5.20 | -1.04
"""
SHARES = """
AAPL | Apple Inc      | US | 229.0 | 0.011 | 1.15 | 4 9
SAP  | SAP SE         | DE | 219.0 | 0.012 |  0.9 |   9
TSLA | Tesla Inc      | US | 338.0 | 0.026 |  1.6 |   4
MSFT | Microsoft Corp | US | 421.0 |  0.01 | 1.05 |   9
PKN  | Orlen SA       | PL |  58.4 | 0.015 |  0.5 |   9
"""
MORE_FOREX = """
EURAUD | Minor     | 5 |  22 |  -7.31 |   2.05
EURCAD | Minor     | 5 |  23 |  -5.87 |   1.11
GBPCHF | Minor     | 5 |  26 |   5.61 | -14.02
CHFJPY | Minor     | 3 |  26 |   1.02 |  -9.45
EURCZK | Emergings | 4 | 150 |  -2.12 |  -3.31
EURSEK | Emergings | 5 | 430 |  -3.45 |  -9.81
GBPPLN | Emergings | 5 | 420 |  -9.14 |  -3.02
USDMXN | Emergings | 5 | 900 | -82.11 |  31.43
"""
MORE_CFDS = """
PLATINUM | Platinum | CMD | Precious Metals | XPT | metal | USD | 50 | 2 | 1 | 260 | 5.00 | 0.01 | -1.92 | -0.28
RIPPLE | Ripple | CRT | Crypto | XRP | crypto | USD | 1000 | 5 | 4 | 1650 | 50.00 | 0.01 | -11.7 | -2.35
"""
MORE_SHARES = """
NVDA | NVIDIA Corp                      | US | 139.0 | 0.022 | 1.7 | 4 9
AMZN | Amazon.com Inc                   | US | 207.0 | 0.014 | 1.2 | 4 9
SIE  | Siemens AG                       | DE | 186.0 | 0.012 | 0.9 | 4 9
BMW  | Bayerische Motoren Werke AG      | DE |  72.5 | 0.013 | 0.8 |   4
CDR  | CD Projekt SA                    | PL | 178.0 |  0.02 | 0.5 |   9
VOD  | Vodafone Group PLC               | UK |  70.2 | 0.013 | 0.5 |   4
IDNA | iShares Genomics and Biotech ETF | UK |  5.12 | 0.009 | 0.8 |   5
"""
