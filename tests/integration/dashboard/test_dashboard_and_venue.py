"""The dashboard as it is started, on a venue in a process of its own that is killed and brought back under it."""

import asyncio
import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from textual.pilot import Pilot

from tests.scenes import THEMES
from tests.transports import MemoryLoginGuard
from tests.view.shell.desk import shown
from tui.app import TradedeckApp
from tui.clock import SystemClock
from tui.desk.desk import Desk
from tui.desk.watchlists import Watchlists
from tui.desk.xapi_broker import XapiBroker
from tui.domain.candle import Period
from tui.domain.freshness import Freshness
from tui.simulator.market import Market
from tui.simulator.options import SimulatorOptions
from tui.store.select import freshness_of
from tui.store.store import Store
from tui.view.keys import Keymap
from tui.view.panels.context import Selection, ViewContext
from tui.view.text import Numbers
from tui.view.theme import Paint, usable_themes
from tui.view.widgets.live_table import Glyphs
from tui.xapi.endpoint import Address, Credentials, Endpoint

pytestmark = pytest.mark.anyio

PATIENCE_S = 60.0
START = "2026-01-14T10:00:00Z"


class VenueProcess:
    """`tradedeck simulate` with a book, on a port that stays the same over its deaths."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, at: str = START) -> None:
        command = [sys.executable, "-m", "tui.simulator", "--port", str(self.port), "--start", at]
        command += ["--folder", str(self.folder), "--until-stdin-closes"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert json.loads(self._process.stdout.readline())["xapi"].endswith(str(self.port))

    def kill(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process.wait()
            self._process = None

    def post(self, path: str, body: object) -> None:
        """Ask the control pages for something."""
        url = f"http://127.0.0.1:{self.port}/sim/{path}"
        request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[VenueProcess]:
    process = VenueProcess(tmp_path / "venue")
    process.start()
    yield process
    process.kill()


def build(port: int) -> TradedeckApp:
    clock = SystemClock()
    desk = Desk(Store(), clock, Watchlists({"Mine": ["EURUSD", "GBPUSD", "GOLD"]}))

    async def credentials() -> Credentials:
        return Credentials("1000", SecretStr("demo"))

    async def connect(desk: Desk) -> XapiBroker:
        base = f"ws://127.0.0.1:{port}/demo"
        endpoint = Endpoint("venue", "custom", "websocket", (Address(base, f"{base}Stream"),))
        return XapiBroker(
            endpoint,
            credentials,
            clock=clock,
            random=Random(1),
            emit=desk.handle,
            guard=MemoryLoginGuard(),
            app_name="tests",
        )

    context = ViewContext(
        desk=desk,
        orders=desk.orders,
        clock=clock,
        paint=Paint(),
        numbers=Numbers(),
        glyphs=Glyphs(),
        zone=ZoneInfo("UTC"),
        selection=Selection("EURUSD", {"main": ("EURUSD", Period.M1), "second": ("EURUSD", Period.H1)}),
        badge="SIM",
    )
    themes, _ = usable_themes([THEMES])
    return TradedeckApp(context, connect, keys=Keymap(), themes=themes, theme="house-dark")


class Watcher:
    """Watches a running dashboard until it shows what a test waits for."""

    def __init__(self, app: TradedeckApp, pilot: Pilot[None]) -> None:
        self.app = app
        self._pilot = pilot

    @property
    def store(self) -> Store:
        return self.app.context.desk.store

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not happened():
                await self._pilot.pause(0.05)

    async def until_shown(self, text: str) -> None:
        await self.until(lambda: text in shown(self.app))

    def freshness(self, symbol: str = "EURUSD") -> Freshness:
        context = self.app.context
        return freshness_of(self.store, symbol, context.now, context.now_ms)

    async def until_live(self) -> None:
        await self.until(lambda: self.store.link.current.state.value == "ready")
        await self.until(lambda: self.freshness() is Freshness.LIVE)
        await self.until(lambda: len(self.store.candles.series[("EURUSD", Period.M1)].candles) > 100)


@asynccontextmanager
async def dashboard(venue: VenueProcess) -> AsyncIterator[Watcher]:
    app = build(venue.port)
    async with app.run_test(size=(120, 36)) as pilot:
        yield Watcher(app, pilot)


async def test_a_killed_venue_is_told_and_its_return_mends_everything_without_a_key(venue: VenueProcess) -> None:
    async with dashboard(venue) as watcher:
        await watcher.until_live()
        held = set(watcher.store.account.positions)
        venue.kill()
        await watcher.until(lambda: watcher.freshness() is Freshness.DOWN)
        await watcher.until_shown("next try in")
        venue.start("2026-01-14T10:05:00Z")
        await watcher.until_live()
        await watcher.until(lambda: watcher.store.candles.series[("EURUSD", Period.M1)].gap_from is None)
        await watcher.until(lambda: "Link down" not in shown(watcher.app))
        minutes = [candle.start_ms for candle in watcher.store.candles.series[("EURUSD", Period.M1)].candles[-20:]]
        assert [later - earlier for earlier, later in pairwise(minutes)] == [60_000] * 19
        assert held & set(watcher.store.account.positions)
        assert watcher.store.link.current.epoch == 2


async def test_a_keepalive_that_stops_dims_the_prices_and_ends_in_a_new_session(venue: VenueProcess) -> None:
    async with dashboard(venue) as watcher:
        await watcher.until_live()
        venue.post("faults", {"set": [{"fault": "keepalive_stops"}]})
        await watcher.until_shown("quotes stale")
        assert watcher.freshness() is Freshness.STALE
        await watcher.until(lambda: watcher.freshness() is Freshness.DOWN)
        venue.post("faults", {"clear": "all"})
        await watcher.until_live()


async def test_ticks_that_stop_under_a_living_feed_are_a_quiet_market_and_not_a_stale_one(venue: VenueProcess) -> None:
    async with dashboard(venue) as watcher:
        await watcher.until_live()
        venue.post("faults", {"set": [{"fault": "ticks_stop"}]})
        await watcher.until(
            lambda: (age := watcher.store.link.feed_age(watcher.app.context.now)) is not None and age < 3
        )
        state = watcher.store.market.prices["EURUSD"]
        await watcher.until(lambda: watcher.app.context.now - state.received > 8)
        assert watcher.freshness() is Freshness.LIVE
        assert "stale" not in shown(watcher.app)


async def test_a_market_that_closes_is_said_to_be_closed(venue: VenueProcess) -> None:
    async with dashboard(venue) as watcher:
        await watcher.until_live()
        venue.post("clock", {"now": "2026-01-17T10:00:00Z"})
        await watcher.until(lambda: watcher.freshness() is Freshness.CLOSED)
        await watcher.until_shown("Market closed")


def first_above(symbol: str, level: Decimal, from_ms: int) -> int:
    """Return when the venue's bid will be above a level: its prices follow from its seed."""
    market = Market(SimulatorOptions().seed)
    points = int(level.scaleb(market.symbols[symbol].digits))
    minutes = range(from_ms, from_ms + 10**9, 60_000)
    return next(at_ms for at_ms in minutes if market.quote(symbol, at_ms).bid > points)


async def test_an_alert_that_was_typed_fires_when_the_venue_s_price_comes_over_its_level(venue: VenueProcess) -> None:
    async with dashboard(venue) as watcher:
        await watcher.until_live()
        now_ms = watcher.app.context.server_now_ms
        level = watcher.store.market.prices["EURUSD"].quote.bid
        assert level is not None
        level += Decimal("0.0010")
        later_ms = first_above("EURUSD", level, now_ms)
        await watcher.press("colon", *"alert", "space", *"EURUSD", "space", *"bid", "space", "greater_than_sign")
        await watcher.press("equals_sign", "space", *str(level).replace(".", ","), "enter")
        await watcher.until_shown("Alerts 1")
        assert not watcher.store.alerts.firings
        seconds = later_ms // 1000 - now_ms // 1000
        venue.post("clock", {"advance_s": seconds})
        await watcher.until_shown("Alerts 1 ◆ 1 FIRED")
        (fired,) = watcher.store.alerts.firings
        assert fired.words.startswith(f"EURUSD bid >= {level}: now 1.")
        seen = watcher.store.alerts.alerts[1].last_value
        assert seen is not None
        assert seen >= level
