"""What the review dialog shows: plain values that its callers fill in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.domain.facts import Figure
from tui.domain.intent import Action, OrderWish
from tui.domain.position import Side
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import figure_text, wish_words
from tui.view.text import moment


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of facts: title, value, and a remark at the right end; `look` is a name of the paint.

    A row with an empty title and value is a gap.
    """

    title: str = ""
    value: str = ""
    remark: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One order of a plan in words, and what it is estimated to bring (None: that says nothing here)."""

    words: str
    side: Side
    result: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSheet:
    """What stands in the dialog.

    `heading` says in one line what will be done, `side` gives it arrow-coloured weight. `rows` gives what describes a
    single order, written anew each time, because money may be hidden meanwhile; `items` and `total` describe a plan.
    `remarks` are sentences below, such as what was left out and why.
    """

    heading: str
    side: Side | None = None
    rows: Callable[[], tuple[SheetRow, ...]] = tuple
    items: tuple[SheetItem, ...] = ()
    total: Figure | None = None
    remarks: tuple[str, ...] = ()


def wish_rows(wish: OrderWish, context: ViewContext) -> tuple[SheetRow, ...]:
    """Return the facts of one wish: price, levels, trailing distance, expiration and note, as far as they apply."""
    numbers = context.numbers
    digits = context.desk.store.market.digits(wish.symbol) or 0
    rows: list[SheetRow] = []
    if wish.on_pending:
        rows.append(SheetRow("Order price", numbers.number(wish.price, digits)))
    if wish.action in (Action.OPEN, Action.PLACE, Action.MODIFY):
        for title, level in (("Stop loss", wish.stop_loss), ("Take profit", wish.take_profit)):
            rows.append(SheetRow(title, numbers.number(level, digits) if level else "none"))
    if wish.trailing_offset:
        rows.append(SheetRow("Trailing", f"{wish.trailing_offset} points"))
    if wish.on_pending and wish.action is not Action.DELETE:
        ends = moment(wish.expires_at, context.zone) if wish.expires_at is not None else "good till cancelled"
        rows.append(SheetRow("Expires", ends))
    if wish.note:
        rows.append(SheetRow("Note", wish.note))
    return tuple(rows)


def plain_sheet(
    context: ViewContext,
    wishes: Sequence[OrderWish],
    results: Sequence[Figure] = (),
    *,
    heading: str = "",
    total: Figure | None = None,
    remarks: Sequence[str] = (),
) -> ReviewSheet:
    """Return a sheet from wishes alone: the facts of one order, or a list for a plan.

    `results` are what each would bring, in the order of the wishes, `total` their sum; both may be left out.
    """
    numbers = context.numbers
    if len(wishes) == 1:
        wish = wishes[0]

        def rows() -> tuple[SheetRow, ...]:
            found = [SheetRow("Result", figure_text(each, context.numbers, signed=True)) for each in results[:1]]
            return (*wish_rows(wish, context), *found)

        words = heading or wish_words(wish, numbers)
        return ReviewSheet(heading=words, side=wish.side, rows=rows, remarks=tuple(remarks))
    found = [*results, *[None] * (len(wishes) - len(results))]
    items = tuple(
        SheetItem(wish_words(wish, numbers), wish.side, result) for wish, result in zip(wishes, found, strict=True)
    )
    words = heading or f"{len(wishes)} orders, one after the other"
    return ReviewSheet(heading=words, items=items, total=total, remarks=tuple(remarks))
