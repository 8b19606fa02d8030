"""The History screen: the deals of any days, their statistics, the curve and the bars."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from tui.domain.days import days_of
from tui.domain.statistics import DEFINITIONS, Moment
from tui.store.changes import Changes, Topic
from tui.store.statements import Stage
from tui.view.command import Command, Scope
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.history_deals import HistoryDeals
from tui.view.panels.history_figures import HistoryFigures
from tui.view.panels.history_plots import HistoryPlots
from tui.view.panels.history_room import Bars, HistoryRoom, Page
from tui.view.panels.history_words import head_lines
from tui.view.screens.days import ask_days
from tui.view.screens.history_export import export, export_wish
from tui.view.screens.tab_screen import TabScreen
from tui.view.tab_host import tab_host
from tui.view.widgets.group import Group
from tui.view.widgets.lines import LineView

_TOPICS = frozenset({Topic.HISTORY, Topic.FIGURES, Topic.LINK})
_PAGES = tuple(Page)


class HistoryScreen(TabScreen):
    """Everything about the account's past."""

    scope: ClassVar[Scope] = Scope.HISTORY
    CSS_PATH: ClassVar[Any] = "../styles/history.tcss"
    help_notes: ClassVar[tuple[str, tuple[tuple[str, str], ...]]] = ("What the figures mean", DEFINITIONS)

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.room = HistoryRoom(context, lambda work: self.run_worker(work, exit_on_error=False), self.look_again)
        self.head = LineView(context.paint["base"], id="history-head")
        self.deals = HistoryDeals(context, self.room, id="history-deals")
        self.figures = HistoryFigures(context, self.room, id="history-figures")
        self.plots = HistoryPlots(context, self.room, id="history-plots")
        self.use_panels((self.deals, self.figures, self.plots), frozenset())

    def compose_body(self) -> ComposeResult:
        """Lay out the panes below what is said of all of them."""
        yield self.head
        with Group(id="panes", classes="group -holds"):
            yield self.deals
            with Group(id="history-side", classes="group"):
                yield self.figures
                yield self.plots

    def on_mount(self) -> None:
        """Begin with the last 30 days."""
        self.room.follow()

    # Showing

    def sync(self, changes: Changes, turn: int | None = None) -> None:
        """Work out what came, then hand it to the panes."""
        if changes.touches(_TOPICS):
            self.room.take()
        super().sync(changes, turn)
        if changes.touches(_TOPICS):
            self._tell()

    def look_again(self) -> None:
        """Show what has been worked out."""
        if self.is_mounted:
            changes = Changes()
            changes.mark(Topic.HISTORY)
            self.sync(changes)

    def repaint(self) -> None:
        """Take over the colours of a new theme."""
        self.head.set_base(self.context.paint["base"])
        super().repaint()

    def _tell(self) -> None:
        width = max(20, self.size.width)
        lines = head_lines(self.context, self.room, self.page, len(self.deals.grid.shown_rows), width)
        self.head.styles.height = len(lines)
        self.head.set_lines(lines)
        self.show_hints()

    @on(HistoryDeals.Arranged)
    def _arranged(self, event: HistoryDeals.Arranged) -> None:
        event.stop()
        self._tell()

    def focused_pane(self, panel: DataPanel | None) -> None:
        """Name another page."""
        self._tell()

    # Pages

    @property
    def page(self) -> Page:
        """What has the keys."""
        if self.panes.current is self.plots:
            return self.room.plot
        return Page.DEALS if self.panes.current is self.deals else Page.STATISTICS

    def show_page(self, page: Page) -> None:
        """Go to a page."""
        panels: dict[Page, DataPanel] = {Page.DEALS: self.deals, Page.STATISTICS: self.figures}
        if page not in panels:
            self.room.plot = page
        self.go_to(panels.get(page, self.plots))

    def command_next_page(self) -> None:
        """Go to the next page."""
        self.show_page(_PAGES[(_PAGES.index(self.page) + 1) % len(_PAGES)])

    def command_previous_page(self) -> None:
        """Go to the page before."""
        self.show_page(_PAGES[(_PAGES.index(self.page) - 1) % len(_PAGES)])

    def command_leave(self) -> bool:
        """Go back to where one came from; a zoomed pane is left first."""
        tabs = tab_host(self.app)
        if self.panes.zoomed or tabs is None:
            return False
        tabs.go_back()
        return True

    # What is looked at

    def command_fits(self, wanted: Command) -> bool:
        """Whether a command has to do with what is shown."""
        if wanted.verb == "stop":
            return self._loading
        if wanted.verb == "by":
            return self.page is Page.BARS or (self.page is Page.CURVE and self._has_balance)
        return wanted.verb != "moment" or self.page in {Page.STATISTICS, Page.BARS}

    @property
    def _loading(self) -> bool:
        return self.room.store.fetch.stage is Stage.LOADING

    @property
    def _has_balance(self) -> bool:
        return self.room.figures is not None and self.room.figures.before is not None

    def command_days(self, text: str) -> None:
        """Show other days: those of the text, else those that are chosen from a list."""
        if text:
            self.room.choose(days_of(text, self.room.today))
            self.look_again()
            return
        ask_days(
            self,
            self.context,
            self.room.today,
            self.room.days,
            whose="your own",
            line_word="history",
            then=self.command_days,
        )

    def command_by(self) -> None:
        """Bars of something else, or the curve of something else."""
        if self.page is Page.CURVE:
            self.room.wants_net = not self.room.wants_net
        else:
            kinds = list(Bars)
            self.room.bars = kinds[(kinds.index(self.room.bars) + 1) % len(kinds)]
        self.plots.show()

    def command_moment(self) -> None:
        """Count weekdays and hours by the other moment."""
        self.room.moment = Moment.OPENED if self.room.moment is Moment.CLOSED else Moment.CLOSED
        self.look_again()

    # Reading

    def command_refresh(self) -> None:
        """Read what is missing."""
        self.room.read()

    def command_again(self) -> None:
        """Read all of the days anew."""
        self.room.read(anew=True)

    def command_stop(self) -> bool:
        """Read no further; False when nothing is being read."""
        if not self._loading:
            return False
        self.context.desk.history.cancel()
        return True

    # Files

    def command_reason(self, wanted: Command) -> str:
        """Return why there is nothing to export."""
        if wanted.verb in {"export", "export_json"}:
            return "" if self.room.table is not None and len(self.room.table) else "there is nothing to export"
        return ""

    def command_export(self, argument: str) -> None:
        """Write the shown deals or the statistics to a file."""
        export(self, self.room, self.deals.shown, export_wish(argument, on_deals=self.page is Page.DEALS))

    def command_export_json(self) -> None:
        """Write the same as JSON."""
        self.command_export("json")
