"""Checks of the account: one login over the real protocol, and the broker's clock against ours."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from tui.check.report import Finding, failed, failure, ok
from tui.clock import Clock
from tui.config.model import Profile
from tui.config.settings import SecretSource
from tui.domain.events import Event, LinkChanged, LinkState
from tui.errors import TradedeckError
from tui.net.text import clean_line
from tui.net.tls import client_context
from tui.xapi.commands import server_time
from tui.xapi.connection import Exchange
from tui.xapi.dialer import Dialer
from tui.xapi.endpoint import Address, Credentials, Endpoint
from tui.xapi.login_guard import LoginGuard
from tui.xapi.session import Session

TIMEOUT_S = 30.0
"""Seconds for the whole login, all hosts included."""
LARGEST_SKEW_MS = 5_000
"""Milliseconds by which the two clocks may differ before ages and countdowns mislead."""

_SETTLED = (LinkState.SYNCING, LinkState.WAITING, LinkState.BLOCKED, LinkState.CLOSED)


async def check_account(
    profile: Profile, secret: SecretSource, guard: LoginGuard, clock: Clock, timeout_s: float = TIMEOUT_S
) -> list[Finding]:
    """Log in once, read the broker's clock and log out; a login that the broker has blocked is not tried."""
    settled: asyncio.Future[LinkChanged] = asyncio.get_running_loop().create_future()

    def note(event: Event) -> None:
        if isinstance(event, LinkChanged) and event.state in _SETTLED and not settled.done():
            settled.set_result(event)

    session = Session(
        endpoint_of(profile),
        credentials_of(profile, secret),
        clock=clock,
        random=random.Random(),
        emit=note,
        guard=guard,
        app_name=profile.app_name,
        dial=Dialer(lambda: client_context(profile.ca_file)),
    )
    running = asyncio.ensure_future(session.run())
    try:
        async with asyncio.timeout(timeout_s):
            link = await settled
            if link.state is not LinkState.SYNCING:
                detail = clean_line(link.detail) or "the session ended"
                return [failed("login", detail, clean_line(link.hint) or "correct the profile")]
            told = await session.exchange(server_time())
        return [ok("login", f"{profile.login} at {link.host}, both sockets"), clock_finding(told, clock)]
    except TimeoutError:
        return [failed("login", f"no answer within {timeout_s:.0f} s", "try again later")]
    except TradedeckError as error:
        return [failure("login", error)]
    finally:
        await session.close()
        await running


def clock_finding(told: Exchange[int], clock: Clock) -> Finding:
    """Return how far the broker's clock is from ours, taking the middle of the answer's way as its moment."""
    age_s = clock.monotonic() - (told.asked + told.received) / 2
    skew_ms = told.value - (clock.now_ms() - round(age_s * 1000))
    side = "ahead of" if skew_ms < 0 else "behind"
    text = f"this machine is {abs(skew_ms) / 1000:.1f} s {side} the broker"
    if abs(skew_ms) > LARGEST_SKEW_MS:
        return failed("clock", text, "switch on time synchronisation (NTP)")
    return ok("clock", text)


def endpoint_of(profile: Profile) -> Endpoint:
    """Return the profile's servers as the client knows them."""
    addresses = tuple(Address(route.main, route.stream) for route in profile.routes())
    return Endpoint(profile.badge, profile.environment, profile.transport, addresses)


def credentials_of(profile: Profile, secret: SecretSource) -> Callable[[], Awaitable[Credentials]]:
    """Return what fetches login and password when a login needs them."""

    async def fetch() -> Credentials:
        return Credentials(profile.login, await secret.fetch(), secret.typed)

    return fetch
