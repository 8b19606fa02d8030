"""Makes the XAPI broker of an account and opens its order journal; imported once the first frame is out, because it
brings the heavy parts."""

from __future__ import annotations

from random import Random, SystemRandom

from tui.clock import Clock
from tui.config.journals import demo_journal, journal_of
from tui.config.settings import DashboardSettings, Target
from tui.config.state import StateStore
from tui.desk.desk import Desk
from tui.desk.orders.executor import ThreadExecutor
from tui.desk.orders.gate import OrderSetup
from tui.desk.orders.journal import Journal
from tui.desk.orders.place import journal_path
from tui.desk.xapi_broker import XapiBroker
from tui.errors import TradedeckError
from tui.view.panels.trade_facts import limits_from
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


def equip_orders(desk: Desk, target: Target, settings: DashboardSettings) -> None:
    """Give the order desk its journal and the user's limits, once in a run; needs a running loop.

    A journal that cannot be opened keeps trading off and says why; everything else goes on.
    """
    if desk.orders.equipped:
        return
    profile, trading = target.profile, settings.trading
    home = demo_journal(settings.paths, profile.login) if settings.demo else journal_of(profile, settings.paths)
    executor = ThreadExecutor()
    journal, problem = None, ""
    try:
        path = journal_path(home.folder, home.account)
        journal = Journal.open(path, home.account, executor, on_failure=desk.orders.journal_failed)
    except TradedeckError as error:
        executor.close()
        problem = str(error)
    desk.orders.equip(
        OrderSetup(
            account=home.account,
            badge=settings.badge,
            journal=journal,
            journal_problem=problem,
            random_bits=SystemRandom().getrandbits,
            read_only=settings.read_only,
            real=settings.badge == "REAL",
            limits=limits_from(trading),
            one_click=trading.one_click,
        )
    )
