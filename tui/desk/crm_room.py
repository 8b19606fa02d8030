"""The CRMs as a user has them: named users of the config over one cache, for dashboard and command line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.crm.cache import Cache, scope_of
from tui.crm.client import Credentials, CrmClient, CrmSettings
from tui.crm.fields import Overrides, check_overrides
from tui.crm.paging import ASK_ABOVE
from tui.crm.parts import Server
from tui.crm.payments import PaymentWords
from tui.crm.queries import Report, Span
from tui.desk.crm_fetch import WITH_FAKES, Aside, FetchTools, Listener, ReportFetch
from tui.errors import TradedeckError, UsageError
from tui.net.http import Http, HttpClient

if TYPE_CHECKING:
    from tui.crm.client import SecretText

CACHE_FILE = "crm.sqlite"

MakeHttp = Callable[[Path | None], Http]
"""Makes the way out for a CA file (None: the system's authorities only)."""


@dataclass(frozen=True, slots=True)
class CrmUser:
    """One user of the config. `password` and `key` give the secrets late and raise SecretError."""

    name: str
    email: str
    password: Callable[[], Awaitable[SecretText]]
    key: Callable[[], Awaitable[SecretText]]
    settings: CrmSettings
    ca_file: Path | None = None
    fields: Overrides = field(default_factory=dict)
    words: PaymentWords = field(default_factory=PaymentWords)
    ask_above: int = ASK_ABOVE

    @property
    def scope(self) -> str:
        """The user's place in the cache."""
        return scope_of(self.settings.base_url, self.settings.domain_header, self.email)

    async def credentials(self) -> Credentials:
        """Return who logs in, with both secrets. Raises SecretError."""
        return Credentials(self.email, await self.password(), await self.key())


class CrmRoom:
    """One cache with a client for each user. Made by `open`."""

    def __init__(
        self, users: Sequence[CrmUser], cache: Cache, tools: Mapping[str, FetchTools], https: Sequence[HttpClient]
    ) -> None:
        self.users = {user.name: user for user in users}
        self.cache = cache
        self._tools = tools
        self._https = https

    @classmethod
    async def open(
        cls,
        folder: Path,
        users: Sequence[CrmUser],
        clock: Clock,
        *,
        aside: Aside = asyncio.to_thread,
        make_http: MakeHttp | None = None,
    ) -> CrmRoom:
        """Open the cache in `folder`. Raises CacheError; ConfigError, HttpError or CrmError for unusable settings."""
        made: list[HttpClient] = []

        def own_http(ca_file: Path | None) -> Http:
            made.append(HttpClient(clock, ca_file=ca_file))
            return made[-1]

        clients: dict[str, CrmClient] = {}
        for user in users:
            check_overrides(user.fields)
            http = (make_http or own_http)(user.ca_file)
            clients[user.name] = CrmClient(http, user.credentials, user.settings)
        cache = await aside(lambda: Cache(folder / CACHE_FILE))
        try:
            for each in made:
                # The library takes a third of a second to load: not while the screen waits.
                await aside(each.prepare)
        except TradedeckError:
            cache.close()
            raise
        tools = {
            user.name: FetchTools(clients[user.name], cache, clock, aside, user.scope, user.fields, user.ask_above)
            for user in users
        }
        return cls(users, cache, tools, made)

    def tools(self, user: str) -> FetchTools:
        """Return what a user's reports are fetched with. Raises UsageError for a name that is none."""
        found = self._tools.get(user)
        if found is None:
            raise UsageError(f"There is no CRM user {user}", ", ".join(self._tools) or "none is configured")
        return found

    async def servers(self, user: str) -> tuple[Server, ...]:
        """Ask for the servers, by platform. Raises DeniedError, AnswerError, HttpError, SecretError, UsageError."""
        return await self.tools(user).client.servers()

    async def known_servers(self, user: str) -> tuple[str, ...]:
        """Return the tags of servers whose positions are in the cache."""
        tools = self.tools(user)
        return tuple(await tools.aside(lambda: self.cache.variants(tools.scope, Report.POSITIONS)))

    def fetch(
        self,
        user: str,
        report: Report,
        span: Span,
        *,
        servers: Sequence[str] = (),
        fakes: bool = False,
        listener: Listener | None = None,
    ) -> ReportFetch:
        """Return a report's fetch, not yet begun. `servers` are needed for positions, `fakes` is for transactions.

        Raises UsageError.
        """
        if report is Report.SERVERS:
            raise UsageError("Servers have no days", "", "Ask for them with `servers`.")
        if report is Report.POSITIONS:
            variants = tuple(dict.fromkeys(servers))
        else:
            variants = (WITH_FAKES,) if fakes and report is Report.TRANSACTIONS else ("",)
        return ReportFetch(self.tools(user), report, span, variants, listener)

    async def clear(self, user: str | None = None) -> int:
        """Remove what was kept, of one user or all, and return how many rows. Raises CacheError."""
        aside = next(iter(self._tools.values())).aside if self._tools else asyncio.to_thread
        scope = None if user is None else self.tools(user).scope
        return await aside(lambda: self.cache.clear(scope))

    async def close(self) -> None:
        """Close connections and cache; may be called twice."""
        for http in self._https:
            await http.close()
        self.cache.close()
