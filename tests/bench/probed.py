"""The real dashboard with a watch on its event loop: `python -m tests.bench.probed FILE SECONDS`, the config as usual.

The dashboard builds everything itself; the watch starts where it asks for its account. FILE gets the delays.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.loop_watch import LoopWatch
from tui.config.load import load_config, pick_profile
from tui.config.paths import find_paths
from tui.config.secrets import SecretResolver
from tui.config.settings import ConfiguredTarget, DashboardSettings, Target
from tui.dashboard import run_dashboard


@dataclass
class WatchedTarget:
    """Gives the account, and from then on measures the loop that asked."""

    inner: ConfiguredTarget
    loop_watch: LoopWatch
    _task: asyncio.Task[None] | None = None

    async def target(self) -> Target:
        """Return the account."""
        self._task = asyncio.create_task(self.loop_watch.watch())
        return await self.inner.target()

    def stop(self) -> None:
        """End nothing: the loop has ended."""


def main() -> None:
    """Run the dashboard until it is told to leave."""
    paths = find_paths(os.environ, Path.home())
    config = load_config(paths.config_file)
    name, profile = pick_profile(config, None, paths.config_file)
    secret = SecretResolver(profile, environ=os.environ, ask=lambda _: None, seen=lambda _: None)
    watched = WatchedTarget(ConfiguredTarget(Target(profile, secret)), LoopWatch(float(sys.argv[2])))
    settings = DashboardSettings(
        source=watched,
        paths=paths,
        state_file=paths.state_file,
        ui=config.ui,
        profile_name=name,
        badge=profile.badge,
    )
    run_dashboard(settings)
    Path(sys.argv[1]).write_text(json.dumps(watched.loop_watch.delays_ms))


if __name__ == "__main__":
    main()
