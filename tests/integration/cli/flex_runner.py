"""Runs `tradedeck flex` on a clock that is forty times as fast, in this process or, as a program, in one of its own."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tui.arguments import parse
from tui.cli import main
from tui.config.paths import find_paths
from tui.errors import TradedeckError
from tui.headless.flex import command as flex_command

RATE = 40.0


@dataclass
class FastClock:
    """The machine's clock, forty times as fast; `start_ms` is the wall time at `base` of the monotonic clock."""

    start_ms: int
    base: float

    def now_ms(self) -> int:
        return self.start_ms + round((time.monotonic() - self.base) * RATE * 1000)

    def monotonic(self) -> float:
        return time.monotonic() * RATE

    elapsed = monotonic

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / RATE)


class BrokenClock(FastClock):
    """A clock that fails in the middle of waiting, as nothing of ours should."""

    async def sleep(self, seconds: float) -> None:
        if seconds > 4:
            raise RuntimeError("the clock broke")
        await super().sleep(seconds)


@dataclass
class Told:
    """What a run said."""

    code: int
    out: str
    notes: list[str] = field(default_factory=list)


def flex(home: Path, clock: Any, *line: str) -> Told:
    """Run the command on the demo's archive below `home`; blocking."""
    out: list[str] = []
    notes: list[str] = []
    paths = find_paths({"TRADEDECK_HOME": str(home)}, home)
    try:
        code = flex_command.run(parse(["flex", *line, "--demo"]), paths, out.append, notes.append, clock)
    except TradedeckError as error:
        return Told(error.exit_code, str(error), notes)
    return Told(code, "\n".join(out), notes)


if __name__ == "__main__":
    kind = BrokenClock if sys.argv[1] == "broken" else FastClock
    begin = kind(int(sys.argv[2]), float(sys.argv[3]))
    flex_command.SystemClock = lambda: begin  # type: ignore[assignment,misc]
    sys.exit(main(sys.argv[4:]))
