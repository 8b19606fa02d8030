"""Chance by address: the same (seed, key, level, index) always gives the same numbers, in any order of asking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import accumulate
from math import sqrt
from random import Random
from typing import Generic, TypeVar

_MASK = (1 << 64) - 1

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """A bounded cache in two generations: what is not asked for while `capacity` others come in is dropped."""

    __slots__ = ("_capacity", "_new", "_old")

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._new: dict[int, Value] = {}
        self._old: dict[int, Value] = {}

    def __len__(self) -> int:
        return len(self._new) + len(self._old)

    def get(self, key: int) -> Value | None:
        """The kept value, or None."""
        value = self._new.get(key)
        if value is None:
            value = self._old.get(key)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: int, value: Value) -> None:
        """Keep a value; at most twice `capacity` values are kept."""
        if len(self._new) >= self._capacity:
            self._old = self._new
            self._new = {}
        self._new[key] = value


def key_of(name: str) -> int:
    """A 64-bit number for a name, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def mix(value: int) -> int:
    """Scatter an integer over 64 bits (splitmix64's finisher)."""
    value = (value * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def stream(seed: int, key: int, level: int, index: int) -> Callable[[], float]:
    """Uniform numbers in [0, 1) of one address; `Random` mixes long integer seeds thoroughly by itself."""
    return Random(((seed & _MASK) << 140) | (key << 76) | (level << 72) | (index & ((1 << 72) - 1))).random


def bell(uniform: Callable[[], float]) -> float:
    """Bell-shaped noise with mean 0 and deviation 1 that never leaves ±3."""
    return (uniform() + uniform() + uniform() - 1.5) * 2.0


def bridge(
    uniform: Callable[[], float], ends: tuple[float, float], sigma: float, roots: Sequence[float], cap: float
) -> list[float]:
    """A random path between two `ends` with `len(roots) + 1` anchors; `roots` are square roots of variance weights.

    The path stays within `cap * sigma` of the straight line between its ends (by shares of variance): a path that
    would leave is scaled down, so the band is a hard bound and nothing looks cut off.
    """
    start, end = ends
    weights = list(accumulate([root * root for root in roots]))
    noise = list(accumulate([(uniform() - 0.5) * root for root in roots]))
    tilt = noise[-1] / weights[-1]
    swing = [value - tilt * weight for value, weight in zip(noise, weights, strict=True)]
    swing.pop()
    weights_total = weights.pop()
    scale = sigma * sqrt(12.0 / weights_total)
    highest, lowest = max(swing), min(swing)
    peak = max(highest, -lowest) * scale
    if peak > cap * sigma:
        scale *= cap * sigma / peak
    slope = (end - start) / weights_total
    path = [start]
    path += [start + scale * value + slope * weight for value, weight in zip(swing, weights, strict=True)]
    path.append(end)
    return path
