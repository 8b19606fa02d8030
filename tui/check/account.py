"""Checks of the account: one login over the real protocol, the broker's clock against ours, and the account's data."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from tui.check.report import Finding, failed, failure, ok
from tui.clock import Clock
from tui.config.model import Profile
from tui.config.settings import SecretSource
from tui.domain.account import AccountProfile
from tui.domain.events import Event, LinkChanged, LinkState
from tui.errors import TradedeckError
from tui.net.text import clean_line
from tui.net.tls import client_context
from tui.xapi.commands import current_user_data, server_time, version
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
    """Log in once, read clock, account data and version, and log out; a login that is blocked is not tried."""
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
            return [ok("login", f"{profile.login} at {link.host}, both sockets"), *await _asked(session, clock)]
    except TimeoutError:
        return [failed("login", f"no answer within {timeout_s:.0f} s", "try again later")]
    except TradedeckError as error:
        return [failure("login", error)]
    finally:
        await session.close()
        await running


async def _asked(session: Session, clock: Clock) -> list[Finding]:
    """Return what the broker says of its clock, the account and its API; what it refuses is told with its code."""

    async def finding(name: str, question: Callable[[], Awaitable[Finding]]) -> Finding:
        try:
            return await question()
        except TradedeckError as error:
            return failure(name, error)

    async def told_clock() -> Finding:
        return clock_finding(await session.exchange(server_time()), clock)

    async def told_account() -> Finding:
        return account_finding(await session.request(current_user_data()))

    async def told_version() -> Finding:
        return ok("API", f"version {clean_line(await session.request(version()))}")

    return [
        await finding("clock", told_clock),
        await finding("account", told_account),
        await finding("API", told_version),
    ]


def account_finding(profile: AccountProfile) -> Finding:
    """Return the account's own data (XAPI 5.3.6)."""
    parts = [
        profile.currency,
        f"group {profile.group}" if profile.group else "",
        "" if profile.leverage_multiplier is None else f"leverage multiplier {profile.leverage_multiplier}",
        f"spread {profile.spread_type}" if profile.spread_type else "",
        f"trailing stops {'allowed' if profile.trailing_stop else 'not allowed'}",
        "introducing broker" if profile.ib_account else "",
    ]
    return ok("account", clean_line(", ".join(part for part in parts if part)))


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
