"""The venue's invented news wire: headlines with a short HTML body, at irregular times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from hashlib import blake2b
from html import escape

from tui.simulator.market.noise import key_of, mix, stream
from tui.simulator.market.records import NewsItem, Symbol
from tui.simulator.market.zone import HOUR_MS, WarsawTime

NEWS_LIMIT = 500
"""The most items of one answer."""

_LEVEL = 8
_EARLIEST_HOUR = 946_684_800_000 // HOUR_MS

Move = Callable[[str, int], Decimal]
"""(symbol, at_ms) → percent since the start of the day."""

_TITLES = {
    "up": ("{name} climbs {move} % on the day", "Buyers in charge of {name}", "{name} extends its gains to {move} %"),
    "down": ("{name} slips {move} % on the day", "{name} under pressure", "Sellers push {name} down {move} %"),
    "flat": ("{name} little changed in quiet trading", "{name} moves sideways", "No clear direction for {name}"),
}
_REASONS = (
    "Dealers spoke of thin books and few large orders.",
    "Traders point to the coming releases in the calendar.",
    "Volumes stayed close to the average of recent weeks.",
    "Several desks reported stops near round numbers.",
    "Options that expire this week may hold the price in a range.",
    "Yields in the region changed little.",
    "Some funds were seen rebalancing at the end of the month.",
)
_OUTLOOKS = (
    "The next test is yesterday's extreme, one desk wrote.",
    "Analysts of the Sim wire expect a narrow range for the hours ahead.",
    "Spreads may widen around the daily rollover.",
    "Attention now turns to the opening in New York.",
    "A quiet calendar leaves room for technical trading.",
)


class NewsWire:
    """News of one seed about the listed symbols."""

    def __init__(self, seed: int, zone: WarsawTime, symbols: Sequence[Symbol], move: Move) -> None:
        self._seed = seed
        self._zone = zone
        self._symbols = symbols
        self._move = move

    def news(self, from_ms: int, to_ms: int) -> list[NewsItem]:
        """Items with `from_ms <= time < to_ms`, newest first, at most `NEWS_LIMIT`."""
        found: list[NewsItem] = []
        hour = (to_ms - 1) // HOUR_MS
        first = max(from_ms // HOUR_MS, _EARLIEST_HOUR)
        while hour >= first and len(found) < NEWS_LIMIT:
            times = [time_ms for time_ms in self._times(hour) if from_ms <= time_ms < to_ms]
            found += [self._item(time_ms) for time_ms in reversed(times)]
            hour -= 1
        return found[:NEWS_LIMIT]

    def _times(self, hour: int) -> list[int]:
        """Times of the items of a UTC hour: every few minutes by day, rarely at night and on weekends."""
        uniform = stream(self._seed, key_of("news"), _LEVEL, hour)
        day, wall = divmod(self._zone.hour_of_week(hour), 24)
        busy = 14 if day < 5 and 7 <= wall < 22 else 4 if day < 5 else 1
        count = int(busy * (0.5 + uniform()))
        return sorted({hour * HOUR_MS + int(uniform() * HOUR_MS) for _ in range(count)})

    def _item(self, time_ms: int) -> NewsItem:
        chance = mix(self._seed ^ mix(time_ms))
        symbol = self._symbols[chance % len(self._symbols)]
        move = self._move(symbol.name, time_ms)
        mood = "flat" if abs(move) < Decimal("0.05") else "up" if move > 0 else "down"
        titles = _TITLES[mood]
        title = titles[(chance >> 16) % len(titles)].format(name=symbol.name, move=abs(move))
        body = (
            f"<html><body><p><b>Sim wire</b> &ndash; {escape(symbol.description)} ({escape(symbol.name)}) stood "
            f"{move:+} % against the start of the day.</p><p>{_REASONS[(chance >> 24) % len(_REASONS)]} "
            f"{_OUTLOOKS[(chance >> 32) % len(_OUTLOOKS)]}</p>"
            "<p><i>Invented by the simulated venue; not about any real market.</i></p></body></html>"
        )
        key = blake2b(f"{self._seed} {time_ms}".encode(), digest_size=16).hexdigest()
        return NewsItem(key, time_ms, title, body)
