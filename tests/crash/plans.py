"""What is done to a run: its script and where its lives end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.crash.deaths import ORDER, Death


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: its script, the death of its first life (None: at a random moment), of its second (None: it lives)."""

    name: str
    script: str
    seed: int
    death: Death | None
    again: Death | None = None
    after_s: float = 0.0
    """With a random death: the seconds from being able to trade."""


STEPS: tuple[tuple[str, str, Death], ...] = (
    ("before the INTENT row", "orders", Death("before", "INTENT")),
    ("after the INTENT row", "orders", Death("after", "INTENT")),
    ("after the INTENT row of a later order", "orders", Death("after", "INTENT", 3)),
    ("after the QUEUED row", "orders", Death("after", "QUEUED")),
    ("before the SENDING row", "orders", Death("before", "SENDING")),
    ("after the SENDING row", "orders", Death("after", "SENDING")),
    ("after the SENDING row of a later order", "orders", Death("after", "SENDING", 3)),
    ("before the write", "orders", Death("write", ORDER)),
    ("after the write", "orders", Death("written", ORDER)),
    ("after the write of a later order", "orders", Death("written", ORDER, 4)),
    ("after the SENT row", "orders", Death("after", "SENT")),
    ("when the reply has come", "orders", Death("answer", ORDER)),
    ("before the REPLY row", "orders", Death("before", "REPLY")),
    ("after the REPLY row", "orders", Death("after", "REPLY")),
    ("before the STATUS row", "orders", Death("before", "STATUS")),
    ("after the STATUS row", "orders", Death("after", "STATUS")),
    ("after the EFFECT row", "orders", Death("after", "EFFECT")),
    ("before the second SENDING row of a plan", "bulk", Death("before", "SENDING", 6)),
    ("after the second write of a plan", "bulk", Death("written", ORDER, 6)),
    ("after the third INTENT row of a plan", "bulk", Death("after", "INTENT", 7)),
)
"""Every named step: each is met by each run of its script."""

RECONCILE: tuple[tuple[str, Death], ...] = (
    ("in reconcile: trades asked", Death("written", "getTrades")),
    ("in reconcile: trades answered", Death("answer", "getTrades")),
    ("in reconcile: history asked", Death("written", "getTradesHistory")),
    ("in reconcile: row of an orphan", Death("after", "LOST")),
)
"""Second deaths: after a first one behind the write, the restarted program dies while it looks for its order."""


def plans(seed: int) -> Iterator[Plan]:
    """Yield plans for ever: random moments between the named steps, each step as often as the others."""
    chance = Random(seed)
    number = 0
    while True:
        for name, script, death in STEPS:
            yield Plan(name, script, number := number + 1, death)
            if number % 3 == 0:
                drawn = chance.choice(("orders", "orders", "bulk"))
                yield Plan("at random", drawn, number := number + 1, None, after_s=chance.uniform(0.0, 2.0))
        for name, again in RECONCILE:
            first = chance.choice((Death("written", ORDER), Death("answer", ORDER), Death("after", "SENDING")))
            yield Plan(name, "orders", number := number + 1, first, again)
