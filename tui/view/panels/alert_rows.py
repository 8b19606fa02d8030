"""Rows and columns of the list of alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.domain.alerts import Alert
from tui.view.panels.alert_words import condition_words, distance_words, short_moment, state_words, value_words
from tui.view.panels.context import ViewContext
from tui.view.widgets.table_cells import Cell, Column, Row

ALERT_COLUMNS = (
    Column("what", "Alert", 24, "left", 100, flexible=True, max_width=46, letter="w", clip=True),
    Column("state", "State", 17, "left", 95, letter="t", clip=True),
    Column("last", "Last seen", 13, "right", 90),
    Column("age", "Ago", 5, "right", 70),
    Column("distance", "To go", 13, "right", 85, letter="d"),
    Column("mode", "Calls", 6, "left", 60, letter="m"),
    Column("expires", "Expires", 11, "left", 55, letter="e"),
    Column("fired", "Fired last", 11, "left", 45, letter="f"),
    Column("note", "Note", 12, "left", 50, flexible=True, max_width=44, letter="n", clip=True),
)


def alert_keys(context: ViewContext) -> tuple[str, ...]:
    """Return the keys of all rows, the armed alerts first."""
    return tuple(str(alert.number) for alert in context.desk.store.alerts.listed)


def alert_rows(context: ViewContext, keys: Iterable[str]) -> Mapping[str, Row]:
    """Return the rows of these keys."""
    alerts = context.desk.store.alerts.alerts
    return {key: _row(context, alerts[int(key)]) for key in keys if int(key) in alerts}


def _row(context: ViewContext, alert: Alert) -> Row:
    numbers, condition = context.numbers, alert.condition
    words, style = state_words(context, alert)
    value = alert.last_value
    age_s = None if alert.last_seen_ms is None else (context.now_ms - alert.last_seen_ms) / 1000
    live = alert.armed and style != "warning"
    distance = distance_words(context, condition, value) if alert.armed else ""
    return (
        Cell(condition_words(context, condition), "strong" if alert.armed else "muted"),
        Cell(words, style),
        Cell(value_words(context, condition, value), "" if live else "stale"),
        Cell(numbers.age(age_s) if age_s is not None else "", "muted"),
        Cell(distance or numbers.missing, "" if live else "stale", sort=_nearness(alert)),
        Cell("each" if alert.repeat else "once", "" if alert.repeat else "muted"),
        Cell(_expiry(context, alert), "muted", sort=alert.expires_ms or 0),
        Cell(
            "" if alert.fired_ms is None else short_moment(context, alert.fired_ms), "muted", sort=alert.fired_ms or 0
        ),
        Cell(alert.note, "muted"),
    )


def _nearness(alert: Alert) -> float:
    """Return the share of the threshold that is left, which can be compared between alerts of different kinds."""
    value, threshold = alert.last_value, alert.condition.threshold
    if value is None or not alert.armed:
        return float("inf")
    if alert.condition.relation.holds(value, threshold):
        return 0.0
    return float(abs(threshold - value) / (abs(threshold) or 1))


def _expiry(context: ViewContext, alert: Alert) -> str:
    return "never" if alert.expires_ms is None else short_moment(context, alert.expires_ms)
