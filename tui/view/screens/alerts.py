"""Setting, changing, removing and arming alerts: what the keys and the `:` line lead to."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import App

from tui.domain.alert_text import AlertError, alert_line
from tui.domain.alerts import Alert
from tui.errors import GuardError
from tui.view.panel import notice
from tui.view.panels.alert_words import condition_words, meaning
from tui.view.panels.context import ViewContext
from tui.view.screens.alert_entry import AlertScreen
from tui.view.screens.choice_dialog import ChoiceDialog
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.wrapping import wrapped


def set_alert(app: App[Any], context: ViewContext, text: str, start: str) -> None:
    """Arm what was typed on the `:` line; what is no alert, and what merely begins one, is opened in the dialog."""
    if not text.strip():
        app.push_screen(AlertScreen(context, start))
        return
    try:
        alert = context.desk.alerts.add(text, context.zone)
    except AlertError:
        # What was typed must not be lost to an error.
        app.push_screen(AlertScreen(context, text))
    else:
        tell_armed(app, context, alert)


def tell_armed(app: App[Any], context: ViewContext, alert: Alert) -> None:
    """Say that an alert is armed; one that fired at once has been told of."""
    if alert.armed:
        notice(app, f"Armed: {condition_words(context, alert.condition)}")


def edit_alert(app: App[Any], context: ViewContext, number: int) -> None:
    """Open the dialog on an alert; Enter there arms it anew."""
    alert = _alert(context, number)
    app.push_screen(AlertScreen(context, alert_line(alert, context.now_ms, context.zone), number))


def arm_alert(app: App[Any], context: ViewContext, number: int) -> None:
    """Arm an alert again. Raises GuardError for one that is armed, or whose position is gone."""
    alert = _alert(context, number)
    if alert.armed:
        raise GuardError("It is armed already")
    watched, account = alert.condition.position, context.desk.store.account
    if watched and account.trades_known and watched not in account.positions:
        raise GuardError("It cannot be armed", f"Position {watched} is closed.", "Enter changes what it watches.")
    context.desk.alerts.rearm(number)
    tell_armed(app, context, context.desk.store.alerts.alerts[number])


def remove_alert(app: App[Any], context: ViewContext, number: int) -> None:
    """Remove an alert; one that is armed only after a question."""
    alert = _alert(context, number)
    if not alert.armed:
        context.desk.alerts.remove(number)
        return

    def answered(remove: bool | None) -> None:
        if remove:
            context.desk.alerts.remove(number)
            notice(app, f"Removed: {condition_words(context, alert.condition)}")

    app.push_screen(RemoveAlertScreen(context, alert), answered)


def do_with_alert(app: App[Any], context: ViewContext, verb: str, number: int) -> None:
    """Do `edit`, `remove` or `arm` with an alert. Raises GuardError where that cannot be."""
    {"edit": edit_alert, "remove": remove_alert, "arm": arm_alert}[verb](app, context, number)


def _alert(context: ViewContext, number: int) -> Alert:
    found = context.desk.store.alerts.alerts.get(number)
    if found is None:
        raise GuardError("The alert is gone")
    return found


class RemoveAlertScreen(ChoiceDialog):
    """Gives back whether an armed alert is to be removed."""

    about = "Asked before an alert is removed that still watches the market."
    look_every_s: ClassVar[float] = 0
    widest = 64

    def __init__(self, context: ViewContext, alert: Alert) -> None:
        super().__init__(context, "Remove this alert? It is armed", safe="Keep", other="Remove")
        self.alert = alert

    def lines(self) -> list[Line]:
        """Return which alert it is."""
        paint, width = self.context.paint, self.text_width
        return [
            (Span(condition_words(self.context, self.alert.condition), paint["strong"]),),
            *((Span(part),) for part in wrapped(meaning(self.context, self.alert), width)),
            *((Span(part, paint["muted"]),) for part in wrapped(plain(self.alert.note), width) if part),
        ]
