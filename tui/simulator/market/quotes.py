"""The quote of a symbol at a time. A cursor per symbol remembers the last answer so that the next slot is cheap."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tui.simulator.market.hours import Week
from tui.simulator.market.listing import Listing
from tui.simulator.market.prices import NOTHING, Extremes, Prices, Track, log_at, merge
from tui.simulator.market.records import Quote
from tui.simulator.market.sizes import BREATH_MS, Sizes
from tui.simulator.market.zone import MINUTE_MS, WarsawTime

Face = tuple[int, int, int, int]
"""Bid, ask, bid size, ask size of level 0."""

_CENT = Decimal("0.01")


class Cursor:
    """Where the last answer for one symbol stood."""

    __slots__ = (
        "base",
        "breath",
        "day",
        "day_end",
        "extremes",
        "face",
        "minute",
        "quote",
        "reference",
        "slot",
        "spread",
        "tick_slot",
        "tracks",
    )  # fmt: skip

    def __init__(self) -> None:
        self.minute = -1
        self.slot = -1
        self.day = self.day_end = 0
        self.breath = -1
        self.spread = 0
        self.tracks: Sequence[Track] = ()
        self.base: Extremes = NOTHING  # of the day, before the minute
        self.extremes: Extremes = NOTHING  # of the day, up to and including the slot
        self.face: Face = (0, 0, 0, 0)
        self.tick_slot = -1
        self.quote: Quote | None = None
        self.reference: tuple[int, int] | None = None  # (day start, close before it)


class Quotes:
    """Quotes of all listings. Answers depend on nothing but the arguments; cursors only save work."""

    def __init__(self, prices: Prices, sizes: Sizes, zone: WarsawTime, slot_ms: int) -> None:
        self._prices = prices
        self._sizes = sizes
        self._zone = zone
        self._slot_ms = slot_ms
        self._slots = MINUTE_MS // slot_ms
        self._cursors: dict[str, Cursor] = {}

    def live_slot(self, week: Week, at_ms: int) -> int:
        """The absolute slot whose quote stands at this time: the current one, or the last before the close."""
        minute = at_ms // MINUTE_MS
        last = week.last_open(minute)
        return at_ms // self._slot_ms if last == minute else (last + 1) * self._slots - 1

    def quote(self, listing: Listing, at_ms: int) -> Quote:
        """Level 0 at this time."""
        cursor = self._at(listing, at_ms)
        quote = cursor.quote
        if quote is None:
            bid, ask, bid_size, ask_size = cursor.face
            low, high = cursor.extremes
            points = self._prices.points
            quote = cursor.quote = Quote(
                listing.symbol.name, 0, bid, ask, bid_size, ask_size, points(listing, high), points(listing, low),
                cursor.tick_slot * self._slot_ms,
            )  # fmt: skip
        return quote

    def depth(self, listing: Listing, at_ms: int) -> tuple[Quote, ...]:
        """All levels: each one wider and larger than the one before."""
        best = self.quote(listing, at_ms)
        slot = self._cursors[listing.symbol.name].slot
        usual = listing.symbol.spread_points
        levels = [best]
        for level in range(1, listing.symbol.depth_levels):
            away = max(level, round(usual * 0.35 * level))
            bid_size, ask_size = self._sizes.sizes(listing, slot, level)
            levels.append(
                Quote(best.symbol, level, max(1, best.bid - away), best.ask + away, bid_size, ask_size, best.high,
                      best.low, best.time_ms)
            )  # fmt: skip
        return tuple(levels)

    def ticked(self, listing: Listing, slot_start_ms: int) -> bool:
        """Whether this slot brings a tick."""
        slot = slot_start_ms // self._slot_ms
        if self.live_slot(listing.quotes, slot_start_ms) != slot:
            return False
        return slot % self._slots == 0 or self._at(listing, slot_start_ms).tick_slot == slot

    def percentage(self, listing: Listing, at_ms: int) -> Decimal:
        """The bid against the last bid of the day before, in percent."""
        cursor = self._at(listing, at_ms)
        if cursor.reference is None or cursor.reference[0] != cursor.day:
            before = self.live_slot(listing.quotes, cursor.day - 1)
            cursor.reference = (cursor.day, self._prices.bid(listing, before))
        close = cursor.reference[1]
        return (Decimal(cursor.face[0] - close) * 100 / close).quantize(_CENT)

    def _at(self, listing: Listing, at_ms: int) -> Cursor:
        cursor = self._cursors.get(listing.symbol.name)
        if cursor is None:
            cursor = self._cursors[listing.symbol.name] = Cursor()
        slot = self.live_slot(listing.quotes, at_ms)
        if slot == cursor.slot:
            return cursor
        minute, index = divmod(slot, self._slots)
        if minute != cursor.minute:
            self._enter_minute(listing, cursor, minute)
        elif slot < cursor.slot:
            cursor.slot = minute * self._slots - 1
            cursor.extremes = cursor.base
        self._advance(listing, cursor, slot, index)
        return cursor

    def _enter_minute(self, listing: Listing, cursor: Cursor, minute: int) -> None:
        """Set the day's extremes before this minute, from the last answer where that is earlier on the same day."""
        start_ms = minute * MINUTE_MS
        base, begun = NOTHING, -1
        if cursor.day <= start_ms < cursor.day_end and minute > cursor.minute:
            base, begun = self._complete_minute(listing, cursor), cursor.minute + 1
        else:
            cursor.day = self._zone.day_start_ms(start_ms)
            cursor.day_end = self._zone.day_start_ms(cursor.day + 30 * 3_600_000)
            begun = cursor.day // MINUTE_MS
        if begun < minute:
            spans = list(listing.quotes.spans(begun, minute))
            base = merge(base, self._prices.extremes(listing, spans))
        cursor.base = cursor.extremes = base
        cursor.minute = minute
        cursor.slot = minute * self._slots - 1
        cursor.tracks = self._prices.tracks(listing, minute)

    def _complete_minute(self, listing: Listing, cursor: Cursor) -> Extremes:
        first = cursor.slot - cursor.minute * self._slots + 1
        if first >= self._slots:
            return cursor.extremes
        return merge(cursor.extremes, self._prices.stretch(listing, cursor.minute, first, self._slots))

    def _advance(self, listing: Listing, cursor: Cursor, slot: int, index: int) -> None:
        """Move within the minute to `slot`, folding every slot passed into the day's extremes."""
        tracks = cursor.tracks
        low, high = cursor.extremes
        known = cursor.face if cursor.slot == slot - 1 and index else None
        log = 0.0
        for passed in range(index - (slot - cursor.slot) + 1, index + 1):
            log = log_at(tracks, passed)
            low = min(low, log)
            high = max(high, log)
        cursor.extremes = (low, high)
        face = self._face(listing, cursor, slot, log)
        if known is None or face != known:
            cursor.tick_slot = slot if known is not None else self._last_change(listing, cursor, slot, index, face)
        cursor.face = face
        cursor.slot = slot
        cursor.quote = None

    def _face(self, listing: Listing, cursor: Cursor, slot: int, log: float) -> Face:
        bid = self._prices.points(listing, log)
        breath = slot * self._slot_ms // BREATH_MS
        if breath != cursor.breath:
            cursor.breath = breath
            cursor.spread = self._sizes.spread(listing, breath)
        bid_size, ask_size = self._sizes.sizes(listing, slot, 0)
        return bid, bid + cursor.spread, bid_size, ask_size

    def _last_change(self, listing: Listing, cursor: Cursor, slot: int, index: int, face: Face) -> int:
        """The latest slot of the minute, not after `slot`, that differs from the one before; slot 0 always ticks."""
        while index > 0:
            if self._face(listing, cursor, slot - 1, log_at(cursor.tracks, index - 1)) != face:
                return slot
            slot, index = slot - 1, index - 1
        return slot
