"""The config's Flex tables as tokens and queries of the Flex room."""

from __future__ import annotations

from collections.abc import Iterable

from tui.config.settings import FlexSource
from tui.desk.flex_room import FlexQuery, FlexToken
from tui.flex.client import FlexSettings


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
