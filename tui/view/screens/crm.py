"""The CRM screen: IB reports as tables that one walks down from, the funnel, and the row under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult

from tui.domain.days import Preset, days_of
from tui.errors import UsageError
from tui.store.changes import Changes
from tui.view.commands import Command, Scope
from tui.view.panel import dispatch, notice
from tui.view.panels.context import ViewContext
from tui.view.panels.crm_detail import CrmDetail
from tui.view.panels.crm_main import CrmMain
from tui.view.panels.crm_pages import Page
from tui.view.screens.crm_work import CrmWork, about_lines, column_facts, export_wish, page_of
from tui.view.screens.days import ask_days
from tui.view.screens.flex_columns import FlexColumnsScreen
from tui.view.screens.flex_text import FlexTextScreen
from tui.view.screens.tab_screen import TabScreen
from tui.view.widgets.group import Group

if TYPE_CHECKING:
    from tui.desk.reports import ReportDesk

_NEEDS_CRM = {"agree", "fakes", "servers", "user", "forget"}


class CrmScreen(TabScreen):
    """Everything about IB reports."""

    scope: ClassVar[Scope] = Scope.CRM
    # Its dialogs of lines and of columns are those of the Flex screen.
    CSS_PATH: ClassVar[Any] = ["../styles/flex.tcss", "../styles/crm.tcss"]

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.main = CrmMain(context, id="crm-main")
        self.detail = CrmDetail(context, self.main.grid, lambda: self.main.has_table, id="crm-detail")
        self.use_panels((self.main, self.detail), frozenset())
        self._work = CrmWork(self, context, self.main)

    @property
    def desk(self) -> ReportDesk:
        """Who has the reports."""
        return self.context.desk.reports

    def compose_body(self) -> ComposeResult:
        """Lay out the panes."""
        with Group(id="panes", classes="group -holds"):
            yield self.main
            yield self.detail

    def on_mount(self) -> None:
        """Begin with the days of this month."""
        if self.desk.span is None:
            self.desk.choose_days(Preset.THIS_MONTH.span(self.main.place.today))

    def keep(self) -> None:
        """Put down what should be found again at the next start."""
        super().keep()
        if self.is_mounted:
            self.main.grid.keep_look()
            self.main.place.keep()

    @on(CrmMain.Moved)
    def _moved(self, event: CrmMain.Moved) -> None:
        event.stop()
        self.detail.show()

    # Commands

    def command_reason(self, wanted: Command) -> str:
        """Return why a command of this screen cannot run now."""
        if wanted.verb in _NEEDS_CRM:
            return "" if self.desk.is_open else "no CRM is set up"
        if wanted.verb in {"export", "export_json"}:
            return "" if self.main.has_table or self.main.place.on_chart else "there is no table"
        return ""

    def command_fits(self, wanted: Command) -> bool:
        """Whether a command has to do with what is going on."""
        place = self.main.place
        if wanted.verb == "stop":
            return place.ib.busy or any(self.desk.view(report).busy for report in self._reports())
        if wanted.verb == "days":
            return place.page is not Page.SETUP
        if wanted.verb in {"columns", "mask", "raw"}:
            return self.main.has_table and not (wanted.verb == "raw" and place.on_ib)
        return True

    def command_days(self, text: str) -> None:
        """Show other days: those of the text, else those that are chosen from a list."""
        if text:
            self._show_days(text)
            return

        place, span = self.main.place, self.desk.span
        whose = "your time zone's" if place.on_ib else "the server's"
        ask_days(self, self.context, place.today, span, whose=whose, line_word="days", then=self._show_days)

    def _show_days(self, text: str) -> None:
        self.desk.choose_days(days_of(text, self.main.place.today))
        self._look_again()

    def command_page(self, text: str) -> None:
        """Go to the page of that name."""
        page = page_of(text, self.main.place.pages)
        self.main.walk(lambda: self.main.place.go(page))
        self.go_to(self.main)

    def command_ibhistory(self, text: str) -> None:
        """Show the broker's own IB history, of the days of the text where there are any."""
        self.main.walk(lambda: self.main.place.go(Page.IB_HISTORY))
        self.go_to(self.main)
        if text:
            self._show_days(text)

    def command_refresh(self) -> None:
        """Ask for what is stale, and go on with what was not read to the end."""
        self._refresh(everything=False)

    def command_again(self) -> None:
        """Ask for everything anew."""
        self._refresh(everything=True)

    def _refresh(self, *, everything: bool) -> None:
        from tui.desk.crm_names import Report, Wish

        if self.main.place.on_ib:
            self.main.place.ib.again()
            return
        report = self.main.place.page.report
        figures = (Report.REGISTRATIONS, Report.LEADS, Report.TRANSACTIONS, Report.POSITIONS)
        wanted = figures if report is None else (report,)
        for each in wanted:
            self.desk.refresh(each, Wish.ALL if everything else Wish.NOW)

    def command_stop(self) -> bool:
        """Stop what is being read; False when nothing is."""
        busy = [report for report in self._reports() if self.desk.view(report).busy]
        for report in busy:
            self.desk.cancel(report)
        return self.main.place.ib.stop() or bool(busy)

    def command_agree(self) -> bool:
        """Read very many rows after all; False when nobody asks."""
        asking = [report for report in self._reports() if self.desk.view(report).question is not None]
        for report in asking:
            self.desk.answer(report, True)
        return bool(asking)

    @staticmethod
    def _reports() -> tuple[Any, ...]:
        from tui.desk.crm_names import Report

        return tuple(report for report in Report if report is not Report.SERVERS)

    def command_mask(self) -> None:
        """Mask what tells of people, here as on all screens, or show it again."""
        dispatch(self.app, "app.privacy")

    def command_fakes(self) -> None:
        """Ask for fake transactions too, or no more."""
        self.desk.choose_fakes(not self.desk.fakes)
        notice(self.app, "Fake transactions are asked for too" if self.desk.fakes else "Without fake transactions")
        self._look_again()

    def command_servers(self, text: str) -> None:
        """Ask for the positions of some servers only."""
        self.desk.choose_servers(text.replace(",", " ").split())
        self._look_again()

    def command_user(self, text: str) -> None:
        """Show another user's reports."""
        names = [user.name for user in self.desk.users]
        if text not in names:
            raise UsageError(f"There is no CRM user {text}", f"There are: {', '.join(names)}")
        self.desk.choose_user(text)
        self._look_again()

    def command_forget(self) -> None:
        """Remove all that is kept of this user."""
        self._work.clear_cache()

    def command_export(self, argument: str) -> None:
        """Write the shown rows to a file."""
        as_json, everything = export_wish(argument)
        self._work.export(as_json=as_json, everything=everything)

    def command_export_json(self) -> None:
        """Write the shown rows as JSON."""
        self._work.export(as_json=True)

    def command_about(self) -> None:
        """Say what went wrong, what to know, and what the API leaves out."""
        place = self.main.place
        self.app.push_screen(
            FlexTextScreen(self.context, "About these reports", lambda: about_lines(self.context, place))
        )

    def command_columns(self) -> bool:
        """Choose the columns of the table; False where there is none."""
        grid = self.main.grid
        if grid.table is None or not grid.display or not grid.table.columns:
            return False

        def chosen(names: tuple[str, ...] | None) -> None:
            if names:
                grid.choose(names)
                self.main.call_after_refresh(self.main.tell)

        usual = [column.id for column in grid.table.columns if column.usual]
        self.app.push_screen(FlexColumnsScreen(self.context, column_facts(grid.table), grid.chosen, usual), chosen)
        return True

    def command_raw(self) -> None:
        """Show the row as the CRM sent it, or its fields."""
        self.detail.command_raw()
        if self.panes.single:
            self.go_to(self.detail)

    def _look_again(self) -> None:
        self.main.sync(Changes.everything())
        self.detail.show()
