"""The table of jobs: what a restart has to know, and who works on a job now. Every call blocks shortly."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tui.flex import place
from tui.flex.database import Database
from tui.flex.errors import ArchiveError
from tui.flex.jobs import Job, Order, Phase
from tui.flex.windows import Period, decode, encode

_COLUMNS = "id, batch, token_key, query_id, period, phase, changed_ms, body"
_OVER = tuple(phase.value for phase in Phase if phase.is_over)
_NOT_OVER = f"phase NOT IN ({', '.join('?' * len(_OVER))})"


class JobStore:
    """All jobs of the archive, of every process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_job(self, order: Order, token_key: str, batch: str, now_ms: int) -> tuple[Job, bool]:
        """Return the job for `order`, and whether it is new.

        A job for the same question that is not over is returned instead of a second one, so that nothing is asked
        again while a reference is alive; it then belongs to this `batch`.
        """
        key = (token_key, order.query_id, encode(order.period))
        with self._database.writing() as sql:
            where = "(token_key, query_id, period) = (?, ?, ?)"
            row = sql.execute(
                f"SELECT {_COLUMNS} FROM job WHERE {where} AND {_NOT_OVER} ORDER BY id DESC",  # noqa: S608
                (*key, *_OVER),
            ).fetchone()
            if row is not None:
                sql.execute("UPDATE job SET batch = ? WHERE id = ?", (batch, row[0]))
                return replace(_job(row), batch=batch), False
            job = Job(0, batch, order, token_key, created_ms=now_ms, changed_ms=now_ms)
            done = sql.execute(
                "INSERT INTO job (batch, token_key, query_id, period, phase, changed_ms, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (batch, *key, job.phase.value, now_ms, _body(job)),
            )
            row = sql.execute(f"SELECT {_COLUMNS} FROM job WHERE id = ?", (done.lastrowid,)).fetchone()  # noqa: S608
            return _job(row), True

    def save(self, job: Job) -> bool:
        """Write a job down; False when it was over already (called off by another process): then nothing is written."""
        with self._database.writing() as sql:
            done = sql.execute(
                f"UPDATE job SET phase = ?, changed_ms = ?, body = ? WHERE id = ? AND {_NOT_OVER}",  # noqa: S608
                (job.phase.value, job.changed_ms, _body(job), job.id, *_OVER),
            )
            return done.rowcount == 1

    def job(self, number: int) -> Job:
        """Return one job as last written; raises ArchiveError when there is none."""
        with self._database.reading() as sql:
            row = sql.execute(f"SELECT {_COLUMNS} FROM job WHERE id = ?", (number,)).fetchone()  # noqa: S608
        if row is None:
            raise ArchiveError("There is no such job", f"number {number}")
        return _job(row)

    def jobs(self, *, over: bool = True, limit: int = 200) -> Sequence[Job]:
        """Return the newest jobs, newest first; without those that are over if so asked."""
        where, values = ("", ()) if over else (f" WHERE {_NOT_OVER}", _OVER)
        with self._database.reading() as sql:
            query = f"SELECT {_COLUMNS} FROM job{where} ORDER BY id DESC LIMIT ?"  # noqa: S608
            return [_job(row) for row in sql.execute(query, (*values, limit)).fetchall()]

    def forget(self, numbers: Iterable[int]) -> None:
        """Remove jobs that are over from the table."""
        with self._database.writing() as sql:
            for number in numbers:
                sql.execute(f"DELETE FROM job WHERE id = ? AND NOT ({_NOT_OVER})", (number, *_OVER))  # noqa: S608

    def claim(self, number: int) -> Claim | None:
        """Take the sole right to work on a job, None while another process (or this one) has it."""
        return Claim.take(self._database.folder / place.LOCKS / f"job-{number}.lock")


class Claim:
    """The right to work on one job; the system takes it back from a process that dies."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def take(cls, path: Path) -> Claim | None:
        """Lock `path`, made when missing; None when somebody has it. Raises ArchiveError."""
        with place.foreign_errors("A job cannot be locked"):
            handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return None
        return cls(handle)

    def release(self) -> None:
        """Give the right back; may be called twice."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __del__(self) -> None:
        # Whoever asked for the right can have been called off before it arrived.
        self.release()


def _body(job: Job) -> str:
    return json.dumps(
        {
            "name": job.order.name,
            "token_name": job.order.token_name,
            "attempt": job.attempt,
            "next_at_ms": job.next_at_ms,
            "asked": encode(job.asked) if job.asked is not None else None,
            "reference": job.reference,
            "reply_url": job.reply_url,
            "code": job.code,
            "detail": job.detail,
            "hint": job.hint,
            "warnings": list(job.warnings),
            "received": job.received,
            "entry_id": job.entry_id,
            "restarts": job.restarts,
            "created_ms": job.created_ms,
        },
        ensure_ascii=False,
    )


def _job(row: Sequence[Any]) -> Job:
    number, batch, token_key, query_id, period, phase, changed_ms, text = row
    try:
        body: dict[str, Any] = json.loads(text)
        order = Order(query_id, decode(period), body.pop("name"), body.pop("token_name"))
        asked: Period | None = decode(body["asked"]) if body["asked"] else None
        body |= {"asked": asked, "warnings": tuple(body["warnings"])}
        return Job(number, batch, order, token_key, Phase(phase), changed_ms=changed_ms, **body)
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError("A stored job cannot be read", f"number {number}: {error}") from error
