"""Puts the CRM of a venue together."""

from __future__ import annotations

from typing import Any

from tui.simulator.context import VenueContext
from tui.simulator.crm.book import Book
from tui.simulator.crm.doors import Doors
from tui.simulator.crm.pages import CrmPages
from tui.simulator.crm.people import Population
from tui.simulator.crm.rows import Clerk
from tui.simulator.crm.settings import CrmSettings
from tui.simulator.crm.truth import Truth
from tui.simulator.faults import Fault
from tui.simulator.http import Routes


class CrmService:
    """The pages below /crm and /sim/crm, and the ledger's section; `start_ms` is the venue's start."""

    def __init__(self, context: VenueContext, settings: CrmSettings, start_ms: int) -> None:
        seed = context.settings.seed
        live = tuple(one.tag for one in settings.servers if one.live)
        population = Population(seed, settings.leads_per_day, live)
        book = Book(population, seed)
        self._doors = Doors(settings, context.clock, start_ms, seed)
        self._truth = Truth(settings, context.clock, book, seed)
        clerk = Clerk(population, settings.servers)
        self._pages = CrmPages(context, settings, self._doors, book=book, clerk=clerk, truth=self._truth)
        context.faults.listen(self._faults_changed)

    def routes(self) -> Routes:
        """Return the table of all pages."""
        return {**self._pages.routes(), **self._truth.routes()}

    def section(self) -> dict[str, Any]:
        """Return what the ledger tells about the CRM."""
        return self._truth.section()

    def _faults_changed(self, new: Fault | None) -> None:
        if new is not None and new.kind.name == "crm_tokens_end":
            self._doors.end_sessions()
