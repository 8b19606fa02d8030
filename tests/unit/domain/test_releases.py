"""The calendar's rows: surprises, countdowns, and whom they concern."""

from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.examples import AT_MS, an_instrument
from tui.domain.candle import DAY_MS, HOUR_MS, MINUTE_MS
from tui.domain.releases import (
    Release,
    ReleaseFilter,
    Surprise,
    by_day,
    concerned,
    countdown,
    countries,
    next_release,
    surprise,
    value_of,
)

PAYROLLS = Release(AT_MS, "US", "Nonfarm Payrolls", "3", "(FEB)", "150K", "175K", "")
CLAIMS = Release(AT_MS + HOUR_MS, "US", "Initial Jobless Claims", "2", "", "222K", "220K", "")
ZEW = Release(AT_MS - HOUR_MS, "DE", "ZEW Economic Sentiment", "2", "(MAR)", "12.0", "13.5", "9.8")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("58.3", "58.3"),
        ("-0.1%", "-0.1"),
        ("−0.1 %", "-0.1"),
        ("250K", "250000"),
        ("1.2 Mln", "1200000"),
        ("+3.1B", "3100000000"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234", "1234"),
        ("2,5", "2.5"),
        ("1 234", "1234"),
        ("", None),
        ("n/a", None),
        ("Hawkish", None),
        ("1.2.3", None),
        ("5 apples", None),
    ],
)
def test_a_value_is_read_from_the_broker_s_text(text: str, value: str | None) -> None:
    assert value_of(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("current", "kind", "difference"),
    [("180K", Surprise.ABOVE, 5000), ("170K", Surprise.BELOW, -5000), ("175K", Surprise.MET, 0)],
)
def test_a_surprise_is_told_with_its_size(current: str, kind: Surprise, difference: int) -> None:
    assert surprise(replace(PAYROLLS, current=current)) == (kind, difference)


def test_without_two_numbers_nothing_surprises() -> None:
    assert surprise(PAYROLLS) is surprise(replace(PAYROLLS, current="175K", forecast="")) is None


@pytest.mark.parametrize(
    ("ago_ms", "words"),
    [(-65 * MINUTE_MS, "in 1 h 05 m"), (0, "due now"), (MINUTE_MS, "due now"), (2 * MINUTE_MS, "late")],
)
def test_the_countdown(ago_ms: int, words: str) -> None:
    assert countdown(PAYROLLS, AT_MS + ago_ms) == words


def test_a_release_with_its_value_or_a_speech_is_never_late() -> None:
    assert countdown(ZEW, AT_MS) == ""
    assert countdown(replace(ZEW, current="", forecast="", previous=""), AT_MS) == ""


def test_the_next_release_can_be_asked_for_by_impact() -> None:
    rows = [ZEW, CLAIMS, PAYROLLS]
    assert next_release(rows, AT_MS - MINUTE_MS) == PAYROLLS
    assert next_release(rows, AT_MS + MINUTE_MS) == CLAIMS
    assert next_release(rows, AT_MS + MINUTE_MS, impact=3) is None


def test_symbols_are_concerned_by_their_currencies_the_watched_first() -> None:
    listed = [
        an_instrument(symbol="EURUSD"),
        an_instrument(symbol="DE40", currency="EUR", profit_currency="EUR", currency_pair=False),
        an_instrument(symbol="EURPLN", profit_currency="PLN"),
        an_instrument(symbol="USDJPY", currency="USD", profit_currency="JPY"),
    ]
    assert concerned(ZEW, listed, ["USDJPY", "DE40"]) == ["DE40", "EURPLN", "EURUSD"]
    assert concerned(replace(ZEW, country="ZZ"), listed) == []


def test_filters_work_together() -> None:
    rows = [PAYROLLS, CLAIMS, ZEW]
    assert [each for each in rows if ReleaseFilter(impact=3).admits(each)] == [PAYROLLS]
    assert [each for each in rows if ReleaseFilter(countries=frozenset({"EUR"})).admits(each)] == [ZEW]
    assert [each for each in rows if ReleaseFilter(text="us claims").admits(each)] == [CLAIMS]
    assert all(ReleaseFilter().admits(replace(each, impact="holiday")) for each in rows)
    assert not ReleaseFilter(impact=1).admits(replace(ZEW, impact="holiday"))


def test_days_are_those_of_the_user() -> None:
    late = replace(PAYROLLS, at_ms=AT_MS + 13 * HOUR_MS)  # 23:00 UTC
    assert list(by_day([late, ZEW], UTC)) == [date(2026, 3, 4)]
    assert list(by_day([late, ZEW], ZoneInfo("Asia/Tokyo"))) == [date(2026, 3, 4), date(2026, 3, 5)]
    assert by_day([], UTC) == {}
    twice = [replace(CLAIMS, at_ms=AT_MS), PAYROLLS]
    assert by_day(twice, UTC)[date(2026, 3, 4)][0] == PAYROLLS


def test_countries_are_listed_once() -> None:
    assert countries([ZEW, PAYROLLS, CLAIMS, replace(ZEW, country="")]) == ["DE", "US"]


def test_a_release_keeps_its_identity_when_its_value_comes() -> None:
    assert replace(PAYROLLS, current="180K").key == PAYROLLS.key
    assert replace(PAYROLLS, at_ms=AT_MS + DAY_MS).key != PAYROLLS.key
