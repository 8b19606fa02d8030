"""Exact words for numbers and ages, and outside text made harmless."""

from __future__ import annotations

from datetime import timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.view.text import THIN_SPACE, Numbers, clock, content, moment, plain

N = Numbers()
ASCII = Numbers(ascii=True)


def thin(text: str) -> str:
    return text.replace("_", THIN_SPACE)


@pytest.mark.parametrize(
    ("value", "digits", "pip_digits", "parts"),
    [
        ("1.08412", 5, 4, ("1.0841", "2")),
        ("151.204", 3, 2, ("151.20", "4")),
        ("2664.15", 2, 1, ("2_664.1", "5")),
        ("6012.4", 1, 0, ("6_012.4", "")),
        ("61250", 0, 0, ("61_250", "")),
        ("1.0841", 4, 4, ("1.0841", "")),
        ("0.00001", 5, 4, ("0.0000", "1")),
        ("-37.63", 2, None, ("-37.63", "")),
        ("1234567.125", 2, None, ("1_234_567.12", "")),
    ],
)
def test_a_price_has_the_instruments_digits_and_its_last_one_apart(
    value: str, digits: int, pip_digits: int | None, parts: tuple[str, str]
) -> None:
    assert N.price(Decimal(value), digits, pip_digits) == (thin(parts[0]), parts[1])


def test_the_missing_is_a_dash_and_never_nan() -> None:
    for value in (None, Decimal("NaN"), Decimal("Infinity"), Decimal("-sNaN")):
        assert N.price(value, 5, 4) == ("–", "")
        assert N.money(value) == N.change(value) == N.percent(value) == N.lots(value) == N.size(value) == "–"
        assert N.arrow(value) == ""
    assert N.age(None) == N.duration(None) == "–"
    assert ASCII.money(None) == "-"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("9.41", "+9.41"),
        ("-0.12", "-0.12"),
        ("0", "0.00"),
        ("-0.001", "0.00"),
        ("0.004", "0.00"),
        ("1034.1", "+1_034.10"),
    ],
)
def test_signed_money_signs_what_is_seen(value: str, text: str) -> None:
    assert N.money(Decimal(value), signed=True) == thin(text)


@pytest.mark.parametrize(
    ("value", "text", "ascii_text"),
    [("0.21", "▲+0.21", "^+0.21"), ("-0.054", "▼-0.05", "v-0.05"), ("0", "0.00", "0.00"), ("-0.001", "0.00", "0.00")],
)
def test_a_change_has_arrow_and_sign(value: str, text: str, ascii_text: str) -> None:
    assert N.change(Decimal(value)) == text
    assert ASCII.change(Decimal(value)) == ascii_text


def test_thousands_in_the_ascii_manner_are_plain_spaces() -> None:
    assert ASCII.money(Decimal("10312.44")) == "10 312.44"
    assert N.percent(Decimal("1171.4")) == thin("1_171 %")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, ""),
        (2.99, ""),
        (3, "3 s+"),
        (4.9, "3 s+"),
        (5, "5 s+"),
        (9.9, "5 s+"),
        (10, "10 s+"),
        (29, "20 s+"),
        (30, "30 s+"),
        (59, "30 s+"),
        (60, "1 m+"),
        (299, "2 m+"),
        (1799, "20 m+"),
        (3599, "30 m+"),
        (3600, "1 h+"),
        (86399, "23 h+"),
        (86400 * 3, "3 d+"),
    ],
)
def test_ages_grow_in_steps_from_three_seconds_on(seconds: float, text: str) -> None:
    assert N.age(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 s"), (45, "45 s"), (60, "1 m"), (3599, "59 m"), (7440, "2 h 04 m"), (86400 * 3 + 4 * 3600, "3 d 04 h")],
)
def test_durations_show_their_two_largest_units(seconds: float, text: str) -> None:
    assert N.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12", "12"),
        ("999.94", "999.9"),
        ("1000", "1 k"),
        ("12500", "12.5 k"),
        ("999960", "1 M"),
        ("3500000", "3.5 M"),
        ("-2000", "-2 k"),
    ],
)
def test_market_volumes_are_short(value: str, text: str) -> None:
    assert N.size(Decimal(value)) == text


def test_lots_have_two_places_or_what_the_step_asks_for() -> None:
    assert N.lots(Decimal("0.1")) == "0.10"
    assert N.lots(Decimal("0.125"), Decimal("0.001")) == "0.125"
    assert N.lots(Decimal(12), Decimal(1)) == "12.00"


def test_times_are_in_the_users_zone() -> None:
    zone = timezone(timedelta(hours=2))
    assert clock(1_767_600_000_000) == "08:00"
    assert clock(1_767_600_000_000, zone, seconds=True) == "10:00:00"
    assert moment(1_767_600_000_000, zone) == "2026-01-05 10:00"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("a\x1b[31mb", "a[31mb"),
        ("a\x9b31mb", "a31mb"),
        ("line\r\nline\tend", "line  line end"),
        ("\u202eevil\u2066x", "evilx"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("[/red] stays", "[/red] stays"),
        ("日経 ok", "日経 ok"),
        ("\ud800x", "x"),
    ],
)
def test_outside_text_loses_what_moves_the_cursor_or_turns_the_line(hostile: str, harmless: str) -> None:
    assert plain(hostile) == harmless


@given(st.text())
def test_harmless_text_has_no_control_character_and_stays_so(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) <= 0x9F for letter in once)
    assert cell_len(once) >= 0


def test_markup_in_content_stays_text() -> None:
    for text in ("[/red] x", "[@click=app.quit]x[/]", "[b]bold", "a\\[b]"):
        made = content("Name ", (text, "$down"))
        assert made.plain == f"Name {text}"
        assert len(made.spans) == 1


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6), st.integers(0, 6))
def test_a_number_reads_back_as_itself_rounded(value: Decimal, places: int) -> None:
    text = N.number(value, places).replace(THIN_SPACE, "")
    assert Decimal(text) == round(value, places)
    assert len(text.partition(".")[2]) == places
