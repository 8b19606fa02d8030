"""What an alert that is being typed would see now, and whether it would call at once."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.alerts import Alert, Relation, Subject
from tui.view.panels.alert_words import distance_words, value_words
from tui.view.panels.context import ViewContext
from tui.view.widgets.lines import Line, Span

_WRITE_INSTEAD = {
    Relation.AT_LEAST: "<= for a fall",
    Relation.ABOVE: "< for a fall",
    Relation.AT_MOST: ">= for a rise",
    Relation.BELOW: "> for a rise",
}
_NOT_KNOWN = {
    Subject.MARGIN_LEVEL: "No margin is in use now. It waits.",
    Subject.RELEASE: "The calendar has no such release ahead. It waits for one.",
    Subject.CHANGE: "The day's change is not known yet. It waits.",
}


def present_lines(context: ViewContext, alert: Alert, value: Decimal | None, blind: str) -> list[Line]:
    """Return lines on the present value; `blind` says why it cannot be believed, empty while it can."""
    paint, condition = context.paint, alert.condition
    if value is None:
        words = (
            f"{blind.capitalize()}. It waits." if blind else _NOT_KNOWN.get(condition.subject, "Nothing is known yet.")
        )
        return [(Span(words, paint["warning"]),)]
    seen = value_words(context, condition, value)
    if blind:
        return [
            (Span(f"{blind.capitalize()}: an old value calls nobody. It is looked at when", paint["warning"]),),
            (Span(f"that is over. Last seen: {seen}", paint["warning"]),),
        ]
    if not condition.relation.holds(value, condition.threshold):
        away = distance_words(context, condition, value)
        return [(Span("Now "), Span(seen, paint["strong"]), Span(f", {away} to go" if away else ""))]
    instead = "" if condition.subject is Subject.RELEASE else f" · write {_WRITE_INSTEAD[condition.relation]}"
    return [(Span(f"True already: now {seen}. It calls at once", paint["warning"]), Span(instead, paint["muted"]))]
