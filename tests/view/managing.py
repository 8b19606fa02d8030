"""A stage with orders in every state, for the tests of orders and of what is done with open trades."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from tests.order_scenes import fill
from tests.scenes import Stage, make_stage
from tests.view.shell.desk import shown as picture
from tui.view.screens.review import ReviewScreen

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 50)

_NAMES = {
    " ": "space",
    ".": "full_stop",
    "%": "percent_sign",
    "=": "equals_sign",
    "+": "plus",
    "-": "minus",
    ":": "colon",
}


@asynccontextmanager
async def managing(
    *keys: str, size: tuple[int, int] = MIDDLE, orders: bool = False, lost: bool = False, **options: Any
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """Yield a live stage on which these keys were pressed."""
    stage = make_stage(**options)
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await stage.log_in(pilot)
        stage.orders.prices = {each.quote.symbol: (each.quote.bid, each.quote.ask) for each in stage.broker.snapshots}
        if orders or lost:
            fill(stage, lost=lost)
        await stage.frame(pilot)
        await press(stage, pilot, *keys)
        yield stage, pilot


async def press(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    """Press keys and show what they did."""
    await pilot.press(*keys)
    await stage.frame(pilot)


async def write(stage: Stage, pilot: Pilot[None], text: str) -> None:
    """Type a text."""
    await press(stage, pilot, *(_NAMES.get(letter, letter) for letter in text))


async def send_review(stage: Stage, pilot: Pilot[None]) -> None:
    """Let the review that is open be sent, as somebody does who has read it."""
    assert isinstance(stage.app.screen, ReviewScreen)
    await pilot.pause()
    stage.clock.advance(1)
    await pilot.press("Y")
    await pilot.pause()
    await stage.frame(pilot)


def shown(stage: Stage) -> str:
    """Return the whole screen as text."""
    return picture(stage.app)
