"""The config's dxFeed tables as applications of the desk, where their files lie, and whose name is written down."""

from __future__ import annotations

import getpass
import os
import secrets
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from tui.clock import Clock
from tui.config.settings import DxfeedSource
from tui.desk.entitlements import EntitlementDesk, Means
from tui.desk.entitlements_application import Application, RoomFiles, Sample
from tui.dxfeed.token import Key

KEEP_S = 60.0
"""A key is taken from its source again after so long: a program that prints it must not run for each request."""


class KeptKey:
    """Fetches an API key, and keeps it for a minute."""

    def __init__(self, fetch: Callable[[], Awaitable[Key]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: tuple[float, Key] | None = None

    async def fetch(self) -> Key:
        """Return the key. Raises SecretError."""
        now = self._clock.monotonic()
        if self._kept is None or now - self._kept[0] > KEEP_S:
            self._kept = (now, await self._fetch())
        return self._kept[1]


class ShiftedClock:
    """A clock whose wall time is ahead, as that of a demo's venue is at weekends."""

    def __init__(self, clock: Clock, ahead_s: int) -> None:
        self._clock = clock
        self._ahead_ms = ahead_s * 1000

    def now_ms(self) -> int:
        """Wall time in UTC milliseconds."""
        return self._clock.now_ms() + self._ahead_ms

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return self._clock.monotonic()

    def elapsed(self) -> float:
        """Seconds that only grow, also while the machine sleeps."""
        return self._clock.elapsed()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._clock.sleep(seconds)


def dxfeed_applications(sources: Iterable[DxfeedSource], clock: Clock, *, read_only: bool) -> tuple[Application, ...]:
    """Return an application for each table; `read_only` takes the right to write from all of them."""
    return tuple(
        Application(
            name=source.name,
            base=source.table.address,
            fetch=KeptKey(source.secret.fetch, clock).fetch,
            production=source.table.production,
            badge=source.table.badge,
            write=source.table.write and not read_only,
            feeds=source.table.feeds,
            allowed_statuses=source.table.allowed_statuses,
            redirect=source.table.redirect_url or "",
            rate=source.table.rate,
            confirm_over=source.table.confirm_over,
            ca_file=source.table.ca_file,
            place=source.place,
            samples=tuple(Sample(*each) for each in source.samples),
        )
        for source in sources
    )


def user_name() -> str:
    """Return who works here, for the audit trail."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.geteuid())


def equip_entitlements(
    desk: EntitlementDesk, sources: Iterable[DxfeedSource], folder: Path, clock: Clock, *, read_only: bool
) -> None:
    """Give the desk its applications, once in a run."""
    found = tuple(sources)
    ahead_s = max((source.ahead_s for source in found), default=0)
    own = ShiftedClock(clock, ahead_s) if ahead_s else clock
    means = Means(folder, own, user_name(), lambda: secrets.token_hex(8))
    desk.equip(dxfeed_applications(found, clock, read_only=read_only), means)


def remembered_emails(sources: Iterable[DxfeedSource], folder: Path) -> list[str]:
    """Return the addresses that the first application remembers, and those to try; reads a file, asks no network."""
    from tui.desk.entitlements_memory import Memory

    source = next(iter(sources), None)
    if source is None:
        return []
    recent = Memory(RoomFiles(folder, source.name).memory).load().recent
    found = [*(each.email for each in recent), *(email for _, email, _ in source.samples)]
    return [email for email in dict.fromkeys(found) if email]
