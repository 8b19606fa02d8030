"""Builds a dashboard from its settings, runs it, and remembers between starts what the user arranged."""

from __future__ import annotations

import asyncio
import importlib
import locale
import os
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from textual.constants import COLOR_SYSTEM

from tui.app import TradedeckApp
from tui.clock import Clock, SystemClock
from tui.config.settings import DashboardSettings
from tui.config.shipped import theme_folders
from tui.config.state import ChartState, State, StateStore
from tui.config.ui import PLAIN_TERMINALS
from tui.desk.desk import Desk
from tui.desk.watchlists import DEFAULT_LISTS, Watchlists
from tui.domain.candle import Period
from tui.errors import ConfigError, TradedeckError
from tui.memory.charts import charts_with, chosen_from
from tui.memory.screens import kept_from, state_with
from tui.store.store import Store
from tui.view.charts.model import ChartStyle
from tui.view.colour_depth import Depth, depth_of
from tui.view.command import TABS, Scope
from tui.view.keymap import configured_keymap
from tui.view.line import memorable
from tui.view.link_pace import LinkPace
from tui.view.panels.context import Selection, ViewContext
from tui.view.privacy import set_private
from tui.view.terminal import driver_class
from tui.view.terminal.outbox import Outbox
from tui.view.text import Numbers
from tui.view.theme import DEFAULT_THEME, Paint, usable_themes
from tui.view.widgets.live_table import ASCII_GLYPHS, Glyphs
from tui.wiring.beside import SystemsBeside

if TYPE_CHECKING:
    from tui.desk.broker import Broker
    from tui.view.theme import DeskTheme

EXIT_UNKNOWN = 4
"""The exit code of a run that leaves orders of unknown fate behind."""

_SECOND_PERIOD = Period.H1
_TOUR_CLOSED = "tour_closed"


class Dashboard:
    """One run of the dashboard."""

    def __init__(self, settings: DashboardSettings, clock: Clock, environ: Mapping[str, str]) -> None:
        self._settings = settings
        self._clock = clock
        self._state_store = StateStore(settings.state_file)
        self._state, damage = self._state_store.load()
        self._watchlists = Watchlists(
            self._state.watchlists or settings.ui.watchlists or DEFAULT_LISTS,
            self._state.active_watchlist,
            self.remember,
        )
        wanted = settings.ui.ascii
        self._context = self._make_context(plain_characters(environ) if wanted == "auto" else wanted)
        self._depth = terminal_depth(environ)
        self._recall()
        self._problems: list[TradedeckError] = list(settings.problems)
        if damage:
            self._problems.append(ConfigError("A file was damaged", damage))
        self._beside = SystemsBeside(self._context, settings, clock)
        self._context.visited = self._beside.visited
        self._app = self._make_app()

    def _make_context(self, ascii_only: bool) -> ViewContext:
        symbol = self._state.symbol or next(iter(self._watchlists.symbols), "EURUSD")
        chart = self._state.charts.get(symbol)
        period = Period.__members__.get(chart.period, Period.M5) if chart else Period.M5
        desk = Desk(Store(), self._clock, self._watchlists)
        return ViewContext(
            desk=desk,
            orders=desk.orders,
            clock=self._clock,
            paint=Paint(),
            numbers=Numbers(ascii=ascii_only),
            glyphs=ASCII_GLYPHS if ascii_only else Glyphs(),
            zone=user_zone(self._settings.ui.timezone),
            selection=Selection(
                symbol,
                {"main": (symbol, period), "second": (symbol, _SECOND_PERIOD)},
                chosen_from(self._state.charts),
            ),
            badge=self._settings.badge,
            read_only=self._settings.read_only,
            trading=self._settings.trading,
            exports=self._settings.state_file.parent / "exports",
            kept=kept_from(self._state),
            pace=LinkPace(self._settings.link),
        )

    def _make_app(self) -> TradedeckApp:
        settings = self._settings
        theme = settings.theme or chosen_theme(self._state, settings.ui.theme)
        first, _ = self._themes({theme, DEFAULT_THEME})
        style = self._state.layout.get("chart_style")
        outbox = Outbox()
        keys = configured_keymap(settings.ui, plain=self._context.numbers.ascii)
        return TradedeckApp(
            self._context,
            self._connect,
            keys=keys,
            themes=first,
            theme=theme,
            load_themes=self._themes,
            chart_style=ChartStyle(style) if style in [each.value for each in ChartStyle] else ChartStyle.CANDLES,
            start=start_scope(settings.screen, self._state.screen),
            frame_rate=settings.ui.frame_rate,
            problems=self._problems,
            driver_class=driver_class(outbox=outbox, line=self._context.pace.line, alt=keys.has_alt),
            outbox=outbox,
        )

    def _themes(self, only: Collection[str] | None) -> tuple[list[DeskTheme], list[ConfigError]]:
        return usable_themes(theme_folders(self._settings.paths), only, self._depth)

    def run(self) -> int:
        """Run until the user leaves; return the exit code."""
        try:
            self._app.run(mouse=self._settings.ui.mouse)
        finally:
            self.remember()
        return exit_code(self._context.desk.store, self._app.return_code or 0, sys.stderr)

    def _recall(self) -> None:
        """Give the desk back what it had at the end of the last run."""
        desk, state = self._context.desk, self._state
        alerts = self._state_store.alerts_of(state, self._settings.profile_name)
        desk.alerts.equip(alerts, self.remember, self._settings.trading.alert_command)
        desk.store.news.restore_read(state.read_news)
        self._context.lines.restore(state.lines)
        self._context.tour.closed = state.layout.get(_TOUR_CLOSED) is True
        if self._settings.demo:
            self._context.tour.begin(trading=not self._settings.read_only)
        set_private(self._context, state.private)

    def remember(self) -> None:
        """Write down what the user arranged; a full disk costs the memory, not the session."""
        selection, app = self._context.selection, self._app
        symbol, period = selection.charts["main"]
        charts = {**self._state.charts, symbol: ChartState(period=period.name, style=app.trade.chart.style_name)}
        app.tabs.keep()
        self._state = replace(
            state_with(self._state, self._context.kept),
            watchlists=self._watchlists.as_mapping(),
            alerts=self._context.desk.alerts.as_plain(),
            read_news=self._context.desk.store.news.read_keys,
            lines=memorable(self._context.lines.lines),
            active_watchlist=self._watchlists.active,
            charts=charts_with(charts, selection.studies),
            symbol=symbol,
            screen=app.tabs.current.scope.value,
            private=self._context.numbers.private,
        )
        self._state.layout["chart_style"] = app.trade.chart.style_name
        self._state.layout[_TOUR_CLOSED] = self._context.tour.closed
        if app.themes.chosen:
            config = self._state.theme_over if self._settings.theme else self._settings.ui.theme
            self._state = replace(self._state, theme=app.themes.chosen, theme_over=config)
        try:
            self._state_store.save(self._state, self._settings.profile_name)
        except TradedeckError as error:
            self._context.desk.trouble(error, aloud=True)

    async def _connect(self, desk: Desk) -> Broker:
        """Make the broker: the heavy imports run beside the painted screen, while a demo's venue still loads."""
        wiring = asyncio.create_task(asyncio.to_thread(importlib.import_module, "tui.wiring.xapi"))
        target = await self._settings.source.target()
        self._context.login = target.profile.login
        made = await wiring
        made.equip_orders(desk, target, self._settings)
        broker: Broker = made.xapi_broker(target, desk, self._clock, self._state_store)
        self._beside.know(target)
        return broker


def run_dashboard(settings: DashboardSettings) -> int:
    """Run the dashboard on this terminal and return the exit code."""
    try:
        return Dashboard(settings, SystemClock(), os.environ).run()
    finally:
        settings.source.stop()


def exit_code(store: Store, code: int, complain_to: TextIO) -> int:
    """Return the exit code of a run: 4 when it leaves orders of unknown fate behind, said in one line."""
    # What was on its way when the program ended is as unknown as what was given up before.
    left = [order for order in store.orders.unsettled if order.maybe_written]
    if not left:
        return code
    word = "order" if len(left) == 1 else "orders"
    print(f"tradedeck: the fate of {len(left)} {word} is unknown; see `tradedeck orders list`", file=complain_to)
    return code or EXIT_UNKNOWN


def start_scope(asked: str | None, remembered: str | None) -> Scope:
    """Return the tab to open: the one that was asked for, else the one that was open last."""
    known = {scope.value: scope for scope in TABS}
    return known.get(asked or remembered or "", Scope.TRADE)


def plain_characters(environ: Mapping[str, str]) -> bool:
    """Whether the terminal knows ASCII only: by its locale, or because it is a bare text console."""
    return locale.getencoding().lower().replace("-", "") != "utf8" or environ.get("TERM") in PLAIN_TERMINALS


def terminal_depth(environ: Mapping[str, str]) -> Depth:
    """Return how many colours the terminal has and the user wants."""
    named = COLOR_SYSTEM if COLOR_SYSTEM != "auto" else None
    found = named or Console(force_terminal=True, legacy_windows=False).color_system
    return depth_of(found, no_color="NO_COLOR" in environ, console=environ.get("TERM") in PLAIN_TERMINALS)


def chosen_theme(state: State, configured: str) -> str:
    """Return the theme to start with: the one chosen in the app, unless the config has named another since."""
    stands = state.theme_over is None or state.theme_over == configured
    return state.theme if state.theme and stands else configured


def user_zone(name: str | None) -> tzinfo:
    """Return the zone in which times are shown: the named one, else the system's."""
    if name:
        return ZoneInfo(name)
    return datetime.now(UTC).astimezone().tzinfo or UTC
