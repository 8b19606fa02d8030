"""The systems beside the exchange: their pages, what the ready line tells of them, and their files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.simulator.crm.settings import CrmSettings
from tui.simulator.crm.settings import credentials as crm_credentials
from tui.simulator.dxfeed.handing import handed_out
from tui.simulator.flex.settings import FlexSettings, credentials

if TYPE_CHECKING:
    from tui.simulator.context import VenueContext
    from tui.simulator.dxfeed.settings import DxfeedSettings
    from tui.simulator.http import Routes

FLEX_FILE = "flex.jsonl"
DXFEED_FILE = "dxfeed.jsonl"


class BackOffice:
    """All of them for one venue; `folder` keeps their files between runs, `seed` is the venue's."""

    def __init__(
        self,
        seed: int,
        folder: Path | None,
        flex: FlexSettings,
        dxfeed: DxfeedSettings | None = None,
        crm: CrmSettings | None = None,
    ) -> None:
        self._seed = seed
        self._folder = folder
        self._flex = flex
        self._dxfeed = dxfeed
        self._crm = crm or CrmSettings()
        self.sections: dict[str, Callable[[], Any]] = {}
        """What they add to the ledger, by name; there once `routes` has been asked for."""

    def discard(self) -> None:
        """Forget what the folder holds of them."""
        for name in (FLEX_FILE, DXFEED_FILE):
            if (path := self._kept(name)) is not None:
                path.unlink(missing_ok=True)

    def addresses(self, origin: str) -> dict[str, str]:
        """Return the base address of each below the venue's scheme and host."""
        return {name: f"{origin}/{name}" for name in ("flex", "crm", "dxfeed")}

    def credentials(self, start_ms: int) -> dict[str, Any]:
        """Return what opens them, for the ready line; `start_ms` is the venue's start."""
        return {
            "flex": credentials(self._flex),
            "crm": crm_credentials(self._crm),
            "dxfeed": handed_out(self._seed, start_ms),
        }

    def routes(self, context: VenueContext, start_ms: int, origin: Callable[[], str]) -> Routes:
        """Return their pages."""
        from tui.simulator.crm.service import CrmService
        from tui.simulator.dxfeed.service import DxfeedService
        from tui.simulator.flex.service import flex_routes

        crm = CrmService(context, self._crm, start_ms)
        dxfeed = DxfeedService(context, self._dxfeed, start_ms, origin, self._kept(DXFEED_FILE))
        self.sections |= {"crm": crm.section, "dxfeed": dxfeed.section}
        return {
            **crm.routes(),
            **flex_routes(context, self._flex, start_ms, origin, self._kept(FLEX_FILE)),
            **dxfeed.routes(),
        }

    def _kept(self, name: str) -> Path | None:
        return None if self._folder is None else self._folder / name
