"""The report desk: chooses user and days, shows what is cached at once, asks for what is stale, writes files."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.desk.errands import Errands
from tui.domain.events import Event
from tui.errors import TradedeckError
from tui.store.changes import Topic
from tui.store.store import Store

if TYPE_CHECKING:
    # The room brings SQLite, models and the network; the screen paints before any of it is loaded.
    from tui.crm.coverage import Wish
    from tui.crm.parts import Server
    from tui.crm.queries import Report, Span
    from tui.desk.crm_export import Exported, Extract
    from tui.desk.crm_fetch import Aside
    from tui.desk.crm_figures import Figures
    from tui.desk.crm_room import CrmRoom, CrmUser
    from tui.desk.crm_session import ReportSession
    from tui.desk.crm_state import ReportView

    OpenRoom = Callable[[], Awaitable[CrmRoom]]


class ReportDesk:
    """Serves the CRM screen; made before anything is configured. Calls return at once; Topic.REPORTS says what is new.

    A change of user, days, servers or fakes drops what was shown for the others; the cache still has it.
    """

    def __init__(
        self, store: Store, clock: Clock, emit: Callable[[Event], None], aside: Aside = asyncio.to_thread
    ) -> None:
        """`aside` runs blocking work where it does not stop the screen."""
        self.users: tuple[CrmUser, ...] = ()
        self.user: CrmUser | None = None
        self.span: Span | None = None
        self.fakes = False
        """Whether fake transactions are asked for; in the figures they stand apart."""
        self.chosen_servers: tuple[str, ...] = ()
        """The servers whose positions are asked for; empty means all."""
        self.hide = False
        """Whether names and e-mails are masked."""
        self.problem = ""
        """Why nothing can be asked at all, when the cache or the settings cannot be used."""
        self._store = store
        self._aside = aside
        self._errands = Errands(emit, clock)
        self._room: CrmRoom | None = None
        self._session: ReportSession | None = None
        self._turn = asyncio.Lock()

    def equip(self, users: tuple[CrmUser, ...], open_room: OpenRoom) -> None:
        """Begin: open the cache; once in a run. Without users nothing is begun."""
        if not users or self.users:
            return
        self.users, self.user = users, users[0]
        self._errands.start("open", "CRM reports", lambda: self._open(open_room))

    @property
    def is_open(self) -> bool:
        """Whether reports can be asked for."""
        return self._room is not None

    @property
    def figures(self) -> Figures | None:
        """What was worked out of the rows; None until that is done."""
        return self._session.figures if self._session is not None else None

    @property
    def servers(self) -> tuple[Server, ...]:
        """The CRM's servers, once they or positions were asked for; `view(Report.SERVERS)` says how that went."""
        return self._session.servers if self._session is not None else ()

    def view(self, report: Report) -> ReportView:
        """Return a report as it is now."""
        from tui.desk.crm_state import ReportView

        return self._session.view(report) if self._session is not None else ReportView(report)

    # Choosing

    def choose_user(self, name: str) -> None:
        """Show another user's reports; a name that is none changes nothing."""
        self.user = next((user for user in self.users if user.name == name), self.user)
        self.chosen_servers = ()
        self._begin_anew()

    def choose_days(self, span: Span) -> None:
        """Show other days."""
        self.span = span
        self._begin_anew()

    def choose_servers(self, tags: Sequence[str]) -> None:
        """Ask for the positions of these servers, of all for none."""
        self.chosen_servers = tuple(tags)
        self._begin_anew()

    def choose_fakes(self, wanted: bool) -> None:
        """Ask for fake transactions too, or no more."""
        self.fakes = wanted
        self._begin_anew()

    def choose_hiding(self, hide: bool) -> None:
        """Mask names and e-mails, or no more."""
        self.hide = hide
        self._told()

    # Asking

    def show(self, report: Report) -> None:
        """Show a report: what is cached at once, then what is fresh; does nothing when that was done for these days."""
        from tui.desk.crm_state import Phase

        if self.view(report).phase is Phase.NOTHING:
            self.refresh(report)

    def show_all(self) -> None:
        """Show all reports that figures are made of."""
        from tui.crm.queries import Report

        for report in (Report.REGISTRATIONS, Report.LEADS, Report.TRANSACTIONS, Report.POSITIONS):
            self.show(report)

    def refresh(self, report: Report, wish: Wish | None = None) -> None:
        """Ask for what is stale, or for as much as wished; after trouble or a cancel it goes on where it stopped."""
        from tui.crm.coverage import Wish as Wishes

        if self._session is not None:
            self._session.refresh(report, wish or Wishes.STALE)

    def cancel(self, report: Report) -> None:
        """Stop reading; what came stays, marked partial."""
        if self._session is not None:
            self._session.cancel(report)

    def answer(self, report: Report, wanted: bool) -> None:
        """Answer the question whether very many rows are to be read."""
        if self._session is not None:
            self._session.answer(report, wanted)

    async def export(self, extract: Extract, path: Path, *, as_json: bool) -> Exported:
        """Write rows of a table and return what the file holds. Raises TradedeckError."""
        from tui.desk.crm_export import write

        def work() -> Exported:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return write(extract, path, as_json=as_json)

        return await self._aside(work)

    async def clear_cache(self) -> int:
        """Remove all that was kept of this user and return how many rows. Raises CacheError."""
        if self._room is None or self.user is None:
            return 0
        self._begin_anew()
        # What is being written now comes to its end first.
        async with self._turn:
            return await self._room.clear(self.user.name)

    async def close(self) -> None:
        """Stop; what came is in the cache."""
        if self._session is not None:
            self._session.close()
        self._errands.cancel_all()
        room, self._room = self._room, None
        if room is not None:
            await room.close()

    async def _open(self, open_room: OpenRoom) -> None:
        try:
            self._room = await open_room()
        except TradedeckError as error:
            self.problem = str(error)
            raise
        finally:
            self._begin_anew()

    def _begin_anew(self) -> None:
        from tui.desk.crm_session import Choice, ReportSession, SessionTools

        if self._session is not None:
            self._session.close()
            self._session = None
        if self._room is not None and self.user is not None and self.span is not None:
            tools = SessionTools(self._room, self._aside, self._errands, self._turn, self._told)
            choice = Choice(self.user, self.span, self.chosen_servers, self.fakes)
            self._session = ReportSession(tools, choice)
        self._told()

    def _told(self) -> None:
        self._store.touch(Topic.REPORTS)
