"""Starts the built-in venue in a process of its own, at once, and says where it listens when it is ready."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tui.demo_ready import (
    LOCK_NAME,
    OFFSET_NAME,
    DemoSecret,
    Ready,
    clock_offset_s,
    crm_sources,
    dxfeed_sources,
    flex_sources,
    forget,
    note_down,
    parse_ready,
)
from tui.errors import LinkError, UsageError

if TYPE_CHECKING:
    from tui.config.settings import Target

READY_TIMEOUT_S = 30.0
"""How long the venue may take; a cold start on a slow machine takes a few seconds."""

_STOP_TIMEOUT_S = 3.0
_TAIL_BYTES = 2_000
_LARGEST_LINE = 64 * 1024
_LOG_NAME = "venue.log"
_WEEKEND_S = 48 * 3600  # whole days, so that the venue's time of day stays the user's


class DemoVenue:
    """A running venue; it ends with `stop()`, and by itself when this process ends in any way.

    The venue watches its standard input: the system closes that pipe even when we are killed.
    """

    def __init__(self, process: subprocess.Popen[bytes], lock: IO[bytes], log: Path) -> None:
        self._process = process
        self._lock = lock
        self._log = log
        self._ready: asyncio.Task[Ready] | None = None

    @classmethod
    def launch(
        cls, folder: Path, fresh: bool = False, options: Sequence[str] = (), module: str = "tui.simulator"
    ) -> DemoVenue:
        """Start the venue with its book in `folder` and return without waiting.

        `fresh` discards the book; `options` are further ones of `tradedeck simulate`; `module` is what is run.
        Raises UsageError when another demo uses the folder or it cannot be written.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = _lock(folder)
            # A killed demo leaves its note behind.
            forget(folder)
            log = folder / _LOG_NAME
            # -P keeps the folder that the user happens to stand in off the import path.
            command = [sys.executable, "-P", "-m", module, "--folder", str(folder), "--until-stdin-closes"]
            command += [*_start_option(folder, fresh), *(["--fresh"] if fresh else []), *options]
            process = _spawn(command, log)
        except OSError as error:
            raise UsageError(
                "The demo's folder cannot be used",
                f"{folder}: {error.strerror}",
                "Make it writable, or set TRADEDECK_HOME to another folder.",
            ) from error
        return cls(process, lock, log)

    @property
    def pid(self) -> int:
        """The venue's process id."""
        return self._process.pid

    async def ready(self) -> Ready:
        """Wait until the venue listens; may be awaited many times. Raises LinkError with the end of its log."""
        if self._ready is None:
            self._ready = asyncio.ensure_future(self._read_ready())
        return await asyncio.shield(self._ready)

    async def target(self) -> Target:
        """Wait until the venue listens and return its first account."""
        from tui.config.model import Profile
        from tui.config.settings import Target

        ready = await self.ready()
        profile = Profile(environment="custom", account="demo", login=ready.login, websocket_urls=(ready.xapi,))
        secret, ahead_s = DemoSecret(ready.password), clock_offset_s(self._log.parent)
        dxfeed = dxfeed_sources(ready, ahead_s)
        return Target(profile, secret, flex_sources(ready), dxfeed, crm=crm_sources(ready))

    def stop(self) -> None:
        """End the venue, gently first; calling it twice is harmless. Blocks for three seconds at worst."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        forget(self._log.parent)
        self._lock.close()
        if self._ready is not None and self._ready.done() and not self._ready.cancelled():
            self._ready.exception()  # nobody may be left to hear it, and asyncio would complain about that

    async def _read_ready(self) -> Ready:
        stdout = self._process.stdout
        assert stdout is not None
        # A copy of the descriptor, because the transport closes what it reads from and stop() closes the pipe.
        pipe = os.fdopen(os.dup(stdout.fileno()), "rb", buffering=0)
        reader = asyncio.StreamReader(limit=_LARGEST_LINE)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        try:
            line = await asyncio.wait_for(reader.readline(), READY_TIMEOUT_S)
        except (TimeoutError, ValueError) as error:
            raise self._failure("did not say that it is ready") from error
        finally:
            transport.close()
        if not line.endswith(b"\n"):
            raise self._failure("ended before it was ready")
        try:
            ready = parse_ready(line)
        except ValueError as error:
            raise self._failure("said something else than where it listens") from error
        note_down(self._log.parent, line)
        return ready

    def _failure(self, what: str) -> LinkError:
        return LinkError(f"The demo's venue {what}", log_tail(self._log), f"Its whole log is {self._log}.")


def log_tail(log: Path) -> str:
    """Return the last lines of a log, cleaned, or an empty text when there is none."""
    from tui.net.text import clean

    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            return clean(file.read().decode("utf-8", "replace")).strip()
    except OSError:
        return ""


def trading_offset_s(now: datetime, offset_s: int) -> int:
    """Return by how many seconds the venue's clock runs ahead, so that a demo never opens on a closed weekend.

    It starts from the offset of the last start and only grows: an account's book must not see time go back.
    """
    while _is_weekend(now.astimezone(UTC) + timedelta(seconds=offset_s)):
        offset_s += _WEEKEND_S
    return offset_s


def _is_weekend(venue_time: datetime) -> bool:
    since_monday = timedelta(days=venue_time.weekday(), hours=venue_time.hour, minutes=venue_time.minute)
    # Wide enough for both halves of the year, and so that the close is not minutes away.
    return since_monday >= timedelta(days=4, hours=20)


def _start_option(folder: Path, fresh: bool) -> list[str]:
    kept = folder / OFFSET_NAME
    offset_s = 0 if fresh else clock_offset_s(folder)
    now = datetime.now(UTC)
    offset_s = trading_offset_s(now, offset_s)
    kept.write_text(f"{offset_s}\n")
    return ["--start", (now + timedelta(seconds=offset_s)).isoformat()] if offset_s else []


def _lock(folder: Path) -> IO[bytes]:
    lock = (folder / LOCK_NAME).open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise UsageError(
            "Another demo is running",
            f"it uses {folder}",
            "Quit it first, or set TRADEDECK_HOME to another folder for a second one.",
        ) from None
    return lock


def _spawn(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=descriptor,
            # Ctrl+C in the terminal is the dashboard's to handle, not the venue's.
            start_new_session=True,
        )
    finally:
        os.close(descriptor)
