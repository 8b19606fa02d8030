"""All instruments as a tree of two levels, category and group, as the broker names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tui.domain.instrument import Instrument

_OTHER = "Other"
_CATEGORIES = {
    "FX": "Forex",
    "CMD": "Commodities",
    "IND": "Indices",
    "CRT": "Crypto",
    "STC": "Stocks",
    "ETF": "ETFs",
}
"""What brokers' short names stand for; other names are shown as they are."""


def category_title(category: str) -> str:
    """Return the name of a category in words."""
    return _CATEGORIES.get(category.strip().upper(), category.strip() or _OTHER)


@dataclass(frozen=True, slots=True)
class Branch:
    """All instruments, those of a category, or those of a group in it; empty names stand for all."""

    category: str = ""
    group: str = ""
    count: int = 0

    @property
    def key(self) -> str:
        """What it is called among rows; whatever the broker calls his groups, no two are alike."""
        return f"{self.category}\x1f{self.group}"

    @property
    def title(self) -> str:
        """How it is shown."""
        return self.group or (category_title(self.category) if self.category else "All symbols")

    @property
    def depth(self) -> int:
        """How far it is below the root."""
        return bool(self.category) + bool(self.group)

    def holds(self, instrument: Instrument) -> bool:
        """Whether an instrument belongs to it."""
        category, group = _place(instrument)
        return self.category in ("", category) and self.group in ("", group)


def _place(instrument: Instrument) -> tuple[str, str]:
    return instrument.category.strip() or _OTHER, instrument.group.strip() or _OTHER


def branches(instruments: Iterable[Instrument]) -> list[Branch]:
    """Return the tree from the top: all, then each category followed by its groups.

    The groups of a category that has only one of them say nothing and are left out.
    """
    groups = Counter(_place(each) for each in instruments)
    found = [Branch(count=groups.total())]
    for category in sorted({category for category, _ in groups}, key=lambda name: category_title(name).casefold()):
        inside = {group: count for (parent, group), count in groups.items() if parent == category}
        found.append(Branch(category, "", sum(inside.values())))
        if len(inside) > 1:
            found += [Branch(category, group, inside[group]) for group in sorted(inside, key=str.casefold)]
    return found
