"""`tradedeck flex prune`: which old files of the archive would go, and on a second word their removal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.clock import Clock
from tui.desk.flex_pruning import PruneWish, prunable
from tui.desk.flex_room import FlexRoom
from tui.errors import UsageError
from tui.headless.flex.actions import Answer, wanted_ids
from tui.headless.flex.report import entry_lines, entry_value
from tui.store.statements import size_text

if TYPE_CHECKING:
    import argparse


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
        entries = await self.room.entries()
        ids = wanted_ids(self.room, entries, arguments.query)
        wish = PruneWish(arguments.keep, arguments.older_than, None if ids is None else frozenset(ids))
        going = prunable(entries, wish, self.clock.now_ms())
        lines = going.files
        value: dict[str, Any] = {"statements": [*map(entry_value, lines)], "removed": 0, "files": 0, "bytes": 0}
        if not lines:
            return Answer(value, ["Nothing is that old, or beyond that number."])
        if not arguments.yes:
            words = f"{len(lines)} would go, {size_text(going.freed)} on disk; add --yes to remove them for good."
            return Answer(value, [*entry_lines(lines), words])
        pruned = await self.room.prune(line.id for line in lines)
        value |= {"removed": pruned.entries, "files": pruned.files, "bytes": pruned.freed}
        words = f"Removed {pruned.entries} entries and {pruned.files} files, {pruned.freed} bytes."
        return Answer(value, [*entry_lines(lines), words])
