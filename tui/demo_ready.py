"""What the demo's venue says when it listens, and the note of it for other programs of the same user."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import SecretStr

    from tui.config.settings import FlexSource

LOCK_NAME = "lock"
"""The file below the demo's folder that the running demo holds a lock on."""

_NOTE_NAME = "venue.json"
_LARGEST_NOTE = 1 << 20


@dataclass(frozen=True, slots=True)
class FlexReady:
    """Where the venue's Flex service is, and which queries a token of it may ask: name and id."""

    base: str
    token: str = field(repr=False)
    queries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the venue listens, and its first account."""

    xapi: str
    """Base address of the WebSocket sockets, `ws://127.0.0.1:PORT`."""
    control: str
    """Base address of the control pages (ledger, faults, clock)."""
    login: str
    password: str = field(repr=False)
    flex: FlexReady | None = None
    """The venue's Flex service, None where it has none."""


@dataclass(frozen=True, slots=True)
class DemoSecret:
    """The password or token of the demo; both are for practice only."""

    password: str = field(repr=False)

    @property
    def typed(self) -> bool:
        """Nobody typed it."""
        return False

    async def fetch(self) -> SecretStr:
        """Return the secret."""
        from pydantic import SecretStr

        return SecretStr(self.password)


def parse_ready(line: bytes) -> Ready:
    """Return what a ready line says; raises ValueError when it is not one."""
    try:
        told: Any = json.loads(line)
        account = told["credentials"]["xapi"][0]
        return Ready(
            xapi=str(told["xapi"]),
            control=str(told["control"]),
            login=str(account["login"]),
            password=str(account["password"]),
            flex=_flex_ready(told),
        )
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a ready line") from error


def flex_sources(ready: Ready) -> tuple[FlexSource, ...]:
    """Return the venue's Flex service as the config would name it, nothing where it has none."""
    from tui.config.flex import Flex, FlexQueryTable
    from tui.config.settings import FlexSource

    if ready.flex is None or not ready.flex.queries:
        return ()
    queries = tuple(FlexQueryTable(name=name, id=number) for name, number in ready.flex.queries)
    table = Flex(queries=queries, base=ready.flex.base, token_prompt=True)
    return (FlexSource("demo", table, DemoSecret(ready.flex.token)),)


def note_down(folder: Path, line: bytes) -> None:
    """Keep a ready line in the demo's folder, for its owner only; a full disk costs the note, not the demo."""
    with contextlib.suppress(OSError):
        (folder / _NOTE_NAME).unlink(missing_ok=True)
        descriptor = os.open(folder / _NOTE_NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(line)


def forget(folder: Path) -> None:
    """Remove the note."""
    with contextlib.suppress(OSError):
        (folder / _NOTE_NAME).unlink(missing_ok=True)


def running(folder: Path) -> Ready | None:
    """Return what the venue of the demo in `folder` said, None when none runs or it is not ready yet."""
    try:
        with (folder / LOCK_NAME).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        # Only who holds the lock can have written a note that still counts.
        with contextlib.suppress(OSError, ValueError), (folder / _NOTE_NAME).open("rb") as file:
            return parse_ready(file.read(_LARGEST_NOTE))
    except OSError:
        pass
    return None


def _flex_ready(told: Any) -> FlexReady | None:
    known = told["credentials"].get("flex")
    if not known or not told.get("flex"):
        return None
    queries = tuple((str(query["name"]), str(query["id"])) for query in known["queries"])
    return FlexReady(base=str(told["flex"]), token=str(known["token"]), queries=queries)
