"""News and calendar for the screen: history when the session begins and as one scrolls back, the stream besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.desk.errands import Errands
from tui.desk.fetching import fetching
from tui.desk.reading import ReadingDesk
from tui.domain.candle import DAY_MS, MINUTE_MS
from tui.domain.events import Event
from tui.domain.news_events import CalendarLoaded, NewsLoaded, NewsPublished
from tui.net.text import clean
from tui.store.statements import Stage
from tui.store.store import Store

if TYPE_CHECKING:
    # HTML is read when somebody opens an item, long after the first frame.
    from tui.domain.news_text import Readable

FIRST_DAYS = 3
OLDER_DAYS = 7

CALENDAR_EVERY_S = 900.0
"""How often the calendar is read anew while nothing is due: rows are added and forecasts are changed."""

DUE_EVERY_S = 30.0
"""How often it is read while a value is due that has not come."""

DUE_FOR_MS = 30 * MINUTE_MS
"""How long after its time a release's value is waited for like that."""

_BODY_LIMIT = 100_000
_INDEXED_AT_ONCE = 20


def _clean(text: str) -> str:
    return clean(text, _BODY_LIMIT)


class NewsDesk(ReadingDesk):
    """Reads news, and what a reader needs of one."""

    def __init__(self, store: Store, clock: Clock, errands: Errands, emit: Callable[[Event], None]) -> None:
        super().__init__(store, clock, errands, emit)
        self._words: dict[str, str] = {}

    def refresh(self) -> None:
        """Read the last days, behind everything else; what is known stays."""
        self._errands.start("news", "News", lambda: self._load(self._server_now_ms() - FIRST_DAYS * DAY_MS, 0))

    def older(self) -> bool:
        """Read the days before the oldest that were read; False when that is under way or not possible."""
        news = self._store.news
        if self._broker is None or news.from_ms is None or not self._store.link.up or self._errands.running("news"):
            return False
        end = news.from_ms
        self._errands.start("news", "Older news", lambda: self._load(end - OLDER_DAYS * DAY_MS, end))
        return True

    def read(self, key: str) -> Readable | None:
        """Return an item's body as text with its links; None when there is no such item. Marks nothing."""
        from tui.domain.news_text import readable

        item = self._store.news.get(key)
        return None if item is None else readable(item.body, _clean)

    def search(self, text: str) -> list[NewsPublished]:
        """Return the items whose title and body have all words of `text`, newest first; all for an empty text."""
        words = text.casefold().split()
        newest = self._store.news.newest
        if not words:
            return newest
        return [item for item in newest if all(word in self._searched(item) for word in words)]

    async def index(self) -> None:
        """Make all items ready to be searched, with pauses for everything else: thousands take half a second."""
        made = 0
        for item in self._store.news.newest:
            if item.key not in self._words:
                self._searched(item)
                made += 1
                if made % _INDEXED_AT_ONCE == 0:
                    await self._clock.sleep(0)

    def _searched(self, item: NewsPublished) -> str:
        found = self._words.get(item.key)
        if found is None:
            from tui.domain.news_text import plain

            if len(self._words) > 2 * len(self._store.news):
                self._words.clear()
            found = self._words[item.key] = f"{item.title} {plain(item.body, _clean)}".casefold()
        return found

    async def _load(self, from_ms: int, to_ms: int) -> None:
        broker, news = self._broker, self._store.news
        if broker is None:
            return
        async with fetching(news.fetch, news.told, "news"):
            items = await broker.news(from_ms, to_ms)
            self._emit(NewsLoaded(tuple(items), from_ms))
            news.fetch.ready(self._server_now_ms())


class CalendarDesk(ReadingDesk):
    """Keeps the economic calendar fresh, most of all around a release."""

    def __init__(self, store: Store, clock: Clock, errands: Errands, emit: Callable[[Event], None]) -> None:
        super().__init__(store, clock, errands, emit)
        self._asked = 0.0

    def refresh(self) -> None:
        """Read the calendar, behind everything else."""
        self._asked = self._clock.monotonic()
        self._errands.start("calendar", "Calendar", self._load)

    def keep(self) -> None:
        """Called about once a second while the session stands: read anew when it is time to."""
        age = self._clock.monotonic() - self._asked
        if age >= CALENDAR_EVERY_S or (age >= DUE_EVERY_S and self._due()):
            self.refresh()

    def _due(self) -> bool:
        if self._store.calendar.fetch.stage is Stage.FAILED:
            return False
        now_ms = self._server_now_ms()
        return any(
            now_ms - DUE_FOR_MS <= release.at_ms <= now_ms
            and not release.current
            and (release.forecast or release.previous)
            for release in self._store.calendar.releases
        )

    async def _load(self) -> None:
        broker, calendar = self._broker, self._store.calendar
        if broker is None:
            return
        async with fetching(calendar.fetch, calendar.told, "calendar"):
            self._emit(CalendarLoaded(tuple(await broker.calendar()), self._server_now_ms()))
