"""Named scenes of the Markets screen, for the snapshot tests and for pictures."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.fakes import settle
from tests.scenes import LARGE, MIDDLE, SMALL, Play, Scene, Stage, typed
from tui.errors import CommandRefusedError
from tui.view.screens.calculator import CalculatorScreen
from tui.view.screens.markets import REST_S


async def rest(stage: Stage, pilot: Pilot[None]) -> None:
    """Let scrolling have rested, and what is asked for then come."""
    await settle()
    stage.clock.advance(REST_S)
    stage.hear_feed()
    await settle()
    await stage.frame(pilot)


async def show_markets(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    """Go to the Markets tab and press keys, each after what the one before it opened."""
    await stage.frame(pilot)
    await stage.walk(pilot, "2", *keys)
    await rest(stage, pilot)
    stage.stream_prices()
    await stage.frame(pilot)


def _playing(*keys: str) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await stage.log_in(pilot)
        await show_markets(stage, pilot, *keys)

    return play


async def _starting(stage: Stage, pilot: Pilot[None]) -> None:
    await show_markets(stage, pilot)


async def _sheet_refused(stage: Stage, pilot: Pilot[None]) -> None:
    no = CommandRefusedError("getMarginTrade", "BE115", "instrument is not offered now")
    for method in ("margin_trade", "commission_and_rate", "hours"):
        stage.broker.refusals[method] = no
    await _playing()(stage, pilot)


def _calculating(*words: str) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        await pilot.press("colon", *typed(" ".join(("calc", *words))), "enter")
        await pilot.pause()
        await rest(stage, pilot)
        screen = stage.app.screen
        assert isinstance(screen, CalculatorScreen)
        screen.show_now()
        await pilot.pause()

    return play


MARKETS_SCENES: tuple[Scene, ...] = (
    Scene("markets-120x36", MIDDLE, _playing()),
    Scene("markets-200x50", LARGE, _playing()),
    Scene("markets-nothing-found-80x24", SMALL, _playing("slash", "q", "q", "q")),
    Scene("markets-sheet-80x24", SMALL, _playing("enter")),
    Scene("markets-starting-120x36", MIDDLE, _starting),
    Scene("markets-sheet-refused-120x36", MIDDLE, _sheet_refused),
    Scene("calculator-80x24", SMALL, _calculating("gold", "1%", "sl", "50p", "tp", "2R")),
)
