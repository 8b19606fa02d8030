"""Where the user is on the CRM screen: the page, the levels below it, and whose figures; knows no widgets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tui.desk.crm_names import quiet_since
from tui.desk.crm_table import RowTable
from tui.desk.ib_tables import IbLine, IbView
from tui.view.panels.context import ViewContext
from tui.view.panels.crm_choice import PageChoice, WorkedTables
from tui.view.panels.crm_grid import Look
from tui.view.panels.crm_ib import IbPage
from tui.view.panels.crm_looks import PageLooks
from tui.view.panels.crm_pages import Clients, Level, Page, clients_level, level_below

if TYPE_CHECKING:
    from tui.desk.crm_figures import Figures
    from tui.desk.crm_names import By, Group
    from tui.desk.crm_state import ReportView
    from tui.desk.reports import ReportDesk


class Place:
    """Walks pages and levels, and says which table stands there."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self.ib = IbPage(context)
        self._choice = PageChoice(context, self.ib)
        self._worked = WorkedTables(context)
        self.levels: list[Level] = []
        self.by: By | None = None
        """What partners are: IBs, affiliates, campaigns …"""
        self.group: Group | None = None
        """The partner whose funnel is shown, None for everybody."""
        self.figures: Figures | None = None
        self._looks = PageLooks(context.kept)

    @property
    def desk(self) -> ReportDesk:
        """Who has the reports."""
        return self._context.desk.reports

    @property
    def today(self) -> date:
        """The day of our clock, in UTC; for the broker's history that of the broker's clock, in the user's zone."""
        now_ms, zone = (self._context.server_now_ms, self._context.zone) if self.on_ib else (self._context.now_ms, UTC)
        return datetime.fromtimestamp(now_ms / 1000, zone).date()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that there are."""
        return self._choice.pages

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._choice.page

    @property
    def on_ib(self) -> bool:
        """Whether the broker's own history is shown."""
        return self.page is Page.IB_HISTORY

    @property
    def on_chart(self) -> bool:
        """Whether the funnel is shown."""
        return self.page is Page.FUNNEL and not self.levels

    @property
    def view(self) -> ReportView:
        """The report of the page; for what is worked out of several, the one that is worst off."""
        from tui.desk.crm_names import Report
        from tui.desk.crm_state import Phase

        if self.page.report is not None and not self.levels:
            return self.desk.view(self.page.report)
        ranks = [Phase.ASKING, Phase.FAILED, Phase.READING, Phase.CANCELLED, Phase.NOTHING, Phase.READY]
        reports = (Report.LEADS, Report.REGISTRATIONS, Report.TRANSACTIONS, Report.POSITIONS)
        views = [self.desk.view(report) for report in reports]
        return min(views, key=lambda view: (ranks.index(view.phase), not view.partial, view.as_of_ms or 0))

    @property
    def table(self) -> RowTable[Any] | None:
        """The table that is shown, None while there is none; the same one until its rows are others."""
        if self.on_ib:
            return self.ib.table(self.levels[-1].client if self.levels else None)
        if self.levels:
            return self.levels[-1].table
        if self.page is Page.SERVERS:
            return self._worked.servers()
        if self.page is Page.PARTNERS:
            return self._worked.partners(self.figures, self.by)
        return self.view.table if self.page.report is not None else None

    def take(self) -> None:
        """Take over new figures; levels below old ones that are gone are left."""
        figures = self.desk.figures
        if figures is self.figures:
            return
        self.figures = figures
        if figures is None:
            self.levels, self.group = [], None
        elif self.by not in figures.kinds:
            self.by, self.group = figures.usual, None
        if figures is not None:
            for level in self.levels:
                level.renewed(figures)

    def ask(self) -> None:
        """Ask for what the page needs; what was asked for these days is not asked again."""
        if self.on_ib:
            self.ib.ask()
        elif self.desk.span is None or not self.desk.is_open:
            pass
        elif self.page in {Page.PARTNERS, Page.FUNNEL}:
            self.desk.show_all()
        elif self.page.report is not None:
            self.desk.show(self.page.report)
            if self.levels:
                # What a client has done is in the other reports.
                self.desk.show_all()

    @property
    def look(self) -> Look:
        """How the table is looked at."""
        if self.levels:
            return self.levels[-1].look
        partners = "" if self.by is None else self.by.title
        kinds = {Page.PARTNERS: partners, Page.IB_HISTORY: self.ib.view.name.lower()}
        return self._looks.of(self.page, kinds.get(self.page, ""))

    def keep(self) -> None:
        """Put down what should be found again at the next start."""
        self._looks.keep()

    # Walking

    def fits(self, verb: str) -> bool:
        """Whether a command has to do with what is shown."""
        if verb == "clients":
            return bool(self.levels) and self.levels[-1].of_partner is not None
        if verb == "kind":
            return self.page in {Page.PARTNERS, Page.FUNNEL, Page.IB_HISTORY} and not self.levels
        if verb == "enter" and self.on_ib:
            return self.ib.view is not IbView.DEALS and not self.levels
        if verb in {"enter", "columns"}:
            return not self.on_chart
        return verb != "leave" or bool(self.levels)

    def turn(self, by: int) -> None:
        """Go to the page beside."""
        self.go(self._choice.beside(by))

    def go(self, page: Page) -> None:
        """Go to a page."""
        self._choice.go(page)
        self.levels = []

    def enter(self, row: Any) -> bool:
        """Go down from a row; False where nothing lies below it."""
        if isinstance(row, IbLine):
            self.levels.append(self.ib.level_of(row))
            return True
        client = self.levels[-1].client if self.levels else ""
        below = level_below(row, self.figures, self.by, self.since, client)
        if below is not None:
            self.levels.append(below)
        return below is not None

    def leave(self) -> bool:
        """Go up; False on a page."""
        if not self.levels:
            return False
        self.levels.pop()
        return True

    @property
    def since(self) -> date:
        """From when on a client who closes nothing counts as inactive."""
        return quiet_since(self.desk.span.last if self.desk.span is not None else self.today, self.today)

    def next_clients(self) -> bool:
        """Show all clients of a partner, the unfunded, the inactive in turn; False where there are none."""
        level = self.levels[-1] if self.levels else None
        if level is None or level.of_partner is None or self.figures is None:
            return False
        kinds = list(Clients)
        kind = kinds[(kinds.index(level.clients) + 1) % len(kinds)]
        self.levels[-1] = clients_level(self.figures, *level.of_partner, kind, self.since)
        return True

    def next_kind(self) -> bool:
        """Make partners of the next kind that rows name; False where that has no part."""
        if self.on_ib and not self.levels:
            self.ib.next_view()
            return True
        if self.figures is None or self.by is None or self.page not in {Page.PARTNERS, Page.FUNNEL}:
            return False
        kinds = self.figures.kinds or (self.by,)
        at = kinds.index(self.by) if self.by in kinds else -1
        self.by, self.group, self.levels = kinds[(at + 1) % len(kinds)], None, []
        return True

    def next_partner(self, by: int) -> bool:
        """Show the funnel of the next partner; before the first one is everybody."""
        if self.figures is None or self.by is None:
            return False
        groups: list[Group | None] = [None, *(line.group for line in self.figures.report(self.by).lines)]
        at = groups.index(self.group) if self.group in groups else 0
        self.group = groups[(at + by) % len(groups)]
        return True

    @property
    def path(self) -> list[str]:
        """The way from the page to the level, in words."""
        steps = [level.shown_title(hide=self.desk.hide) for level in self.levels]
        if self.on_ib:
            return [self.ib.view.value, *steps]
        if self.levels:
            clients = self.levels[-1].clients
            return steps + ([clients.value] if clients is not Clients.ALL else [])
        return [f"by {self.by.title}"] if self.page is Page.PARTNERS and self.by is not None else []
