"""Shapes of the trading week: how much of a day's movement falls on which hour (Warsaw wall time)."""

from __future__ import annotations

from tui.simulator.market.factors import Profile

# Weights of the hours 0 … 23.
_FX = "0.35 0.3 0.35 0.35 0.3 0.35 0.5 0.9 1.5 1.6 1.4 1.1 1.1 1.2 1.8 2 2 1.6 1.2 0.9 0.7 0.6 0.4 0.3"
_ASIA = "1 1.5 1.6 1.4 1.1 1 1 1.1 1.4 1.4 1.1 0.9 0.9 1 1.5 1.6 1.5 1.2 0.9 0.7 0.6 0.5 0.4 0.6"
_US = "0.3 0.2 0.2 0.2 0.2 0.25 0.3 0.4 0.7 0.9 0.7 0.6 0.6 0.7 1.3 3.2 3.6 2.6 2 1.8 2 2.6 0.5 0.3"
_EU = "0.1 0.1 0.1 0.1 0.1 0.1 0.2 0.5 1.4 3.2 2.6 2 1.7 1.8 2 2.4 2.6 2.4 0.7 0.4 0.4 0.3 0.1 0.1"
_CRYPTO = "0.9 0.9 0.9 0.8 0.7 0.7 0.7 0.8 0.9 1 1 0.9 0.9 1 1.3 1.6 1.7 1.6 1.4 1.2 1.1 1.1 1 0.9"
_SUNDAY_EVENING = 6 * 24 + 23


def _profile(shape: str, saturday: float, sunday: float, sunday_evening: float) -> Profile:
    """Weekend hours are given as shares of a weekday's mean hour."""
    day = [float(weight) for weight in shape.split()]
    mean = sum(day) / 24
    weekend = [share * mean for share in (saturday, sunday) for _ in range(24)]
    hours = day * 5 + weekend
    if sunday_evening:
        hours[_SUNDAY_EVENING] = sunday_evening * mean
    scaled = tuple(weight / sum(day) for weight in hours)
    return Profile(scaled, tuple(sum(scaled[start : start + 24]) for start in range(0, 168, 24)))


def build_profiles() -> dict[str, Profile]:
    """All profiles by name."""
    return {
        "fx": _profile(_FX, 0.008, 0.012, 0.4),
        "asia": _profile(_ASIA, 0.008, 0.012, 0.5),
        "us": _profile(_US, 0.008, 0.012, 0.3),
        "eu": _profile(_EU, 0.008, 0.012, 0.1),
        "crypto": _profile(_CRYPTO, 0.6, 0.7, 0.0),
    }
