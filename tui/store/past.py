"""What is read on demand: history of a chosen range, an introducing broker's history, and facts for the sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.domain.candle import DAY_MS, MINUTE_MS
from tui.domain.history import END_OF_TIME_MS, RECENT_DAYS, Span, joined
from tui.domain.position import ClosedTrade
from tui.store.changes import Changes, Topic
from tui.store.fetch import Fetch

if TYPE_CHECKING:
    from tui.domain.ib import IbDeal
    from tui.store.account import AccountStore


@dataclass(slots=True)
class HistoryStore:
    """Which range of the history is wanted, how far it is read, and what has been read at all.

    The rows themselves are in `store.account.history`; `rows` picks those of a range.
    """

    changes: Changes
    fetch: Fetch = field(default_factory=Fetch)
    wanted: Span | None = None
    covered: tuple[Span, ...] = ()
    _recent: tuple[tuple[int, int], list[ClosedTrade]] = ((-1, 0), [])

    def cover(self, span: Span) -> None:
        """Note that a span has been read."""
        self.covered = joined((*self.covered, span))
        self.told()

    def told(self) -> None:
        """Note that the state of the reading has changed."""
        self.changes.mark(Topic.HISTORY)

    @staticmethod
    def rows(history: Mapping[tuple[int, int, int], ClosedTrade], span: Span) -> list[ClosedTrade]:
        """Return the rows that closed in a span, the newest first."""
        start, end = span
        found = [row for row in history.values() if start <= row.closed_at < end]
        found.sort(key=lambda row: (row.closed_at, row.position), reverse=True)
        return found

    def recent(self, account: AccountStore, now_ms: int) -> list[ClosedTrade] | None:
        """Return the rows of the last `RECENT_DAYS`, newest first; None while they have not all been read.

        It begins at a whole minute of the broker's clock, and is looked for among all rows only when one came.
        """
        from_ms = -((RECENT_DAYS * DAY_MS - now_ms) // MINUTE_MS) * MINUTE_MS
        newest = account.history_spans[-1] if account.history_spans else (from_ms, from_ms)
        if not newest[0] <= from_ms < newest[1]:
            return None
        found = (account.history_revision, from_ms)
        if self._recent[0] != found:
            self._recent = found, self.rows(account.history, (from_ms, END_OF_TIME_MS))
        return self._recent[1]


@dataclass(slots=True)
class IbStore:
    """The trades of the account's own clients in the wanted range, the newest first: another list for each reading."""

    changes: Changes
    fetch: Fetch = field(default_factory=Fetch)
    wanted: Span | None = None
    deals: list[IbDeal] = field(default_factory=list)

    def told(self) -> None:
        """Note that something has changed."""
        self.changes.mark(Topic.IB)

    def want(self, span: Span) -> None:
        """Note that a range is wanted; deals of another one are no longer shown."""
        if span != self.wanted:
            self.wanted, self.deals = span, []
        self.fetch.begin()
        self.told()

    def forget(self) -> None:
        """Begin anew."""
        self.fetch, self.wanted, self.deals = Fetch(), None, []
        self.told()


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the broker reckons for `lots` of a symbol, in account currency; `problems` by what could not be known.

    `rate_of_exchange` is the broker's own; `fetched` is monotonic seconds, None while it is asked for.
    """

    symbol: str
    lots: Decimal
    margin: Decimal | None = None
    commission: Decimal | None = None
    rate_of_exchange: Decimal | None = None
    fetched: float | None = None
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class SheetStore:
    """The facts of the instruments that were looked at."""

    changes: Changes
    facts: dict[str, SheetFacts] = field(default_factory=dict)

    def learn(self, facts: SheetFacts) -> None:
        """Take over what is known of one symbol."""
        self.facts[facts.symbol] = facts
        self.changes.mark(Topic.SHEETS, facts.symbol)
