"""The instrument under the cursor: both prices, what trading it means, and whether its market is open."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.content import Content

from tui.domain.freshness import Freshness
from tui.domain.instrument import Instrument
from tui.store.changes import Changes, Topic
from tui.store.select import PriceView, price_view
from tui.view.commands import Scope
from tui.view.panels.base import opening_words, price_style, state_words
from tui.view.panels.lines_panel import LinesPanel
from tui.view.text import clock, plain
from tui.view.widgets.lines import Line, Span, spread
from tui.view.widgets.wrapping import wrapped

_WIDEST = 44
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class InstrumentPanel(LinesPanel):
    """Shows the live prices and the plain facts of the selected symbol."""

    scope: ClassVar[Scope] = Scope.TICKET
    every_frames: ClassVar[int] = 3
    data_topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.QUOTES, Topic.INSTRUMENTS, Topic.HOURS, Topic.DAY_CHANGE, Topic.LINK, Topic.SECOND}
    )

    def sync(self, changes: Changes) -> None:
        """Show the instrument when its price or a fact changed."""
        ticked = self.context.selection.symbol in changes.keys(Topic.QUOTES)
        if ticked or changes.touches(self.data_topics - {Topic.QUOTES}):
            self.show()

    def show(self) -> None:
        """Show the selected symbol."""
        symbol = self.context.selection.symbol
        view = price_view(self.context.desk.store, symbol, self.context.now, self.context.now_ms)
        instrument = self.context.desk.store.market.instruments.get(symbol)
        self.set_title(Content.assemble("Instrument ", (plain(symbol), "bold")))
        lines = [(Span(f" {view.description}", self.paint["muted"]),), (), *self._prices(view), ()]
        if instrument is not None:
            lines += self._facts(instrument, view)
        elif self.context.desk.store.market.instruments_complete:
            gone = wrapped("The broker does not offer this symbol", self._width - 1)
            lines += [(Span(f" {line}", self.paint["warning"]),) for line in gone]
        self.view.set_lines(lines)
        closed = view.freshness is Freshness.CLOSED
        self.set_state("Market closed" if closed else state_words(view.freshness, self.context, symbol))

    @property
    def _width(self) -> int:
        # A value far from its title is read on the wrong line.
        return max(1, min(self.view.size.width, _WIDEST))

    def _row(self, title: str, value: str, style: Style | None = None) -> Line:
        style = style if style is not None else Style.null()
        return spread((Span(f" {title}", self.paint["muted"]),), (Span(f"{value} ", style),), self._width)

    def _prices(self, view: PriceView) -> list[Line]:
        numbers, digits = self.context.numbers, view.digits or 0

        def price(title: str, side: str, value: tuple[str, str]) -> Line:
            style = price_style(self.paint, view.freshness, side) + Style(bold=True)
            left = (Span(f" {title}", self.paint["muted"]),)
            right = (Span(value[0], style), Span(value[1], style + Style(underline=True)), Span(" "))
            return spread(left, right, self._width)

        spread_text = numbers.pips(view.spread_pips)
        return [
            price("Sell", "bid", numbers.price(view.bid, digits, view.pip_digits)),
            price("Buy", "ask", numbers.price(view.ask, digits, view.pip_digits)),
            self._row("Spread", spread_text if view.spread_pips is None else f"{spread_text} pips"),
            self._row("Day", *self._change(view)),
        ]

    def _change(self, view: PriceView) -> tuple[str, Style]:
        percent = view.change_percent
        if percent is None:
            return self.context.numbers.change(None), Style.null()
        look = "up" if percent > 0 else "down" if percent < 0 else ""
        return f"{self.context.numbers.change(percent)} %", price_style(self.paint, view.freshness, look)

    def _facts(self, instrument: Instrument, view: PriceView) -> list[Line]:
        numbers = self.context.numbers
        digits = instrument.digits
        facts = [
            self._row("High", "".join(numbers.price(view.high, digits))),
            self._row("Low", "".join(numbers.price(view.low, digits))),
            self._row("Lots", f"{numbers.lots(instrument.lot_min)} … {numbers.lots(instrument.lot_max)}"),
            self._row("Lot step", numbers.lots(instrument.lot_step, instrument.lot_step)),
            self._row("1 lot is", f"{numbers.number(instrument.contract_size, 0)} {_unit(instrument)}"),
            self._row("Margin", numbers.percent(instrument.leverage_percent, 2)),
        ]
        if instrument.swap_enabled:
            facts.append(self._row("Swap long", numbers.number(instrument.swap_long, 2, signed=True)))
            facts.append(self._row("Swap short", numbers.number(instrument.swap_short, 2, signed=True)))
            if instrument.swap_triple_day is not None and 0 <= instrument.swap_triple_day < len(_DAYS):
                facts.append(self._row("Triple swap", _DAYS[instrument.swap_triple_day]))
        if instrument.long_only or not instrument.short_selling:
            facts.append(self._row("Short selling", "no"))
        facts.append(self._hours(instrument.symbol))
        return facts

    def _hours(self, symbol: str) -> Line:
        context, store = self.context, self.context.desk.store
        is_open = store.market.market_open(symbol, context.server_now_ms)
        if is_open is None:
            return self._row("Market", "hours refused" if context.desk.problem("hours") else context.numbers.missing)
        if not is_open:
            return self._row("Market", opening_words(context, symbol).removeprefix(" – ") or "closed")
        closes = store.market.hours[symbol].next_change(context.server_now_ms)
        words = f"open to {clock(closes, context.zone)}" if closes is not None else "open"
        return self._row("Market", words)


def _unit(instrument: Instrument) -> str:
    """Return what a lot counts: of a pair the currency that is traded, else how many times the price."""
    return plain(instrument.currency) if instrument.currency_pair else "× price"
