"""Systems beside the broker are equipped when their tab is first gone to, and not before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import FakeClock
from tests.scenes import make_stage
from tui.config.dxfeed import Dxfeed
from tui.config.model import Profile
from tui.config.paths import find_paths
from tui.config.settings import ConfiguredTarget, DashboardSettings, DxfeedSource, Target
from tui.config.ui import DEFAULT_UI
from tui.desk.entitlements_memory import Memory
from tui.view.command import Scope
from tui.view.panels.context import ViewContext
from tui.wiring.beside import SystemsBeside

pytestmark = pytest.mark.anyio


class NoSecret:
    async def fetch(self) -> str:
        raise AssertionError("nobody asks for it")


def made(home: Path) -> tuple[SystemsBeside, ViewContext, Target]:
    target = Target(Profile(login="1"), NoSecret())
    settings = DashboardSettings(
        source=ConfiguredTarget(target),
        paths=find_paths({"TRADEDECK_HOME": str(home)}, home),
        state_file=home / "state.toml",
        ui=DEFAULT_UI,
        profile_name="demo",
        badge="DEMO",
    )
    context = make_stage().context
    return SystemsBeside(context, settings, FakeClock()), context, target


async def test_a_tab_that_is_gone_to_is_equipped_at_once_and_others_are_not(tmp_path: Path) -> None:
    beside, context, target = made(tmp_path)
    beside.know(target)
    beside.visited(Scope.MARKETS)
    assert not context.entitlements.equipped
    beside.visited(Scope.DXFEED)
    assert context.entitlements.equipped


async def test_a_tab_that_was_open_from_the_start_is_equipped_once_the_config_is_known(tmp_path: Path) -> None:
    beside, context, target = made(tmp_path)
    equipped = asyncio.Event()
    context.entitlements.listen(equipped.set)
    beside.visited(Scope.DXFEED)
    assert not context.entitlements.equipped
    beside.know(target)
    async with asyncio.timeout(30):
        await equipped.wait()
    assert context.entitlements.equipped


async def test_addresses_are_known_on_the_line_before_the_tab_was_gone_to(tmp_path: Path) -> None:
    beside, context, target = made(tmp_path)
    folder = find_paths({"TRADEDECK_HOME": str(tmp_path)}, tmp_path).system_folder("dxfeed", demo=False)
    folder.mkdir(parents=True)
    Memory(folder / "memory-desk.json").seen("id1", "ann@example.com", 0)
    sample = ("id2", "bob@example.com", "active")
    source = DxfeedSource("desk", Dxfeed(key_prompt=True), NoSecret(), samples=(sample, ("id1", "ann@example.com", "")))
    beside.know(replace(target, dxfeed=(source,)))
    words = context.words["E-MAIL"]
    before = asyncio.all_tasks()
    assert list(words()) == []
    await asyncio.gather(*(asyncio.all_tasks() - before))
    assert list(words()) == ["ann@example.com", "bob@example.com"]
    assert not context.entitlements.equipped
