"""What may be typed as an alert: examples on what is looked at, and what the word at the cursor may become."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from tui.domain.instrument import Instrument
from tui.domain.releases import Release
from tui.errors import UsageError
from tui.view.panels.blotter_words import BlotterTab, symbol_of
from tui.view.panels.context import ViewContext

_SIGNS = (">=", "<=", ">", "<")
_OF_SYMBOL = ("bid", "ask", "spread", "change")
_OTHERS = ("margin level", "feed age", "release")
_TAIL = ("repeat", "until 18:00", "for 3h", "note: ")
_HAS_SIGN = re.compile(r"(>=|<=|=>|=<|≥|≤|>|<)\s*")
_AHEAD_PIPS = 20


class Example(NamedTuple):
    """A text that can be typed, and what it is for."""

    text: str
    purpose: str


def examples(context: ViewContext, symbol: str) -> list[Example]:
    """Return alerts of every kind, on that symbol and on what is open now."""
    market = context.desk.store.market
    instrument, price = market.instruments.get(symbol), market.prices.get(symbol)
    found: list[Example] = []
    if instrument is not None and price is not None and price.quote.bid is not None:
        ahead = instrument.pip * _AHEAD_PIPS
        up, down = (_rounded(price.quote.bid + step, instrument) for step in (ahead, -ahead))
        found = [
            Example(f"{symbol} bid >= {up:f}", "the price rises that far"),
            Example(f"{symbol} ask <= {down:f}", "the price falls that far"),
        ]
    name = symbol or "EURUSD"
    found += [
        Example(f"{name} spread > 3 pips", "the spread is wide"),
        Example(f"{name} change <= -1%", "the day's change"),
    ]
    position = next(iter(context.desk.store.account.positions.values()), None)
    if position is not None:
        found.append(Example(f"profit #{position.position} <= -50", f"profit of the {position.symbol} position"))
    return [
        *found,
        Example("margin level < 150%", "the account's margin level"),
        Example("feed age > 10s", "no prices come"),
        Example("release US high in 15m", "before the calendar's releases"),
    ]


def _rounded(price: Decimal, instrument: Instrument) -> Decimal:
    """Return a price without what is finer than a pip."""
    return price.quantize(instrument.pip, ROUND_HALF_UP)


def on_trade(context: ViewContext, tab: BlotterTab, key: str | None, symbol: str) -> str:
    """Return what an alert on the row of the blotter begins with: a position's profit, else a price."""
    if key is None:
        return on_price(symbol)
    if tab is BlotterTab.POSITIONS:
        return f"profit #{key} <= "
    if tab is BlotterTab.ALERTS:
        alert = context.desk.store.alerts.alerts.get(int(key))
        return on_price(alert.condition.symbol if alert is not None and alert.condition.symbol else symbol)
    return on_price((symbol_of(context, tab, key) if tab is not BlotterTab.ORDERS else "") or symbol)


def on_price(symbol: str) -> str:
    """Return what an alert on a symbol's price begins with."""
    return f"{symbol} bid >= "


def on_release(release: Release) -> str:
    """Return the alert on one release of the calendar, a quarter of an hour before it."""
    words = " ".join(f"{release.country} {release.title} {release.period}".split())
    return f"release {words} in 15m"


def offers(context: ViewContext, text: str) -> list[str]:
    """Return what the last word of a text may be, those that begin with what is typed first."""
    head, last = _parted(text)
    pool = _pool(context, head)
    typed = last.casefold()
    begins = [each for each in pool if each.casefold().startswith(typed)]
    # Only a symbol may be meant by letters from its middle.
    inside = [each for each in pool if typed and typed in each.casefold() and each not in begins] if not head else []
    return [*begins, *inside]


def completed(text: str, offer: str) -> str:
    """Return the text with its last word made whole."""
    return f"{_parted(text)[0]}{offer}"


def _parted(text: str) -> tuple[str, str]:
    head = text[: len(text) - len(text.rsplit(" ", maxsplit=1)[-1])]
    return head, text[len(head) :]


def _pool(context: ViewContext, head: str) -> list[str]:
    store = context.desk.store
    words = head.strip()
    if not words:
        held = [f"profit #{position.position}" for position in store.account.positions.values()]
        return [*_OTHERS, *held, *sorted(store.market.instruments)]
    parted = _HAS_SIGN.split(words, maxsplit=1)
    if len(parted) > 1:
        left, number = parted[0].strip(), parted[2].strip()
        return list(_TAIL) if number else _present(context, f"{left} {parted[1]} 1")
    if words.casefold().startswith("release"):
        return ["low", "medium", "high", "in 15m"]
    last = words.split()[-1].casefold()
    if last in ("margin", "feed"):
        return ["level" if last == "margin" else "age"]
    named = last in (*_OF_SYMBOL, "level", "age") or last.startswith("#")
    return list(_SIGNS if named else _OF_SYMBOL)


def _present(context: ViewContext, text: str) -> list[str]:
    """Return the value that the text's subject has now."""
    try:
        alert, value, _ = context.desk.alerts.preview(text, context.zone)
    except UsageError:
        return []
    if value is None:
        return []
    subject = alert.condition.subject
    return [f"{subject.written(value)}{'%' if subject.unit == '%' else ''}"]
