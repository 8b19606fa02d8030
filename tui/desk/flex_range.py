"""A long range in one piece: which files of the archive were asked for together, and what they tell when joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from tui.flex.entries import Entry
from tui.flex.statement.join import join
from tui.flex.statement.model import Problem, StatementFile
from tui.flex.windows import DateRange, Period

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Range:
    """The files of one long range, oldest days first; a file that stands alone is a range of one."""

    entries: tuple[Entry, ...]

    @property
    def asked(self) -> Period:
        """What was asked for: from the first day to the last."""
        days = self._days()
        return DateRange(days[0].first, days[-1].last) if len(days) > 1 else self.entries[0].source.asked

    def read(self, read: Callable[[Entry], StatementFile]) -> StatementFile:
        """Read every file and join them without doubles; says in its problems what was put together, and what lacks."""
        files = [read(entry) for entry in self.entries]
        if len(files) == 1:
            return files[0]
        joined = join(files).file
        numbers = ", ".join(f"#{entry.id}" for entry in self.entries)
        notes = [Problem(f"Joined from {len(files)} files of one long range: {numbers}."), *map(Problem, self._gaps())]
        return replace(joined, problems=(*notes, *joined.problems))

    def _days(self) -> list[DateRange]:
        return [entry.source.asked for entry in self.entries if isinstance(entry.source.asked, DateRange)]

    def _gaps(self) -> list[str]:
        return [
            f"The part from {one.last + _DAY} to {two.first - _DAY} is not in the archive."
            for one, two in pairwise(self._days())
            if one.last + _DAY < two.first
        ]


def range_of(entry: Entry, entries: Sequence[Entry]) -> Range:
    """Return the range that `entry` was last asked for with, out of all `entries` of its query.

    Of days that came more than once, the newest file counts.
    """
    batch = entry.source.batch.rpartition(" ")[2]
    asked = entry.source.asked
    if not batch or not isinstance(asked, DateRange):
        return Range((entry,))
    found: dict[DateRange, Entry] = {}
    for each in sorted(entries, key=lambda each: (each.source.fetched_at_ms, each.id)):
        days = each.source.asked
        same = each.source.query_id == entry.source.query_id and batch in each.source.batch.split()
        if same and isinstance(days, DateRange):
            found[days] = each
    found[asked] = entry
    return Range(tuple(found[days] for days in sorted(found)))
