"""Columns and rows of the calendar: a head for each day, and each release with its figures and how it surprised."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tui.domain.releases import IMPACTS, Release, Surprise, countdown, surprise
from tui.view.command import Command
from tui.view.panels.context import ViewContext
from tui.view.panels.reading_words import reading_words
from tui.view.text import clock
from tui.view.widgets.live_table import Cell, Column, LiveTable, Row

COLUMNS = (
    Column("time", "Time", 5, "left", 100),
    Column("impact", "Imp", 3, "left", 95),
    Column("country", "Of", 3, "left", 90, clip=True),
    Column("title", "Release", 21, "left", 99, flexible=True, max_width=44, clip=True),
    Column("current", "Actual", 7, "right", 85, clip=True),
    Column("surprise", "", 1, "left", 84),
    Column("forecast", "Forecast", 8, "right", 80, clip=True),
    Column("previous", "Previous", 8, "right", 75, clip=True),
    Column("when", "", 12, "right", 60),
)

_DAY = "day "
_IMPACT_LOOKS = {3: "error", 2: "warning", 1: "muted"}


class CalendarTable(LiveTable):
    """A table in the order of time, whatever is clicked: its heads belong to the rows below them."""

    def choose_column(self, column_key: str) -> None:
        """Leave the order as it is."""

    def scroll_into_view(self, *, cursor: bool = False) -> None:
        """Keep the day of the release under the cursor in view where it stands right above."""
        super().scroll_into_view(cursor=cursor)
        top, shown = self.window.top, self.model.shown
        if top and self.window.height > 1 and shown[top] == self.cursor_key and shown[top - 1].startswith(_DAY):
            self.window.top = top - 1

    def command_reason(self, wanted: Command) -> str:
        """Return why the order stays as it is."""
        return "the calendar is in the order of time" if wanted.verb == "sort" else ""


def release_key(release: Release) -> str:
    """Return what names a release in the table."""
    return "|".join(map(str, release.key))


def day_key(day: date) -> str:
    """Return what names the head of a day in the table."""
    return f"{_DAY}{day.isoformat()}"


def day_row(context: ViewContext, day: date) -> Row:
    """Return the head of a day."""
    return (Cell(""), Cell(""), Cell(""), Cell(day_words(context, day), "secondary"))


def day_words(context: ViewContext, day: date) -> str:
    """Return a day in words: `Wed 4 Mar`, with today and tomorrow said."""
    today = datetime.fromtimestamp(context.server_now_ms / 1000, context.zone).date()
    said = {today: ", today", today + timedelta(days=1): ", tomorrow", today - timedelta(days=1): ", yesterday"}
    return f"{day:%a} {day.day} {day:%b}{said.get(day, '')}"


def release_row(context: ViewContext, release: Release) -> Row:
    """Return a release as it stands now."""
    now_ms = context.server_now_ms
    ahead = release.at_ms > now_ms
    sign, sign_look = surprise_sign(context, release)
    when = countdown(release, now_ms)
    return (
        Cell(clock(release.at_ms, context.zone), "" if ahead else "muted"),
        Cell(impact_sign(context, release), impact_look(release)),
        Cell(release.country, "strong" if ahead else ""),
        Cell(title_words(release), "strong" if release.impact_level == 3 and ahead else "" if ahead else "muted"),
        Cell(release.current, "strong"),
        Cell(sign, sign_look),
        Cell(release.forecast, "muted"),
        Cell(release.previous, "muted"),
        Cell(when, "accent" if ahead or when == "due now" else "warning"),
    )


def title_words(release: Release) -> str:
    """Return title and period of a release."""
    return f"{release.title} {release.period}".strip()


def impact_sign(context: ViewContext, release: Release) -> str:
    """Return one to three signs for the impact; an impact that is not known is shown as it came."""
    level = release.impact_level
    return ("!" if context.numbers.ascii else "●") * level if level else release.impact


def impact_look(release: Release) -> str:
    """Return the look of the signs for the impact."""
    return _IMPACT_LOOKS.get(release.impact_level, "muted")


def impact_words(release: Release) -> str:
    """Return the impact in words."""
    if release.impact in IMPACTS:
        return f"{IMPACTS[release.impact]} impact"
    return f"impact {release.impact or 'not told'}"


def surprise_sign(context: ViewContext, release: Release) -> tuple[str, str]:
    """Return a sign and its look for how the value compares with the forecast; nothing is said of good or bad."""
    found = surprise(release)
    if found is None:
        return "", ""
    if found.kind is Surprise.MET:
        return "=", "muted"
    above = found.kind is Surprise.ABOVE
    return context.numbers.arrow(found.difference), "up" if above else "down"


def empty_words(context: ViewContext) -> str:
    """Return why there are no releases to show."""
    return reading_words(context, context.desk.store.calendar.fetch, "the calendar", "The broker's calendar is empty")
