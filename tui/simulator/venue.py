"""Puts a whole venue together: market, exchange, server, ports and heartbeat, in this process."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import random
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tui.errors import UsageError
from tui.simulator.backoffice import BackOffice
from tui.simulator.clock import VenueClock
from tui.simulator.context import VenueContext
from tui.simulator.crm.settings import CrmSettings
from tui.simulator.dialect import with_dialect
from tui.simulator.exchange import Exchange, ExchangeSettings
from tui.simulator.faults import FaultBoard
from tui.simulator.flex.settings import FlexSettings
from tui.simulator.hub import Hub
from tui.simulator.listening import Listeners, Ports, host_of
from tui.simulator.logins import LoginDesk, known_to
from tui.simulator.market import Market
from tui.simulator.office import Office
from tui.simulator.opening import Opening
from tui.simulator.options import SimulatorOptions, check
from tui.simulator.pump import Pump
from tui.simulator.server import Server
from tui.simulator.shapes import Shapes
from tui.simulator.study import Study
from tui.simulator.validation import Limits
from tui.simulator.veil import Veil
from tui.simulator.wire import Times

if TYPE_CHECKING:
    from tui.simulator.dxfeed.settings import DxfeedSettings
    from tui.simulator.http import Routes


class Venue:
    """A venue that lives while its context is entered; tests use it in-process, `run` in a process of its own.

    `clock`, `limits`, `settings`, `flex`, `dxfeed`, `crm` and `market` replace what the options would make; a given
    market and `threads` false mean that everything happens on the loop. `early` listens and streams while the book is
    still being opened.
    Without `listening` there are no sockets: whoever has the venue brings transports for the protocol objects of
    `link`. The same clock, seed and bytes then give the same bytes back.
    Public: `options`, `clock`, `market`, `exchange`, `faults`, `context`, and once entered `ports`, `url`, `addresses`
    (`flex_url` is one of them) and `control_url`.
    Entering raises `UsageError` when the options cannot work (port taken, certificate, faults file, folder).
    """

    def __init__(
        self,
        options: SimulatorOptions | None = None,
        *,
        clock: VenueClock | None = None,
        limits: Limits | None = None,
        settings: ExchangeSettings | None = None,
        flex: FlexSettings | None = None,
        dxfeed: DxfeedSettings | None = None,
        crm: CrmSettings | None = None,
        market: Market | None = None,
        threads: bool = True,
        early: bool = False,
        listening: bool = True,
    ) -> None:
        self.options = options or SimulatorOptions()
        check(self.options)
        self.faults = FaultBoard()
        self.clock = clock or VenueClock(_start_ms(self.options), self.options.speed)
        self.market = market or self._twin()
        self.ports = Ports(0)
        self._threads = threads and market is None
        self._early = early and self._threads
        self._listening = listening
        self._opened: asyncio.Future[None] | None = None
        self._office = Office()
        self._limits = limits or (Limits().strict() if self.options.strict else Limits())
        rules = ExchangeSettings.strict if self.options.strict else ExchangeSettings.lenient
        self._settings = with_dialect(settings or rules(self.options.seed), self.options.dialect)
        flex = flex or FlexSettings(rows=self.options.flex_rows, strict=self.options.strict)
        crm = crm or CrmSettings(leads_per_day=self.options.crm_leads)
        self._backoffice = BackOffice(self._settings.seed, self.options.folder, flex, dxfeed, crm)
        self._routes: Routes | None = None
        self._listeners = Listeners()
        self._running: asyncio.Task[None] | None = None
        self._start_ms = 0

    async def __aenter__(self) -> Self:
        start_ms = self._start_ms = self.clock.now_ms()
        self._opening = Opening(self.options, self._settings, self._office)
        if self.options.fresh:
            self._backoffice.discard()
        if not self._early:
            self._opening.open_now(self.market, start_ms)
        self.context = self._context(start_ms)
        self._hub = Hub(self.context)
        self._opening.tell(self._hub.told.tell)
        self._study = Study(self.market, self._twin if self._threads else None)
        self._server = Server(self.context, self._hub, self._study, self._control)
        self._pump = Pump(self.context, self._hub)
        try:
            self._set_faults()
            if self._early:
                self._opened = await self._opening.open_soon(self._twin, start_ms)
            if self._listening:
                await self._listen()
        except BaseException:
            self._close()
            raise
        loop = asyncio.get_running_loop()
        self._running = loop.create_task(self._pump.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            self._opened.cancel()
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
        self._close()
        # One turn of the loop lets the broken connections' sockets close.
        await asyncio.sleep(0)

    @property
    def exchange(self) -> Exchange:
        """The exchange, once its book is open."""
        return self._office.exchange

    @property
    def url(self) -> str:
        """The WebSocket base address, such as ws://127.0.0.1:40001; /demo and its kin hang below."""
        return f"{'wss' if self.options.tls else 'ws'}://{_in_url(host_of(self.options))}:{self.ports.web}"

    @property
    def addresses(self) -> dict[str, str]:
        """The base addresses of the systems beside the exchange, by name."""
        return self._backoffice.addresses(self._origin())

    @property
    def control_url(self) -> str:
        """The base address of the control pages."""
        return f"{self._origin()}/sim"

    @property
    def flex_url(self) -> str:
        """The base address of the Flex service."""
        return self.addresses["flex"]

    def link(self, port: str) -> asyncio.Protocol:
        """Return what serves one connection: on "web" it begins with HTTP, on "main" and "stream" it is plain XAPI."""
        return self._server.link(port)

    async def ledger(self) -> dict[str, Any]:
        """Return what GET /sim/ledger says, as JSON data."""
        from tui.simulator.http import HttpRequest

        page = await self._control()["GET", "/sim/ledger"](HttpRequest("GET", "/sim/ledger", {}, {}, b""))
        found: dict[str, Any] = json.loads(page.body)
        return found

    async def caught_up(self) -> None:
        """Wait until the venue has lived through everything up to its present time."""
        await self._pump.caught_up()

    async def failed(self) -> None:
        """Wait for the heartbeat, which never ends by itself: it raises what broke it, or the opening of the book."""
        if self._opened is not None:
            await asyncio.shield(self._opened)
        if self._running is not None:
            await asyncio.shield(self._running)

    def ready(self) -> dict[str, Any]:
        """Return the ready line's content."""
        raw = self.ports.raw_demo is not None
        accounts = [{"login": account.login, "password": account.password} for account in self._settings.accounts]
        return {
            "xapi": self.url,
            "xapi_tls": {"demo": self.ports.raw_demo, "real": self.ports.raw_real} if raw else None,
            **self.addresses,
            "control": self.control_url,
            "credentials": {"xapi": accounts, **self._backoffice.credentials(self._start_ms)},
        }

    def warm(self) -> None:
        """Load what the first client will need, so that it does not wait for it."""
        for name in ("channels", "talks"):
            importlib.import_module(f"tui.simulator.{name}")

    def _twin(self) -> Market:
        return Market(self.options.seed, self.options.symbols, self.options.ticks_per_second)

    def _context(self, start_ms: int) -> VenueContext:
        strict = self.options.strict
        return VenueContext(
            clock=self.clock,
            market=self.market,
            office=self._office,
            settings=self._settings,
            shapes=Shapes(Times(strict), strict),
            faults=self.faults,
            logins=LoginDesk(
                known_to(self._settings.accounts), self._limits.login_lock_s, lambda: self.clock.now_ms() / 1000
            ),
            limits=self._limits,
            strict=strict,
            # The start is part of the seed, so that a token of an earlier life is not valid in this one.
            random=random.Random(f"{self.options.seed}/{start_ms}"),
            veil=Veil(self.faults),
        )

    def _control(self) -> Routes:
        if self._routes is None:
            from tui.simulator.control import Control

            pages = self._backoffice.routes(self.context, self._start_ms, self._origin)
            control = Control(self.context, self.caught_up, self._backoffice.sections)
            self._routes = {**control.routes(), **pages}
        return self._routes

    def _origin(self) -> str:
        return f"{'https' if self.options.tls else 'http'}://{_in_url(host_of(self.options))}:{self.ports.web}"

    def _set_faults(self) -> None:
        path: Path | None = self.options.faults
        if path is None:
            return
        try:
            self.faults.apply(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise UsageError("The faults file cannot be used", f"{path}: {error}") from error

    async def _listen(self) -> None:
        self.ports = await self._listeners.open(self.options, self._server.link)

    def _close(self) -> None:
        self._listeners.close()
        self._server.close()
        self._study.close()
        self._opening.close()


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _start_ms(options: SimulatorOptions) -> int:
    return time.time_ns() // 1_000_000 if options.start_ms is None else options.start_ms
