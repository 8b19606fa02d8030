"""The config's CRM tables as users of the CRM room, and where its cache lies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tui.clock import Clock
from tui.config.settings import CrmSource
from tui.crm.client import CrmSettings
from tui.crm.payments import PaymentWords
from tui.crm.queries import MOST_PAGE_SIZE
from tui.desk.crm_room import CrmRoom, CrmUser
from tui.desk.reports import ReportDesk


def crm_users(sources: Iterable[CrmSource]) -> tuple[CrmUser, ...]:
    """Return a user for each table; the secrets themselves are fetched when they are needed."""
    return tuple(_user(source) for source in sources)


def _user(source: CrmSource) -> CrmUser:
    table = source.table
    return CrmUser(
        name=source.name,
        email=table.email,
        password=source.password.fetch,
        key=source.key.fetch,
        settings=CrmSettings(
            base_url=table.base_url,
            domain=table.domain,
            page_size=table.page_size,
            # What the config allows is what is asked for: the spec names no limit.
            most_page_size=max(table.page_size, MOST_PAGE_SIZE),
            remember_me=table.remember_me,
        ),
        ca_file=table.ca_file,
        fields=table.fields,
        words=PaymentWords.of(table.deposit_types, table.withdrawal_types),
        ask_above=table.ask_above,
    )


async def open_room(folder: Path, users: tuple[CrmUser, ...], clock: Clock) -> CrmRoom:
    """Open the cache in `folder`. Raises CacheError, or HttpError, CrmError or QueryError for unusable settings."""
    return await CrmRoom.open(folder, users, clock)


def equip_reports(desk: ReportDesk, sources: Iterable[CrmSource], folder: Path, clock: Clock) -> None:
    """Give the report desk its users and its cache, once in a run; needs a running loop."""
    users = crm_users(sources)
    desk.equip(users, lambda: open_room(folder, users, clock))
