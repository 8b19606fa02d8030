"""What a trader may type, what it means, and what is refused rather than guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.entry import (
    Amount,
    EntryError,
    Field,
    Unit,
    parse_level,
    parse_number,
    parse_offset,
    parse_part,
    parse_price,
    parse_volume,
    written,
)
from tui.view.text import Numbers

D = Decimal


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0.10", Unit.LOTS, "0.10"),
        ("0,10", Unit.LOTS, "0.10"),
        (".5", Unit.LOTS, "0.5"),
        ("0.1 lots", Unit.LOTS, "0.1"),
        ("1 200", Unit.LOTS, "1200"),
        ("1%", Unit.PERCENT, "1"),
        ("0,5 %", Unit.PERCENT, "0.5"),
        ("50 eur", Unit.MONEY, "50"),
        ("50EUR", Unit.MONEY, "50"),
        ("1\u2009250.50 Eur", Unit.MONEY, "1250.50"),
    ],
)
def test_a_volume_is_lots_or_a_share_of_equity_or_money(text: str, unit: Unit, value: str) -> None:
    assert parse_volume(text, "EUR") == Amount(unit, D(value))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1.0820", Unit.PRICE, "1.0820"),
        ("1,0820", Unit.PRICE, "1.0820"),
        ("2 664.15", Unit.PRICE, "2664.15"),
        ("20p", Unit.PIPS, "20"),
        ("12,5 pips", Unit.PIPS, "12.5"),
        ("1%", Unit.PERCENT, "1"),
        ("2R", Unit.R, "2"),
        ("1.5r", Unit.R, "1.5"),
        ("50 pln", Unit.MONEY, "50"),
    ],
)
def test_a_level_is_a_price_or_a_distance(text: str, unit: Unit, value: str) -> None:
    assert parse_level(Field.TAKE_PROFIT, text, "PLN") == Amount(unit, D(value))


@pytest.mark.parametrize("empty", ["", "  ", "\u2009"])
def test_nothing_typed_is_nothing(empty: str) -> None:
    assert parse_volume(empty, "EUR") is None
    assert parse_level(Field.STOP_LOSS, empty, "EUR") is None
    assert parse_price(empty) is None
    assert parse_offset(empty) is None


@pytest.mark.parametrize(
    "text",
    [
        *("1,234.5", "1.234,5", "1,234", "12,345", "1.2.3", "1,2,3", "12 34", "1 2345.6", "1.5e3", "1e9", "0x10", "٣"),
        *(
            "1\u00bd",
            "−1",
            "--1",
            "1..2",
            ".",
            ",",
            "%",
            "p",
            "1 234 5",
            "9" * 13,
            "0.123456789",
            "1" * 60,
            "nan",
            "inf",
        ),
    ],
)
def test_what_has_two_meanings_or_none_is_refused(text: str) -> None:
    with pytest.raises(EntryError) as caught:
        parse_volume(text, "EUR")
    assert caught.value.field is Field.VOLUME
    assert caught.value.text
    assert caught.value.remedy


def test_an_ambiguous_thousand_names_both_readings() -> None:
    with pytest.raises(EntryError) as caught:
        parse_level(Field.STOP_LOSS, "151,204", "EUR")
    assert caught.value.remedy == "write 151.204 or 151204"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("50 usd", "the account is in EUR"), ("-0.1", "write 0.1"), ("0", "leave it empty"), ("3x", "write 0.10")],
)
def test_a_refusal_says_what_to_write_instead(text: str, remedy: str) -> None:
    with pytest.raises(EntryError) as caught:
        parse_volume(text, "EUR")
    assert remedy in caught.value.remedy


def test_money_is_refused_while_the_account_is_not_known() -> None:
    with pytest.raises(EntryError, match="not the account's currency"):
        parse_volume("50 eur", "")


def test_a_stop_loss_cannot_be_counted_in_itself() -> None:
    with pytest.raises(EntryError, match="R counts from the stop loss"):
        parse_level(Field.STOP_LOSS, "2R", "EUR")


def test_the_price_of_an_order_may_be_counted_from_the_market_with_a_sign() -> None:
    assert parse_price("1.0820") == Amount(Unit.PRICE, D("1.0820"))
    assert parse_price("-10p") == Amount(Unit.PIPS, D(-10), relative=True)
    assert parse_price("+0.5 %") == Amount(Unit.PERCENT, D("0.5"), relative=True)
    for text in ("10p", "-1.0820"):
        with pytest.raises(EntryError):
            parse_price(text)


def test_a_trailing_distance_is_points_or_pips() -> None:
    assert parse_offset("150") == Amount(Unit.POINTS, D(150))
    assert parse_offset("15p") == Amount(Unit.PIPS, D(15))
    assert parse_offset("0") is None
    with pytest.raises(EntryError, match="whole"):
        parse_offset("1.5")


def test_a_part_of_a_position_is_lots_or_a_share_of_it() -> None:
    assert parse_part("50%") == Amount(Unit.PERCENT, D(50))
    assert parse_part("0.05") == Amount(Unit.LOTS, D("0.05"))
    with pytest.raises(EntryError, match="100"):
        parse_part("101%")


numbers = st.decimals(min_value="0.01", max_value="99999999", places=2, allow_nan=False)


@given(value=numbers, unit=st.sampled_from([Unit.PRICE, Unit.PIPS, Unit.PERCENT, Unit.MONEY, Unit.R]))
def test_what_is_written_reads_as_the_same_amount(value: Decimal, unit: Unit) -> None:
    amount = Amount(unit, value)
    assert parse_level(Field.TAKE_PROFIT, written(amount, "EUR"), "EUR") == amount


@given(value=numbers.flatmap(lambda number: st.sampled_from([number, -number])))
def test_a_signed_distance_is_written_with_its_sign(value: Decimal) -> None:
    amount = Amount(Unit.PIPS, value, relative=True)
    assert parse_price(written(amount)) == amount


@given(value=st.decimals(min_value=0, max_value=10**11, allow_nan=False), places=st.integers(0, 6), plain=st.booleans())
def test_numbers_as_the_screen_writes_them_are_read_back(value: Decimal, places: int, plain: bool) -> None:
    shown = Numbers(ascii=plain).number(value, places)
    assert parse_number(Field.PRICE, shown) == round(value, places)


@given(text=st.text(max_size=50))
def test_any_text_is_an_amount_within_bounds_or_a_refusal(text: str) -> None:
    try:
        amount = parse_volume(text, "EUR")
    except EntryError:
        return
    assert amount is None or 0 < amount.value < 10**12
