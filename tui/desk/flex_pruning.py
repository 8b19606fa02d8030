"""Which files of the archive may go, and how much that frees: for the screen and the command line alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tui.desk.flex_lines import entry_line
from tui.flex.entries import Entry, to_prune
from tui.store.statements import EntryLine

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class PruneWish:
    """What may go: all but the newest `keep` files of each query, what was fetched over `older_days` days ago.

    With both, only what both say; with neither, nothing. `query_ids` are the queries that it is about, None for all.
    """

    keep: int | None = None
    older_days: int | None = None
    query_ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Prunable:
    """The files that would go, newest first, the bytes on disk that this frees, and how many files would stay."""

    files: tuple[EntryLine, ...] = ()
    freed: int = 0
    staying: int = 0


def prunable(entries: Sequence[Entry], wish: PruneWish, now_ms: int) -> Prunable:
    """Return what a wish would remove of all files of the archive; nothing is removed by this."""
    wanted = [entry for entry in entries if wish.query_ids is None or entry.source.query_id in wish.query_ids]
    before_ms = None if wish.older_days is None else now_ms - wish.older_days * _DAY_MS
    numbers = set(to_prune(wanted, keep_newest=wish.keep, before_ms=before_ms))
    going = [entry for entry in wanted if entry.id in numbers]
    return Prunable(tuple(map(entry_line, going)), _freed(entries, numbers), len(entries) - len(going))


def _freed(entries: Sequence[Entry], going: Collection[int]) -> int:
    # The same bytes are kept once for all entries that have them.
    needed = {entry.sha256 for entry in entries if entry.id not in going}
    return sum({entry.sha256: entry.stored for entry in entries if entry.sha256 not in needed}.values())
