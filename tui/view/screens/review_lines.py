"""The lines of the review dialog: what will be done, at which price, with which costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.cells import cell_len
from rich.style import Style
from textual.content import Content

from tui.desk.orders.service import Review, ReviewState
from tui.domain.facts import Origin
from tui.domain.intent import Action, OrderWish
from tui.domain.position import Side
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import estimate_sign, figure_style, figure_text, side_style
from tui.view.screens.review_sheet import ReviewSheet, SheetItem, SheetRow
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span, line_width
from tui.view.widgets.wrapping import wrapped

_TITLE_CELLS = 15


def review_lines(context: ViewContext, review: Review, sheet: ReviewSheet, width: int) -> list[Line]:
    """Return the body of the dialog in lines of at most `width` cells; prices and ages are those of now."""
    paint = context.paint
    heading = paint[side_style(sheet.side)] if sheet.side is not None else Style.null()
    lines: list[Line] = [(Span(words, heading + Style(bold=True)),) for words in wrapped(sheet.heading, width)]
    lines.append(())
    lines += _price_lines(context, review, width)
    rows = sheet.rows()
    lines += [_row(context, row, width) for row in rows]
    lines += [_item(context, item, width) for item in sheet.items]
    if sheet.total is not None:
        total = figure_text(sheet.total, context.numbers, signed=True)
        lines.append(_ends((Span("Together", paint["strong"]),), (Span(total, paint["strong"]),), width))
    if _has_estimates(context, sheet, rows):
        lines += [(), (Span(f"{estimate_sign(context.numbers)} is our own estimate", paint["muted"]),)]
    for remark in sheet.remarks:
        lines += [(Span(words, paint["muted"]),) for words in wrapped(remark, width)]
    return lines


def _has_estimates(context: ViewContext, sheet: ReviewSheet, rows: Sequence[SheetRow]) -> bool:
    sign = estimate_sign(context.numbers)
    figures = [*(item.result for item in sheet.items), sheet.total]
    own = any(figure is not None and figure.origin is Origin.ESTIMATE for figure in figures)
    return own or any(sign in row.value + row.remark for row in rows)


def _row(context: ViewContext, row: SheetRow, width: int) -> Line:
    if not row.title and not row.value:
        return ()
    look = context.paint[row.look] if row.look else Style.null()
    title = Span(f"{plain(row.title):<{_TITLE_CELLS}}", context.paint["muted"])
    value, remark = _cut(row.value, width - _TITLE_CELLS), row.remark
    if remark and _TITLE_CELLS + cell_len(value) + 1 + cell_len(remark) > width:
        # The blanks that stand columns below each other are the first to go: a figure or its unit must not.
        value, remark = value.rstrip(), " ".join(filter(None, remark.split(" ")))
    left = (title, Span(value, look))
    return _ends(left, (Span(remark, look),), width) if remark else left


def _item(context: ViewContext, item: SheetItem, width: int) -> Line:
    style = context.paint[side_style(item.side)]
    if item.result is None:
        return (Span(_cut(item.words, width), style),)
    money = figure_text(item.result, context.numbers, signed=True)
    value = item.result.value
    tone = figure_style(item.result) or ("up" if value and value > 0 else "down" if value else "")
    right = (Span(money, context.paint[tone]),)
    return _ends((Span(_cut(item.words, width - len(money) - 2), style),), right, width)


def _cut(text: str, width: int) -> str:
    return Content(plain(text)).truncate(max(1, width), ellipsis=True).plain


def _ends(left: Line, right: Line, width: int) -> Line:
    """Return both parts at their ends of the line, or with one space where there is no room: nothing is left out."""
    room = width - line_width(left) - line_width(right)
    return (*left, Span(" " * max(1, room)), *right)


# Prices


def _price_lines(context: ViewContext, review: Review, width: int) -> list[Line]:
    if len(review.wishes) == 1:
        return _one_price(context, review, review.wishes[0], width)
    if len(review.prices) == 1:
        symbol, bid, ask, age = review.prices[0]
        return [_market(context, symbol, (bid, ask), _aged_now(context, review, age), width), ()]
    oldest = max((age for *_, age in review.prices if age is not None), default=None)
    unknown = any(age is None for *_, age in review.prices)
    aged = _aged_now(context, review, None if unknown else oldest)
    return [_row(context, SheetRow("Prices", f"of {len(review.prices)} symbols, the oldest {aged}"), width), ()]


def _one_price(context: ViewContext, review: Review, wish: OrderWish, width: int) -> list[Line]:
    seen = next((each for each in review.prices if each[0] == wish.symbol), None)
    bid, ask, age = seen[1:] if seen is not None else (None, None, None)
    state = context.desk.store.market.prices.get(wish.symbol)
    now_bid, now_ask = (state.quote.bid, state.quote.ask) if state is not None else (None, None)
    numbers, digits = context.numbers, context.desk.store.market.digits(wish.symbol) or 0
    words = _aged_now(context, review, age)
    if wish.action not in (Action.OPEN, Action.CLOSE):
        return [_market(context, wish.symbol, (bid, ask), words, width)]
    at_ask = (wish.side is Side.BUY) is (wish.action is Action.OPEN)
    then, now = (ask, now_ask) if at_ask else (bid, now_bid)
    shown = then if then is not None else wish.price
    rows = [
        SheetRow("Price", f"{numbers.number(shown, digits):>12}  {'ask' if at_ask else 'bid'}", words, "strong"),
        SheetRow("Now", f"{numbers.number(now, digits):>12}", _moved(context, wish.symbol, shown, now)),
    ]
    return [_row(context, row, width) for row in rows]


def _market(
    context: ViewContext, symbol: str, prices: tuple[Decimal | None, Decimal | None], age: str, width: int
) -> Line:
    digits = context.desk.store.market.digits(symbol) or 0
    market = " / ".join(context.numbers.number(price, digits) for price in prices)
    return _row(context, SheetRow("Market", market, age), width)


def _aged_now(context: ViewContext, review: Review, age_s: float | None) -> str:
    """Return how old a price of the review is by now."""
    return "age not known" if age_s is None else f"{context.numbers.duration(age_s + context.now - review.made_at)} old"


def _moved(context: ViewContext, symbol: str, then: Decimal | None, now: Decimal | None) -> str:
    instrument = context.desk.store.market.instruments.get(symbol)
    if instrument is None or then is None or now is None:
        return ""
    if now == then:
        return "not moved"
    pips = instrument.pips(now - then)
    return f"{context.numbers.arrow(pips)} {context.numbers.pips(pips, signed=True)} pips"


def button_words(wishes: Sequence[OrderWish], badge: str) -> str:
    """Return what the sending choice says."""
    real = " REAL" if badge == "REAL" else ""
    return f"Send{real}" if len(wishes) == 1 else f"Send{real} {len(wishes)} orders"


def status_words(review: Review, state: ReviewState, *, sending: bool, word_typed: bool) -> list[tuple[str, str]]:
    """Return what stands against sending, with the name of its look: what has changed, or which word is to be typed."""
    if sending:
        return [("Being written down …", "warning")]
    if not state.good:
        words = f"✕ {state.detail or state.change.value}"
        return [(words, "error"), ("r asks again with the price of now", "muted")]
    if not review.override:
        return []
    found = [(f"! {review.override_reason}", "error")]
    if not word_typed:
        found.append((f"To send it all the same, go to the field below (Tab) and type {review.override}", "warning"))
    return found
