"""The app's frames: when what has changed is shown, and what happens once a second besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from tui.store.changes import Changes, Topic
from tui.view.announcer import Announcer
from tui.view.collector import FrameCollector
from tui.view.heartbeat import Heartbeat
from tui.view.panel import notice
from tui.view.panels.context import ViewContext

if TYPE_CHECKING:
    from tui.view.tabs import Tabs

SETTLED_S = (4.0, 20.0)
"""When after the start what stays has been loaded: the account and a list in view, then a long list of symbols."""

LOADING_S = 2.0
"""When after the start dialogs and other tabs are loaded: prices are there, and few have gone to one yet."""


class Frames:
    """Shows changes `rate` times a second at most; 0 leaves the frames to the owner, who calls `frame`."""

    def __init__(self, app: App[Any], tabs: Tabs, context: ViewContext, announcer: Announcer, rate: int) -> None:
        self._app = app
        self._tabs = tabs
        self._context = context
        self._announcer = announcer
        self._rate = rate
        self._collector = FrameCollector()
        self._heartbeat = Heartbeat()
        self._turn = 0
        self._held = Changes()

    def start(self) -> None:
        """Begin, once the first frame is out."""
        if not self._rate:
            return
        self._collector.start()
        for seconds in SETTLED_S:
            self._app.set_timer(seconds, self._collector.settle)
        self._app.set_timer(LOADING_S, lambda: self._app.run_worker(self._tabs.load(), exit_on_error=False))
        self._app.set_interval(1 / self._rate, self.frame)

    def stop(self) -> None:
        """Leave Python's collector as it was found."""
        if self._rate:
            self._collector.stop()

    def frame(self) -> None:
        """Show what changed since the last frame; while paused, only the account and the link move on."""
        context = self._context
        if self._rate and not context.pace.frame_due(context.now):
            return
        changes, tab = context.desk.store.drain(), self._tabs.current
        self._announcer.tell()
        # What no pane here shows, such as our own questions to the broker, keeps no ages from resting.
        self._heartbeat.moved(any(panel.wants(changes) for panel in tab.panels), context.now)
        second = self._heartbeat.second(context.now)
        if second:
            self._second(changes)
        if context.paused:
            self._held.merge(changes)
        shown = not context.paused and (self._app.screen is tab or self._app.screen.is_modal)
        if shown and (changes or tab.owes):
            # What is seen behind a dialog goes on: a price that stands still there would look like a live one.
            self._turn += 1
            with self._app.batch_update():
                tab.sync(changes, self._turn if self._rate else None)
        if second and not (shown and tab.tells_account(changes)):
            # Its clock goes on where the panes have nothing new to show, and while they stand still.
            tab.tell_account()
        if self._rate:
            self._collector.after_frame()

    def _second(self, changes: Changes) -> None:
        context = self._context
        context.desk.keep()
        if told := context.pace.second(context.now):
            notice(self._app, *told)
        if self._heartbeat.due(context.now, context.desk.store.link.feed_age(context.now)):
            changes.mark(Topic.SECOND)

    def pause(self, *, paused: bool) -> None:
        """Let the panes stand still, or catch up with what they missed."""
        self._context.paused = paused
        if paused:
            self._tabs.current.banner.sync()
            return
        held, self._held = self._held, Changes()
        held.mark(Topic.SECOND)
        self._tabs.current.sync(held)
