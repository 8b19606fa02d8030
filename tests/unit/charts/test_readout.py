"""The read-out line."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal

import pytest

from tests.unit.charts.making import MONDAY_MS, bar
from tui.domain.candle import HOUR_MS, Candle, Period
from tui.view.charts.model import Gap
from tui.view.charts.readout import fitting_readout, readout_text, volume_text

CANDLE = bar(114, "1.08400", "1.08450", "1.08390", "1.08412", volume="1234.5")
BEFORE = bar(113, "1.08300", "1.08400", "1.08300", "1.08390")


def test_it_says_time_prices_change_and_volume() -> None:
    assert readout_text(CANDLE, BEFORE, Period.M5, 5, UTC) == (
        "5 Jan 09:30  O 1.08400  H 1.08450  L 1.08390  C 1.08412  +0.02 %  V 1.2k"
    )


def test_a_day_is_named_with_its_year_and_the_brokers_date() -> None:
    day = Candle(MONDAY_MS - HOUR_MS, *(Decimal(price) for price in ("2", "2", "1", "1")), Decimal(0))
    assert readout_text(day, None, Period.D1, 0, UTC) == "5 Jan 2026  O 2  H 2  L 1  C 1  −50.00 %  V 0"


def test_a_change_too_small_to_show_has_no_sign() -> None:
    after = bar(115, "1.08412", "1.08412", "1.08411", "1.08411")
    assert "  0.00 %  " in readout_text(after, CANDLE, Period.M5, 5, UTC)


def test_a_gap_says_what_is_missing() -> None:
    gap = Gap(MONDAY_MS, MONDAY_MS + HOUR_MS)
    assert readout_text(gap, None, Period.M5, 5, UTC) == "No data 5 Jan 00:00 – 5 Jan 01:00"


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (80, "5 Jan 09:30  O 1.08400  H 1.08450  L 1.08390  C 1.08412  +0.02 %  V 1.2k"),
        (70, "O 1.08400  H 1.08450  L 1.08390  C 1.08412  +0.02 %  V 1.2k"),
        (55, "O 1.08400  H 1.08450  L 1.08390  C 1.08412  +0.02 %"),
        (20, "C 1.08412  +0.02 %"),
        (9, "C 1.08412"),
        (8, ""),
    ],
)
def test_only_whole_parts_are_left_out(columns: int, text: str) -> None:
    assert fitting_readout(CANDLE, BEFORE, Period.M5, 5, UTC, columns=columns) == text


@pytest.mark.parametrize(
    ("volume", "text"),
    [("0", "0"), ("0.25", "0.25"), ("999", "999"), ("1000", "1.0k"), ("123456", "123k"), ("2.5e9", "2.5G")],
)
def test_volumes_are_short(volume: str, text: str) -> None:
    assert volume_text(Decimal(volume)) == text
