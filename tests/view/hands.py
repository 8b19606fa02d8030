"""A tab of the program and the hands on its keys: what all tests of screens press, type and read."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.pilot import Pilot
from textual.widgets import Input

from tests.scenes import Stage
from tests.view.shell.desk import shown as picture
from tui.view.screens.tab_screen import TabScreen

Screen_ = TypeVar("Screen_", bound=TabScreen)


class Hands(Generic[Screen_]):
    """The hands on a tab; each test's own class says which (`kind`) and adds what only that tab has."""

    kind: type[Screen_]

    def __init__(self, stage: Stage, pilot: Pilot[None]) -> None:
        self.stage, self.pilot = stage, pilot

    @property
    def screen(self) -> Screen_:
        found = self.stage.app.tabs.current
        assert isinstance(found, self.kind)
        return found

    async def press(self, *keys: str) -> None:
        """Press keys, and let what follows be shown."""
        await self.stage.press(self.pilot, *keys)

    async def type(self, text: str) -> None:
        """Run a `:` line; it is put in at once, since letter by letter would cost a paint for each."""
        await self.pilot.press("colon")
        line = self.stage.app.screen.focused
        assert isinstance(line, Input)
        line.insert_text_at_cursor(text)
        await self.press("enter")

    async def workers_done(self) -> None:
        """Wait for what works beside the screen, and let it be shown."""
        await self.stage.app.workers.wait_for_complete()
        await self.press()

    def shown(self) -> str:
        """Return the whole screen as text."""
        return picture(self.stage.app)
