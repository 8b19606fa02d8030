"""Where the exchange keeps its state: in memory, or in a folder that survives the process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Protocol

Change = tuple[str, str, dict[str, object] | None]
"""Kind of thing, its key, and its fields; None takes it away."""

Contents = dict[str, dict[str, dict[str, object]]]
"""Things by kind and key."""

_FILE = "exchange.jsonl"


class Book(Protocol):
    """Keeps things by kind and key; one `write` is taken whole or not at all."""

    def load(self) -> Contents:
        """Return all that is kept; empty when the book is new."""
        ...

    def write(self, changes: Iterable[Change]) -> None:
        """Keep these changes as one step."""
        ...

    def close(self) -> None:
        """Let go of what is held open."""
        ...


def apply(contents: Contents, changes: Iterable[Change]) -> None:
    """Bring `contents` up to date with one step; insertion order of what stays is kept."""
    for kind, key, fields in changes:
        shelf = contents.setdefault(kind, {})
        if fields is None:
            shelf.pop(key, None)
        else:
            shelf[key] = fields


class MemoryBook:
    """Forgets with the process; a second exchange on the same object continues where the first one stopped."""

    def __init__(self) -> None:
        self._contents: Contents = {}

    def load(self) -> Contents:
        return {kind: dict(shelf) for kind, shelf in self._contents.items()}

    def write(self, changes: Iterable[Change]) -> None:
        apply(self._contents, changes)

    def close(self) -> None:
        return None


class FileBook:
    """An append-only file of steps, one JSON line each, in `folder`.

    A line reaches the operating system before `write` returns, so a killed process loses nothing it has told.
    A torn last line is dropped. Opening compacts the file to one line; `fresh` discards it.
    Raises OSError when the folder cannot be written, ValueError when a line before the last is damaged.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / _FILE
        if fresh:
            self._path.unlink(missing_ok=True)
        self._contents = _read(self._path)
        self._compact()
        self._file: IO[bytes] = self._path.open("ab", buffering=0)

    def load(self) -> Contents:
        return {kind: dict(shelf) for kind, shelf in self._contents.items()}

    def write(self, changes: Iterable[Change]) -> None:
        step = list(changes)
        apply(self._contents, step)
        self._file.write(_line(step))

    def close(self) -> None:
        self._file.close()

    def _compact(self) -> None:
        # The new file replaces the old one in one move: a kill in between leaves one whole file, old or new.
        step = [(kind, key, fields) for kind, shelf in self._contents.items() for key, fields in shelf.items()]
        draft = self._path.with_suffix(".new")
        with draft.open("wb") as file:
            if step:
                file.write(_line(step))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)


def _line(step: Iterable[Change]) -> bytes:
    return json.dumps(list(step), separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _read(path: Path) -> Contents:
    contents: Contents = {}
    if not path.exists():
        return contents
    *lines, _torn = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            apply(contents, json.loads(line))
        except ValueError as error:
            raise ValueError(f"{path.name}: line {number} is damaged") from error
    return contents
