"""Wishes and figures in the words of the screen, for ticket, review and every list of orders."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.facts import Figure, Origin
from tui.domain.intent import Action, OrderWish
from tui.domain.position import Side
from tui.view.text import Numbers, plain


def side_word(side: Side, numbers: Numbers) -> str:
    """Return the side with its arrow, as in `▲ BUY`."""
    return f"{numbers.arrow(Decimal(side.sign))} {side.value.upper()}"


def side_style(side: Side) -> str:
    """Return the paint's name for a side."""
    return "up" if side is Side.BUY else "down"


def wish_words(wish: OrderWish, numbers: Numbers) -> str:
    """Return what a wish does in one line: `▲ BUY 0.12 EURUSD at market`, `Close 0.10 of 0.20 EURUSD ▲ BUY`."""
    side, symbol, lots = side_word(wish.side, numbers), plain(wish.symbol), numbers.lots(wish.volume, wish.volume)
    kind = f" {wish.kind.value.upper()}" if wish.kind is not None else ""
    if wish.action is Action.OPEN:
        return f"{side} {lots} {symbol} at market"
    if wish.action is Action.PLACE:
        return f"{side}{kind} {lots} {symbol}"
    number = f" · {wish.position}" if wish.position is not None else ""
    target = f"{side}{kind} {symbol}{number}"
    if wish.action is Action.CLOSE:
        if wish.closes_all or wish.volume_before is None:
            return f"Close {lots} {target}"
        return f"Close {lots} of {numbers.lots(wish.volume_before, wish.volume_before)} {target}"
    verb = "Modify" if wish.action is Action.MODIFY else "Delete"
    return f"{verb} {lots} {target}"


def figure_text(figure: Figure, numbers: Numbers, places: int = 2, *, signed: bool = False, unit: str = "") -> str:
    """Return a figure with the sign of its origin: `361.40` is the broker's word, `≈ 361.40` our own, `–` nobody's.

    Without a unit it is money. A stale figure has a mark behind it, so that being dim is not all that tells it.
    """
    if figure.value is None:
        return numbers.missing
    write = numbers.number if unit else numbers.money
    text = write(figure.value, places, signed=signed) + (f" {unit}" if unit else "")
    if figure.origin is Origin.ESTIMATE:
        text = f"{estimate_sign(numbers)} {text}"
    return f"{text} !" if figure.stale else text


def figure_style(figure: Figure) -> str:
    """Return the paint's name for a figure: dim when stale or unknown."""
    if figure.value is None:
        return "muted"
    return "stale" if figure.stale else ""


def estimate_sign(numbers: Numbers) -> str:
    """Return what stands before our own estimates."""
    return "~" if numbers.ascii else "≈"
