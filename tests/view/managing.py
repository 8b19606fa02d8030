"""Live stages, with orders in every state where wanted, and what is pressed, typed and read on them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from tests.order_scenes import fill
from tests.scenes import MIDDLE, Stage, make_stage, typed
from tests.view.shell.desk import shown as picture
from tui.view.screens.review import ReviewScreen


@asynccontextmanager
async def on_stage(
    size: tuple[int, int] = MIDDLE, *, live: bool = True, **options: Any
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """Yield a stage that is logged in, unless it is not to be live."""
    stage = make_stage(**options)
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        if live:
            await stage.log_in(pilot)
        await stage.frame(pilot)
        yield stage, pilot


@asynccontextmanager
async def managing(
    *keys: str, size: tuple[int, int] = MIDDLE, orders: bool = False, lost: bool = False, **options: Any
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """Yield a live stage on which these keys were pressed."""
    async with on_stage(size, **options) as (stage, pilot):
        stage.orders.prices = {each.quote.symbol: (each.quote.bid, each.quote.ask) for each in stage.broker.snapshots}
        if orders or lost:
            fill(stage, lost=lost)
        await press(stage, pilot, *keys)
        yield stage, pilot


async def press(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    """Press keys and show what they did."""
    await pilot.press(*keys)
    await stage.frame(pilot)


async def write(stage: Stage, pilot: Pilot[None], text: str) -> None:
    """Type a text."""
    await press(stage, pilot, *typed(text))


async def send_review(stage: Stage, pilot: Pilot[None]) -> None:
    """Let the review that is open be sent, as somebody does who has read it."""
    assert isinstance(stage.app.screen, ReviewScreen)
    await pilot.pause()
    stage.clock.advance(1)
    await pilot.press("Y")
    await pilot.pause()
    await stage.frame(pilot)


async def resized(stage: Stage, pilot: Pilot[None], size: tuple[int, int]) -> None:
    """Give the terminal another size and show what becomes of it."""
    await pilot.resize_terminal(*size)
    await stage.frame(pilot)


def shown(stage: Stage) -> str:
    """Return the whole screen as text."""
    return picture(stage.app)


def panes(stage: Stage) -> list[str]:
    """Return the panes that are on the screen."""
    return [panel.id or "" for panel in stage.app.trade.panels if panel.is_on_screen]
