"""What every part of the server works on: one venue's clock, market, exchange, dialect and faults."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tui.simulator.clock import VenueClock
from tui.simulator.exchange import Exchange, ExchangeSettings
from tui.simulator.faults import FaultBoard
from tui.simulator.logins import LoginDesk
from tui.simulator.market import Market
from tui.simulator.office import Office
from tui.simulator.refusals import NO_SUCH_SYMBOL
from tui.simulator.shapes import Shapes
from tui.simulator.validation import Limits
from tui.simulator.veil import Veil
from tui.simulator.visits import Visits


@dataclass(frozen=True, slots=True)
class VenueContext:
    """Passed to everything that answers a client; `strict` is the document to the letter, not as real servers do."""

    clock: VenueClock
    market: Market
    office: Office
    settings: ExchangeSettings
    shapes: Shapes
    faults: FaultBoard
    logins: LoginDesk
    limits: Limits
    strict: bool
    random: random.Random
    veil: Veil
    visits: Visits = field(default_factory=Visits)

    @property
    def exchange(self) -> Exchange:
        """The exchange; only to be asked for when the office is open."""
        return self.office.exchange


@dataclass(frozen=True, slots=True)
class Job:
    """An answer that takes long to work out and needs nothing but a market; it may be run in another thread."""

    work: Callable[[Market], Any]


@dataclass(slots=True, eq=False)
class MainSession:
    """One logged-in main connection; candles stream only for symbols whose chart it has asked for (`charted`)."""

    context: VenueContext
    connection: str
    login: str
    token: str
    charted: set[str] = field(default_factory=set)

    @property
    def hidden(self) -> frozenset[str]:
        """The symbols that do not exist for this account."""
        for account in self.context.settings.accounts:
            if account.login == self.login:
                return account.hidden_symbols
        return frozenset()

    def require_symbol(self, name: str) -> None:
        """Raise BE115 when the symbol does not exist for this account."""
        if name not in self.context.market.symbols or name in self.hidden:
            raise NO_SUCH_SYMBOL()


def new_token(strict: bool, chance: random.Random) -> str:
    """Return a stream token: digits as in the document, or the dash-separated hex groups of real servers."""
    if strict:
        return str(chance.randrange(10**18, 10**19))
    widths = (16, 8, 8, 16, 8)
    return "-".join(f"{chance.getrandbits(4 * width):0{width}x}" for width in widths)
