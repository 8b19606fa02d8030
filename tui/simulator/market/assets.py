"""What currencies, metals, indices and coins are worth and which factors move them.

Currencies are valued in US dollars, so that every cross follows from two of them and no triangle is ever open.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.simulator.market.factors import Factor, Profile, make_factor


@dataclass(frozen=True, slots=True)
class Asset:
    """Reference price (currencies: in USD; the rest: in the quote currency) and weights on factors."""

    reference: float
    weights: dict[str, float]


# name: reference, deviation per day of its own factor, activity, profile, weights on other factors
_TABLE: dict[str, tuple[float, float, float, str, dict[str, float]]] = {
    "USD": (1.0, 0.0, 0.0, "fx", {}),
    "EUR": (1.0850, 0.0043, 1.0, "fx", {}),
    "GBP": (1.2745, 0.0032, 0.9, "fx", {"EUR": 0.7}),
    "JPY": (1 / 151.20, 0.0048, 0.9, "asia", {"EUR": 0.35}),
    "CHF": (1 / 0.8860, 0.0024, 0.7, "fx", {"EUR": 0.85}),
    "AUD": (0.6560, 0.0040, 0.8, "asia", {"EUR": 0.55, "MKT": 0.12}),
    "NZD": (0.6050, 0.0024, 0.6, "asia", {"EUR": 0.5, "AUD": 0.8, "MKT": 0.1}),
    "CAD": (1 / 1.3640, 0.0028, 0.8, "fx", {"EUR": 0.35, "OIL": 0.03}),
    "PLN": (1 / 3.9700, 0.0030, 0.35, "fx", {"EUR": 1.1}),
    "SEK": (1 / 10.480, 0.0034, 0.4, "fx", {"EUR": 1.05}),
    "NOK": (1 / 10.690, 0.0036, 0.4, "fx", {"EUR": 0.95, "OIL": 0.05}),
    "CZK": (1 / 23.250, 0.0022, 0.25, "fx", {"EUR": 1.05}),
    "HUF": (1 / 362.40, 0.0036, 0.25, "fx", {"EUR": 1.15}),
    "MXN": (1 / 17.120, 0.0062, 0.4, "us", {"EUR": 0.3, "MKT": 0.15}),
    "MKT": (1.0, 0.0085, 0.8, "us", {}),
    "XAU": (2664.0, 0.0072, 0.9, "us", {"EUR": 0.4}),
    "XAG": (31.250, 0.0095, 0.8, "us", {"EUR": 0.4, "XAU": 1.2}),
    "XPT": (968.00, 0.0090, 0.4, "us", {"EUR": 0.3, "XAU": 0.6}),
    "COPPER": (9420.0, 0.0095, 0.6, "eu", {"EUR": 0.3, "MKT": 0.4}),
    "OIL": (78.50, 0.0175, 0.8, "us", {"MKT": 0.3}),
    "WTI": (74.30, 0.0035, 0.7, "us", {"OIL": 1.02, "MKT": 0.3}),
    "NATGAS": (2.850, 0.0300, 0.6, "us", {}),
    "US500": (6010.0, 0.0006, 0.6, "us", {"MKT": 1.0}),
    "US100": (21150.0, 0.0040, 0.8, "us", {"MKT": 1.2}),
    "US30": (44300.0, 0.0026, 0.7, "us", {"MKT": 0.85}),
    "EURO": (4960.0, 0.0055, 0.8, "eu", {"MKT": 0.7}),
    "DE40": (19850.0, 0.0022, 0.8, "eu", {"MKT": 0.7, "EURO": 0.95}),
    "UK100": (8240.0, 0.0042, 0.6, "eu", {"MKT": 0.4, "EURO": 0.5}),
    "JP225": (39200.0, 0.0090, 0.7, "asia", {"MKT": 0.6, "JPY": -0.4}),
    "BTC": (97000.0, 0.0240, 1.0, "crypto", {"MKT": 0.2}),
    "ETH": (3400.0, 0.0170, 0.8, "crypto", {"BTC": 1.0}),
    "LTC": (104.00, 0.0230, 0.5, "crypto", {"BTC": 0.9}),
    "XRP": (2.3500, 0.0280, 0.5, "crypto", {"BTC": 0.8}),
}
CURRENCIES = tuple(_TABLE)[: tuple(_TABLE).index("MKT")]


def build_assets(profiles: dict[str, Profile]) -> tuple[dict[str, Asset], dict[str, Factor]]:
    """Assets with their weights resolved to plain factors, and those factors by name."""
    assets: dict[str, Asset] = {}
    factors: dict[str, Factor] = {}
    for name, (reference, sigma, activity, profile, others) in _TABLE.items():
        weights: dict[str, float] = {}
        if sigma:
            factors[name] = make_factor(name, sigma, profiles[profile], activity)
            weights[name] = 1.0
        for other, weight in others.items():
            weights[other] = weights.get(other, 0.0) + weight
        assets[name] = Asset(reference, weights)
    return assets, factors


def pair(assets: dict[str, Asset], base: str, counter: str) -> Asset:
    """The price of one currency in another: references divide, weights subtract."""
    left, right = assets[base], assets[counter]
    weights = dict(left.weights)
    for name, weight in right.weights.items():
        weights[name] = weights.get(name, 0.0) - weight
    kept = {name: weight for name, weight in weights.items() if abs(weight) > 1e-12}
    return Asset(left.reference / right.reference, kept)
