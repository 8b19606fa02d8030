"""What a tenant of the account service has agreed with the vendor: its feeds, and how it sells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tui.simulator.dxfeed.handing import MAIN, SECOND

Statuses = Literal["ALL", "ONLY_PRO", "ONLY_NON_PRO"]
PRO, NON_PRO, UNSET = "PROFESSIONAL", "NON_PROFESSIONAL", "UNDEFINED"
ALLOWED: dict[str, frozenset[str]] = {
    "ALL": frozenset((PRO, NON_PRO)),
    "ONLY_PRO": frozenset((PRO,)),
    "ONLY_NON_PRO": frozenset((NON_PRO,)),
}
"""The subscriber statuses that each restriction lets in."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `filters` are what its subscribers may ask the data servers for.

    `days` is how long a subscription lasts (None: as the tenant's); an `infinite` one has no end. A `single_use` one
    is activated once in an account's life. `confirmed` ones need a confirmation where the tenant asks for them too,
    and `agreement` ones the end user's signature.
    """

    name: str
    filters: tuple[str, ...]
    days: int | None = None
    infinite: bool = False
    single_use: bool = False
    confirmed: bool = False
    agreement: bool = False
    statuses: Statuses = "ALL"


FEEDS = (
    Feed("CME", ("ofCMEfod",), confirmed=True, agreement=True),
    Feed("CBOT", ("ofCBOTfod",), agreement=True),
    Feed("CMEGROUP", ("ofCMEfod", "ofCBOTfod", "ofNYMEXfod", "ofCOMEXfod"), confirmed=True, agreement=True),
    Feed("NASDAQ", ("ofNQBfod",), agreement=True),
    Feed("OPRA", ("ofOPRAfod",), agreement=True, statuses="ONLY_NON_PRO"),
    Feed("EUREX", ("ofEUREXfod",), confirmed=True, agreement=True, statuses="ONLY_PRO"),
    Feed("FOREX", ("ofFXfod",), infinite=True),
    Feed("CRYPTO", ("ofCRYPTOfod",), infinite=True),
    Feed("TRIAL", ("ofTRIALdelayed",), days=14, single_use=True),
)


@dataclass(frozen=True, slots=True)
class Tenant:
    """One partner's settings; days count in the venue's time.

    `confirmation` turns the feeds' need of one on. `credentials` makes logins and passwords with the first
    subscription, and mails them. `cancels` says when a cancelled subscription ends.
    """

    name: str
    title: str
    feeds: tuple[Feed, ...] = FEEDS
    confirmation: bool = True
    credentials: bool = True
    statuses: Statuses = "ALL"
    cancels: Literal["now", "period_end"] = "now"
    days: int = 30

    def feed(self, name: str) -> Feed | None:
        """Return a feed by its name."""
        return next((feed for feed in self.feeds if feed.name == name), None)

    def period_ms(self, feed: Feed) -> int | None:
        """Return how long a subscription lasts, None without end."""
        return None if feed.infinite else (self.days if feed.days is None else feed.days) * 86_400_000


TENANTS = (
    Tenant(MAIN, "Northgate"),
    Tenant(
        SECOND,
        "Southbank",
        tuple(feed for feed in FEEDS if feed.name in ("CME", "CBOT", "FOREX", "TRIAL")),
        confirmation=False,
        credentials=False,
        statuses="ONLY_NON_PRO",
        cancels="period_end",
    ),
)


@dataclass(frozen=True, slots=True)
class DxfeedSettings:
    """The service: its tenants, how many plain accounts the first one has besides the telling ones, and its times.

    Orders that nobody completes, and links, are good for `link_life_h`; a data token for `token_life_h`. Whoever says
    a name of the `blacklist` as last name is blocked.
    """

    tenants: tuple[Tenant, ...] = TENANTS
    crowd: int = 240
    link_life_h: float = 72.0
    token_life_h: float = 10.0
    blacklist: tuple[str, ...] = ("Blackwell",)
