"""What orders of unknown fate may add at worst, as marked figures that are never taken for the broker's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.view.panels.context import ViewContext
from tui.view.panels.orders_timeline import doubt_of
from tui.view.text import plain


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The marked figures: lots by symbol and side, margin on top of the account's, and the level that would be left."""

    lots_text: str
    margin_text: str
    level_text: str


def worst_case(context: ViewContext) -> WorstCase | None:
    """Return what the orders of unknown fate may add, None when none of them can add anything."""
    # At worst one of two opposite orders was filled and the other was not: sides are never set off.
    lots: dict[tuple[str, bool], Decimal] = {}
    margins: list[Decimal | None] = []
    for order in context.desk.store.orders.unknown:
        doubt = doubt_of(context, order)
        if doubt is None or not doubt.lots:
            continue
        key = order.intent.wish.symbol, doubt.lots > 0
        lots[key] = lots.get(key, Decimal(0)) + doubt.lots
        margins.append(doubt.margin)
    if not lots:
        return None
    hatch = "?" if context.numbers.ascii else "▒"
    about = "~" if context.numbers.ascii else "≈"
    named = ", ".join(
        f"{context.numbers.number(each, 2, signed=True)} {plain(name)}" for (name, _), each in lots.items()
    )
    known = [margin for margin in margins if margin is not None]
    extra = sum(known, Decimal(0)) if len(known) == len(margins) else None
    money = context.numbers.missing if extra is None else context.numbers.money(extra)
    return WorstCase(f"{hatch}{named}", f"{hatch}{about}+{money}", f"{hatch}{about}{_level(context, extra)}")


def _level(context: ViewContext, extra: Decimal | None) -> str:
    figures = context.desk.store.account.figures
    if figures is None or extra is None or figures.margin + extra <= 0:
        return "?"
    return context.numbers.percent(figures.equity / (figures.margin + extra) * 100)
