"""The part of the command table with which one reads news and the calendar."""

from __future__ import annotations

from tui.view.command import Command, Scope

_SCREEN = (
    Command(
        "news_list.find",
        "Find news",
        "Search title and text of all news that were read.",
        (),
        Scope.NEWS,
        line="findnews",
        argument="TEXT",
    ),
    Command("news_list.unread", "Only unread", "Show only news that are not read yet, or all.", ("u",), Scope.NEWS, 44),
    Command("news_list.all_read", "All read", "Mark all news as read.", ("A",), Scope.NEWS),
    Command("news_list.older", "Older news", "Read the days before the oldest news.", ("e",), Scope.NEWS, 42, "Older"),
    Command("calendar.next", "Next release", "Go to the next release of the calendar.", ("N",), Scope.NEWS, 48, "Next"),
    Command(
        "calendar.impact",
        "Impact",
        "Show all releases, or those of medium and high impact, or of high.",
        ("i",),
        Scope.NEWS,
        47,
        line="impact",
        argument="[low|medium|high]",
    ),
    Command(
        "calendar.country",
        "Country",
        "Show the countries of these codes, or that of this release, or all.",
        ("c",),
        Scope.NEWS,
        46,
        line="country",
        argument="[CODES|all]",
    ),
)

_LIST = (
    Command("news_list.open", "Read", "Read this item.", ("enter",), Scope.NEWS_LIST, 65),
    Command("news_list.toggle_read", "Unread", "Mark this item as read or unread.", ("m",), Scope.NEWS_LIST, 40),
)

_READER = (
    Command("news_reader.open", "Open link", "Open the chosen link in the browser.", ("enter",), Scope.NEWS_READER, 65),
    Command(
        "news_reader.next_link",
        "Next link",
        "Choose the next link.",
        ("l", "right"),
        Scope.NEWS_READER,
        62,
        "Link",
        back="news_reader.previous_link",
    ),
    Command("news_reader.previous_link", "Link before", "Choose the link before.", ("h", "left"), Scope.NEWS_READER),
    Command("news_reader.next_item", "Next news", "Read the next, older item.", ("J",), Scope.NEWS_READER, 50),
    Command("news_reader.previous_item", "News before", "Read the item before.", ("K",), Scope.NEWS_READER),
)

_CALENDAR = (
    Command("calendar.open", "Open", "Show what there is to say of this release.", ("enter",), Scope.CALENDAR, 65),
    Command(
        "calendar.next_day", "Next day", "Go to the next day.", ("right_square_bracket",), Scope.CALENDAR, 52, "Day"
    ),
    Command("calendar.previous_day", "Day before", "Go to the day before.", ("left_square_bracket",), Scope.CALENDAR),
)

_RELEASE = (
    Command(
        "release.open", "Chart", "Chart the first symbol concerned on the Trade screen.", ("enter",), Scope.RELEASE, 65
    ),
)

NEWS: tuple[Command, ...] = (*_SCREEN, *_LIST, *_READER, *_CALENDAR, *_RELEASE)
"""All commands of the News screen, in the order in which help shows them."""
