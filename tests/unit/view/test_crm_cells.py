"""What the CRM's grid writes in its cells: amounts read as everywhere in the program, names and ids as they came."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tui.crm.money import money_of
from tui.desk.crm_privacy import Private
from tui.desk.crm_table import Column, RowTable, Value
from tui.view.panels.crm_cells import shown_text, width_of
from tui.view.text import THIN_SPACE, Numbers

PLAIN = Numbers(ascii=True)


def table_of(value: Value, *, numeric: bool = True) -> RowTable[Any]:
    column: Column[Any] = Column("amount", "Amount", lambda _row: value, Private.MONEY, numeric=numeric)
    return RowTable([column], [object()])


def shown(value: Value, *, numeric: bool = True, hide: bool = False, numbers: Numbers = PLAIN) -> str:
    table = table_of(value, numeric=numeric)
    return shown_text(numbers, table, 0, table.columns[0], hide=hide)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("3001.50"), "3 001.50"),
        (Decimal("-1234567.12345"), "-1 234 567.12345"),
        (Decimal("999.1234"), "999.1234"),
        (1234, "1 234"),
        (money_of({"EUR": Decimal("1234.5"), "USD": Decimal(9)}), "1 234.50 EUR · 9.00 USD"),
        (None, ""),
    ],
)
def test_amounts_have_their_thousands_set_apart(value: Value, text: str) -> None:
    assert shown(value) == text


def test_the_gap_is_the_programs_own_where_the_terminal_knows_it() -> None:
    assert shown(Decimal(3001), numbers=Numbers()) == f"3{THIN_SPACE}001"


def test_ids_and_words_stay_as_they_came() -> None:
    assert shown("20001", numeric=False) == "20001"
    assert shown("from 2026-01-03") == "from 2026-01-03"


def test_what_is_masked_tells_no_length() -> None:
    assert shown(Decimal("3001.50"), hide=True) == shown(Decimal(7), hide=True)


@pytest.mark.parametrize(("value", "cells"), [(Decimal("301.50"), 6), (Decimal("3001.50"), 9)])
def test_a_figure_with_a_gap_of_its_own_keeps_away_from_the_one_before(value: Decimal, cells: int) -> None:
    table = table_of(value)
    assert width_of(PLAIN, table, table.columns[0], hide=False) == cells
