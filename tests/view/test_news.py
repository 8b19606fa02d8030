"""The News screen under the user's hands: reading, marks, links, search, and the calendar by day."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.examples import AT_MS
from tests.fakes import settle
from tests.news_scenes import MINUTE_MS, a_release, an_item, show_news, some_news, some_releases
from tests.scenes import MIDDLE, SMALL, make_stage
from tests.view.hands import Hands
from tui.domain.news_events import CalendarLoaded, NewsPublished
from tui.domain.releases import Release
from tui.errors import CommandRefusedError, UsageError
from tui.view.browser import has_screen, open_link
from tui.view.command import Scope
from tui.view.screens.news import READ_S, NewsScreen

pytestmark = pytest.mark.anyio

DESKTOP = {"DISPLAY": ":0"}


class News(Hands[NewsScreen]):
    """The screen and the hands on its keys."""

    kind = NewsScreen

    async def publish(self, *items: NewsPublished) -> None:
        for item in items:
            self.stage.desk.handle(item)
        await self.press()

    async def rest(self) -> None:
        self.stage.clock.advance(READ_S)
        self.stage.hear_feed()
        await self.press()

    def items(self) -> list[str]:
        return list(self.screen.list.table.model.shown)

    def titles(self) -> list[str]:
        """What the calendar shows, day heads left out."""
        found = self.screen.calendar
        return [key.split("|")[2] for key in found.table.model.shown if not key.startswith("day ")]


@asynccontextmanager
async def news(
    *keys: str,
    size: tuple[int, int] = MIDDLE,
    items: Sequence[NewsPublished] | None = None,
    releases: Sequence[Release] | None = None,
    **refusals: Any,
) -> AsyncIterator[News]:
    stage = make_stage(start=Scope.NEWS)
    stage.broker.news_items = some_news() if items is None else list(items)
    stage.broker.releases = some_releases() if releases is None else list(releases)
    stage.broker.refusals.update(refusals)
    async with stage.app.run_test(size=size, notifications=True) as pilot:
        await show_news(stage, pilot, *keys)
        yield News(stage, pilot)


# News


async def test_news_stand_newest_first_and_all_are_unread() -> None:
    async with news() as hands:
        assert hands.items() == ["n0", "n1", "n2", "n3", "n4", "n5"]
        assert "6 unread of 6" in hands.shown()


async def test_what_is_only_there_when_one_comes_stays_unread() -> None:
    async with news() as hands:
        await hands.rest()
        assert hands.stage.store.news.unread("n0")


async def test_an_item_counts_as_read_once_it_was_looked_at_for_a_moment() -> None:
    async with news("j") as hands:
        assert hands.stage.store.news.unread("n1")
        await hands.rest()
        assert not hands.stage.store.news.unread("n1")
        assert "5 unread of 6" in hands.shown()


async def test_passing_by_marks_nothing() -> None:
    async with news("j", "j") as hands:
        await hands.rest()
        assert hands.stage.store.news.unread("n1")


async def test_enter_reads_and_m_makes_unread_again() -> None:
    async with news("enter") as hands:
        assert hands.screen.panes.current is hands.screen.reader
        assert not hands.stage.store.news.unread("n0")
        await hands.press("shift+tab", "m")
        assert hands.stage.store.news.unread("n0")


async def test_a_new_item_comes_on_top_and_the_cursor_stays_on_what_is_read() -> None:
    async with news("j") as hands:
        await hands.publish(an_item(9, "Fresh from the stream", 0))
        assert hands.items()[0] == "n9"
        assert hands.screen.list.key == "n1"
        assert hands.screen.reader.key == "n1"


async def test_only_unread_leaves_the_item_that_is_being_read() -> None:
    async with news("j") as hands:
        await hands.rest()
        await hands.press("u")
        assert "n1" in hands.items()
        await hands.press("j", "u", "u")
        assert "n1" not in hands.items()


async def test_all_can_be_marked_as_read() -> None:
    async with news("A", "u") as hands:
        assert hands.stage.store.news.unread_count == 0
        assert hands.items() == ["n0"]


async def test_search_looks_into_the_text_too_from_any_tab() -> None:
    items = [*some_news(), an_item(7, "Nothing in the title", 3, "<p>about Lithium</p>")]
    async with news(items=items) as hands:
        await hands.press("1")
        await hands.type("findnews lithium")
        assert hands.items() == ["n7"]


async def test_older_news_are_read_on_demand() -> None:
    async with news("e") as hands:
        assert hands.stage.broker.questions().count("news") == 2


async def test_thousands_of_news_are_a_list_like_any_other() -> None:
    items = [an_item(number, f"Item {number}", number) for number in range(3000)]
    async with news("G", items=items) as hands:
        assert hands.screen.list.key == "n2999"


async def test_markup_is_text_and_scripts_are_gone() -> None:
    async with news(items=[an_item(0, "[red]bold[/] title", 1, "a &lt; b <script>bad()</script>[bold]x")]) as hands:
        assert "[red]bold[/] title" in hands.shown()
        assert "a < b [bold]x" in hands.shown()
        assert "bad()" not in hands.shown()


# Links


async def test_a_link_is_shown_whole_and_opened_by_enter_alone() -> None:
    opened: list[str] = []
    async with news() as hands:
        hands.screen.environ, hands.screen.opener = DESKTOP, opened.append
        await hands.press("j", "k")
        assert opened == []
        assert "https://www.ecb.europa.eu/press/pr/date/2026" in hands.shown()
        await hands.press("enter", "enter")
        await hands.stage.app.workers.wait_for_complete()
        assert opened == ["https://www.ecb.europa.eu/press/pr/date/2026/html/decision.en.html"]


async def test_a_link_that_is_not_https_is_never_opened() -> None:
    opened: list[str] = []
    async with news("enter", "l") as hands:
        hands.screen.environ, hands.screen.opener = DESKTOP, opened.append
        await hands.press("enter")
        await settle()
        assert opened == []
        assert "only https" in hands.shown()


async def test_without_a_screen_for_a_browser_the_address_is_copied() -> None:
    async with news("enter") as hands:
        hands.screen.environ = {}
        await hands.press("enter")
        assert "No browser has a screen" in hands.shown()


async def test_only_https_is_ever_given_to_a_browser() -> None:
    async with news() as hands:
        with pytest.raises(UsageError):
            open_link(hands.stage.app, "file:///etc/passwd", DESKTOP)


def test_a_browser_has_a_screen_where_the_desktop_says_so() -> None:
    assert has_screen(DESKTOP)
    assert has_screen({"WAYLAND_DISPLAY": "wayland-0"})
    assert not has_screen({"SSH_CONNECTION": "1.2.3.4"})


# Calendar


async def test_the_calendar_opens_at_the_next_release_with_its_countdown() -> None:
    async with news() as hands:
        release = hands.screen.calendar.release
        assert release is not None
        assert release.title == "ADP Employment Change"
        assert "in 15 m: US ADP" in hands.shown()
        hands.stage.clock.advance(5 * 60)
        hands.stage.hear_feed()
        await hands.press()
        assert "in 10 m: US ADP" in hands.shown()


async def test_days_have_heads_and_brackets_go_from_day_to_day() -> None:
    async with news("N") as hands:
        assert "Wed 4 Mar, today" in hands.shown()
        await hands.press("right_square_bracket")
        assert hands.screen.calendar.release is not None
        assert hands.screen.calendar.release.title == "Construction PMI"
        await hands.press("left_square_bracket", "left_square_bracket")
        assert hands.screen.calendar.release.title == "Unemployment Rate"


async def test_a_value_that_comes_is_shown_with_its_surprise_where_one_looks() -> None:
    async with news("N") as hands:
        before = some_releases()
        came = [
            a_release(15, "US", "ADP Employment Change", impact="3", forecast="148K", previous="183K", current="90K")
        ]
        hands.stage.desk.handle(CalendarLoaded((*before[:4], *came, *before[5:]), AT_MS + 16 * MINUTE_MS))
        await hands.press()
        assert "Actual 90K" in hands.shown()
        assert "58000 below forecast" in hands.shown()


async def test_impact_and_country_narrow_and_widen_again() -> None:
    async with news("N", "i", "i") as hands:
        assert hands.titles() == ["ADP Employment Change", "ISM Services PMI"]
        await hands.press("i")
        assert len(hands.titles()) == 8
        await hands.press("c")
        assert hands.titles() == ["ADP Employment Change", "ISM Services PMI"]
        await hands.type("country gb,fr")
        assert hands.titles() == ["Services PMI", "Construction PMI"]
        await hands.type("country eur")
        assert "Retail Sales (m/m)" in hands.titles()
        await hands.type("country all")
        assert len(hands.titles()) == 8


async def test_a_country_that_the_calendar_does_not_have_is_said() -> None:
    async with news() as hands:
        await hands.type("country xx")
        assert "knows no XX" in hands.shown()


async def test_a_filter_that_hides_all_says_so() -> None:
    async with news(releases=[a_release(5, "US", "Small", impact="1")]) as hands:
        await hands.press("i")
        assert "No release passes the filter" in hands.shown()


async def test_typing_finds_releases_under_the_heads_of_their_days() -> None:
    async with news("N", "slash", *"pmi") as hands:
        assert hands.titles() == ["Services PMI", "ISM Services PMI", "Construction PMI"]
        assert sum(key.startswith("day ") for key in hands.screen.calendar.table.model.shown) == 2


async def test_the_day_of_each_release_is_told_whole_on_a_small_terminal() -> None:
    async with news("N", size=(80, 24)) as hands:
        for words in ("Wed 4 Mar, today ", "Thu 5 Mar, tomorrow "):
            assert words in hands.shown()


async def test_the_day_stays_in_view_above_the_release_under_the_cursor() -> None:
    async with news("N", size=(80, 12)) as hands:
        table = hands.screen.calendar.table
        assert len(table.visible_keys) < len(table.model.shown)
        table.command_last()
        for place in range(len(table.model.shown) - 2, 0, -1):
            table.command_up()
            above = table.model.shown[place - 1]
            assert above in table.visible_keys or not above.startswith("day ")


async def test_a_release_names_the_symbols_it_concerns_and_leads_to_a_chart() -> None:
    async with news("N", "enter") as hands:
        assert hands.screen.release.symbols[0] == "EURUSD"
        await hands.press("enter")
        assert hands.stage.app.tabs.current.scope is Scope.TRADE


# Trouble


async def test_an_empty_calendar_and_no_news_are_said() -> None:
    async with news(items=[], releases=[]) as hands:
        assert "The broker's calendar is empty" in hands.shown()
        assert "The broker has published no news" in hands.shown()


async def test_a_refusal_stays_in_its_pane() -> None:
    async with news(news=CommandRefusedError("getNews", "EX001", "internal")) as hands:
        assert "EX001" in hands.shown()
        assert "ADP Employment Change" in hands.shown()


async def test_on_a_small_terminal_the_reader_and_the_release_take_the_place_of_their_lists() -> None:
    async with news("enter", size=SMALL) as hands:
        assert "ECB leaves" in hands.shown()
        assert hands.screen.reader.is_on_screen
        await hands.press("N")
        await hands.press("enter")
        assert "high impact" in hands.shown()
