"""Named scenes of the News screen, for the snapshot tests and for pictures."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.examples import AT_MS
from tests.scenes import LARGE, MIDDLE, SMALL, Play, Scene, Stage
from tui.domain.news_events import NewsPublished
from tui.domain.releases import Release
from tui.errors import CommandRefusedError
from tui.view.command import Scope

MINUTE_MS = 60_000
DAY_MS = 86_400_000

BODY = (
    "<p>The central bank left its key rate at <b>2.15 %</b> and said that it watches prices &amp; wages.</p>"
    "<script>alert(1)</script><ul><li>Growth: 1.1 %</li><li>Inflation: 2.0 %</li></ul>"
    '<p>More in <a href="https://www.ecb.europa.eu/press/pr/date/2026/html/decision.en.html">the decision</a> and in '
    '<a href="http://plain.example/rates">an older note</a>.</p>'
)


def an_item(number: int, title: str, minutes_ago: int, body: str = BODY) -> NewsPublished:
    """Return a news item."""
    return NewsPublished(f"n{number}", title, body, AT_MS - minutes_ago * MINUTE_MS)


def some_news() -> list[NewsPublished]:
    """Return a day of news, as the broker gives them."""
    titles = (
        "ECB leaves its key rate unchanged",
        "Gold steady before the payrolls",
        "Oil falls as stocks grow more than thought",
        "DAX opens higher",
        "Yen weakens on rate talk",
        "Ölpreis: Lager größer als erwartet",
    )
    return [an_item(number, title, 7 + 190 * number) for number, title in enumerate(titles)]


def a_release(minutes: int, country: str, title: str, **changes: str) -> Release:
    """Return a release so many minutes from now."""
    values = {"impact": "2", "period": "Feb", "previous": "1.2%", "forecast": "1.3%", "current": "", **changes}
    return Release(AT_MS + minutes * MINUTE_MS, country, title, **values)


def some_releases() -> list[Release]:
    """Return releases of three days, one just due and one late."""
    return [
        a_release(-1500, "JP", "Unemployment Rate", impact="1", current="2.6%", forecast="2.6%"),
        a_release(-180, "DE", "Retail Sales (m/m)", current="0.9%", forecast="0.4%", previous="-0.2%"),
        a_release(-90, "FR", "Services PMI", current="49.1", forecast="49.8", previous="49.2"),
        a_release(-30, "EA", "Producer Prices", forecast="0.2%"),
        a_release(15, "US", "ADP Employment Change", impact="3", forecast="148K", previous="183K"),
        a_release(240, "US", "ISM Services PMI", impact="3", forecast="53.0", previous="52.8"),
        a_release(1440, "GB", "Construction PMI", impact="1", forecast="49.8", previous="48.1"),
        a_release(1500, "EA", "President Speech", impact="2", forecast="", previous="", period=""),
    ]


async def show_news(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    """Log in with the News tab open, read, and press keys, each after what the one before it opened."""
    await stage.log_in(pilot)
    await stage.press(pilot)
    await stage.walk(pilot, *keys)


def _playing(*keys: str) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        stage.broker.news_items, stage.broker.releases = some_news(), some_releases()
        await show_news(stage, pilot, *keys)

    return play


async def _empty(stage: Stage, pilot: Pilot[None]) -> None:
    await show_news(stage, pilot)


async def _starting(stage: Stage, pilot: Pilot[None]) -> None:
    await stage.press(pilot)


async def _refused(stage: Stage, pilot: Pilot[None]) -> None:
    stage.broker.refusals["news"] = CommandRefusedError("getNews", "EX001", "internal error")
    stage.broker.refusals["calendar"] = CommandRefusedError("getCalendar", "BE104", "no such method")
    await show_news(stage, pilot)


HERE = ("start", Scope.NEWS)

NEWS_SCENES: tuple[Scene, ...] = (
    Scene("news-120x36", MIDDLE, _playing("j", "enter"), (HERE,)),
    Scene("news-200x50", LARGE, _playing(), (HERE,)),
    Scene("news-calendar-80x24", SMALL, _playing("N"), (HERE,)),
    Scene("news-empty-120x36", MIDDLE, _empty, (HERE,)),
    Scene("news-starting-120x36", MIDDLE, _starting, (HERE,)),
    Scene("news-refused-120x36", MIDDLE, _refused, (HERE,)),
)
