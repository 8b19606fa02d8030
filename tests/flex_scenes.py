"""Named scenes of the Flex screen, for the snapshot tests and for pictures."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot

from tests.flex_examples import FakeStatements, equip
from tests.scenes import LARGE, MIDDLE, SMALL, Play, Scene, Stage
from tui.store.statements import Stage as Progress


def _playing(*keys: str, step: Callable[[FakeStatements], None] = lambda desk: None) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await stage.log_in(pilot)
        desk = equip(stage)
        step(desk)
        await show_flex(stage, pilot, *keys)

    return play


async def show_flex(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    """Go to the Flex tab and press keys, each after what the one before it opened."""
    await stage.frame(pilot)
    await stage.walk(pilot, "4", *keys)


async def _not_set_up(stage: Stage, pilot: Pilot[None]) -> None:
    await stage.log_in(pilot)
    await show_flex(stage, pilot)


def _loading(desk: FakeStatements) -> None:
    desk.store.opening_changed(Progress.LOADING, 12, "", 24_000)


def _failed(desk: FakeStatements) -> None:
    desk.store.failed("The archive is open to others – chmod 700 it, then start again")


def _unreadable(desk: FakeStatements) -> None:
    del desk.texts[12]


FLEX_SCENES: tuple[Scene, ...] = (
    Scene("flex-80x24", SMALL, _playing()),
    Scene("flex-120x36", MIDDLE, _playing("enter")),
    Scene("flex-200x50", LARGE, _playing("enter")),
    Scene("flex-jobs-80x24", SMALL, _playing("tab")),
    Scene("flex-overview-80x24", SMALL, _playing("enter")),
    Scene("flex-charts-80x24", SMALL, _playing("enter", "l")),
    Scene("flex-section-120x36", MIDDLE, _playing("enter", "h", "j", "j", "j", "j", "j", "enter")),
    Scene("flex-row-80x24", SMALL, _playing("enter", "h", "j", "j", "j", "j", "j", "enter", "enter")),
    Scene("flex-columns-120x36", MIDDLE, _playing("enter", "h", "j", "j", "j", "j", "j", "enter", "t")),
    Scene("flex-collapsed-120x36", MIDDLE, _playing("j", "enter")),
    Scene("flex-job-120x36", MIDDLE, _playing("tab", "j", "i")),
    Scene("flex-not-set-up-80x24", SMALL, _not_set_up),
    Scene("flex-not-set-up-120x36", MIDDLE, _not_set_up),
    Scene("flex-loading-120x36", MIDDLE, _playing(step=_loading)),
    Scene("flex-failed-120x36", MIDDLE, _playing(step=_failed)),
    Scene("flex-unreadable-120x36", MIDDLE, _playing("enter", step=_unreadable)),
    Scene("flex-ascii-120x36", MIDDLE, _playing("enter"), (("ascii_only", True),)),
    Scene("flex-mono-120x36", MIDDLE, _playing("enter"), (("theme", "mono"),)),
)
