"""What is remembered of an application between starts: waiting confirmations, recent accounts, words used in forms."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from tui.dxfeed.errors import RecordError
from tui.dxfeed.records import Next

MOST_RECENT = 50
MOST_PENDING = 2000
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Pending:
    """An activation that waits. `version` is that of the activation; `gone` says why it cannot be done any more."""

    account_id: str
    email: str
    feeds: tuple[str, ...]
    version: int
    made_at_ms: int
    confirmation_id: str = field(default="", repr=False)
    links: Mapping[str, str] = field(default_factory=dict, repr=False)
    next_step: str = ""
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Recent:
    """An account that was looked at."""

    account_id: str
    email: str
    seen_at_ms: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """Everything, newest first. `words` are values used before, by field (`feed`, `country`, `state`)."""

    pending: tuple[Pending, ...] = ()
    recent: tuple[Recent, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Memory:
    """One file, readable by its owner only, shared by all processes; every call blocks shortly."""

    def __init__(self, path: Path) -> None:
        """`path` need not exist; its folder must, and belong to the user alone."""
        self._path = path

    def load(self) -> Remembered:
        """Return what is remembered; a file that cannot be read counts as empty."""
        try:
            return _remembered(json.loads(self._path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Remembered()

    def seen(self, account_id: str, email: str, at_ms: int) -> None:
        """Put an account first among the recent ones. Raises RecordError."""

        def change(old: Remembered) -> Remembered:
            others = [each for each in old.recent if each.account_id != account_id]
            return replace(old, recent=(Recent(account_id, email, at_ms), *others)[:MOST_RECENT])

        self._change(change)

    def waits(self, pending: Pending) -> None:
        """Keep an activation that waits; earlier ones of the same account are replaced by it. Raises RecordError.

        Without an e-mail it gets the one that the account was last seen with.
        """

        def change(old: Remembered) -> Remembered:
            others = [each for each in old.pending if each.account_id != pending.account_id]
            known = next((each.email for each in old.recent if each.account_id == pending.account_id), "")
            kept = replace(pending, email=pending.email or known)
            return replace(old, pending=(kept, *others)[:MOST_PENDING])

        self._change(change)

    def settled(self, account_id: str, confirmation_id: str = "", why: str = "") -> None:
        """Drop what waits for an account, only this confirmation if one is named; with `why` keep it as gone.

        Raises RecordError.
        """

        def change(old: Remembered) -> Remembered:
            kept: list[Pending] = []
            for each in old.pending:
                if each.account_id != account_id or (confirmation_id and each.confirmation_id != confirmation_id):
                    kept.append(each)
                elif why:
                    kept.append(replace(each, gone=why))
            return replace(old, pending=tuple(kept))

        self._change(change)

    def confirmed(self, account_id: str, confirmation_id: str) -> None:
        """Let go of a confirmation that was accepted; a link that the customer has to use goes on waiting.

        Raises RecordError.
        """

        def change(old: Remembered) -> Remembered:
            kept: list[Pending] = []
            for each in old.pending:
                if each.account_id != account_id or each.confirmation_id != confirmation_id:
                    kept.append(each)
                elif each.links:
                    kept.append(replace(each, confirmation_id="", next_step=Next.LINK.value, gone=""))
            return replace(old, pending=tuple(kept))

        self._change(change)

    def used(self, words: Mapping[str, str | tuple[str, ...]]) -> None:
        """Put values first among those that forms offer. Raises RecordError."""

        def change(old: Remembered) -> Remembered:
            found = {name: list(values) for name, values in old.words.items()}
            for name, values in words.items():
                for value in reversed((values,) if isinstance(values, str) else values):
                    if value:
                        kept = [each for each in found.get(name, []) if each != value]
                        found[name] = [value, *kept][:MOST_WORDS]
            return replace(old, words={name: tuple(values) for name, values in found.items()})

        self._change(change)

    def _change(self, change: Callable[[Remembered], Remembered]) -> None:
        try:
            with self._locked():
                old = self.load()
                new = change(old)
                if new == old:
                    return
                content = json.dumps(asdict(new), ensure_ascii=False).encode()
                beside = self._path.with_name(self._path.name + ".new")
                handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                beside.replace(self._path)
        except OSError as error:
            raise RecordError(
                "The memory of this application cannot be kept", f"{self._path}: {error.strerror}"
            ) from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        name = self._path.with_name(self._path.name + ".lock")
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _remembered(values: Mapping[str, Any]) -> Remembered:
    pending = tuple(Pending(**{**each, "feeds": tuple(each["feeds"])}) for each in values["pending"])
    recent = tuple(Recent(**each) for each in values["recent"])
    return Remembered(pending, recent, {name: tuple(each) for name, each in values["words"].items()})
