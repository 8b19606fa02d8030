"""One frame for all readings on demand: the store says at every moment how far they are and why they failed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tui.errors import CommandRefusedError, TradedeckError
from tui.store.fetch import Fetch
from tui.store.statements import Stage

_NO_ACCESS = frozenset({"EX006", "EX011", "BE104"})
"""Codes that another try does not change."""


@asynccontextmanager
async def fetching(fetch: Fetch, told: Callable[[], None], what: str, total: int = 1) -> AsyncIterator[None]:
    """Note the beginning and the failure of a reading; that it is ready the body says itself.

    Errors go on to the caller, for the record of troubles.
    """
    fetch.begin(total)
    told()
    try:
        yield
    except CommandRefusedError as error:
        from tui.xapi.codes import lookup

        info = lookup(error.code)
        text = f"The broker does not give {what}: {info.meaning} ({error.code})"
        fetch.failed(text, info.advice, refused=error.code in _NO_ACCESS)
        told()
        raise
    except TradedeckError as error:
        fetch.failed(f"{error.title}{f' – {error.detail}' if error.detail else ''}", error.hint)
        told()
        raise
    except asyncio.CancelledError:
        fetch.failed("The connection was lost while it was read" if fetch.stage is Stage.LOADING else fetch.text)
        told()
        raise
