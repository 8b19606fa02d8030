"""The composition root: builds store, desk, broker and screens, connects them, and owns nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App

from tui.desk.live import Connect, LiveSession
from tui.domain.days import days_of
from tui.errors import ConfigError, GuardError, TradedeckError
from tui.frames import Frames
from tui.view.announcer import Announcer
from tui.view.charts.model import ChartStyle
from tui.view.commands import Scope
from tui.view.keys import Keymap, bindings_for
from tui.view.line_filters import LineFilters
from tui.view.panel import dispatch, run_binding, toast
from tui.view.panels.context import ViewContext
from tui.view.privacy import set_private
from tui.view.screens.trade import TradeScreen
from tui.view.stylesheet import PatientStylesheet
from tui.view.tabs import FIRST_MODE, Tabs
from tui.view.terminal.outbox import Outbox
from tui.view.theme import Paint, variable_defaults
from tui.view.theme_choice import LoadThemes, ThemeChoice

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.filter import LineFilter
    from textual.theme import Theme

CLOSING_S = 2.0
"""How long leaving waits for the logout."""


def _shows(scope: Scope) -> Callable[[TradedeckApp], None]:
    """Return the command that goes to a tab."""

    def go(app: TradedeckApp) -> None:
        app.tabs.go_to(scope)

    return go


def _shows_history(app: TradedeckApp, days: str = "") -> None:
    """Go to the history, with these days where any are named; what is no days is told before one leaves."""
    if days:
        days_of(days, app.context.today)
    app.tabs.go_to(Scope.HISTORY, lambda: days and dispatch(app, "history.days", days))


class TradedeckApp(App[None], inherit_bindings=False):
    """The dashboard on a terminal.

    `themes` are those that the first frame may need, `load_themes` gives all, or those of some names. `connect` makes
    the broker once that frame is painted. `frame_rate` 0 leaves the frames to the owner, who calls `frame`.
    """

    TITLE = "tradedeck"
    CSS_PATH: ClassVar[Any] = [
        "view/styles/tab.tcss",
        "view/styles/trade.tcss",
        "view/styles/orders.tcss",
        "view/styles/manage.tcss",
    ]
    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = FIRST_MODE
    BINDINGS = bindings_for(Scope.APP)

    def __init__(
        self,
        context: ViewContext,
        connect: Connect,
        *,
        keys: Keymap,
        themes: Iterable[Theme] = (),
        load_themes: LoadThemes = lambda _: ([], []),
        theme: str = "",
        chart_style: ChartStyle = ChartStyle.CANDLES,
        start: Scope = Scope.TRADE,
        frame_rate: int = 10,
        problems: Iterable[TradedeckError] = (),
        driver_class: type[Driver] | None = None,
        outbox: Outbox | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self.stylesheet = PatientStylesheet(variables=self.get_css_variables())
        self.context = context
        self.read_only = context.read_only
        self.keys = context.keys = keys
        self.live = LiveSession(context.desk, connect, context.clock)
        self._problems = list(problems)
        self._line_filters = LineFilters(context)
        self.outbox = outbox or Outbox()
        self._announcer = Announcer(self, context, self.outbox, os.environ)
        self.themes = ThemeChoice(self, themes, load_themes, theme, self.take_colours)
        self._take_paint()
        self.trade = TradeScreen(context, chart_style)
        self.tabs = Tabs(self, context, self.trade, start)
        self._frames = Frames(self, self.tabs, context, self._announcer, frame_rate)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give themes that do not know trading the colours that it needs."""
        return variable_defaults()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Do to every line what privacy, colours and signs ask for."""
        return self._line_filters.over(super().get_line_filters(), no_color=self.no_color)

    def delay_update(self, delay: float = 0) -> None:
        """Hold nothing back: Textual asks for 50 ms on each change of tabs, `Tabs` knows better when a tab is there."""

    def on_mount(self) -> None:
        """Start frames and the connection once the first frame is out."""
        with contextlib.suppress(ConfigError):
            self.set_keymap(self.keys.overrides)
        self.themes.follow()
        end_on_signals(self)
        self.call_after_refresh(self._start)

    def _start(self) -> None:
        self._frames.start()
        self.live.begin()
        self._add_themes()
        self.run_worker(self._announcer.start(), exit_on_error=False)

    def _add_themes(self) -> None:
        """Register the themes that the first frame did not need, and say what is wrong with any."""
        problem = self.themes.read_all()
        for each in [*self._problems, *([problem] if problem else [])]:
            toast(self, each)

    # Frames

    def frame(self) -> None:
        """Show what changed since the last frame; while paused, only the account and the link move on."""
        self._frames.frame()

    def _take_paint(self) -> None:
        self.context.paint = Paint(self.get_css_variables())

    def take_colours(self) -> None:
        """Show everything in the colours in force."""
        self._take_paint()
        self.tabs.current.repaint()

    # Commands

    def action_command(self, command_id: str) -> None:
        """Run a command of the table."""
        run_binding(self, command_id)

    def command_help(self) -> None:
        """Show help for what is focused."""
        from tui.view.screens.help import open_help

        open_help(self, self.keys)

    def command_palette(self) -> None:
        """Show every command that can run now."""
        from tui.view.screens.help import open_palette

        open_palette(self, self.keys)

    def command_menu(self) -> None:
        """Show what can be done with the focused row."""
        from tui.view.screens.help import open_menu

        open_menu(self, self.keys)

    def command_command_line(self, text: str = "") -> None:
        """Open the `:` line."""
        self.tabs.current.command_line.open(text)

    command_screen_trade = _shows(Scope.TRADE)
    command_screen_markets = _shows(Scope.MARKETS)
    command_screen_news = _shows(Scope.NEWS)
    command_screen_flex = _shows(Scope.FLEX)
    command_screen_crm = _shows(Scope.CRM)
    command_screen_dxfeed = _shows(Scope.DXFEED)
    command_screen_log = _shows(Scope.LOG)
    command_screen_history = _shows_history

    def command_unknown(self) -> None:
        """Show what is known of an order of unknown fate, beside the trades that it belongs to."""
        if not self.context.desk.store.orders.unknown:
            raise GuardError("The fate of every order is known")
        self.tabs.go_to(Scope.TRADE, self.trade.manager.show_unknown)

    def command_theme(self, name: str) -> None:
        """Take the named theme, or let the user choose."""
        from tui.view.screens.themes import choose_theme

        choose_theme(self, self.themes, name)

    def command_privacy(self) -> None:
        """Mask what tells of the user on all screens, or show it again."""
        set_private(self.context, not self.context.numbers.private)
        self.take_colours()
        self.refresh_css(animate=False)

    def command_pause(self) -> None:
        """Freeze the panes, or let them go on."""
        self._frames.pause(paused=not self.context.paused)

    def command_refresh(self) -> None:
        """Ask the broker again for everything shown."""
        self.context.desk.refresh()

    def command_reconnect(self) -> None:
        """Make the session anew; where it could not even be begun, begin again."""
        if not self.live.begin():
            self.context.desk.reconnect()

    def command_quit(self) -> None:
        """Log out and leave; asks first while orders would be left behind."""
        if self.context.desk.store.orders.unsettled:
            from tui.view.screens.quit import QuitScreen

            self.push_screen(QuitScreen(self.context), lambda leave: self.exit() if leave else None)
        else:
            self.exit()

    async def on_unmount(self) -> None:
        """Log out before the program ends."""
        self._frames.stop()
        with contextlib.suppress(TimeoutError, TradedeckError):
            await asyncio.wait_for(self.context.desk.close(), CLOSING_S)
        await self.live.end()


def end_on_signals(app: App[None]) -> None:
    """End the program in good order when the system asks for it."""
    # The terminal must come back in its own mode and the broker must hear a logout, whoever ends us.
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, app.exit)
