"""Privacy: addresses and account numbers are masked letter for letter, prices are not."""

from decimal import Decimal

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tui.view.panels.flex_private import shown_value
from tui.view.privacy import Masks
from tui.view.text import Numbers

BLACK = Color.parse("#000000")


def masked_line(line: str, *known: str) -> str:
    return "".join(segment.text for segment in Masks(lambda: known).apply([Segment(line)], BLACK))


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        (" SIM  1000 EUR ", " SIM  •••• EUR "),
        ("sim:1000", "sim:••••"),
        ("to ann.lee@example.com, soon", "to a••••••@•••••••.com, soon"),
        ("al@example.com", "••@•••••••.com"),
        ("ann.lee@example.co…", "a••••••@••••••••••…"),
        ("王@例え.jp", "••@••••.jp"),
        ("U1234567  12.50", "••••••67  12.50"),
        ("hd6j9jpewknwyei7cea8 active", f"{'•' * 18}a8 active"),
        ("id 0b5e8d2a-1111-4222-8333-444455556666.", f"id {'•' * 34}66."),
    ],
)
def test_whoever_can_be_known_by_it_is_masked_and_no_cell_moves(line: str, masked: str) -> None:
    assert masked_line(line, "1000") == masked


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("▸ann.longn… active", "▸a••••••••… active"),
        ("▸ann.longn~ active", "▸a••••••••~ active"),
        ("id3  /accounts/id3/links", "•••  /accounts/•••/links"),
        ("id34 id… data…", "id34 i•… data…"),
    ],
)
def test_what_a_narrow_column_leaves_of_a_known_address_or_id_is_masked(line: str, masked: str) -> None:
    assert masked_line(line, "ann.longname@example.com", "id3") == masked


@pytest.mark.parametrize("line", ["1000.50", "1000,5", "21000", "1000x", "EURUSD 1.08412", "a@"])
def test_prices_and_longer_numbers_are_no_account_numbers(line: str) -> None:
    assert masked_line(line, "1000") == line


def test_a_secret_that_runs_over_styles_is_masked_in_each_of_them() -> None:
    bold = Style(bold=True)
    line = [Segment("ann@ex"), Segment("ample.com", bold), Segment(" 1.08412")]
    assert Masks(lambda: ()).apply(line, BLACK) == [
        Segment("a••@••"),
        Segment("•••••.com", bold),
        Segment(" 1.08412"),
    ]


def test_a_line_without_secrets_stays_the_same_object() -> None:
    line = [Segment("GOLD 2664.15")]
    assert Masks(lambda: ("1000",)).apply(line, BLACK) is line


def test_money_is_hidden_and_prices_lots_pips_and_percentages_are_not() -> None:
    numbers = Numbers(private=True)
    assert numbers.money(Decimal("9.41"), signed=True) == "•••"
    assert numbers.money(None) == "–"
    assert numbers.price(Decimal("1.08412"), 5, 4) == ("1.0841", "2")
    assert (numbers.lots(Decimal("0.1")), numbers.pips(Decimal("10")), numbers.percent(Decimal("1171"))) == (
        "0.10",
        "10.0",
        "1\u2009171 %",
    )
    assert Numbers(ascii=True, private=True).money(Decimal("1")) == "***"


def test_while_private_a_statement_tells_what_was_traded_but_not_how_much_or_whose() -> None:
    private = Numbers(private=True)
    trade = {"symbol": "ACME", "buySell": "BUY", "tradePrice": "100.25", "quantity": "5", "proceeds": "-1002.5"}
    shown = {name: shown_value(name, value, private) for name, value in trade.items()}
    assert shown == trade | {"quantity": "•••", "proceeds": "•••"}
    assert shown_value("name", "Ann Lee", private) == "•••"
    assert shown_value("proceeds", "", private) == ""
    assert shown_value("proceeds", "-1002.5", Numbers()) == "-1002.5"
