"""Named scenes of the dxFeed screen, for the snapshot tests and for pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from tests.scenes import LARGE, MIDDLE, SMALL, Play, Scene, Stage
from tests.unit.dxfeed.service import FakeService
from tests.view.dxfeed_bench import STAGING, Hands, equip
from tui.desk.entitlements_application import Application, Sample

Do = Callable[[Hands], object]


def a_service() -> FakeService:
    """A service with a few customers, whose activations wait for a form and a confirmation."""
    service = FakeService()
    for number in range(1, 8):
        service.add(number, "CME")
    service.customers["id3"].feeds = {
        "CME": ("ACTIVE", "2026-03-06T10:00:00Z"),
        "ICE": ("EXPIRED", "2026-01-31T23:59:59Z"),
        "FOREX": ("ACTIVE", None),
    }
    service.customers["id4"].status = "BLOCKED"
    service.customers["id5"].feeds = {}
    service.ask_for_the_form("f06458cc-977a-3cdb-db98-a5aaa939b014")
    return service


def _playing(*steps: str, application: Application = STAGING) -> Play:
    """Play steps: `find:WHO`, `type:TEXT`, `send:`, `wait:`, or a key."""

    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        with TemporaryDirectory() as folder:
            await stage.log_in(pilot)
            equip(stage, Path(folder), a_service(), application)
            await stage.frame(pilot)
            await pilot.press("6")
            hands = Hands(stage, pilot, a_service())
            await stage.frame(pilot)
            await hands.settle()
            for step in steps:
                verb, colon, text = step.partition(":")
                if not colon:
                    await hands.press(step)
                elif verb == "send":
                    await hands.send()
                else:
                    await {"find": hands.find, "type": hands.type}[verb](text)
            stage.app.clear_notifications()
            await hands.settle()

    return play


async def _not_set_up(stage: Stage, pilot: Pilot[None]) -> None:
    await stage.log_in(pilot)
    stage.context.entitlements.equip(())
    await stage.frame(pilot)
    await pilot.press("6")
    await stage.frame(pilot)
    await stage.frame(pilot)


_ACTIVATED = ("find:id3", "find:id5", "a", "type:CME", "enter", "send:")
_DEMO = replace(
    STAGING,
    name="demo",
    badge="SIM",
    samples=(
        Sample("id1", "c1@example.com", "active"),
        Sample("id4", "c4@example.com", "blocked"),
        Sample("id3", "c3@example.com", "waits for user and confirmation"),
    ),
)
_PRODUCTION = replace(STAGING, name="live", production=True, badge="PRODUCTION")

DXFEED_SCENES: tuple[Scene, ...] = (
    Scene("dxfeed-start-80x24", SMALL, _playing("find:id3", "find:nobody@example.com", application=_DEMO)),
    Scene("dxfeed-80x24", SMALL, _playing("find:id3")),
    Scene("dxfeed-120x36", MIDDLE, _playing(*_ACTIVATED)),
    Scene("dxfeed-200x50", LARGE, _playing(*_ACTIVATED)),
    Scene("dxfeed-qr-80x24", SMALL, _playing(*_ACTIVATED, "v")),
    Scene("dxfeed-form-80x24", SMALL, _playing("find:id5", "n", "type:bob@", "tab")),
    Scene("dxfeed-review-120x36", MIDDLE, _playing("find:id3", "x", "enter", application=_PRODUCTION)),
    Scene("dxfeed-not-set-up-80x24", SMALL, _not_set_up),
)
