"""Without sockets the venue is a function of its seed, its clock and the bytes it hears."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.integration.venue.harness import order
from tests.integration.venue.in_memory import enter, turns, unheard_venue
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

KINDS = {
    "open": order(customComment="tag"),
    "pending": order(cmd=2, price=0.5, expiration=4_000_000_000_000, customComment="tag"),
}


def traced(seed: int, hash_seed: str) -> str:
    """Play a session in a process of its own, where sets and dictionaries of text fall differently."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.integration.venue.in_memory", str(seed)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first = traced(7, "1")
    assert traced(7, "2") == first
    assert traced(8, "1") != first


async def of(venue: Venue) -> list[str]:
    return [row["verdict"] for row in (await venue.ledger())["transactions"]]


@pytest.mark.parametrize("kind", KINDS)
async def test_an_order_frame_cut_at_every_byte_is_executed_only_when_it_came_whole(kind: str) -> None:
    async with unheard_venue() as venue:
        size = len(enter(venue).hear("tradeTransaction", arguments=KINDS[kind]))
        before = await of(venue)
        for count in range(size):
            main = enter(venue)
            wish = {"command": "tradeTransaction", "direction": "to_server", "count": 1}
            venue.faults.set("truncate", bytes=count, end=("reset", "fin")[count % 2], **wish)
            said = len(main.sent)
            main.hear("tradeTransaction", arguments=KINDS[kind])
            await turns(venue)
            assert main.ended == ("reset", "fin")[count % 2]
            assert len(main.sent) == said
        assert await of(venue) == before
        main = enter(venue)
        venue.faults.set("truncate", bytes=size, **wish)
        said = len(main.sent)
        main.hear("tradeTransaction", arguments=KINDS[kind])
        await turns(venue)
        assert (main.ended, len(main.sent)) == ("reset", said)
        assert await of(venue) == [*before, "pending"]


async def test_a_reply_cut_at_every_byte_leaves_an_executed_order_and_so_many_bytes() -> None:
    async with unheard_venue() as venue:
        whole = enter(venue)
        said = len(whole.sent)
        whole.hear("tradeTransaction", arguments=order(0.01))
        size = len(whole.sent) - said
        for count in range(size):
            main = enter(venue)
            said = len(main.sent)
            venue.faults.set(
                "truncate", command="tradeTransaction", direction="to_client", bytes=count, end="fin", count=1
            )
            main.hear("tradeTransaction", arguments=order(0.01))
            await turns(venue)
            assert (main.ended, len(main.sent) - said) == ("fin", count)
        assert len(await of(venue)) == size + 1


async def test_commands_that_lie_behind_a_cut_order_are_never_carried_out() -> None:
    async with unheard_venue() as venue:
        main = enter(venue)
        venue.faults.set("cut", command="tradeTransaction", count=1)
        main.hear("tradeTransaction", arguments=order())
        main.hear("tradeTransaction", arguments=order())
        await turns(venue, 2)
        rows = (await venue.ledger())["transactions"]
        assert [(row["verdict"], row["fault"]) for row in rows] == [("refused", "cut")]
