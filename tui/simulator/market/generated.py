"""Further share CFDs beyond the catalogue, invented from their number, for load."""

from __future__ import annotations

from collections.abc import Iterator

from tui.simulator.market.catalogue import Entry, share
from tui.simulator.market.noise import key_of, mix
from tui.simulator.market.tables import ShareRow

_FIRST = "Vel Bran Kor Lum Ast Mer Tal Nor Quin Hal Ser Dor Fen Gal Iver Osk"
_LAST = "mont dale ex ara tek lund wick ion era holm via stone mark field ica on"
_LINE = "Energy Systems Foods Pharma Logistics Mining Media Robotics Retail Water Finance Steel"
_FORM = {"US": "Inc", "DE": "AG", "FR": "SA", "UK": "PLC"}
_COUNTRIES = ("US", "US", "US", "DE", "US", "FR", "US", "UK")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def generated_entries(taken: set[str]) -> Iterator[Entry]:
    """An endless row of invented companies; the n-th is always the same. Names in `taken` are left out."""
    first, last, lines = _FIRST.split(), _LAST.split(), _LINE.split()
    base = key_of("generated shares")
    number = 0
    while True:
        chance = mix(base + number)
        letters = "".join(_LETTERS[number // 26**place % 26] for place in (2, 1, 0))
        ticker = _LETTERS[chance % 26] + letters
        country = _COUNTRIES[number % len(_COUNTRIES)]
        number += 1
        if f"{ticker}.{country}_4" in taken:
            continue
        company = (
            first[(chance >> 8) % len(first)]
            + last[(chance >> 16) % len(last)]
            + f" {lines[(chance >> 24) % len(lines)]} {_FORM[country]}"
        )
        price = round(4.0 * 1.06 ** ((chance >> 32) % 84), 2)
        sigma = 0.008 + ((chance >> 40) % 18) / 1000
        yield share(ShareRow(ticker, company, country, price, sigma, 0.5 + ((chance >> 48) % 12) / 10, "4"), "4")
