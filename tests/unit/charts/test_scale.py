"""The price scale: rows, round labels, and no trace of binary fractions."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tui.view.charts.scale import PriceScale, nice_step, price_scale, price_text

prices = st.integers(1, 10_000_000)


@st.composite
def scales(draw: st.DrawFn) -> PriceScale:
    digits = draw(st.integers(0, 6))
    low, high = sorted((draw(prices), draw(prices)))
    return price_scale(Decimal(low).scaleb(-digits), Decimal(high).scaleb(-digits), draw(st.integers(1, 60)), digits)


def test_labels_are_round_prices_at_instrument_precision() -> None:
    scale = price_scale(Decimal("1.08371"), Decimal("1.08544"), 16, 5)
    labels = [price_text(price, 5) for _, price in scale.ticks()]
    assert labels == ["1.08550", "1.08500", "1.08450", "1.08400"]


def test_thousands_are_set_apart_by_a_thin_space() -> None:
    assert price_text(Decimal("42664.15"), 2) == "42\u2009664.15"


def test_steps_are_never_finer_than_the_instrument_prints() -> None:
    assert nice_step(Decimal("0.00001"), 2) == Decimal("0.01")
    assert nice_step(Decimal("0.021"), 2) == Decimal("0.05")  # 0.025 would need a third decimal
    assert nice_step(Decimal("0.21"), 2) == Decimal("0.25")


def test_a_tenth_added_thrice_is_labelled_without_artefacts() -> None:
    scale = price_scale(Decimal("0.1"), Decimal("0.1") * 3, 12, 1)
    assert [price_text(price, 1) for _, price in scale.ticks()] == [str(price) for _, price in scale.ticks()]


def test_near_lines_widen_the_scale_and_far_ones_do_not() -> None:
    low, high = Decimal("100.0"), Decimal("110.0")
    assert price_scale(low, high, 20, 1, [Decimal("112.0")]).contains(Decimal("112.0"))
    assert not price_scale(low, high, 20, 1, [Decimal("120.0")]).contains(Decimal("120.0"))


def test_a_slightly_higher_high_leaves_the_scale_as_it_is() -> None:
    before = price_scale(Decimal("1.08371"), Decimal("1.08521"), 20, 5)
    assert price_scale(Decimal("1.08371"), Decimal("1.08523"), 20, 5) == before


@given(scales(), prices, prices)
def test_higher_prices_are_never_drawn_lower(scale: PriceScale, one: int, other: int) -> None:
    low, high = sorted((Decimal(one).scaleb(-scale.digits), Decimal(other).scaleb(-scale.digits)))
    assert scale.half_row(high) <= scale.half_row(low)
    assert 0 <= scale.half_row(high) < 2 * scale.rows
    assert scale.half_row(high) // 2 == scale.row(high)


@given(scales())
def test_ticks_are_inside_one_to_a_row_and_multiples_of_the_step(scale: PriceScale) -> None:
    ticks = scale.ticks()
    assert len({row for row, _ in ticks}) == len(ticks)
    for row, price in ticks:
        assert scale.contains(price)
        assert 0 <= row < scale.rows
        assert price % scale.step == 0
        assert Decimal(price_text(price, scale.digits).replace("\u2009", "")) == price


@given(scales())
def test_both_ends_of_the_candles_are_on_the_scale(scale: PriceScale) -> None:
    assert scale.low < scale.high


@given(prices, prices, st.integers(1, 60), st.integers(0, 6))
def test_what_it_was_made_for_is_inside(one: int, other: int, rows: int, digits: int) -> None:
    low, high = sorted((Decimal(one).scaleb(-digits), Decimal(other).scaleb(-digits)))
    scale = price_scale(low, high, rows, digits)
    assert scale.contains(low)
    assert scale.contains(high)
