"""What is asked for in words, reminders, countdowns, rows and arrangements of the Flex screen, without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, tzinfo
from typing import Any, cast

import pytest

from tests.examples import AT_MS
from tests.flex_examples import FILES, JOBS, QUERIES, opened_statement, statement_text
from tui.desk.flex_arrange import SheetOrder, arrange, column_facts, usual_columns
from tui.desk.flex_pruning import PruneWish
from tui.desk.flex_sheet import Sheet
from tui.errors import UsageError
from tui.store.changes import Changes
from tui.store.statements import Stage, StatementStore, TokenLine
from tui.view.panels.context import ViewContext
from tui.view.panels.flex_rows import attribute_rows, job_rows, query_rows
from tui.view.panels.flex_words import is_counting, job_lines, reminder, size_words
from tui.view.screens.flex_asking import (
    asked_for,
    earlier_than,
    export_name,
    export_wish,
    file_number,
    prune_wish,
    why_not,
)
from tui.view.screens.flex_lending import program
from tui.view.screens.flex_news import JobNews
from tui.view.text import Numbers


@dataclass
class Looking:
    """As much of a context as words and rows need."""

    now: float = 1000.0
    now_ms: int = AT_MS
    zone: tzinfo = UTC
    numbers: Numbers = field(default_factory=Numbers)


def looking(**changes: Any) -> ViewContext:
    return cast(ViewContext, Looking(**changes))


def a_store() -> StatementStore:
    store = StatementStore(Changes())
    store.begin((TokenLine("main"),), QUERIES)
    store.archive_changed(FILES, QUERIES)
    store.ready()
    return store


def trades(count: int = 60) -> Sheet:
    found = opened_statement(1, statement_text(trades=count)).sheet("U7000001", "Trades/Trade")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "ids", "days"),
    [
        ("", ["123457"], ""),
        ("30", ["123457"], "30"),
        ("activity 30", ["123456"], "30"),
        ("123458", ["123458"], ""),
        ("main/Activity", ["123456"], ""),
        ("trade confirmations 2026-01-01 2026-01-31", ["123457"], "2026-01-01 2026-01-31"),
        ("all 5", ["123456", "123457", "123458"], "5"),
    ],
)
def test_a_text_names_queries_and_days(text: str, ids: list[str], days: str) -> None:
    queries, rest = asked_for(text, QUERIES, QUERIES[1:2])
    assert ([query.id for query in queries], rest) == (ids, days)


@pytest.mark.parametrize("text", ["quarterly", "activit 30"])
def test_a_query_that_is_none_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(UsageError, match="There is no query") as told:
        asked_for(text, QUERIES, QUERIES)
    assert "Trade confirmations" in told.value.detail


def test_without_a_cursor_no_query_is_asked_for() -> None:
    with pytest.raises(UsageError, match="Which query"):
        asked_for("", QUERIES, ())


def test_files_are_named_by_number_and_compared_with_the_one_before() -> None:
    store = a_store()
    assert file_number(" #12", store) == 12
    for text in ("13", "x", "", "9" * 40, "²"):
        with pytest.raises(UsageError, match="no statement"):
            file_number(text, store)
    assert earlier_than(12, None, store) == 9
    assert earlier_than(12, FILES[0], store) == 9
    assert earlier_than(12, FILES[1], store) == 11
    with pytest.raises(UsageError, match="no other"):
        earlier_than(11, None, store)


def test_exports_are_named_after_query_number_and_section() -> None:
    opened = opened_statement(12, statement_text(1, 0))
    assert export_name(opened, FILES[0], "Trades/Trade", as_json=False) == "flex-123456-12-Trades-Trade.csv"
    assert export_name(opened, None, "../../etc/x", as_json=True) == "flex-12-etc-x.json"
    assert [export_wish(text) for text in ("", "json", "csv all")] == [(False, False), (True, False), (False, True)]
    for text in ("xml", "csv json"):
        with pytest.raises(UsageError):
            export_wish(text)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("keep 3", PruneWish(3)),
        ("older 365", PruneWish(None, 365)),
        ("--keep 2 --older-than=90", PruneWish(2, 90)),
        ("all keep 2", PruneWish(2)),
        ("keep 2 Trade  Confirmations older 9", PruneWish(2, 9, frozenset({"123457"}))),
        ("--keep 2 --query main/Activity", PruneWish(2, None, frozenset({"123456"}))),
        ("keep 0 123458", PruneWish(0, None, frozenset({"123458"}))),
    ],
)
def test_limits_and_a_query_say_what_may_go(text: str, wish: PruneWish) -> None:
    assert prune_wish(text, a_store()) == wish


@pytest.mark.parametrize(
    ("text", "words"),
    [("Activity", "which files go"), ("keep", "which files go"), ("keep 1 Quarterly", "no query quarterly")],
)
def test_without_a_limit_or_with_an_unknown_query_nothing_goes(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        prune_wish(text, a_store())


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_says_why_nothing_can_be_asked_for(stage: Stage) -> None:
    store = a_store()
    store.stage, store.problem = stage, "the disk is full"
    assert bool(why_not(store)) is (stage is not Stage.READY)


@pytest.mark.parametrize(
    ("expires", "words", "kind"),
    [
        (date(2026, 3, 4), "Token main ends today", "stale"),
        (date(2026, 3, 5), "ends tomorrow", "stale"),
        (date(2026, 3, 9), "ends in 5 days, on 2026-03-09", "stale"),
        (date(2026, 3, 3), "Token main ended on 2026-03-03", "error"),
        (date(2026, 9, 1), "", ""),
        (None, "", ""),
    ],
)
def test_a_token_that_ends_soon_is_said(expires: date | None, words: str, kind: str) -> None:
    text, found = reminder([TokenLine("other"), TokenLine("main", expires)], looking())
    assert words in text
    assert (bool(text), found) == (bool(words), kind)


def test_countdowns_go_by_and_end() -> None:
    store, query = a_store(), replace(QUERIES[0], next_at=1061.0)
    store.archive_changed((), [query])
    texts = [query_rows([query], looking(now=now))["main/123456"][2].text for now in (1000.0, 1060.5, 1061.0)]
    assert texts == ["61 s", "1 s", "now"]
    assert is_counting(store, looking())
    assert not is_counting(store, looking(now=1061.0))
    waits = [job_rows([JOBS[2]], looking(now_ms=AT_MS + ms))["9"][3].text for ms in (0, 60_500, 90_000)]
    assert waits == ["61 s", "1 s", "0 s"]


def test_a_phase_that_is_new_is_shown_as_it_is() -> None:
    job = replace(JOBS[1], phase="pondering")
    assert job_rows([job], looking())["8"][1].text == "pondering"
    told = "\n".join(text for text, _ in job_lines(JOBS[3], looking()))
    assert "1014: Query is invalid." in told
    assert "Look up the query's number" in told


def test_sizes_are_written_for_people() -> None:
    assert [size_words(size) for size in (0, 999, 48_213, 51_200_000)] == ["", "999 B", "48.2 kB", "51.2 MB"]


def test_the_end_of_a_job_is_news_once_and_only_if_it_was_seen_on_its_way() -> None:
    store = a_store()
    store.job_changed(JOBS[1])
    store.job_changed(JOBS[0])
    news = JobNews(store)
    assert list(news.ended()) == []
    store.job_changed(replace(JOBS[1], phase="done", active=False, over=True, entry_id=9))
    assert list(news.ended()) == [("Year to date: statement #9 is here", "")]
    assert list(news.ended()) == []
    store.job_changed(replace(JOBS[2], phase="failed", active=False, over=True))
    assert list(news.ended()) == []


# Tables


def test_rows_match_every_word_in_any_cell_and_an_exclamation_mark_turns_it_round() -> None:
    sheet = trades()
    found = arrange(sheet, SheetOrder("SELL vwce"))
    rest = arrange(sheet, SheetOrder("!sell vwce"))
    assert found is not None
    assert rest is not None
    assert {sheet.attributes(at)["symbol"] for at in found.shown} == {"VWCE"}
    assert sorted([*found.shown, *rest.shown]) == list(range(60))
    assert [found.places[at] for at in found.shown] == list(range(len(found.shown)))
    assert all(found.places[at] == -1 for at in rest.shown)


def test_amounts_are_sorted_as_numbers_and_what_is_missing_stays_at_the_end() -> None:
    text = statement_text(trades=4)
    for old, new in (("-1002.5", "9"), ("-1001.5", "10"), ("-1000.5", "--"), ("-999.5", "1,000.25")):
        text = text.replace(f'proceeds="{old}"', f'proceeds="{new}"')
    sheet = opened_statement(1, text).sheet("U7000001", "Trades/Trade")
    assert sheet is not None

    def by(reverse: bool) -> Iterator[str]:
        found = arrange(sheet, SheetOrder("", "proceeds", reverse))
        assert found is not None
        return (sheet.attributes(at)["proceeds"] for at in found.shown)

    assert list(by(False)) == ["9", "10", "1,000.25", "--"]
    assert list(by(True)) == ["1,000.25", "10", "9", "--"]


def test_an_arrangement_that_nobody_waits_for_is_given_up() -> None:
    assert arrange(trades(), SheetOrder("acme"), lambda: True) is None


def test_columns_that_say_nothing_are_left_out_at_first() -> None:
    facts = column_facts(trades())
    usual = usual_columns(facts)
    assert usual[:3] == ("dateTime", "symbol", "buySell")
    assert not {"accountId", "levelOfDetail", "exchange"} & set(usual)
    assert {each.name for each in facts if each.amounts} >= {"quantity", "tradePrice", "proceeds"}
    assert len(facts) == 17
    alone = trades(1)
    assert len(usual_columns(column_facts(alone))) == 17


def test_no_attribute_is_cut_and_an_empty_one_is_said() -> None:
    value = "x" * 50
    rows = list(attribute_rows({"note": value, "model": ""}, 20, looking()))
    assert "".join(row[1].text for _, name, row in rows if name == "note") == value
    assert rows[-1][2][1].text == "– (empty)"


# Lending the terminal


def test_the_users_programs_come_first_and_are_never_a_shell() -> None:
    assert program({"PAGER": "less -S '-P a b'"}, editor=False) == ["less", "-S", "-P a b"]
    assert program({"EDITOR": "vi", "VISUAL": "code --wait"}, editor=True) == ["code", "--wait"]
    with pytest.raises(UsageError, match="PAGER cannot be read"):
        program({"PAGER": "less 'x"}, editor=False)
