"""What a second brings: the account row moves on once in it, on every tab, paused or not, and behind dialogs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.examples import AT_MS
from tests.scenes import Stage
from tests.view.managing import on_stage, shown
from tui.domain import events as ev

pytestmark = pytest.mark.anyio


class Looks:
    """Counts how often the account row of the current tab is made anew."""

    def __init__(self, stage: Stage, pilot: Pilot[None], patch: pytest.MonkeyPatch) -> None:
        self._stage, self._pilot = stage, pilot
        self.count = 0
        bar = stage.app.tabs.current.account_bar
        sync = bar.sync

        def counted() -> None:
            self.count += 1
            sync()

        patch.setattr(bar, "sync", counted)

    async def in_frame(self, seconds: float) -> int:
        """Return how often it was in the frame that comes after so long."""
        before = self.count
        self._stage.clock.advance(seconds)
        await self._stage.frame(self._pilot)
        return self.count - before


async def test_a_second_moves_the_account_row_on_once_whatever_else_it_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_stage() as (stage, pilot):
        looks = Looks(stage, pilot, monkeypatch)
        assert [await looks.in_frame(seconds) for seconds in (1, 0.25, 1, 1)] == [1, 0, 1, 1]
        moved = replace(stage.broker.snapshots[0].quote, at_ms=AT_MS + 1000)
        stage.desk.handle(ev.QuoteChanged(moved, stage.clock.monotonic()))
        stage.hear_feed()
        assert await looks.in_frame(1) == 1


async def test_a_second_moves_it_on_while_paused_behind_a_dialog_and_while_ages_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on_stage() as (stage, pilot):
        looks = Looks(stage, pilot, monkeypatch)
        await pilot.press("p")
        assert await looks.in_frame(1) == 1
        await pilot.press("p", "question_mark")
        await stage.frame(pilot)
        assert await looks.in_frame(1) == 1
        await pilot.press("escape")
        await stage.frame(pilot)
        stage.clock.advance(60)
        await stage.frame(pilot)
        for _ in range(8):
            stage.hear_feed()
            assert await looks.in_frame(1) == 1
        assert "11:01" in shown(stage).splitlines()[0]
