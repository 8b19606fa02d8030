"""Alerts: what a user types, when they come true, and how they are kept."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.examples import AT_MS
from tui.domain.alert_text import EXAMPLES, AlertError, alert_line, parse_alert
from tui.domain.alerts import Alert, AlertState, Condition, Relation, Subject, as_plain, from_plain
from tui.domain.candle import DAY_MS, HOUR_MS, MINUTE_MS

D = Decimal
KNOWN = ["EURUSD", "GOLD", "US500", "BRK B.US", "OIL.WTI"]


def read(text: str, zone: object = UTC) -> Alert:
    return parse_alert(text, 1, AT_MS, zone, KNOWN)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("EURUSD bid >= 1.09", Condition(Subject.BID, Relation.AT_LEAST, D("1.09"), "EURUSD")),
        ("eurusd ask≤1,05", Condition(Subject.ASK, Relation.AT_MOST, D("1.05"), "EURUSD")),
        ("GOLD spread > 30 pips", Condition(Subject.SPREAD, Relation.ABOVE, D(30), "GOLD")),
        ("us500 day change < -2%", Condition(Subject.CHANGE, Relation.BELOW, D(-2), "US500")),
        ("brk b.us bid => 500", Condition(Subject.BID, Relation.AT_LEAST, D(500), "BRK B.US")),
        ("margin level < 150%", Condition(Subject.MARGIN_LEVEL, Relation.BELOW, D(150))),
        ("level<150", Condition(Subject.MARGIN_LEVEL, Relation.BELOW, D(150))),
        (
            "profit #312408331 <= -1 250.50",
            Condition(Subject.PROFIT, Relation.AT_MOST, D("-1250.50"), position=312408331),
        ),
        ("position 77 profit >= 10 EUR", Condition(Subject.PROFIT, Relation.AT_LEAST, D(10), position=77)),
        ("feed age > 10s", Condition(Subject.FEED_AGE, Relation.ABOVE, D(10))),
        ("release in 15m", Condition(Subject.RELEASE, Relation.AT_MOST, D(15))),
        (
            "release US high payrolls in 1h",
            Condition(Subject.RELEASE, Relation.AT_MOST, D(60), text="US payrolls", impact=3),
        ),
    ],
)
def test_what_is_typed_becomes_a_condition_that_can_be_read_back(text: str, condition: Condition) -> None:
    assert read(text).condition == condition
    assert read(condition.words).condition == condition


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_of_the_help_can_be_typed(text: str) -> None:
    assert read(text).armed


@pytest.mark.parametrize(
    ("tail", "repeat", "expires", "note"),
    [
        ("", False, None, ""),
        (" repeat", True, None, ""),
        (" once", False, None, ""),
        (" for 3h", False, AT_MS + 3 * HOUR_MS, ""),
        (" repeat for 2 d", True, AT_MS + 2 * DAY_MS, ""),
        (" until 18:00 repeat", True, datetime(2026, 3, 4, 18, 0, tzinfo=UTC), ""),
        (" until 09:00", False, datetime(2026, 3, 5, 9, 0, tzinfo=UTC), ""),
        (" until 2026-03-06", False, datetime(2026, 3, 7, tzinfo=UTC), ""),
        (" until 2026-03-06 08:30", False, datetime(2026, 3, 6, 8, 30, tzinfo=UTC), ""),
        (" repeat note: take half, until 5:00 or so", True, None, "take half, until 5:00 or so"),
        (' repeat note "take half"', True, None, "take half"),
        (' for 3h "look at it"', False, AT_MS + 3 * HOUR_MS, "look at it"),
    ],
)
def test_repetition_expiry_and_note_stand_behind(tail: str, repeat: bool, expires: object, note: str) -> None:
    alert = read("EURUSD bid >= 1.09" + tail)
    until = int(expires.timestamp() * 1000) if isinstance(expires, datetime) else expires
    assert (alert.repeat, alert.expires_ms, alert.note) == (repeat, until, note)


@pytest.mark.parametrize(
    ("tail", "left"),
    [
        ("", ""),
        (" repeat until 18:00 note: take half", " repeat until 2026-03-04 18:00 note: take half"),
        (" for 90m", None),
    ],
)
def test_an_alert_can_be_written_as_it_was_typed(tail: str, left: str | None) -> None:
    alert = read("GOLD spread > 30 pips" + tail)
    line = alert_line(alert, AT_MS, UTC)
    assert left is None or line == "GOLD spread > 30 pips" + left
    again = read(line)
    assert (again.condition, again.repeat, again.note) == (alert.condition, alert.repeat, alert.note)
    assert (again.expires_ms is None) == (alert.expires_ms is None)
    assert abs((again.expires_ms or 0) - (alert.expires_ms or 0)) < MINUTE_MS
    assert "until" not in alert_line(alert, AT_MS + 10 * DAY_MS, UTC)


@pytest.mark.parametrize(
    ("text", "detail", "part"),
    [
        ("EURUSX bid >= 1", "there is no symbol EURUSX; did you mean EURUSD?", "EURUSX"),
        ("eurusd >= 1", "what of eurusd? Write bid, ask, spread or change behind it", "eurusd"),
        ("EURUSD", "what of EURUSD? Write bid, ask, spread or change behind it", ""),
        ("EURUSD bid >= ", "the number is missing", ""),
        ("EURUSD bid >= 1,0,0", "1,0,0 is no number", "1,0,0"),
        ("GOLD spread > 3 %", "the spread is not in %", "%"),
        ("bid >= 1", "of which symbol? Write it before bid, as in EURUSD bid", ""),
        ("profit <= -5", "of which position? Write its number, as in profit #312408331", "profit"),
        ("release US high", "how long before it? Write in 15m, or in 1h, at the end", ""),
        ("EURUSD bid >= 1 until 25:00", "25:00 is no date or time", "25:00"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, detail: str, part: str) -> None:
    with pytest.raises(AlertError) as caught:
        read(text)
    assert (caught.value.detail, caught.value.part) == (detail, part)
    assert part in text


@pytest.mark.parametrize(
    ("subject", "value", "written"),
    [
        (Subject.BID, "1.08400", "1.08400"),
        (Subject.SPREAD, "2.49999", "2.5"),
        (Subject.CHANGE, "-1.78966789", "-1.79"),
        (Subject.MARGIN_LEVEL, "150.00", "150"),
        (Subject.PROFIT, "0.001", "0"),
        (Subject.RELEASE, "15", "15"),
    ],
)
def test_a_value_is_told_no_finer_than_anybody_reads_it(subject: Subject, value: str, written: str) -> None:
    assert subject.written(D(value)) == written


def test_a_time_of_day_is_the_user_s() -> None:
    alert = read("EURUSD bid >= 1.09 until 18:00", ZoneInfo("Asia/Tokyo"))  # 19:00 there now: tomorrow
    assert alert.expires_ms == int(datetime(2026, 3, 5, 18, tzinfo=ZoneInfo("Asia/Tokyo")).timestamp() * 1000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EURUSD",
        "EURUSD bid",
        "EURUSD bid >= ",
        "EURUSD bid >= much",
        "EURUSD bid >= 0",
        "EURUSD bid >= NaN",
        "EURUSD bid >= 1.09 pips",
        "NOSUCH bid >= 1",
        "bid >= 1",
        "EURUSD >= 1",
        "EURUSD margin level < 100",
        "profit <= 5",
        "GOLD spread > 3 %",
        "EURUSD bid >= 1.09 until 2026-03-01",
        "EURUSD bid >= 1.09 until 25:00",
        "release in a while",
    ],
)
def test_what_is_no_alert_is_refused_with_a_reason_and_an_example(text: str) -> None:
    with pytest.raises(AlertError) as caught:
        read(text)
    assert caught.value.detail
    assert "bid >= 1.09" in caught.value.hint


def test_before_the_symbols_are_known_every_name_is_taken() -> None:
    assert parse_alert("NEW.US bid > 1", 1, AT_MS, UTC).condition.symbol == "NEW.US"


def fired_at(alert: Alert, *values: str, step_ms: int = 2 * MINUTE_MS) -> list[int]:
    found = []
    for at, value in enumerate(values):
        alert, fires = alert.seen(D(value), AT_MS + at * step_ms)
        if fires:
            found.append(at)
    return found


def test_an_alert_for_once_fires_once() -> None:
    assert fired_at(read("EURUSD bid >= 1.09"), "1.08", "1.09", "1.08", "1.10") == [1]


def test_one_that_is_true_at_the_first_look_fires_then() -> None:
    assert fired_at(read("EURUSD bid >= 1.09"), "1.10") == [0]


def test_a_repeating_one_fires_again_only_after_it_was_false() -> None:
    assert fired_at(read("EURUSD bid >= 1.09 repeat"), "1.10", "1.11", "1.08", "1.09", "1.09") == [0, 3]


def test_a_price_that_flutters_around_the_line_does_not_fire_at_each_tick() -> None:
    alert = read("EURUSD bid >= 1.09 repeat")
    assert fired_at(alert, *("1.09", "1.08") * 50, step_ms=1000) == [0, 60]


def test_what_comes_true_while_it_rests_and_stays_true_is_told_after_the_rest() -> None:
    alert = read("EURUSD bid >= 1.09 repeat")
    assert fired_at(alert, "1.09", "1.08", "1.09", "1.09", "1.09", step_ms=20_000) == [0, 3]


def test_what_it_last_saw_is_kept() -> None:
    alert, _ = read("EURUSD bid >= 1.09").seen(D("1.08"), AT_MS + 5)
    assert (alert.last_value, alert.last_seen_ms, alert.fired_count) == (D("1.08"), AT_MS + 5, 0)


def test_an_alert_that_has_fired_sees_nothing_until_it_is_armed_again() -> None:
    alert, fires = read("EURUSD bid >= 1.09").seen(D("1.10"), AT_MS)
    assert (fires, alert.state) == (True, AlertState.FIRED)
    assert alert.seen(D("1.20"), AT_MS + 1) == (alert, False)
    assert alert.rearmed().seen(D("1.20"), AT_MS + 1)[1]


@pytest.mark.parametrize(
    ("relation", "true"),
    [(Relation.AT_LEAST, {5, 6}), (Relation.AT_MOST, {4, 5}), (Relation.ABOVE, {6}), (Relation.BELOW, {4})],
)
def test_relations(relation: Relation, true: set[int]) -> None:
    assert {value for value in (4, 5, 6) if relation.holds(D(value), D(5))} == true


def test_an_expiry_counts_from_its_moment_on() -> None:
    alert = read("EURUSD bid >= 1.09 for 1h")
    assert [alert.expired(AT_MS + HOUR_MS + off) for off in (-1, 0)] == [False, True]


@pytest.mark.parametrize("text", [*EXAMPLES, "EURUSD bid >= 1.09 repeat until 18:00 note: x"])
def test_an_alert_survives_the_state_file(text: str) -> None:
    alert, _ = read(text).seen(D("1.5"), AT_MS + 1)
    assert from_plain(as_plain(alert)) == alert
    assert all(isinstance(value, str | int | bool) for value in as_plain(alert).values())


@pytest.mark.parametrize(
    "damage",
    [
        {"subject": "moon"},
        {"threshold": "much"},
        {"threshold": "NaN"},
        {"relation": "~"},
        {"state": "x"},
        {"number": None},
    ],
)
def test_a_damaged_alert_of_the_state_file_is_left_out_or_mended(damage: dict[str, object]) -> None:
    found = from_plain({**as_plain(read("EURUSD bid >= 1.09")), **damage})
    assert found is None or found == replace(read("EURUSD bid >= 1.09"), number=0)
