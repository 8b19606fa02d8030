"""News and calendar as the screen knows them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field

from tui.domain.news_events import CalendarLoaded, NewsLoaded, NewsPublished
from tui.domain.releases import Release
from tui.store.changes import Changes, Topic
from tui.store.fetch import Fetch

MOST_NEWS = 5_000
"""More than these are not kept: the oldest go first."""

MOST_READ = 300
"""How many read marks outlive a restart."""

_MARKS = 2 * MOST_NEWS


@dataclass(slots=True)
class NewsStore:
    """All news that came, by stream or by request, each once; ascending by time.

    Two with the same key are one; so are two with the same time and title, which the stream and the history may name
    by different keys.
    """

    changes: Changes
    fetch: Fetch = field(default_factory=Fetch)
    from_ms: int | None = None
    """From when on the history has been read."""
    _sorted: list[tuple[int, str]] = field(default_factory=list)
    _items: dict[str, NewsPublished] = field(default_factory=dict)
    _seen: set[tuple[int, str]] = field(default_factory=set)
    _read: dict[str, None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._items)

    @property
    def newest(self) -> list[NewsPublished]:
        """All news, the newest first."""
        return [self._items[key] for _, key in reversed(self._sorted)]

    def get(self, key: str) -> NewsPublished | None:
        """Return one of them."""
        return self._items.get(key)

    def unread(self, key: str) -> bool:
        """Whether it has not been opened yet."""
        return key not in self._read

    @property
    def unread_count(self) -> int:
        """How many have not been opened yet."""
        return sum(1 for key in self._items if key not in self._read)

    @property
    def read_keys(self) -> list[str]:
        """The newest read marks, for the next start."""
        return list(self._read)[-MOST_READ:]

    def restore_read(self, keys: Iterable[str]) -> None:
        """Take over the read marks of an earlier run."""
        self._read.update(dict.fromkeys(keys))

    def mark_read(self, key: str, read: bool = True) -> None:
        """Note that one was opened, or is to be unread again."""
        if read:
            self._read.pop(key, None)
            self._read[key] = None
            if len(self._read) > _MARKS:
                del self._read[next(iter(self._read))]
        else:
            self._read.pop(key, None)
        self.changes.mark(Topic.NEWS, key)

    def mark_all_read(self) -> None:
        """Note that all are known."""
        self._read.update(dict.fromkeys(key for _, key in self._sorted))
        self.changes.mark(Topic.NEWS)

    def published(self, event: NewsPublished) -> None:
        """Take in one item."""
        if self._take(event):
            self.changes.mark(Topic.NEWS, event.key)

    def loaded(self, event: NewsLoaded) -> None:
        """Take in the items of a span."""
        for item in event.items:
            self._take(item)
        self.from_ms = event.from_ms if self.from_ms is None else min(self.from_ms, event.from_ms)
        self.changes.mark(Topic.NEWS)

    def told(self) -> None:
        """Note that the state of the reading has changed."""
        self.changes.mark(Topic.NEWS)

    def _take(self, item: NewsPublished) -> bool:
        same = (item.at_ms, item.title)
        key = item.key or f"{item.at_ms} {item.title}"
        if key in self._items or same in self._seen:
            return False
        self._items[key] = item._replace(key=key)
        self._seen.add(same)
        insort(self._sorted, (item.at_ms, key))
        if len(self._sorted) > MOST_NEWS:
            _, oldest = self._sorted.pop(0)
            gone = self._items.pop(oldest)
            self._seen.discard((gone.at_ms, gone.title))
        return True


@dataclass(slots=True)
class CalendarStore:
    """The releases that the broker announces, ascending by time; `read_ms` of `fetch` says how old they are."""

    changes: Changes
    fetch: Fetch = field(default_factory=Fetch)
    releases: tuple[Release, ...] = ()

    def loaded(self, event: CalendarLoaded) -> None:
        """Take over the calendar; the same release twice counts once, the later word wins."""
        by_key = {release.key: release for release in event.releases}
        releases = tuple(sorted(by_key.values(), key=lambda each: (each.at_ms, each.country, each.title)))
        self.fetch.ready(event.at_ms)
        self.releases = releases
        self.changes.mark(Topic.CALENDAR)

    def told(self) -> None:
        """Note that the state of the reading has changed."""
        self.changes.mark(Topic.CALENDAR)
