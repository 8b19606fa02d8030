"""Makes the XAPI broker of an account; imported once the first frame is out, because it brings the heavy parts."""

from __future__ import annotations

from random import Random

from tui.clock import Clock
from tui.config.settings import Target
from tui.config.state import StateStore
from tui.desk.desk import Desk
from tui.desk.xapi_broker import XapiBroker
from tui.xapi.endpoint import Address, Credentials, Endpoint


def endpoint_of(target: Target) -> Endpoint:
    """Return where the account's servers are."""
    profile = target.profile
    addresses = tuple(Address(route.main, route.stream) for route in profile.routes())
    return Endpoint(profile.login, profile.environment, profile.transport, addresses)


def xapi_broker(target: Target, desk: Desk, clock: Clock, guard: StateStore) -> XapiBroker:
    """Return a broker whose events go to the desk; the state file keeps login blocks over a restart."""

    async def credentials() -> Credentials:
        return Credentials(target.profile.login, await target.secret.fetch())

    return XapiBroker(
        endpoint_of(target),
        credentials,
        clock=clock,
        random=Random(),
        emit=desk.handle,
        guard=guard,
        app_name=target.profile.app_name,
        ca_file=target.profile.ca_file,
    )
