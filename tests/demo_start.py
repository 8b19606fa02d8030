"""`tradedeck demo` up to its dashboard and no further: no venue is started and no screen is opened."""

from __future__ import annotations

import pytest

from tui.config.settings import DashboardSettings


class NeverStarted:
    """A venue that was never started."""

    def stop(self) -> None:
        """Do nothing."""


def without_venue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a demo have no venue, and no terminal of its own."""
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    monkeypatch.setattr("tui.demo.DemoVenue.launch", lambda *_, **__: NeverStarted())


def started_dashboards(monkeypatch: pytest.MonkeyPatch) -> list[DashboardSettings]:
    """Return the settings of each dashboard that a demo opens from now on; each ends at once, with 0."""
    started: list[DashboardSettings] = []

    def run(settings: DashboardSettings) -> int:
        started.append(settings)
        return 0

    without_venue(monkeypatch)
    monkeypatch.setattr("tui.dashboard.run_dashboard", run)
    return started
