"""The instrument sheet: price, hours of the week, the money of one lot, and every field of the broker's record."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from rich.style import Style
from textual.content import Content
from textual.message import Message

from tui.domain.instrument import Instrument
from tui.domain.market_hours import market_status
from tui.store.changes import Changes, Topic
from tui.store.past import SheetFacts
from tui.store.select import PriceView, price_view
from tui.view.command import Scope
from tui.view.panels.base import price_style, state_words
from tui.view.panels.context import ViewContext
from tui.view.panels.markets_facts import Fact, record_sections
from tui.view.panels.markets_layout import fact_lines, section_lines
from tui.view.panels.markets_money import money_section
from tui.view.panels.markets_week import week_lines
from tui.view.panels.scrolled_lines import ScrolledLines
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span


class MarketsSheet(ScrolledLines):
    """Shows one instrument; what does not fit is scrolled to."""

    scope: ClassVar[Scope] = Scope.MARKETS_SHEET
    every_frames: ClassVar[int] = 3
    data_topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.QUOTES, Topic.INSTRUMENTS, Topic.HOURS, Topic.DAY_CHANGE, Topic.SHEETS, Topic.COSTS, Topic.PROFILE}
        | {Topic.LINK, Topic.SECOND}
    )

    class Search(Message):
        """The user wants to look for another symbol."""

    class Opened(Message):
        """The user wants the chart of the symbol."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.symbol: str | None = None

    def show_symbol(self, symbol: str | None) -> None:
        """Show another instrument, from its top."""
        if symbol != self.symbol:
            self.symbol = symbol
            self.to_top()
            self.show()

    def sync(self, changes: Changes) -> None:
        """Show the instrument when its price or a fact changed."""
        if self.symbol in changes.keys(Topic.QUOTES) or changes.touches(self.data_topics - {Topic.QUOTES}):
            self.show()

    def show(self) -> None:
        """Lay the sheet out as things are now."""
        market = self.context.desk.store.market
        instrument = market.instruments.get(self.symbol) if self.symbol is not None else None
        if instrument is not None:
            freshness = self._price(instrument).freshness
            self.set_state(state_words(freshness, self.context, instrument.symbol))
            self.set_all(self._sheet(instrument))
            return
        self.set_state("")
        if self.symbol is None:
            words, look = "No instrument is chosen", "muted"
        elif market.instruments_complete:
            words, look = "The broker does not offer this symbol any more", "warning"
        else:
            words, look = "Not known yet", "muted"
        self.set_all([(Span(f" {words}", self.paint[look]),)])

    def tell_below(self, lines: int) -> None:
        """Say in the frame what is shown, and that there is more."""
        title = Content.assemble("Instrument ", (plain(self.symbol or ""), "bold"))
        self.set_title(title, f"{lines} more" if lines else "")

    def _price(self, instrument: Instrument) -> PriceView:
        return price_view(self.context.desk.store, instrument.symbol, self.context.now, self.context.now_ms)

    def _sheet(self, instrument: Instrument) -> list[Line]:
        context, store = self.context, self.context.desk.store
        known = store.sheets.facts.get(instrument.symbol) or SheetFacts(instrument.symbol, Decimal(1))
        rule = context.desk.costs.step_rule(instrument.step_rule_id)
        sections = [money_section(context, instrument.symbol, known), *record_sections(context, instrument, rule)]
        return [
            (Span(f" {plain(instrument.description)}", self.paint["muted"]),),
            *self._prices(self._price(instrument)),
            (),
            *self._hours(instrument.symbol, known),
            *self._problem(known),
            *section_lines(sections, self.paint, max(1, self.view.size.width)),
        ]

    def _prices(self, view: PriceView) -> list[Line]:
        numbers, digits, paint = self.context.numbers, view.digits or 0, self.paint
        line: list[Span] = []
        for title, side, value in (("Sell", "bid", view.bid), ("Buy", "ask", view.ask)):
            text, tail = numbers.price(value, digits, view.pip_digits)
            style = price_style(paint, view.freshness, side) + Style(bold=True)
            line += [Span(f" {title} ", paint["muted"]), Span(text, style), Span(tail, style + Style(underline=True))]
            line.append(Span("  "))
        if view.spread_pips is not None:
            line.append(Span(f"{numbers.pips(view.spread_pips)} pips", paint["muted"]))
        low, high = ("".join(numbers.price(value, digits)) for value in (view.low, view.high))
        day = [Span(f" Day  {low} {'..' if numbers.ascii else '…'} {high}  ", paint["muted"])]
        if view.change_percent is not None:
            look = "up" if view.change_percent > 0 else "down" if view.change_percent < 0 else "muted"
            day.append(Span(f"{numbers.change(view.change_percent)} %", price_style(paint, view.freshness, look)))
        return [tuple(line), tuple(day)]

    def _hours(self, symbol: str, known: SheetFacts) -> list[Line]:
        hours = self.context.desk.store.market.hours.get(symbol)
        if hours is None:
            why = known.problems.get("hours")
            fact = Fact("Hours", plain(why) if why else "not known yet", "warning" if why else "muted")
            return [*fact_lines(fact, self.paint, max(8, self.view.size.width)), ()]
        status = market_status(hours.trading, self.context.server_now_ms)
        look = self.paint["success" if status.open else "warning"]
        words = (Span(" Market  ", self.paint["muted"]), Span(status.words, look + Style(bold=True)))
        return [words, *week_lines(self.context, hours, self.view.size.width), ()]

    def _problem(self, known: SheetFacts) -> list[Line]:
        text = known.problems.get("symbol")
        if not text:
            return []
        return [*fact_lines(Fact("Not read anew", plain(text), "warning"), self.paint, self.view.size.width), ()]

    # Commands; those of tables scroll

    def command_open(self) -> None:
        """Show the chart of this symbol."""
        if self.symbol is not None:
            self.post_message(self.Opened())

    def command_filter(self) -> None:
        """Look for another symbol."""
        self.post_message(self.Search())
