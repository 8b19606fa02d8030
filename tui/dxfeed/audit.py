"""The audit trail: who did what to which account, in a file that only grows and whose lines hang together by hashes.

Each write has a line before it goes out and one after; what only reads or hands something out has the latter. No key,
password, token or link is ever in it. A note beside the file counts the lines, so that a cut end is noticed too.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tui.dxfeed.errors import DamagedError, RecordError

SENDING = "sending"
"""The outcome in the line that a write has before it goes out."""

_FIRST = hashlib.sha256(b"tradedeck audit 1").hexdigest()
_TAIL_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line. `call` joins the two lines of a write; `says` is the effect in words; times are milliseconds UTC."""

    at_ms: int
    profile: str
    user: str
    method: str
    target: str
    says: str
    body_hash: str
    call: str
    outcome: str
    status: int | None = None
    reason: str = ""
    message: str = ""
    duration_ms: int | None = None
    seq: int = 0
    prev: str = ""
    hash: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the line as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines are wanted; what is empty or None does not matter. `text` is looked for in all words of a line."""

    profile: str = ""
    method: str = ""
    target: str = ""
    outcome: str = ""
    text: str = ""
    since_ms: int | None = None
    until_ms: int | None = None

    def fits(self, entry: AuditEntry) -> bool:
        """Tell whether a line is wanted."""
        pairs = (
            (self.profile, entry.profile),
            (self.method, entry.method),
            (self.target, entry.target),
            (self.outcome, entry.outcome),
        )
        if any(wanted and wanted.casefold() not in value.casefold() for wanted, value in pairs):
            return False
        if self.since_ms is not None and entry.at_ms < self.since_ms:
            return False
        if self.until_ms is not None and entry.at_ms >= self.until_ms:
            return False
        words = " ".join(
            (entry.user, entry.method, entry.target, entry.says, entry.outcome, entry.reason, entry.message)
        )
        return self.text.casefold() in words.casefold()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking every line said. `first_bad` is the line's number, None when all hold."""

    lines: int
    first_bad: int | None
    reason: str
    last_hash: str

    @property
    def intact(self) -> bool:
        """Whether every line is as it was written and none is missing."""
        return self.first_bad is None


class AuditTrail:
    """One file, shared by all processes of this user; every call blocks for a few milliseconds."""

    def __init__(self, path: Path) -> None:
        """`path` need not exist; its folder must, and belong to the user alone."""
        self.path = path
        self._note = path.with_name(path.name + ".count")

    def append(self, entry: AuditEntry) -> AuditEntry:
        """Write a line down and return it with its number and hashes; durable on return. Raises RecordError."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                seq, last = self._end(handle)
                made = _chained(replace(entry, seq=seq + 1, prev=last))
                _write(handle, json.dumps(made.as_json(), ensure_ascii=False).encode() + b"\n")
                self._count(made)
            finally:
                os.close(handle)
        except OSError as error:
            raise RecordError("The audit trail cannot be written", f"{self.path}: {error.strerror}") from error
        return made

    def entries(self, wanted: AuditFilter | None = None, limit: int | None = None) -> list[AuditEntry]:
        """Return the lines that are wanted, newest first, without unreadable ones. Raises RecordError."""
        found: list[AuditEntry] = []
        for line in reversed(self._lines()):
            with contextlib.suppress(ValueError, TypeError):
                entry = AuditEntry(**json.loads(line))
                if wanted is None or wanted.fits(entry):
                    found.append(entry)
            if limit is not None and len(found) >= limit:
                break
        return found

    def verify(self) -> Verdict:
        """Check every line and that none is missing. Raises RecordError when the file cannot be read."""
        seq, last, reason = 0, _FIRST, ""
        for line in self._lines():
            reason = _fault(line, seq + 1, last)
            if reason:
                break
            seq, last = seq + 1, json.loads(line)["hash"]
        if not reason and self._counted() > seq:
            reason = f"{self._counted() - seq} lines are missing at the end"
        return Verdict(seq, seq + 1 if reason else None, reason, last)

    def export_lines(self, wanted: AuditFilter | None = None) -> Iterator[str]:
        """Yield the wanted lines as they are in the file, oldest first, so that their hashes can be checked."""
        for entry in reversed(self.entries(wanted)):
            yield json.dumps(entry.as_json(), ensure_ascii=False) + "\n"

    def _lines(self) -> list[bytes]:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RecordError("The audit trail cannot be read", f"{self.path}: {error.strerror}") from error
        return content[: content.rfind(b"\n") + 1].splitlines()

    def _end(self, handle: int) -> tuple[int, str]:
        """Return number and hash of the last line, and drop one that a crash cut off."""
        size = os.fstat(handle).st_size
        tail = os.pread(handle, _TAIL_BYTES, max(0, size - _TAIL_BYTES))
        whole = tail[: tail.rfind(b"\n") + 1]
        if len(whole) < len(tail):
            os.ftruncate(handle, size - (len(tail) - len(whole)))
        if not whole:
            if size > _TAIL_BYTES:
                raise DamagedError("The audit trail was changed", str(self.path), "Move it away to begin a new one.")
            return 0, _FIRST
        try:
            last = AuditEntry(**json.loads(whole.splitlines()[-1]))
        except (ValueError, TypeError):
            raise DamagedError(
                "The audit trail was changed", str(self.path), "Move it away to begin a new one."
            ) from None
        return last.seq, last.hash

    def _count(self, entry: AuditEntry) -> None:
        # The line itself is written; a note that is too low only misses less.
        beside = self._note.with_name(self._note.name + ".new")
        with contextlib.suppress(OSError):
            beside.write_text(str(entry.seq))
            beside.chmod(0o600)
            beside.replace(self._note)

    def _counted(self) -> int:
        try:
            return int(self._note.read_text())
        except (OSError, ValueError):
            return 0


def _chained(entry: AuditEntry) -> AuditEntry:
    values = {name: value for name, value in entry.as_json().items() if name != "hash"}
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return replace(entry, hash=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def _fault(line: bytes, seq: int, prev: str) -> str:
    """Return why a line cannot be the one after `prev`; empty when it is."""
    try:
        entry = AuditEntry(**json.loads(line))
    except (ValueError, TypeError):
        return f"line {seq} cannot be read"
    if entry.seq != seq:
        return f"line {seq} is missing"
    if entry.prev != prev or _chained(entry).hash != entry.hash:
        return f"line {seq} was changed, or one before it was taken out"
    return ""


def _write(handle: int, line: bytes) -> None:
    size = os.fstat(handle).st_size
    try:
        while line:
            line = line[os.write(handle, line) :]
        os.fsync(handle)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, size)
        raise
