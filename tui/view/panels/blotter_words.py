"""The tabs of the blotter in words, and which trade a command of the blotter means."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from textual.content import Content

from tui.domain.history import RECENT_DAYS
from tui.domain.order import Order
from tui.errors import GuardError
from tui.store.select import recent_history
from tui.view.panels.context import ViewContext
from tui.view.panels.history_rows import history_key
from tui.view.text import plain


class BlotterTab(enum.Enum):
    """The tabs, in order."""

    POSITIONS = "Positions"
    PENDING = "Pending"
    ORDERS = "Orders"
    HISTORY = "History"
    ALERTS = "Alerts"


def tab_named(word: str) -> BlotterTab:
    """Return the tab of a name, the first one where the name is of another version."""
    return next((tab for tab in BlotterTab if tab.value == word), BlotterTab.POSITIONS)


FITS = {
    BlotterTab.POSITIONS: {"open", "modify", "close", "break_even", "reverse", "close_many"},
    BlotterTab.PENDING: {"open", "modify", "delete"},
    BlotterTab.ORDERS: {"open", "retry"},
    BlotterTab.HISTORY: {"open"},
    BlotterTab.ALERTS: {"open", "remove_alert", "arm_alert"},
}
"""The commands that have to do with a tab."""


def empty_words(context: ViewContext, tab: BlotterTab) -> str:
    """Return what stands in a table without rows."""
    account = context.desk.store.account
    if tab is BlotterTab.ORDERS:
        return "No orders of this program yet"
    if tab is BlotterTab.ALERTS:
        return f"No alerts yet · {context.key('trade.new_alert')} sets one, as in EURUSD bid >= 1.09 repeat"
    if not account.trades_known:
        return "Not known yet: the account has not been read"
    if tab is BlotterTab.HISTORY:
        if recent_history(context.desk.store, context.now, context.now_ms) is not None:
            return f"No closed trades in the last {RECENT_DAYS} days"
        problem = context.desk.problem("history")
        again = f"{context.key('app.refresh')} asks again"
        return f"{plain(problem)} · {again}" if problem else "History is being read"
    return "No open positions" if tab is BlotterTab.POSITIONS else "No pending orders"


def tab_titles(context: ViewContext, current: BlotterTab, past: Mapping[str, Order]) -> Content:
    """Return the titles of all tabs with their counts; Orders calls out while a fate is unknown."""
    account, orders, alerts = context.desk.store.account, context.desk.store.orders, context.desk.store.alerts
    recent = recent_history(context.desk.store, context.now, context.now_ms)
    counts = {
        BlotterTab.POSITIONS: len(account.positions) if account.trades_known else None,
        BlotterTab.PENDING: len(account.pending) if account.trades_known else None,
        BlotterTab.ORDERS: len(past.keys() | orders.orders.keys()),
        BlotterTab.HISTORY: len(recent) if recent is not None else None,
        BlotterTab.ALERTS: len(alerts.alerts),
    }
    parts: list[str | tuple[str, str]] = []
    for tab, count in counts.items():
        text = f"{tab.value} {context.numbers.missing if count is None else count}"
        style = "bold reverse" if tab is current else ""
        if tab is BlotterTab.ORDERS and orders.unknown:
            text, style = f"{text} ? {len(orders.unknown)} UNKNOWN", f"{style or 'bold'} $error"
        if tab is BlotterTab.ALERTS and alerts.unseen:
            text, style = f"{text} {'*' if context.numbers.ascii else '◆'} {alerts.unseen} FIRED", f"{style} $warning"
        parts += [(text, style), "  "]
    return Content.assemble(*parts[:-1])


def range_words(key: str) -> str:
    """Return which days the History tab shows, and the key that leads to all others."""
    return f"last {RECENT_DAYS} days" + (f" · {key} for more" if key else "")


def trade_named(context: ViewContext, verb: str, argument: str, cursor: str | None) -> tuple[str, str]:
    """Return the number of the trade that is meant, and what else was said.

    A number at the start of `argument` names it, else it is the one under the cursor. Raises GuardError where there
    is none of the kind that `verb` acts on.
    """
    word, _, rest = argument.strip().partition(" ")
    account = context.desk.store.account
    known = {str(number) for number in (account.pending if verb == "delete" else account.positions)}
    if verb == "modify":
        known |= {str(number) for number in account.pending}
    named = word.isascii() and word.isdigit() and (len(word) > _LONGEST_PART or word in known)
    key = word if named else cursor
    if key is None or key not in known:
        what = "pending order" if verb == "delete" else "position"
        detail = f"There is no {what} {key}." if named else f"Put the cursor on a {what}, or name it by its number."
        raise GuardError(f"Which {what}?", detail)
    return key, rest.strip() if named else argument.strip()


_LONGEST_PART = 4
"""A longer whole number is no volume that somebody closes, but the number of a trade."""


def symbol_of(context: ViewContext, tab: BlotterTab, key: str) -> str:
    """Return the symbol of the trade of that row, empty where it is gone."""
    account = context.desk.store.account
    if tab is BlotterTab.ALERTS:
        alert = context.desk.store.alerts.alerts.get(int(key))
        watched = account.positions.get(alert.condition.position) if alert is not None else None
        return watched.symbol if watched is not None else alert.condition.symbol if alert is not None else ""
    if tab is BlotterTab.HISTORY:
        return next((trade.symbol for trade in account.history.values() if history_key(trade) == key), "")
    held = account.positions.get(int(key)) or account.pending.get(int(key))
    return held.symbol if held else ""
