"""Columns and rows of the news list, and the words for what is not there."""

from __future__ import annotations

from datetime import datetime

from tui.domain.news_events import NewsPublished
from tui.view.panels.context import ViewContext
from tui.view.panels.reading_words import reading_words
from tui.view.text import clock
from tui.view.widgets.live_table import Cell, Column, Row

COLUMNS = (
    Column("unread", "", 1, "left", 95),
    Column("time", "Time", 12, "left", 90, letter="t"),
    Column("title", "News", 20, "left", 100, flexible=True, max_width=200, letter="n", clip=True),
)


def news_row(context: ViewContext, item: NewsPublished, *, unread: bool, today: str) -> Row:
    """Return an item's row; `today` is `day_words` of now, so that only other days are named."""
    sign = ("*" if context.numbers.ascii else "●") if unread else ""
    day, time = day_words(context, item.at_ms), clock(item.at_ms, context.zone)
    return (
        Cell(sign, "accent"),
        Cell(time if day == today else f"{day} {time}", "muted", sort=item.at_ms),
        Cell(item.title, "strong" if unread else ""),
    )


def day_words(context: ViewContext, at_ms: int) -> str:
    """Return the day of an instant in the user's zone, as in ` 4 Mar`."""
    day = datetime.fromtimestamp(at_ms / 1000, context.zone)
    return f"{day.day:2} {day:%b}"


def empty_words(context: ViewContext) -> str:
    """Return why there are no news to show."""
    return reading_words(
        context, context.desk.store.news.fetch, "the news", "The broker has published no news in these days"
    )
