"""The config's Flex tables as tokens and queries of the Flex room, and where its archive lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from tui.clock import Clock
from tui.config.settings import FlexSource
from tui.desk.flex_room import FlexQuery, FlexRoom, FlexToken
from tui.desk.statements import StatementDesk
from tui.flex.client import FlexSettings
from tui.flex.jobs import Job
from tui.flex.worker import ThreadWorker


def flex_tokens(sources: Iterable[FlexSource]) -> tuple[FlexToken, ...]:
    """Return a token for each table; the secret itself is fetched when it is needed."""
    return tuple(
        FlexToken(
            name=source.name,
            queries=tuple(FlexQuery(source.name, query.name, query.id) for query in source.table.queries),
            fetch=source.secret.fetch,
            settings=FlexSettings(base=source.table.base, user_agent=source.table.user_agent),
            ca_file=source.table.ca_file,
            expires=source.table.token_expires,
        )
        for source in sources
    )


async def open_room(
    folder: Path, tokens: tuple[FlexToken, ...], clock: Clock, tell: Callable[[Job], None] = lambda job: None
) -> FlexRoom:
    """Open the archive in `folder` for these tokens, with threads and draws of its own.

    Raises ArchiveError, HttpError or FlexError for unusable settings.
    """
    return await FlexRoom.open(folder, tokens, clock, Random(), ThreadWorker(), tell=tell)


def equip_statements(desk: StatementDesk, sources: Iterable[FlexSource], folder: Path, clock: Clock) -> None:
    """Give the statement desk its tokens and its archive, once in a run; needs a running loop."""
    tokens = flex_tokens(sources)
    desk.equip(tokens, lambda tell: open_room(folder, tokens, clock, tell))
