"""`tradedeck flex prune`: which old files of the archive would go, and on a second word their removal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.clock import Clock
from tui.desk.flex_lines import entry_line
from tui.desk.flex_room import FlexRoom
from tui.errors import UsageError
from tui.flex.entries import to_prune
from tui.headless.flex.actions import Answer, wanted_ids
from tui.headless.flex.report import entry_lines, entry_value

if TYPE_CHECKING:
    import argparse

_DAY_MS = 86_400_000


@dataclass
class Pruning:
    """Removes only what was listed, and only when that was asked for."""

    arguments: argparse.Namespace
    room: FlexRoom
    clock: Clock

    async def prune(self) -> Answer:
        """List what goes; remove it with `--yes`. Raises UsageError without a limit."""
        arguments = self.arguments
        if arguments.keep is None and arguments.older_than is None:
            raise UsageError("Nothing says which files go", "", "Name --keep N, --older-than DAYS, or both.")
        before_ms = None
        if arguments.older_than is not None:
            before_ms = self.clock.now_ms() - arguments.older_than * _DAY_MS
        entries = await self.room.entries()
        wanted = wanted_ids(self.room, entries, arguments.query)
        of_queries = [entry for entry in entries if wanted is None or entry.source.query_id in wanted]
        going = set(to_prune(of_queries, keep_newest=arguments.keep, before_ms=before_ms))
        lines = [entry_line(entry) for entry in of_queries if entry.id in going]
        value: dict[str, Any] = {"statements": [*map(entry_value, lines)], "removed": 0, "files": 0, "bytes": 0}
        if not lines:
            return Answer(value, ["Nothing is that old, or beyond that number."])
        if not arguments.yes:
            return Answer(value, [*entry_lines(lines), f"{len(lines)} would go; add --yes to remove them for good."])
        pruned = await self.room.prune(going)
        value |= {"removed": pruned.entries, "files": pruned.files, "bytes": pruned.freed}
        words = f"Removed {pruned.entries} entries and {pruned.files} files, {pruned.freed} bytes."
        return Answer(value, [*entry_lines(lines), words])
