"""What the dashboard is started with: everything that the command line and the config decided."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from tui.config.trading import DEFAULT_TRADING, TradingSettings

if TYPE_CHECKING:
    from pydantic import SecretStr

    from tui.config.crm import Crm
    from tui.config.dxfeed import Dxfeed
    from tui.config.flex import Flex
    from tui.config.model import Profile
    from tui.config.paths import Paths
    from tui.config.ui import Link, UiSettings
    from tui.errors import TradedeckError

Screen = Literal["trade", "markets", "news", "flex", "crm", "dxfeed", "log"]
SCREENS: tuple[Screen, ...] = ("trade", "markets", "news", "flex", "crm", "dxfeed", "log")
"""The screens that `--screen` can open."""


class SecretSource(Protocol):
    """Gives a password late: at login, and again at each later login."""

    @property
    def typed(self) -> bool:
        """Whether a person has just typed what the latest `fetch` returned, which lifts a block on the login."""
        ...

    async def fetch(self) -> SecretStr:
        """Return the password; raises SecretError."""
        ...


@dataclass(frozen=True, slots=True)
class FlexSource:
    """A table `[flex.name]`, and its token's source."""

    name: str
    table: Flex
    secret: SecretSource


@dataclass(frozen=True, slots=True)
class DxfeedSource:
    """A table `[dxfeed.name]`, its API key's source, and by how many seconds its clock is ahead (the demo's only).

    A demo's has two things more: `samples`, accounts to try as id, e-mail and what case each shows, and `place`, what
    the service is called because its address is another at every start.
    """

    name: str
    table: Dxfeed
    secret: SecretSource
    ahead_s: int = 0
    samples: tuple[tuple[str, str, str], ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class CrmSource:
    """A table `[crm.name]`, and where its password and its API key come from."""

    name: str
    table: Crm
    password: SecretSource
    key: SecretSource


@dataclass(frozen=True, slots=True)
class Target:
    """An account to log in to, its password's source, and the other systems beside it."""

    profile: Profile
    secret: SecretSource
    flex: tuple[FlexSource, ...] = ()
    dxfeed: tuple[DxfeedSource, ...] = ()
    crm: tuple[CrmSource, ...] = ()


class TargetSource(Protocol):
    """Knows the account of this start: at once from a config, or once the demo's venue is ready."""

    async def target(self) -> Target:
        """Return the account; raises LinkError when the demo's venue did not start."""
        ...

    def stop(self) -> None:
        """End whatever was started for it; calling it twice is harmless."""
        ...


@dataclass(frozen=True, slots=True)
class ConfiguredTarget:
    """The account that a config names; it is there from the start."""

    fixed: Target

    async def target(self) -> Target:
        """Return the account."""
        return self.fixed

    def stop(self) -> None:
        """Do nothing: a broker's server is not ours to stop."""


@dataclass(frozen=True, slots=True)
class DashboardSettings:
    """The start of one dashboard."""

    source: TargetSource
    """The account: `await settings.source.target()`; `settings.source.stop()` at the end."""
    paths: Paths
    """The folders of the user."""
    state_file: Path
    """What the app remembers; the demo has one of its own, so that practice and trading do not mix."""
    ui: UiSettings
    """The config's `[ui]` table with the command line's choices already in it."""
    profile_name: str
    """The profile's name, or `demo` for the built-in venue."""
    badge: Literal["DEMO", "REAL", "SIM"]
    """The word for the account, known before the venue is."""
    trading: TradingSettings = DEFAULT_TRADING
    """The config's `[trading]` table: own limits, and how the user is told."""
    read_only: bool = False
    """Whether trading commands are absent."""
    demo: bool = False
    """Whether the account is on the built-in venue."""
    theme: str | None = None
    """The theme named on the command line; it beats the one that the app remembers, as `ui.theme` does not."""
    screen: Screen | None = None
    """The screen named on the command line; it beats the one that the app remembers."""
    problems: tuple[TradedeckError, ...] = ()
    """What did not stop the start, told once the dashboard is there."""

    @property
    def link(self) -> Link:
        """What the terminal's line can carry."""
        return self.ui.link
