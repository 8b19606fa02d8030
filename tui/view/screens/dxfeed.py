"""The dxFeed screen: find an account, see why there is no data, do something about it, prove it later."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult

from tui.desk.entitlements_case import EntitlementCase
from tui.store.changes import Changes
from tui.view.beside import toasting
from tui.view.commands import Command, Scope
from tui.view.panel import notice
from tui.view.panels.context import ViewContext
from tui.view.panels.dxfeed_case import DxfeedCase
from tui.view.panels.dxfeed_lists import DxfeedHistory, DxfeedRecent, DxfeedWaiting
from tui.view.panels.dxfeed_outcome import DxfeedOutcome
from tui.view.panels.dxfeed_table import DxfeedTable
from tui.view.screens import dxfeed_asking as asking
from tui.view.screens.dxfeed_work import DxfeedWork
from tui.view.screens.tab_screen import TabScreen
from tui.view.text import moment
from tui.view.widgets.group import Group

if TYPE_CHECKING:
    from tui.desk.entitlements_forms import Form
    from tui.desk.entitlements_memory import Pending


def _fills_in(make: Callable[[EntitlementCase], Form]) -> Callable[[DxfeedScreen], None]:
    """Return a command that fills in a form and leads to the review of what it makes."""
    return lambda self: self.work.fill_in(make(self.dxfeed), self.work.change)


def _changes(make: Callable[[EntitlementCase], Any]) -> Callable[[DxfeedScreen], None]:
    """Return a command that leads to the review of a change that needs no form."""
    return lambda self: self.work.change(make(self.dxfeed))


def _issues(make: Callable[[EntitlementCase], Any]) -> Callable[[DxfeedScreen], None]:
    """Return a command that asks for something that changes nothing."""
    return lambda self: self.work.issue(make(self.dxfeed))


class DxfeedScreen(TabScreen):
    """Everything about accounts and subscriptions of the market-data vendor."""

    scope: ClassVar[Scope] = Scope.DXFEED
    CSS_PATH: ClassVar[Any] = "../styles/dxfeed.tcss"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.dxfeed = EntitlementCase(
            context.entitlements, self._changed, lambda at_ms: moment(at_ms, self.context.zone)
        )
        asking.lend_people(context, self.dxfeed)
        self.subject = DxfeedCase(context, self.dxfeed, lambda: self.panes.single, id="dxfeed-case")
        self.outcome = DxfeedOutcome(context, self.dxfeed, id="dxfeed-outcome")
        self.waiting = DxfeedWaiting(context, self.dxfeed, id="dxfeed-waiting")
        self.recent = DxfeedRecent(context, self.dxfeed, id="dxfeed-recent")
        self.trail = DxfeedHistory(context, self.dxfeed, id="dxfeed-history")
        self.use_panels((self.subject, self.outcome, self.trail, self.waiting, self.recent), frozenset())
        self.work = DxfeedWork(self, context, self.dxfeed, self._told)

    def compose_body(self) -> ComposeResult:
        """Lay out the panes."""
        with Group(id="panes", classes="group -holds"):
            with Group(id="dxfeed-left", classes="group"):
                yield self.waiting
                yield self.recent
            with Group(id="dxfeed-right", classes="group"):
                yield self.subject
                yield self.outcome
                yield self.trail

    def begin(self) -> None:
        """Open the first application as soon as it is known."""
        self.context.entitlements.listen(self._equipped)
        if self.context.entitlements.equipped:
            # The focus that the first look gives goes the same way: who comes later keeps it.
            self.app.call_later(self._equipped)

    def _equipped(self) -> None:
        if self.context.entitlements.applications:
            self.work.do(self._open(""))
        else:
            self.go_to(self.outcome)

    async def _open(self, name: str) -> None:
        await self.dxfeed.open(name)
        if self.dxfeed.card is None:
            self.subject.box.value = ""
            alone = self.panes.single
            if alone or (self.panes.current is self.subject and self.recent.rows()):
                self.go_to(self.subject if alone else self.recent)
        application = self.dxfeed.application
        self.set_class(application is not None and application.production, "-production")
        await asking.mention_unfinished(self, self.dxfeed)

    async def on_unmount(self) -> None:
        """Let go of connections."""
        await self.context.entitlements.close()

    def _changed(self) -> None:
        if self.is_mounted:
            self.outcome.ways_back = self.panes.single
            self.sync(Changes.everything())
            self.show_hints()

    def _told(self) -> None:
        if self.panes.single and self.is_mounted:
            self.go_to(self.outcome)

    def command_back(self) -> bool:
        """Go back to the account from a pane that is shown alone."""
        if super().command_back():
            return True
        if not self.panes.single or self.panes.current is self.subject:
            return False
        self.go_to(self.subject)
        return True

    @property
    def opening(self) -> bool:
        """Whether the first application is still on its way."""
        return asking.is_coming(self.context.entitlements) and not self.work.rested

    def command_reason(self, wanted: Command) -> str:
        """Return why a command of this screen cannot run now."""
        return asking.why_not(wanted.verb, self.context.entitlements, self.dxfeed)

    # Finding

    def command_find(self, who: str) -> None:
        """Go to the box, or find at once what was typed on the `:` line."""
        if who:
            self.work.do(self._find(who))
            return
        self.go_to(self.subject)
        self.subject.box.value = ""
        self.set_focus(self.subject.box)

    async def _find(self, who: str) -> None:
        self.subject.box.value = who
        found = await self.dxfeed.find(who)
        self.go_to(self.subject)
        if not found:
            notice(self.app, "Not found", asking.what_if_missing(self.context.entitlements, self.dxfeed))

    @on(DxfeedCase.Wanted)
    def _wanted(self, event: DxfeedCase.Wanted) -> None:
        event.stop()
        self.work.do(self._find(event.who))

    def command_refresh(self) -> None:
        """Read the account again."""
        if self.dxfeed.room is not None:
            self.work.do(self.dxfeed.again())
        elif self.context.entitlements.applications:
            self.work.do(self._open(""))

    # Changing

    command_create = _fills_in(asking.create_form)
    command_change_email = _fills_in(asking.email_form)
    command_track = _fills_in(asking.track_form)
    command_reset_password = _changes(asking.reset_call)

    def command_activate(self) -> None:
        """Choose feeds and an end."""
        self.work.fill_in(asking.activate_form(self.dxfeed, self.subject.feed), self.work.change)

    def command_confirm(self) -> None:
        """Confirm what waits; without it, ask for the id."""
        chosen = self.waiting.pending if self.panes.current is self.waiting else None
        waits = chosen or self.dxfeed.waiting()
        if waits is None or not waits.confirmation_id:
            self.work.fill_in(asking.confirm_form(self.dxfeed), self.work.change)
            return
        self.work.change(asking.confirm_call(waits))

    def command_extend(self) -> None:
        """Extend the feed under the cursor, or choose one."""
        self.work.fill_in(asking.feeds_form("extend", self.dxfeed, self.subject.feed), self.work.change)

    def command_cancel(self) -> None:
        """Cancel the feed under the cursor, or choose one."""
        self.work.fill_in(asking.feeds_form("cancel", self.dxfeed, self.subject.feed), self.work.change)

    command_token = _issues(asking.token_call)
    command_profile_link = _issues(asking.profile_call)

    def command_login_token(self) -> None:
        """Ask for login and password, then for a token."""
        self.work.fill_in(asking.login_form(), self.work.issue)

    # Bulks, applications, audit trail

    def command_bulk(self, file: str) -> None:
        """Show the bulk that runs; else ask for a table."""
        self.work.ask_bulk(file)

    def command_bulk_resume(self, name: str) -> None:
        """Go on with a bulk."""
        self.work.resume_bulk(name)

    def command_application(self, name: str) -> None:
        """Go to the named application, or to the next."""
        self.work.do(self._open(name or asking.next_application(self.context.entitlements, self.dxfeed)))

    def command_trail(self) -> None:
        """Show the whole audit trail, or this account's part."""
        self.work.do(self.dxfeed.toggle_trail())
        self.go_to(self.trail)

    def command_export_trail(self) -> None:
        """Check and write the audit trail."""
        self.work.do(self.work.export_trail())

    @on(DxfeedTable.Act)
    def _act(self, event: DxfeedTable.Act) -> None:
        event.stop()
        with toasting(self.app):
            self._open_row(event.verb, event.key)

    def _open_row(self, verb: str, key: str) -> None:
        current = self.panes.current
        if current is self.waiting:
            waits = self.waiting.pending
            if waits is not None:
                self.work.do(self.dxfeed.forget(waits) if verb == "forget" else self._show_waiting(waits))
        elif current is self.recent and key:
            self.work.do(self._find(key))
        elif current is self.trail and key:
            self.work.tell("Audit trail", lambda: self.trail.about(key))
        elif current is self.subject and self.dxfeed.card is None:
            if key:
                self.work.do(self._find(key))
        elif current is self.subject:
            self.work.tell("Subscription and account", self.subject.about)

    async def _show_waiting(self, waits: Pending) -> None:
        await self.dxfeed.find(waits.account_id)
        self.dxfeed.tell_pending(waits)
        self.go_to(self.outcome)
