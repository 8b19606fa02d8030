"""The History screen looks as it did when somebody last looked at it."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.history_scenes import HISTORY_SCENES
from tests.scenes import Scene


@pytest.mark.parametrize("scene", HISTORY_SCENES, ids=lambda scene: scene.name)
def test_the_scene_looks_as_before(scene: Scene, snap_compare: Callable[..., bool]) -> None:
    stage = scene.stage()

    async def run_before(pilot: Pilot[Any]) -> None:
        await scene.play(stage, pilot)

    assert snap_compare(stage.app, terminal_size=scene.size, run_before=run_before)
