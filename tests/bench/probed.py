"""The real dashboard with a watch on its event loop: `python -m tests.bench.probed FILE`, the config as usual.

FILE gets how late the loop came to what was due every 5 ms, once it has settled: the dashboard builds everything
itself, and the watch starts where it asks for its account.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tui.config.load import load_config, pick_profile
from tui.config.paths import find_paths
from tui.config.secrets import SecretResolver
from tui.config.settings import ConfiguredTarget, DashboardSettings, Target
from tui.dashboard import run_dashboard

_EVERY_S = 0.005
SETTLED_AFTER_S = 6.0
"""Seconds from the first frame until delays count: by then the account and the instruments are read."""


@dataclass
class WatchedTarget:
    """Gives the account, and from then on measures the loop that asked."""

    inner: ConfiguredTarget
    delays_ms: list[float] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    async def target(self) -> Target:
        """Return the account."""
        self._task = asyncio.create_task(self._watch())
        return await self.inner.target()

    def stop(self) -> None:
        """End nothing: the loop has ended."""

    async def _watch(self) -> None:
        due = time.monotonic() + SETTLED_AFTER_S
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            # What was due while the loop was busy was late too, each by its own time.
            now = time.monotonic()
            while due <= now:
                self.delays_ms.append((now - due) * 1000)
                due += _EVERY_S


def main() -> None:
    """Run the dashboard until it is told to leave."""
    paths = find_paths(os.environ, Path.home())
    config = load_config(paths.config_file)
    name, profile = pick_profile(config, None, paths.config_file)
    secret = SecretResolver(profile, environ=os.environ, ask=lambda _: None, seen=lambda _: None)
    watched = WatchedTarget(ConfiguredTarget(Target(profile, secret)))
    settings = DashboardSettings(
        source=watched,
        paths=paths,
        state_file=paths.state_file,
        ui=config.ui,
        profile_name=name,
        badge=profile.badge,
    )
    run_dashboard(settings)
    Path(sys.argv[1]).write_text(json.dumps(watched.delays_ms))


if __name__ == "__main__":
    main()
