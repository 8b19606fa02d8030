"""Market depth: bid and ask side by side, best price first, sizes as bars."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from textual.content import Content

from tui.domain.freshness import Freshness
from tui.domain.quote import Quote
from tui.store.changes import Changes, Topic
from tui.store.select import depth_ladder, freshness_of
from tui.view.commands import Scope
from tui.view.panels.base import price_style
from tui.view.panels.lines_panel import LinesPanel
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span


def _levels(count: int) -> str:
    return "" if count == 0 else "1 level" if count == 1 else f"{count} levels"


_PRICE_CELLS = 11
_SIZE_CELLS = 8


class DepthPanel(LinesPanel):
    """Shows the depth of the symbol under the watchlist's cursor."""

    scope: ClassVar[Scope] = Scope.DEPTH
    every_frames: ClassVar[int] = 3
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.DEPTH, Topic.LINK, Topic.INSTRUMENTS, Topic.SECOND})

    def sync(self, changes: Changes) -> None:
        """Show the ladder when it moved."""
        moved = self.context.selection.symbol in changes.keys(Topic.DEPTH)
        if moved or changes.touches((Topic.LINK, Topic.INSTRUMENTS, Topic.SECOND)):
            self.show()

    def show(self) -> None:
        """Show the ladder of the selected symbol."""
        symbol = self.context.selection.symbol
        store = self.context.desk.store
        freshness = freshness_of(store, symbol, self.context.now, self.context.now_ms)
        ladder = depth_ladder(store, symbol)
        self.set_title(Content.assemble("Depth ", (plain(symbol), "bold")), _levels(len(ladder)))
        if not ladder:
            self.view.set_lines([(Span(" No prices yet", self.paint["muted"]),)])
            return
        digits = store.market.digits(symbol) or 0
        largest = max((size for quote in ladder for size in (quote.bid_volume, quote.ask_volume) if size), default=None)
        self.view.set_lines([self._line(quote, digits, largest, freshness) for quote in ladder])

    def _line(self, quote: Quote, digits: int, largest: Decimal | None, freshness: Freshness) -> Line:
        numbers, paint = self.context.numbers, self.paint
        half = max(0, (self.view.size.width - 3) // 2)
        bar_cells = max(0, half - _PRICE_CELLS - _SIZE_CELLS)
        bid_style = price_style(paint, freshness, "bid")
        ask_style = price_style(paint, freshness, "ask")
        bid_bar = self._bar(quote.bid_volume, largest, bar_cells)
        ask_bar = self._bar(quote.ask_volume, largest, bar_cells)
        bid_size, ask_size = numbers.size(quote.bid_volume), numbers.size(quote.ask_volume)
        bid, ask = "".join(numbers.price(quote.bid, digits)), "".join(numbers.price(quote.ask, digits))
        return (
            Span(bid_bar.rjust(bar_cells), paint["grid"]),
            Span(bid_size.rjust(_SIZE_CELLS), paint["muted"]),
            Span(bid.rjust(_PRICE_CELLS), bid_style),
            Span(" | " if numbers.ascii else " │ ", paint["grid"]),
            Span(ask.ljust(_PRICE_CELLS), ask_style),
            Span(ask_size.ljust(_SIZE_CELLS), paint["muted"]),
            Span(ask_bar, paint["grid"]),
        )

    def _bar(self, size: Decimal | None, largest: Decimal | None, cells: int) -> str:
        if not size or not largest:
            return ""
        return ("=" if self.context.numbers.ascii else "▬") * round(size / largest * cells)
