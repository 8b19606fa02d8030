"""The journal of a bulk: one file per run, a line before and after each write, on the disk before it counts.

It begins with the whole plan, so that a run can go on without its table. A last line that was cut off by a crash is
dropped: it was not durable, so what it announces has not happened.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.dxfeed.bulk.plan import Plan, RefusedLine, Task
from tui.dxfeed.bulk.results import Fate, Result, Sending
from tui.dxfeed.errors import DamagedError, RecordError
from tui.files.whole import sync_folder

FORMAT = "tradedeck bulk 1"

Sync = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Head:
    """Whose bulk it is: the profile's name, the service's address, and when it was begun (milliseconds UTC)."""

    profile: str
    base: str
    begun_ms: int
    source: str = ""
    """The name of the table, for people."""


class Journal:
    """One open journal; one process at a time holds it. Every call blocks for a few milliseconds."""

    def __init__(self, path: Path, handle: int | None, head: Head, plan: Plan, sync: Sync = os.fsync) -> None:
        self.path = path
        self.head = head
        self.plan = plan
        self._handle: int | None = handle
        self._sync = sync
        self._results: dict[int, Result] = {}
        self._sending: dict[int, Sending] = {}
        self._over: set[int] = set()

    @classmethod
    def create(cls, path: Path, head: Head, plan: Plan, sync: Sync = os.fsync) -> Journal:
        """Begin a journal, readable by its owner only; `sync` makes a file's content outlast a power cut.

        Raises RecordError when there is one already.
        """
        try:
            handle = os.open(
                path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
            )
        except OSError as error:
            raise _trouble(path, error) from error
        journal = cls(path, handle, head, plan, sync)
        journal._lock()
        refused = [[each.line, each.text, each.why] for each in plan.refused]
        tasks = [task.as_json() for task in plan.tasks]
        about = {"profile": head.profile, "base": head.base, "begun_ms": head.begun_ms, "source": head.source}
        journal._append(
            {"format": FORMAT, **about, "digest": plan.digest, "tasks": tasks, "refused": refused, "notes": plan.notes}
        )
        with contextlib.suppress(OSError):
            sync_folder(path.parent)
        return journal

    @classmethod
    def open(cls, path: Path, sync: Sync = os.fsync) -> Journal:
        """Open a journal to go on with it. Raises RecordError when another process has it, DamagedError."""
        try:
            handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError as error:
            raise _trouble(path, error) from error
        try:
            content = _taken(handle, path)
            journal = _read(path, handle, content, sync)
        except (RecordError, OSError) as error:
            os.close(handle)
            raise error if isinstance(error, RecordError) else _trouble(path, error) from error
        return journal

    def result(self, number: int) -> Result | None:
        """Return how a task ended; None when it did not, or is in doubt."""
        return None if number in self._sending else self._results.get(number)

    def in_doubt(self, number: int) -> Sending | None:
        """Return what was about to be sent when nothing more was written; None when all is known."""
        return self._sending.get(number)

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """The tasks without a final end, in order."""
        return tuple(task for task in self.plan.tasks if task.number not in self._over)

    @property
    def over(self) -> int:
        """How many tasks have a final end."""
        return len(self._over)

    @property
    def counts(self) -> dict[Fate | None, int]:
        """How many tasks ended how; None counts those that have not been run, UNKNOWN has those in doubt."""
        found: dict[Fate | None, int] = {}
        for task in self.plan.tasks:
            result = self.result(task.number)
            fate = Fate.UNKNOWN if self.in_doubt(task.number) else result.fate if result else None
            found[fate] = found.get(fate, 0) + 1
        return found

    def sending(self, sending: Sending) -> None:
        """Note that a write is about to go out; durable on return. Raises RecordError: then it must not go out."""
        if self.in_doubt(sending.number) or sending.number in self._over:
            raise RecordError("A task would be sent a second time", f"task {sending.number}", "Nothing was sent.")
        self._append({"send": sending.as_json()})
        self._sending[sending.number] = sending

    def ended(self, result: Result) -> None:
        """Note how a task ended; durable on return. Raises RecordError."""
        self._append({"end": result.as_json()})
        self._take(result)

    def close(self) -> None:
        """Let go of the file; may be called twice."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def replay(self, entry: Mapping[str, Any]) -> None:
        """Take in a line that was read. Raises KeyError, TypeError or ValueError for one that is none of ours."""
        if "send" in entry:
            sending = Sending(**entry["send"])
            self._sending[sending.number] = sending
        else:
            self._take(Result.from_json(entry["end"]))

    def _take(self, result: Result) -> None:
        self._results[result.number] = result
        self._sending.pop(result.number, None)
        if result.fate.is_final:
            self._over.add(result.number)

    def _lock(self) -> None:
        assert self._handle is not None
        _locked(self._handle, self.path)

    def _append(self, entry: Mapping[str, Any]) -> None:
        if self._handle is None:
            raise RecordError("The bulk's journal is closed", str(self.path))
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        size = os.fstat(self._handle).st_size
        try:
            while line:
                line = line[os.write(self._handle, line) :]
            self._sync(self._handle)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, size)
            raise _trouble(self.path, error) from error


def peek(path: Path) -> Journal:
    """Return a journal as it is now, without the right to write; another process may have it. Raises RecordError."""
    try:
        return _read(path, None, path.read_bytes())
    except OSError as error:
        raise _trouble(path, error) from error


def _taken(handle: int, path: Path) -> bytes:
    """Lock the file, drop a line that was cut off, and return the rest."""
    _locked(handle, path)
    with open(handle, "rb", closefd=False) as file:
        content = file.read()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        os.ftruncate(handle, len(whole))
        os.fsync(handle)
    return whole


def _read(path: Path, handle: int | None, content: bytes, sync: Sync = os.fsync) -> Journal:
    lines = content[: content.rfind(b"\n") + 1].splitlines()
    try:
        head = json.loads(lines[0])
        if head["format"] != FORMAT:
            raise DamagedError("The bulk's journal has another format", str(path), "Use the newer tradedeck.")
        plan = Plan(
            tuple(Task.from_json(task) for task in head["tasks"]),
            tuple(RefusedLine(*each) for each in head["refused"]),
            tuple(head["notes"]),
        )
        if plan.digest != head["digest"]:
            raise ValueError("the plan was changed")
        about = Head(head["profile"], head["base"], head["begun_ms"], head["source"])
        journal = Journal(path, handle, about, plan, sync)
        numbers = {task.number for task in plan.tasks}
        for line in lines[1:]:
            entry = json.loads(line)
            if next(iter(entry.values()))["number"] not in numbers:
                raise ValueError("a line belongs to no task")
            journal.replay(entry)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, StopIteration, RecursionError) as error:
        reason = f"{path}: {type(error).__name__}"
        raise DamagedError("The bulk's journal was changed or is none", reason, "It is not gone on with.") from error
    return journal


def _locked(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise RecordError("The bulk is being run by another process", str(path)) from error


def _trouble(path: Path, error: OSError) -> RecordError:
    return RecordError("The bulk's journal cannot be used", f"{path}: {error.strerror}")
