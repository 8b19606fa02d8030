"""Equips the systems beside the broker when their tab is first gone to: who never does pays nothing for them."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.clock import Clock
from tui.config.settings import DashboardSettings
from tui.view.command import Scope
from tui.view.panels.context import ViewContext

if TYPE_CHECKING:
    from tui.config.settings import Target

_MODULES = {Scope.FLEX: "tui.wiring.flex", Scope.CRM: "tui.wiring.crm", Scope.DXFEED: "tui.wiring.dxfeed"}


class LateWords:
    """Words that are read once somebody asks for them; until they are there, there are none."""

    def __init__(self, read: Callable[[], Awaitable[list[str]]], later: Callable[[Any], None]) -> None:
        self._read = read
        self._later = later
        self._words: list[str] | None = None

    def __call__(self) -> list[str]:
        """Return the words that are known now."""
        if self._words is None:
            self._words = []
            self._later(self._take())
        return self._words

    async def _take(self) -> None:
        self._words = await self._read()


class SystemsBeside:
    """Knows which of them have been asked for, and what the config says of them once that is known."""

    def __init__(self, context: ViewContext, settings: DashboardSettings, clock: Clock) -> None:
        self._context = context
        self._settings = settings
        self._clock = clock
        self._target: Target | None = None
        self._wanted: set[Scope] = set()
        self._equipped: set[Scope] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def know(self, target: Target) -> None:
        """Take what the config says; Flex goes on by itself with what an earlier run has asked for."""
        if self._target is None:
            self._target = target
            for scope in self._wanted:
                self._later(self._aside(scope))
            if target.dxfeed:
                # The tab's own words take this place once it has been gone to.
                self._context.words.setdefault("E-MAIL", LateWords(self._remembered_emails, self._later))
            if target.flex and Scope.FLEX not in self._wanted:
                self._later(self._go_on())

    def visited(self, scope: Scope) -> None:
        """Equip a tab that is gone to, before it is made: it must not say that nothing is configured."""
        if scope in _MODULES:
            self._wanted.add(scope)
            self._equip(scope)

    async def _go_on(self) -> None:
        from tui.flex.unfinished import has_active_jobs

        if await asyncio.to_thread(has_active_jobs, self._folder(Scope.FLEX)):
            await self._aside(Scope.FLEX)

    async def _remembered_emails(self) -> list[str]:
        made: Any = await asyncio.to_thread(importlib.import_module, _MODULES[Scope.DXFEED])
        sources = self._target.dxfeed if self._target is not None else ()
        found: list[str] = await asyncio.to_thread(made.remembered_emails, sources, self._folder(Scope.DXFEED))
        return found

    async def _aside(self, scope: Scope) -> None:
        await asyncio.to_thread(importlib.import_module, _MODULES[scope])
        self._equip(scope)

    def _equip(self, scope: Scope) -> None:
        target = self._target
        if target is None or scope in self._equipped:
            return
        self._equipped.add(scope)
        made: Any = importlib.import_module(_MODULES[scope])
        folder = self._folder(scope)
        if scope is Scope.FLEX:
            made.equip_statements(self._context.desk.statements, target.flex, folder, self._clock)
        elif scope is Scope.CRM:
            made.equip_reports(self._context.desk.reports, target.crm, folder, self._clock)
        else:
            desk, read_only = self._context.entitlements, self._settings.read_only
            made.equip_entitlements(desk, target.dxfeed, folder, self._clock, read_only=read_only)

    def _folder(self, scope: Scope) -> Path:
        return self._settings.paths.system_folder(scope.value, demo=self._settings.demo)

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
