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
    moment: float = 0.0
    """With a random death: when it comes, as a share of the time for which the script trades."""


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


_BEHIND_THE_WRITE = (Death("written", ORDER), Death("answer", ORDER), Death("after", "SENDING"))


def round_of(chance: Random, first: int) -> Iterator[Plan]:
    """Yield each named step once with random moments between, numbered from `first`."""
    number = first
    for name, script, death in STEPS:
        yield Plan(name, script, number, death)
        number += 1
        if number % 3 == 0:
            yield at_random(chance, number)
            number += 1
    for name, again in RECONCILE:
        yield Plan(name, "orders", number, chance.choice(_BEHIND_THE_WRITE), again)
        number += 1


def at_random(chance: Random, number: int) -> Plan:
    """Return a plan that ends at a random moment."""
    return Plan("at random", chance.choice(("orders", "orders", "bulk")), number, None, moment=chance.random())


def plans(seed: int) -> Iterator[Plan]:
    """Yield plans for ever, round after round."""
    chance = Random(seed)
    first = 1
    while True:
        drawn = list(round_of(chance, first))
        yield from drawn
        first += len(drawn)


def few() -> list[Plan]:
    """Return each named step once, and three random moments: what every change has to stand."""
    chance = Random(7)
    named = [plan for plan in round_of(chance, 1) if plan.death is not None]
    return [*named, *(at_random(chance, 101 + number) for number in range(3))]
