"""Which page of the CRM screen is shown, and the tables of pages that are worked out of what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.desk.crm_table import RowTable
from tui.view.panels.context import ViewContext
from tui.view.panels.crm_ib import IbPage
from tui.view.panels.crm_pages import BROKER_PAGES, REPORT_PAGES, Page, servers_table

if TYPE_CHECKING:
    from tui.desk.crm_figures import Figures
    from tui.desk.crm_names import By


_KEPT = "crm.page"


class PageChoice:
    """The pages that there are, and the one that the user went to."""

    def __init__(self, context: ViewContext, ib: IbPage) -> None:
        self._context = context
        self._ib = ib
        self._chosen = next((page for page in Page if page.name.lower() == context.kept.choices.get(_KEPT)), None)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that there are: without a CRM only the broker's own, and how a CRM is set up."""
        desk = self._context.desk.reports
        return REPORT_PAGES if desk.is_open or (desk.users and not desk.problem) else BROKER_PAGES

    @property
    def page(self) -> Page:
        """The page that the user went to; until then, or where it is no more, the one that has most to say."""
        if self._chosen in self.pages:
            return self._chosen
        if self.pages is REPORT_PAGES:
            return Page.REGISTRATIONS
        return Page.SETUP if self._context.desk.reports.problem or self._ib.refused else Page.IB_HISTORY

    def go(self, page: Page) -> None:
        """Go to a page."""
        self._chosen = page
        self._context.kept.choose(_KEPT, page.name.lower())

    def beside(self, by: int) -> Page:
        """Return the page beside the one that is shown."""
        return self.pages[(self.pages.index(self.page) + by) % len(self.pages)]


class WorkedTables:
    """Tables of servers and of partners: the same ones until what they are made of is another."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self._servers: tuple[object, RowTable[Any]] | None = None
        self._partners: tuple[object, RowTable[Any]] | None = None

    def servers(self) -> RowTable[Any]:
        """Return the servers."""
        servers = self._context.desk.reports.servers
        if self._servers is None or self._servers[0] is not servers:
            self._servers = servers, servers_table(servers)
        return self._servers[1]

    def partners(self, figures: Figures | None, by: By | None) -> RowTable[Any] | None:
        """Return a line for each partner of a kind; None while nothing was worked out."""
        if figures is None or by is None:
            return None
        key = figures, by
        if self._partners is None or self._partners[0] != key:
            self._partners = key, figures.report_table(by)
        return self._partners[1]
