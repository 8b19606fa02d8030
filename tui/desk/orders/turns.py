"""In what order orders came and ended, over all runs: by the order of their steps, because clocks are set back."""

from __future__ import annotations

from collections.abc import Iterable


class Turns:
    """Counts steps; orders are named by tag."""

    def __init__(self) -> None:
        self._count = 0
        self._spans: dict[str, tuple[int, int]] = {}

    def read(self, tags: Iterable[str]) -> None:
        """Take over a journal: the tag of each step, in the order of writing."""
        self._spans.clear()
        for tag in tags:
            self.took(tag)

    def took(self, tag: str) -> None:
        """Note that an order took a step."""
        self._count += 1
        first, _ = self._spans.get(tag, (self._count, 0))
        self._spans[tag] = (first, self._count)

    def forget(self, tag: str) -> None:
        """Forget an order."""
        self._spans.pop(tag, None)

    def confirmed_after(self, other: str, tag: str) -> bool:
        """Whether another order was confirmed after this one."""
        return self._spans[other][0] > self._spans[tag][0]

    def over_before(self, other: str, tag: str) -> bool:
        """Whether another order took its last step so far before this one was confirmed."""
        return self._spans[other][1] < self._spans[tag][0]
