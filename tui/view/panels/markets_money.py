"""What one lot of an instrument binds, costs and moves, in the account's currency: the broker's word first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tui.domain.costs import Sized, TicketFigures, ticket_figures
from tui.domain.facts import Facts, Figure
from tui.domain.position import Side
from tui.store.past import SheetFacts
from tui.view.panels.context import ViewContext
from tui.view.panels.markets_facts import Fact, Section
from tui.view.panels.order_words import figure_style, figure_text
from tui.view.panels.trade_facts import facts_of
from tui.view.text import plain


def money_section(context: ViewContext, symbol: str, known: SheetFacts) -> Section:
    """Return the money of one lot, or of what is nearest to it that the symbol allows."""
    facts = facts_of(context, symbol)
    currency = facts.currency if facts is not None else ""
    lots = "One lot" if known.lots == 1 else f"{context.numbers.lots(known.lots, known.lots)} lots"
    title = f"{lots} in {plain(currency)}" if currency else lots
    asked = [
        _answer(context, known, "Margin", "margin", known.margin),
        _answer(context, known, "Commission", "commission", known.commission),
        _answer(context, known, "Rate of exchange", "commission", known.rate_of_exchange, 4),
    ]
    return Section(title, (*asked, *(_reckoned(context, facts, known.lots) if facts is not None else ())))


def _answer(  # noqa: PLR0917 – a row of a table
    context: ViewContext, known: SheetFacts, title: str, fact: str, value: Decimal | None, places: int = 2
) -> Fact:
    if known.fetched is None:
        return Fact(title, "asking" if context.desk.store.link.up else context.numbers.missing, "muted")
    if fact in known.problems:
        return Fact(title, plain(known.problems[fact]), "warning")
    # A commission that does not apply (XAPI 5.3.5) is one of nothing.
    shown = Decimal(0) if value is None and title == "Commission" else value
    return Fact(title, context.numbers.number(shown, places))


def _reckoned(context: ViewContext, facts: Facts, lots: Decimal) -> list[Fact]:
    long, short = _figures(facts, Side.BUY, lots), _figures(facts, Side.SELL, lots)
    rows: list[tuple[str, Figure, bool]] = [
        ("One pip moves", long.pip_value, False),
        ("Worth", long.value, False),
        ("Spread costs", long.spread_cost, False),
        ("A night long", long.swap_per_night, True),
        ("A night short", short.swap_per_night, True),
    ]
    # What a lot costs is the market's matter, not the user's: it is no secret while private.
    numbers = replace(context.numbers, private=False)
    return [
        Fact(title, figure_text(figure, numbers, signed=signed), figure_style(figure)) for title, figure, signed in rows
    ]


def _figures(facts: Facts, side: Side, lots: Decimal) -> TicketFigures:
    return ticket_figures(Sized(side, lots, facts.opening_price(side)), facts)
