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

    from tui.config.settings import CrmSource, DxfeedSource, FlexSource

LOCK_NAME = "lock"
"""The file below the demo's folder that the running demo holds a lock on."""

OFFSET_NAME = "clock-offset"
"""The file that says by how many seconds the venue's clock is ahead."""

_DXFEED_FEEDS = ("CME", "CMEGROUP", "CBOT", "NASDAQ", "OPRA", "EUREX", "FOREX", "CRYPTO", "TRIAL")
_NOTE_NAME = "venue.json"
_LARGEST_NOTE = 1 << 20


@dataclass(frozen=True, slots=True)
class FlexReady:
    """Where the venue's Flex service is, and which queries a token of it may ask: name and id."""

    base: str
    token: str = field(repr=False)
    queries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DxfeedReady:
    """Where the venue's account service is, and a good API key; `accounts` are id, e-mail and role of known ones."""

    base: str
    key: str = field(repr=False)
    accounts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CrmReady:
    """Where the venue's CRM is, who logs in there, and which domain his key was made for."""

    base: str
    email: str
    password: str = field(repr=False)
    api_key: str = field(repr=False)
    domain: str


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
    crm: CrmReady | None = None
    """The venue's CRM, None where it has none."""
    dxfeed: DxfeedReady | None = None
    """The venue's account service, None where it has none."""


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
            crm=_crm_ready(told),
            dxfeed=_dxfeed_ready(told),
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


def dxfeed_sources(ready: Ready, ahead_s: int = 0) -> tuple[DxfeedSource, ...]:
    """Return the venue's account service as the config would name it, in write mode; nothing where it has none."""
    from tui.config.dxfeed import Dxfeed
    from tui.config.settings import DxfeedSource

    if ready.dxfeed is None:
        return ()
    table = Dxfeed(base=ready.dxfeed.base, write=True, feeds=_DXFEED_FEEDS, rate=20.0, key_prompt=True)
    secret, accounts = DemoSecret(ready.dxfeed.key), ready.dxfeed.accounts
    return (DxfeedSource("demo", table, secret, ahead_s, samples=accounts, place="demo venue"),)


def clock_offset_s(folder: Path) -> int:
    """Return by how many seconds the clock of the demo's venue is ahead."""
    try:
        return int((folder / OFFSET_NAME).read_text())
    except (OSError, ValueError):
        return 0


def crm_sources(ready: Ready) -> tuple[CrmSource, ...]:
    """Return the venue's CRM as the config would name it, nothing where it has none."""
    from tui.config.crm import Crm
    from tui.config.settings import CrmSource

    if ready.crm is None:
        return ()
    told = ready.crm
    table = Crm(
        base_url=told.base,
        domain=told.domain,
        email=told.email,
        password_prompt=True,
        key_prompt=True,
        # What the venue calls volume is in lots.
        fields={"positions": {"lots": "volume"}},
    )
    return (CrmSource("demo", table, DemoSecret(told.password), DemoSecret(told.api_key)),)


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


def _dxfeed_ready(told: Any) -> DxfeedReady | None:
    known = told["credentials"].get("dxfeed")
    if not known or not told.get("dxfeed"):
        return None
    # Accounts of the other tenant cannot be seen with this key.
    accounts = tuple(
        (str(each["id"]), str(each["email"] or ""), str(each["role"]))
        for each in known.get("accounts", ())
        if not str(each["role"]).startswith("second tenant")
    )
    return DxfeedReady(base=str(told["dxfeed"]), key=str(known["api_key"]), accounts=accounts)


def _crm_ready(told: Any) -> CrmReady | None:
    known = told["credentials"].get("crm")
    if not known or not told.get("crm"):
        return None
    who = {name: str(known[name]) for name in ("email", "password", "api_key", "domain")}
    return CrmReady(base=str(told["crm"]), **who)
