"""What a bench row yields: figures with their budgets, and the numbers made of samples."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How long to measure: `quick` takes fewer repeats and shorter spans."""

    quick: bool = False

    def repeats(self, full: int, quick: int) -> int:
        """Return how often to repeat a measurement."""
        return quick if self.quick else full

    def seconds(self, full: float, quick: float) -> float:
        """Return how long a measurement lasts."""
        return quick if self.quick else full


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `most` is its budget, None where it only informs. `remark` holds the absolutes."""

    what: str
    value: float
    unit: str
    most: float | None = None
    remark: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the value keeps to its budget, None without one."""
        return None if self.most is None else self.value <= self.most

    def line(self) -> str:
        """Return the figure as one line of the report."""
        sign = {True: "✓", False: "✗", None: " "}[self.met]
        budget = "" if self.most is None else f"≤ {self.most:g}"
        value = f"{self.value:.2f}" if abs(self.value) < 10 else f"{self.value:,.0f}".replace(",", " ")
        remark = f"  ({self.remark})" if self.remark else ""
        return f"  {sign} {self.what:58} {value:>8} {self.unit:10} {budget:9}{remark}".rstrip()


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that so many percent of `values` do not exceed; NaN of nothing."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def middle(values: Sequence[float]) -> float:
    """Return the median; NaN of nothing."""
    return statistics.median(values) if values else float("nan")
