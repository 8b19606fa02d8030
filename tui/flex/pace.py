"""How often a token may be used: one request a second and ten a minute, counted for all programs on this machine.

The count lies in the archive's database, by a hash of the token. It is measured on the machine's monotonic clock, so
that a wrong or jumping date changes nothing; wall time only tells how stale the count of an earlier boot is.
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from pydantic import SecretStr

from tui.clock import Clock
from tui.flex.database import Database
from tui.flex.worker import Worker


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """What one token may do; a little slower than allowed, because requests do not arrive as evenly as they leave."""

    gap_s: float = 1.25
    """From one request, or its answer if that came sooner than the next could leave, to the next one."""
    window_s: float = 61.0
    per_window: int = 10
    rest_s: float = 62.0
    """How long nobody asks after the service said that it was too often."""


class Pace(Protocol):
    """What a client asks before each request."""

    async def turn(self, token_key: str) -> None:
        """Return when a request may be sent."""
        ...

    async def answered(self, token_key: str) -> None:
        """Note that the last request was answered: the service may have seen it only now."""
        ...

    async def rest(self, token_key: str) -> None:
        """Note that the service complained: nobody uses the token for a while."""
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """One permission to send, at a time of the monotonic clock."""

    id: int
    at: float


def token_key(token: SecretStr, database: Database) -> str:
    """Return what stands for `token` in the database: a hash that is worth nothing outside of this archive."""
    salt = database.recall("salt").encode()
    return hashlib.blake2b(token.get_secret_value().encode(), key=salt[:64], digest_size=12).hexdigest()


class TokenBook:
    """The count itself: gives each caller the next free time. Every call blocks shortly; any process may hold one."""

    def __init__(self, database: Database, limits: PaceLimits, boot: str) -> None:
        self._database = database
        self._limits = limits
        self._boot = boot

    def reserve(self, key: str, now: float, wall_ms: int) -> Slot:
        """Take the earliest free time from `now` on, for good: nobody else gets it. Raises ArchiveError."""
        with self._database.writing() as sql:
            self._tidy(sql, key, now, wall_ms)
            taken = [row[0] for row in sql.execute("SELECT at FROM slot WHERE token_key = ? ORDER BY at", (key,))]
            at = self._free(taken, max(now, self._rest_until(sql, key)))
            done = sql.execute(
                "INSERT INTO slot (token_key, at, boot_id, wall_ms) VALUES (?, ?, ?, ?)",
                (key, at, self._boot, wall_ms),
            )
            return Slot(int(done.lastrowid or 0), at)

    def depart(self, slot: Slot, now: float) -> float:
        """Note that the request of `slot` goes out now and return 0; or the seconds that it still has to wait.

        Others may have gone later than their time: a busy machine wakes nobody up to the moment.
        """
        with self._database.writing() as sql:
            row = sql.execute("SELECT token_key FROM slot WHERE id = ?", (slot.id,)).fetchone()
            if row is None:
                return 0.0
            others = "SELECT at FROM slot WHERE token_key = ? AND (id < ? OR gone AND id > ?) ORDER BY at"
            at = self._free([each[0] for each in sql.execute(others, (row[0], slot.id, slot.id))], now)
            sql.execute("UPDATE slot SET at = ?, gone = ? WHERE id = ?", (at, at <= now, slot.id))
            return at - now

    def answered(self, key: str, now: float) -> None:
        """Count the last request from now on, when its answer came before the next one could leave."""
        with self._database.writing() as sql:
            last = "SELECT id FROM slot WHERE token_key = ? AND gone ORDER BY at DESC, id DESC LIMIT 1"
            sql.execute(
                f"UPDATE slot SET at = ? WHERE id = ({last}) AND at BETWEEN ? AND ?",  # noqa: S608
                (now, key, now - self._limits.gap_s, now),
            )

    def release(self, slot: Slot) -> None:
        """Give a time back that was not used."""
        with self._database.writing() as sql:
            sql.execute("DELETE FROM slot WHERE id = ?", (slot.id,))

    def rest(self, key: str, now: float, wall_ms: int) -> None:
        """Let nobody use the token for `rest_s` seconds."""
        with self._database.writing() as sql:
            sql.execute(
                "INSERT OR REPLACE INTO rest (token_key, until, boot_id, wall_ms) VALUES (?, ?, ?, ?)",
                (key, now + self._limits.rest_s, self._boot, wall_ms),
            )

    def wait_s(self, key: str, now: float, wall_ms: int) -> float:
        """Return the seconds until a request could go out, without taking anything."""
        with self._database.writing() as sql:
            self._tidy(sql, key, now, wall_ms)
            taken = [row[0] for row in sql.execute("SELECT at FROM slot WHERE token_key = ? ORDER BY at", (key,))]
            return self._free(taken, max(now, self._rest_until(sql, key))) - now

    def resting_until(self, key: str) -> float:
        """Return the end of the rest in monotonic seconds; 0 when there is none."""
        with self._database.reading() as sql:
            return self._rest_until(sql, key)

    def _free(self, taken: list[float], start: float) -> float:
        """Return the earliest time from `start` on that keeps both limits, behind everything that is taken."""
        limits = self._limits
        at = start
        if taken:
            at = max(at, taken[-1] + limits.gap_s)
        if len(taken) >= limits.per_window:
            at = max(at, taken[-limits.per_window] + limits.window_s)
        return at

    def _rest_until(self, sql: sqlite3.Connection, key: str) -> float:
        row = sql.execute("SELECT until FROM rest WHERE token_key = ?", (key,)).fetchone()
        return float(row[0]) if row else 0.0

    def _tidy(self, sql: sqlite3.Connection, key: str, now: float, wall_ms: int) -> None:
        """Forget what no longer counts, and bring times of an earlier boot onto this one's clock."""
        limits = self._limits
        sql.execute("DELETE FROM slot WHERE boot_id = ? AND at <= ?", (self._boot, now - limits.window_s))
        sql.execute("DELETE FROM rest WHERE boot_id = ? AND until <= ?", (self._boot, now))
        # A time that lies further ahead than any queue was written before the clock began anew.
        horizon = now + 3600.0
        for table, column in (("slot", "at"), ("rest", "until")):
            foreign = f"token_key = ? AND (boot_id <> ? OR {column} > ?)"
            old = sql.execute(
                f"SELECT MAX({column}), MAX(wall_ms), MIN(wall_ms) FROM {table} WHERE {foreign}",  # noqa: S608
                (key, self._boot, horizon),
            ).fetchone()
            if old[0] is None:
                continue
            if wall_ms - old[1] > 3_600_000:
                sql.execute(f"DELETE FROM {table} WHERE {foreign}", (key, self._boot, horizon))  # noqa: S608
                continue
            # How long ago they were is unknown, so they count as of this moment.
            end = now if table == "slot" else now + limits.rest_s
            sql.execute(
                f"UPDATE {table} SET {column} = {column} - ? + ?, boot_id = ? WHERE {foreign}",  # noqa: S608
                (old[0], end, self._boot, key, self._boot, horizon),
            )


class SharedPace:
    """Waits for the next free time in the book, however many programs wait for theirs."""

    def __init__(self, book: TokenBook, clock: Clock, worker: Worker) -> None:
        self._book = book
        self._clock = clock
        self._worker = worker

    async def turn(self, token_key: str) -> None:
        """Return when a request with this token may be sent. Raises ArchiveError."""
        while True:
            slot = await self._worker.run(
                lambda: self._book.reserve(token_key, self._clock.monotonic(), self._clock.now_ms())
            )
            try:
                await self._sleep_until(slot.at)
                while (left_s := await self._worker.run(partial(self._depart, slot))) > 0:
                    await self._clock.sleep(left_s)
                until = await self._worker.run(lambda: self._book.resting_until(token_key))
            except asyncio.CancelledError:
                await asyncio.shield(self._worker.run(partial(self._book.release, slot)))
                raise
            # Somebody was told to slow down while we waited.
            if until <= self._clock.monotonic():
                return
            await self._worker.run(partial(self._book.release, slot))

    async def answered(self, token_key: str) -> None:
        """Note that the last request was answered. Raises ArchiveError."""
        await self._worker.run(lambda: self._book.answered(token_key, self._clock.monotonic()))

    async def rest(self, token_key: str) -> None:
        """Note that the service complained. Raises ArchiveError."""
        await self._worker.run(lambda: self._book.rest(token_key, self._clock.monotonic(), self._clock.now_ms()))

    async def wait_s(self, token_key: str) -> float:
        """Return the seconds until a request could go out, for showing."""
        return await self._worker.run(
            lambda: self._book.wait_s(token_key, self._clock.monotonic(), self._clock.now_ms())
        )

    def _depart(self, slot: Slot) -> float:
        return self._book.depart(slot, self._clock.monotonic())

    async def _sleep_until(self, at: float) -> None:
        while (left := at - self._clock.monotonic()) > 0:
            await self._clock.sleep(left)
