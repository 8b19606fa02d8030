"""What the order desk needs of what lies outside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tui.domain.order import Order
from tui.domain.steps import Step


class JournalLike(Protocol):
    """What the order desk needs of the journal (`tui.desk.orders.journal.Journal`)."""

    @property
    def holder(self) -> str:
        """Who writes instead of us, empty for the writer."""
        ...

    @property
    def damage(self) -> str:
        """What is wrong with the file once it was loaded, empty when nothing is."""
        ...

    async def append(self, steps: Sequence[Step]) -> None:
        """Write steps and return when they are durable."""
        ...

    def post(self, step: Step) -> None:
        """Write a step in its turn, without waiting."""
        ...

    async def load(self) -> Sequence[Step]:
        """Return every step, in the order of writing."""
        ...

    async def orders(self, limit: int = 200, *, before: str = "") -> Sequence[Order]:
        """Return the newest orders."""
        ...

    async def close(self) -> None:
        """Finish and close."""
        ...
