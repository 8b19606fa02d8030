"""Named scenes of the History screen, for the snapshot tests and for pictures."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.history_examples import read, show_history, year
from tests.scenes import LARGE, MIDDLE, SMALL, Play, Scene, Stage
from tui.errors import CommandRefusedError


def _playing(*keys: str, days: str = "2025-09-01 2026-03-04") -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await show_history(stage, pilot, year(), days)
        for key in keys:
            await pilot.press(key)
            await read(stage, pilot, 2)

    return play


async def _refused(stage: Stage, pilot: Pilot[None]) -> None:
    await show_history(stage, pilot, year())
    stage.broker.refusals["closed_trades"] = CommandRefusedError("getTradesHistory", "EX011", "no access")
    await pilot.press("colon", *"history 2024-01-01", "enter")
    await read(stage, pilot)


HISTORY_SCENES: tuple[Scene, ...] = (
    Scene("history-deals-120x36", MIDDLE, _playing()),
    Scene("history-screen-200x50", LARGE, _playing("left_square_bracket")),
    Scene("history-statistics-80x24", SMALL, _playing("right_square_bracket")),
    Scene("history-refused-80x24", SMALL, _refused),
)
