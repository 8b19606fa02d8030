"""What is said of an alert: its condition for people, the value that it sees, how far that is from coming true."""

from __future__ import annotations

import re
from decimal import Decimal

from tui.domain.alerts import Alert, AlertState, Condition, Relation, Subject
from tui.view.panels.context import ViewContext
from tui.view.text import clock, moment, plain

LIVES_HERE = "Alerts live here, not at the broker: they need tradedeck to be running."
LIVES_HERE_SHORT = "Alerts live here: only while tradedeck runs."

_SIGNS = {Relation.AT_LEAST: "≥", Relation.AT_MOST: "≤", Relation.ABOVE: ">", Relation.BELOW: "<"}
_IS = {
    Relation.AT_LEAST: "is at or above",
    Relation.AT_MOST: "is at or below",
    Relation.ABOVE: "is above",
    Relation.BELOW: "is below",
}
_COMES = {
    Relation.AT_LEAST: "comes to or above",
    Relation.AT_MOST: "comes to or below",
    Relation.ABOVE: "comes above",
    Relation.BELOW: "comes below",
}
_PROFIT = re.compile(r"(\bprofit #\d+ [<>]=?).*")
_WHOLE_FROM = 10_000
_ROUGHLY_FROM = 1_000_000
_NAMES = {Subject.CHANGE: "day change"}
_IMPACTS = {1: "", 2: "medium or high impact ", 3: "high impact "}


def condition_words(context: ViewContext, condition: Condition) -> str:
    """Return a condition in short, as in `EURUSD bid ≥ 1.09`."""
    words = condition.words
    if condition.subject is Subject.RELEASE:
        return plain(words)
    if condition.subject is Subject.PROFIT and context.numbers.private:
        words = f"{words.rpartition(' ')[0]} {context.numbers.hidden}"
    if not context.numbers.ascii:
        sign = condition.relation.value
        left, _, right = words.rpartition(f" {sign} ")
        words = f"{left} {_SIGNS[condition.relation]} {right}"
    return plain(words)


def announced_words(context: ViewContext, title: str) -> str:
    """Return the title of an announcement without the amounts of an alert on a profit while money is hidden."""
    return _PROFIT.sub(rf"\1 {context.numbers.hidden}", title) if context.numbers.private else title


def meaning(context: ViewContext, alert: Alert) -> str:
    """Return in a sentence when an alert calls."""
    condition = alert.condition
    each = "Calls each time" if alert.repeat else "Calls once,"
    if condition.subject is Subject.RELEASE:
        which = "each" if alert.repeat else "the next"
        about = f" with “{condition.text}” in it" if condition.text else ""
        start = f"Calls {condition.threshold:f} m before {which} {_IMPACTS[condition.impact]}release{about}"
    else:
        verb = (_COMES if alert.repeat else _IS)[condition.relation]
        when = "" if alert.repeat else "when "
        start = f"{each} {when}the {_what(context, condition)} {verb} {_threshold(context, condition)}"
        start += ", at most once a minute" if alert.repeat else ""
    until = f", until {moment(alert.expires_ms, context.zone)}" if alert.expires_ms is not None else ""
    return plain(f"{start}{until}.")


def _what(context: ViewContext, condition: Condition) -> str:
    name = _NAMES.get(condition.subject, condition.subject.value)
    if condition.subject is Subject.PROFIT:
        position = context.desk.store.account.positions.get(condition.position)
        return f"profit of position {condition.position}{f' ({position.symbol})' if position is not None else ''}"
    return f"{name} of {condition.symbol}" if condition.symbol else name


def _threshold(context: ViewContext, condition: Condition) -> str:
    if condition.subject is Subject.PROFIT and context.numbers.private:
        return context.numbers.hidden
    unit = condition.subject.unit
    return f"{condition.threshold:f}{f' {unit}' if unit else ''}"


def value_words(context: ViewContext, condition: Condition, value: Decimal | None) -> str:
    """Return a value that an alert sees, with its unit."""
    numbers, subject = context.numbers, condition.subject
    if value is None:
        return numbers.missing
    if subject in (Subject.BID, Subject.ASK):
        digits = context.desk.store.market.digits(condition.symbol)
        return plain(f"{value:f}") if digits is None else numbers.number(value, digits)
    if subject is Subject.SPREAD:
        return f"{_fitting(context, value, 1)} pips"
    if subject is Subject.CHANGE:
        return f"{numbers.number(value, 2, signed=True)} %"
    if subject is Subject.PROFIT:
        sign = "+" if value > 0 and not numbers.private else ""
        return f"{sign}{_fitting(context, value, 2, money=True)}{_currency(context)}"
    if subject is Subject.RELEASE:
        return f"in {numbers.duration(int(value) * 60)}"
    return f"{_fitting(context, value, 0)} {subject.unit}"


def distance_words(context: ViewContext, condition: Condition, value: Decimal | None) -> str:
    """Return how far a value is from where the alert comes true, empty where that is not known."""
    if value is None:
        return ""
    if condition.relation.holds(value, condition.threshold):
        return "true now"
    numbers, subject = context.numbers, condition.subject
    away = abs(condition.threshold - value)
    if subject in (Subject.BID, Subject.ASK):
        instrument = context.desk.store.market.instruments.get(condition.symbol)
        return "" if instrument is None else f"{_fitting(context, instrument.pips(away), 1)} pips"
    if subject is Subject.SPREAD:
        return f"{_fitting(context, away, 1)} pips"
    if subject is Subject.CHANGE:
        return f"{_fitting(context, away, 2)} %"
    if subject is Subject.PROFIT:
        return f"{_fitting(context, away, 2, money=True)}{_currency(context)}"
    if subject is Subject.RELEASE:
        return numbers.duration(int(away) * 60)
    return f"{_fitting(context, away, 0)} {subject.unit}"


def _fitting(context: ViewContext, value: Decimal, places: int, *, money: bool = False) -> str:
    """Return a number that is never wider than nine cells: what is large is told more roughly."""
    numbers, size = context.numbers, abs(value)
    if money and numbers.private:
        return numbers.hidden
    if size >= _ROUGHLY_FROM:
        return numbers.size(value)
    return numbers.number(value, places if size < _WHOLE_FROM else 0)


def _currency(context: ViewContext) -> str:
    profile = context.desk.store.account.profile
    return f" {plain(profile.currency)}" if profile is not None else ""


def state_words(context: ViewContext, alert: Alert) -> tuple[str, str]:
    """Return where an alert stands, and the name of the style for it."""
    times = f" {alert.fired_count}×" if alert.fired_count > 1 else ""
    if alert.state is AlertState.FIRED:
        when = "" if alert.fired_ms is None else f" {short_moment(context, alert.fired_ms)}"
        return f"fired{times}{when}", "accent"
    if alert.state is AlertState.EXPIRED:
        return "expired", "muted"
    if alert.state is AlertState.GONE:
        return "position closed", "muted"
    blind = context.desk.alerts.blind(alert)
    if blind:
        return blind if blind == "symbol gone" else f"waits: {blind}", "warning"
    if alert.fired_count:
        return f"armed, fired{times}", "accent"
    return "armed", "success"


def short_moment(context: ViewContext, at_ms: int) -> str:
    """Return a time without the day where that is today, and without the year where that is this one."""
    text, today = moment(at_ms, context.zone), moment(context.now_ms, context.zone)
    if text[:10] == today[:10]:
        return clock(at_ms, context.zone)
    return text[5:] if text[:4] == today[:4] else text[:10]
