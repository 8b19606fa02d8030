"""What the panes of the History screen share: the days, what has been read of them, and what was worked out of it."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Callable, Coroutine
from datetime import date
from decimal import Decimal
from typing import Any

from tui.desk.crm_table import RowTable
from tui.desk.history_book import HistoryFigures, Wish, figures_of, rows_of
from tui.domain.days import DaySpan, Preset
from tui.domain.history import Span
from tui.domain.position import ClosedTrade
from tui.domain.statistics import Moment
from tui.store.past import HistoryStore
from tui.store.statements import Stage
from tui.view.panels.context import ViewContext
from tui.view.panels.history_grid import history_table

AT_ONCE_ROWS = 2000
"""Up to so many known rows are worked out at once; more of them in a thread."""


class Page(enum.Enum):
    """What the screen shows, beside each other or in turn."""

    DEALS = "Deals"
    STATISTICS = "Statistics"
    CURVE = "Curve"
    BARS = "Bars"


class Bars(enum.Enum):
    """What the bars stand for."""

    MONTH = "month"
    WEEKDAY = "weekday"
    HOUR = "hour"
    SYMBOL = "symbol"


class HistoryRoom:
    """Has the days read, and their rows and figures worked out; `told` is called when others are there."""

    def __init__(
        self,
        context: ViewContext,
        aside: Callable[[Coroutine[Any, Any, None]], object],
        told: Callable[[], None],
    ) -> None:
        self.context = context
        self._aside = aside
        self._told = told
        self.days: DaySpan | None = None
        self._chosen = False
        self.moment = Moment.CLOSED
        self.plot = Page.CURVE
        self.bars = Bars.MONTH
        self.wants_net = False
        """Whether the curve leaves out the balance and the cash, though they are known."""
        self.table: RowTable[ClosedTrade] | None = None
        """The rows of the days, newest first; None until they were looked for."""
        self.figures: HistoryFigures | None = None
        self.owed = False
        """Whether the days are to be read when the link is back."""
        self._made_of: tuple[object, ...] = ()
        self._working = False

    # What is wanted

    @property
    def store(self) -> HistoryStore:
        """How far the reading is."""
        return self.context.desk.store.history

    @property
    def today(self) -> date:
        """The day of the broker's clock, in the user's zone."""
        return self.context.today

    @property
    def span(self) -> Span:
        """The days in UTC ms."""
        days = self.days or Preset.LAST_30_DAYS.span(self.today)
        return days.between_ms(self.context.zone)

    @property
    def whole(self) -> bool:
        """Whether every row of the days has been read."""
        return self.store.fetch.stage is Stage.READY and self.store.wanted == self.span and not self.owed

    def follow(self) -> None:
        """Keep to the last 30 days of the broker's clock for as long as nobody has chosen others."""
        days = Preset.LAST_30_DAYS.span(self.today)
        if not self._chosen and days != self.days:
            self._show(days)

    def choose(self, days: DaySpan) -> None:
        """Show other days, and have them read."""
        self._chosen = True
        self._show(days)

    def _show(self, days: DaySpan) -> None:
        if days != self.days:
            self.days, self.table, self.figures = days, None, None
            self._made_of = ()
        self.read()

    def read(self, *, anew: bool = False) -> None:
        """Read what is missing of the days, or all of them; while the link is down, when it is back."""
        desk, store = self.context.desk, self.context.desk.store
        self.owed = not store.link.up
        if self.owed:
            return
        if anew and store.history.wanted == self.span:
            desk.history.refresh()
        else:
            desk.history.load(*self.span)

    # What is there

    def take(self) -> None:
        """Work out what came; small histories at once, long ones beside the screen."""
        if self.days is None:
            return
        # The clock is the broker's once the link is up, and a new day begins while the screen is open.
        self.follow()
        if self.owed and self.context.desk.store.link.up:
            self.read()
        account = self.context.desk.store.account
        wish = Wish(account.history, self.span, self.context.zone, self.moment, self._balance())
        made_of = (account.history_revision, wish.span, wish.moment, wish.balance_now)
        if made_of == self._made_of or self._working:
            return
        self._made_of = made_of
        if len(account.history) > AT_ONCE_ROWS:
            self._working = True
            self._aside(self._work(wish))
            return
        rows = rows_of(wish)
        self._show_rows(rows)
        self.figures = figures_of(wish, rows)

    def _balance(self) -> Decimal | None:
        """Return the balance now, where all that happened since the days began is known."""
        account = self.context.desk.store.account
        spans = account.history_spans
        known = bool(spans) and spans[-1][0] <= self.span[0]
        return account.figures.balance if known and account.figures is not None else None

    async def _work(self, wish: Wish) -> None:
        # Rows come while a thread reads: it gets a copy.
        wish = Wish(dict(wish.known), wish.span, wish.zone, wish.moment, wish.balance_now)
        try:
            rows = await asyncio.to_thread(rows_of, wish)
            if wish.span == self.span:
                self._show_rows(rows)
                self._told()
                figures = await asyncio.to_thread(figures_of, wish, rows)
                self.figures = figures if wish.span == self.span else self.figures
        finally:
            self._working = False
        self._told()

    def _show_rows(self, rows: list[ClosedTrade]) -> None:
        if self.table is None or self.table.rows != rows:
            self.table = history_table(rows, self.context.zone)
