"""The `:` line: what a text means, what may follow, what is remembered of it."""

from __future__ import annotations

import pytest

from tui.view.line import line_words, meaning, memorable, nearest_words
from tui.view.widgets.line_history import LONGEST_LINE, MOST_LINES, LineHistory
from tui.view.widgets.line_words import LineWord, completions, expected, ghost

WORDS = line_words()


def known(placeholder: str) -> list[str]:
    return {"SYMBOL": ["EURGBP", "EURUSD", "GOLD"], "PERIOD": ["M5", "H1"], "PRESET": ["last month"]}.get(
        placeholder, []
    )


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("cha", ["chart"]),
        ("chart ", ["EURGBP", "EURUSD", "GOLD"]),
        ("chart eur", ["EURGBP", "EURUSD"]),
        ("chart usd", ["EURUSD"]),
        ("chart GOLD ", ["M5", "H1"]),
        ("chart GOLD H1 ", []),
        ("watch ", ["add", "EURGBP", "EURUSD", "GOLD"]),
        ("watch add G", ["GOLD", "EURGBP"]),
        ("flex ", ["get", "fetch", "prune"]),
        ("prune ", ["keep", "older"]),
        ("buy EURUSD 0.1 ", ["limit", "stop", "sl", "tp", "trail", "until", "note"]),
        ("buy EURUSD 0.1 sl ", []),
        ("buy EURUSD 0.1 sl 20p ", ["limit", "stop", "tp", "trail", "until", "note"]),
        ("buy EURUSD 0.1 sl 20p t", ["tp", "trail", "limit", "stop", "until", "note"]),
        ("crm days l", ["last month"]),
        ("closeall ", ["all", "winners", "losers", "buy", "sell", "marked", "EURGBP", "EURUSD", "GOLD"]),
        ("buy EUR", ["EURGBP", "EURUSD"]),
        ("buy GOLD 1 limit 5 s", ["sl"]),
        ("crmexport json ", ["all"]),
        ("oneclick o", ["on", "off"]),
        ("nonsense ", []),
    ],
)
def test_tab_offers_what_may_stand_there(text: str, offered: list[str]) -> None:
    assert completions(text, WORDS, known) == offered


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("cha", "SYMBOL [PERIOD]"),
        ("chart ", "SYMBOL [PERIOD]"),
        ("chart GO", "[PERIOD]"),
        ("chart GOLD ", "[PERIOD]"),
        ("chart GOLD H1", ""),
        ("buy EURUSD 0.1 ", "[limit|stop PRICE] [sl …] [tp …] [trail …] [until …] [note …]"),
        ("buy EURUSD 0.1 sl", "… [limit|stop PRICE] [tp …] [trail …] [until …] [note …]"),
        ("buy EURUSD tp 2R sl 20p ", "[VOLUME] [limit|stop PRICE] [trail …] [until …] [note …]"),
        ("quit", ""),
        ("nonsense", ""),
    ],
)
def test_the_ghost_says_what_may_still_follow(text: str, behind: str) -> None:
    assert ghost(text, WORDS, next(iter(completions(text, WORDS, known)), "")) == behind


def test_what_repeats_goes_on_repeating() -> None:
    assert expected("[TAG …]", ["a", "b"]).placeholders == ("TAG",)
    assert expected("SYMBOL", ["a"]).placeholders == ()


def test_the_longest_name_counts_and_among_equals_what_takes_the_rest() -> None:
    expectations = {
        "flex": ("app.screen_flex", ""),
        "flex get Activity last month": ("flex.fetch", "Activity last month"),
        "dxfeed": ("app.screen_dxfeed", ""),
        ":dxfeed anna@example.com": ("dxfeed.find", "anna@example.com"),
        "crm days last month": ("crm.days", "last month"),
        "crm transactions": ("crm.page", "transactions"),
        "watch  add   US 500": ("watchlist.add", "US 500"),
        "BUY EURUSD": ("ticket.buy", "EURUSD"),
        "ticket.buy EURUSD": ("ticket.buy", "EURUSD"),
        "q": ("app.quit", ""),
        "exit": ("app.quit", ""),
        "help": ("app.help", ""),
    }
    for text, (command_id, argument) in expectations.items():
        meant = meaning(text)
        assert meant is not None, text
        assert (meant.command.id, meant.argument) == (command_id, argument)


def test_read_only_mode_offers_nothing_that_trades() -> None:
    offered = {word.word for word in line_words(read_only=True)}
    assert "chart" in offered
    assert not offered & {"buy", "sell", "close", "oneclick", "arm"}


@pytest.mark.parametrize(("typed", "near"), [("byu", "buy"), ("crt", "chart"), ("cha", "chart"), ("themes", "theme")])
def test_a_misspelt_word_finds_its_neighbours(typed: str, near: str) -> None:
    assert near in nearest_words(typed)


def test_the_history_has_each_line_once_and_walks_back_by_what_is_typed() -> None:
    told: list[int] = []
    history = LineHistory(["chart GOLD", "log"], lambda: told.append(1))
    history.add("chart EURUSD")
    history.add("chart GOLD")
    assert history.lines == ("log", "chart EURUSD", "chart GOLD")
    assert [history.back(steps, "chart") for steps in (1, 2, 3)] == ["chart GOLD", "chart EURUSD", None]
    assert history.back(3) == "log"
    assert len(told) == 2


def test_what_comes_from_a_file_is_bounded_and_printable() -> None:
    history = LineHistory(["x" * (LONGEST_LINE + 1), "a\x1b[2J", "", *(f"chart {n}" for n in range(2 * MOST_LINES))])
    assert len(history.lines) == MOST_LINES
    assert history.lines[-1] == f"chart {2 * MOST_LINES - 1}"


def test_neither_customers_nor_what_is_no_command_are_written_to_the_file() -> None:
    lines = ["chart GOLD", "account anna@example.com", "dxfeed anna@example.com", "account", "hunter2", "dxfeed"]
    assert memorable(lines) == ["chart GOLD", "account", "dxfeed"]


def test_a_spelling_of_two_words_is_offered_only_behind_its_first() -> None:
    words = [LineWord("flex", "Flex"), LineWord("flex get", "Fetch", "[QUERY]", usual=False)]
    assert completions("f", words, known) == ["flex"]
    assert completions("flex g", words, known) == ["get"]
