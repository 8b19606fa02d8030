"""The dxFeed screen on a service in memory, and the hands on its keys."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from tests.scenes import MIDDLE, Stage, make_stage
from tests.unit.dxfeed.service import BASE, KEY, FakeService
from tests.view.shell.desk import shown as picture
from tui.desk.entitlements import Means
from tui.desk.entitlements_application import Application
from tui.dxfeed.token import Key
from tui.view.command import Scope
from tui.view.screens.dxfeed import DxfeedScreen


async def a_key() -> Key:
    return KEY


STAGING = Application("staging", BASE, a_key, write=True, feeds=("CME", "ICE"), rate=50.0)


def equip(stage: Stage, folder: Path, service: FakeService, *applications: Application) -> None:
    """Give a stage's program dxFeed applications that all lead to the same service."""
    ids = itertools.count(1)
    new_id = iter(f"call{number:03}" for number in ids).__next__
    means = Means(folder / "dxfeed", stage.clock, "ann", new_id, lambda application, clock: service)
    stage.context.entitlements.equip(applications, means)
    stage.context.exports = folder / "exports"


class Hands:
    """The screen and the keys."""

    def __init__(self, stage: Stage, pilot: Pilot[None], service: FakeService) -> None:
        self.stage, self.pilot, self.service = stage, pilot, service

    @property
    def screen(self) -> DxfeedScreen:
        found = self.stage.app.tabs.current
        assert isinstance(found, DxfeedScreen)
        return found

    async def settle(self) -> None:
        """Wait for what was begun, and for it to be painted."""
        await self.stage.app.workers.wait_for_complete()
        await self.stage.frame(self.pilot)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Put text into the field that has the focus: letter by letter would cost a paint for each."""
        field = self.stage.app.screen.focused
        assert isinstance(field, Input)
        field.insert_text_at_cursor(text)
        await self.pilot.pause()

    async def find(self, who: str) -> None:
        # After what is no e-mail the box keeps the focus, so that it can be put right.
        await self.pilot.press("ctrl+u" if self.screen.subject.box.has_focus else "f")
        await self.type(who)
        await self.press("enter")

    async def send(self) -> None:
        """Say yes to a review, after having looked at it."""
        self.stage.clock.advance(1)
        await self.press("Y")
        if self.screen.app.screen.is_modal:
            self.stage.clock.advance(1)
            await self.press("Y")

    def shown(self) -> str:
        return picture(self.stage.app)

    @property
    def written(self) -> list[tuple[str, str, str]]:
        return self.service.writes


@asynccontextmanager
async def dxfeed(
    folder: Path,
    service: FakeService,
    size: tuple[int, int] = MIDDLE,
    application: Application = STAGING,
    **changes: Any,
) -> AsyncIterator[Hands]:
    """The program on its dxFeed tab, with one application."""
    stage = make_stage(start=Scope.DXFEED)
    equip(stage, folder, service, replace(application, **changes))
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        hands = Hands(stage, pilot, service)
        await stage.frame(pilot)
        await hands.settle()
        yield hands
