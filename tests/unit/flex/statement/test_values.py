"""Days, moments and amounts: read where one reading is possible, left alone otherwise."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.flex.statement.values import (
    DayStyle,
    Moment,
    read_amount,
    read_day,
    read_moment,
    style_of,
    total,
)

DAY = date(2025, 9, 12)


@pytest.mark.parametrize(
    "text",
    [
        *("20250912", "2025-09-12", "12-SEP-25", "12-Sep-2025", " 20250912 "),
        *("20250912;094450", "2025-09-12;09:44:50", "2025-09-12, 09:44:50", "20250912 094450"),
    ],
)
def test_days_that_read_one_way_only_are_read(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20250912;094450", Moment(DAY, time(9, 44, 50))),
        ("2025-09-12;09:44:50", Moment(DAY, time(9, 44, 50))),
        ("2025-09-12;094450", Moment(DAY, time(9, 44, 50))),
        ("20250912 094450", Moment(DAY, time(9, 44, 50))),
        ("2013-01-02, 01:25:14", Moment(date(2013, 1, 2), time(1, 25, 14))),
        ("2025-09-12;09:44:50 EDT", Moment(DAY, time(9, 44, 50), "EDT")),
        ("20250912", Moment(DAY)),
        ("20250912;250000", None),
    ],
)
def test_moments_in_all_styles_of_the_service(text: str, moment: Moment | None) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize("text", [None, "", "-", "--", "N/A", "MULTI", "soon", "20251301", "2025-02-30", "١٢٣٤٥٦٧٨"])
def test_placeholders_and_what_is_no_day_are_none(text: str | None) -> None:
    assert read_day(text) is None


def test_a_day_with_slashes_is_read_only_where_its_order_is_beyond_doubt() -> None:
    assert read_day("09/12/2025") is None
    assert read_day("25/12/2025") == date(2025, 12, 25)
    assert read_day("12/25/25") == date(2025, 12, 25)
    assert read_day("07/07/2025") == date(2025, 7, 7)
    assert read_day("09/12/2025", DayStyle.MONTH_FIRST) == date(2025, 9, 12)
    assert read_day("09/12/2025", DayStyle.DAY_FIRST) == date(2025, 12, 9)
    assert read_day("09/12/2025", DayStyle.MIXED) is None


def test_one_day_proves_the_order_of_all_others_of_its_file() -> None:
    assert style_of(["09/12/2025", "20250912", None, "09/30/2025"]) is DayStyle.MONTH_FIRST
    assert style_of(["30/09/2025;101010", "09/12/2025"]) is DayStyle.DAY_FIRST
    assert style_of(["30/09/2025", "09/30/2025"]) is DayStyle.MIXED
    assert style_of(["09/12/2025"]) is DayStyle.UNKNOWN


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("224.8", "224.8"),
        ("-1.000188", "-1.000188"),
        ("1,234,567.50", "1234567.50"),
        ("1.2E-5", "0.000012"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0", "0"),
        ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
    ],
)
def test_amounts_keep_every_digit(text: str, amount: str) -> None:
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "-",
        "--",
        "N/A",
        "MULTI",
        "NaN",
        "Infinity",
        "1e999999",
        "1_000",
        "1,23",
        "٣",
        "0x10",
        "1.2.3",
        "e5",
        ".",
    ],
)
def test_what_is_no_amount_is_none_and_never_zero(text: str | None) -> None:
    assert read_amount(text) is None


@given(st.text(max_size=50))
def test_any_text_gives_a_value_or_none(text: str) -> None:
    amount = read_amount(text)
    assert amount is None or amount.is_finite()
    read_moment(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=8))
def test_an_amount_survives_its_text(amount: Decimal) -> None:
    assert read_amount(f"{amount:f}") == amount
    assert read_amount(f"{amount:,f}") == amount


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from(["%Y%m%d", "%Y-%m-%d", "%d-%b-%Y"]))
def test_a_day_survives_each_plain_style(day: date, style: str) -> None:
    assert read_day(day.strftime(style)) == day


def test_a_sum_of_nothing_is_nothing() -> None:
    assert total([]) is None
    assert total([None, None]) is None
    assert total([Decimal("0.1"), None, Decimal("0.2")]) == Decimal("0.3")
