"""Where a run of the program dies: at a named step of an order, by a SIGKILL that it sends to itself.

The steps lie at the two seams that everything passes: the journal's file, and the sockets.
"""

from __future__ import annotations

import itertools
import os
import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import tui.desk.orders.journal
import tui.wiring.xapi
from tui.desk.orders.journal_file import JournalFile
from tui.desk.xapi_broker import XapiBroker
from tui.domain.steps import Step
from tui.net.tls import client_context
from tui.xapi.dialer import Dialer
from tui.xapi.transport import Dial, Transport

SEAMS = ("before", "after", "write", "written", "answer")

ORDER = "tradeTransaction"


@dataclass(frozen=True, slots=True)
class Death:
    """When to die: `before` or `after` a row of kind `what` is durable, or at a command `what` on the wire.

    On the wire: `write` before the first byte, `written` once the write has returned, `answer` when its reply has come
    and nobody has read it. `count` says which of them, from 1.
    """

    seam: str
    what: str
    count: int = 1

    def __str__(self) -> str:
        return f"{self.seam}:{self.what}:{self.count}"

    @classmethod
    def parse(cls, text: str) -> Death:
        """Return what `str` was made of."""
        seam, what, count = text.split(":")
        if seam not in SEAMS:
            raise ValueError(f"there is no seam {seam}")
        return cls(seam, what, int(count))


def die() -> NoReturn:
    """End as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody outlives that")


class Reaper:
    """Counts what passes and kills the process at the one moment that it was told."""

    def __init__(self, death: Death | None) -> None:
        self._death = death
        self._seen = itertools.count(1)

    def passes(self, seam: str, what: str) -> None:
        """Something of that kind is about to happen, or has happened."""
        death = self._death
        if death is not None and (death.seam, death.what) == (seam, what) and next(self._seen) == death.count:
            die()

    def watch_journal(self) -> None:
        """Have every journal that is opened from now on pass through here."""
        reaper = self

        class WatchedFile(JournalFile):
            def insert(self, steps: Sequence[Step]) -> None:
                for step in steps:
                    reaper.passes("before", step.kind.value)
                super().insert(steps)
                for step in steps:
                    reaper.passes("after", step.kind.value)

        # The journal makes its file by this name.
        vars(tui.desk.orders.journal)["JournalFile"] = WatchedFile

    def watch_sockets(self) -> None:
        """Have the sockets of every broker that is wired from now on pass through here."""
        made = XapiBroker

        def watched(*arguments: Any, ca_file: Path | None = None, **named: Any) -> XapiBroker:
            return made(*arguments, ca_file=ca_file, dial=self.dial(ca_file), **named)

        # The wiring makes its broker by this name.
        vars(tui.wiring.xapi)["XapiBroker"] = watched

    def dial(self, ca_file: Path | None = None) -> Dial:
        """Return how to open sockets that pass through here."""
        dialer = Dialer(partial(client_context, ca_file))

        async def opened(url: str, limit: int) -> Transport:
            return WatchedTransport(await dialer(url, limit), self)

        return opened


class WatchedTransport:
    """A socket that tells the reaper of every command and every answer."""

    def __init__(self, inner: Transport, reaper: Reaper) -> None:
        self._inner = inner
        self._reaper = reaper
        self._asked: dict[str, str] = {}

    @property
    def keeps_messages(self) -> bool:
        return self._inner.keeps_messages

    async def send(self, text: str) -> None:
        name = _value(text, "command")
        self._asked[_value(text, "customTag")] = name
        self._reaper.passes("write", name)
        await self._inner.send(text)
        self._reaper.passes("written", name)

    async def receive(self) -> bytes:
        data = await self._inner.receive()
        tag = _value(data.decode("utf-8", "replace"), "customTag")
        name = self._asked.pop(tag, "") if tag else ""
        if name:
            self._reaper.passes("answer", name)
        return data

    async def close(self) -> None:
        await self._inner.close()


def _value(text: str, key: str) -> str:
    found = re.search(rf'"{key}"\s*:\s*"([^"]*)"', text)
    return "" if found is None else found[1]
