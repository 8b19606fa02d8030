"""The live grid without a screen: columns, cells, order and cursor."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.view.theme import Paint
from tui.view.widgets.table_cells import Cell, Column, Row, place_columns
from tui.view.widgets.table_paint import ASCII_GLYPHS, Glyphs, Look, TablePainter
from tui.view.widgets.table_rows import TableRows

COLUMNS = (
    Column("symbol", "Symbol", 8, "left", 100, flexible=True, max_width=14, letter="s", clip=True),
    Column("bid", "Bid", 9, priority=90, letter="b", mark=True),
    Column("ask", "Ask", 9, priority=89, letter="a", mark=True),
    Column("day", "Day %", 7, priority=80, letter="d"),
    Column("high", "High", 9, priority=30),
    Column("time", "Time", 8, priority=20),
)
PAINT = Paint()

words = st.text(st.characters(codec="utf-8"), max_size=14)
cells = st.builds(
    Cell,
    words,
    st.sampled_from(["", "up", "stale", "no such"]),
    st.sampled_from(["", "2", "語"]),
    st.just(""),
    st.none(),
)
rows = st.lists(cells, max_size=8).map(tuple)
keys = st.sampled_from("abcdefgh")


def numbers(symbol: str, bid: str) -> Row:
    return (Cell(symbol), Cell(bid, sort=Decimal(bid) if bid != "–" else None))


def table(*pairs: tuple[str, str]) -> TableRows:
    model = TableRows(COLUMNS)
    model.set_rows([symbol for symbol, _ in pairs], {symbol: numbers(symbol, bid) for symbol, bid in pairs})
    return model


@given(st.integers(0, 260))
def test_columns_are_whole_or_hidden_and_stay_on_the_line(width: int) -> None:
    placed = place_columns(COLUMNS, width)
    end = 0
    for place in placed:
        assert place.x >= end
        assert place.width >= place.column.width or len(placed) == 1
        end = place.x + place.width + place.column.mark
    assert end <= max(width - 1, 1)
    hidden = {column.key for column in COLUMNS} - {place.column.key for place in placed}
    least_shown = min((place.column.priority for place in placed), default=0)
    assert all(column.priority <= least_shown for column in COLUMNS if column.key in hidden)


@pytest.mark.parametrize(
    ("left", "right", "gap"),
    [("right", "left", 2), ("right", "right", 1), ("left", "left", 1), ("left", "right", 1)],
)
def test_values_that_would_end_and_begin_beside_each_other_stand_two_cells_apart(
    left: Literal["left", "right"], right: Literal["left", "right"], gap: int
) -> None:
    columns = (Column("to_go", "To go", 6, left), Column("calls", "Calls", 5, right, priority=10))
    first, second = place_columns(columns, 15)
    assert second.x - (first.x + first.width) == gap
    assert len(place_columns(columns, 13 + gap)) == 2
    assert len(place_columns(columns, 12 + gap)) == 1


def test_a_mark_keeps_values_apart_and_a_sign_or_a_hidden_column_needs_no_more() -> None:
    marked = (Column("bid", "Bid", 6, mark=True), Column("calls", "Calls", 5, "left"))
    assert place_columns(marked, 40)[1].x == 1 + 6 + 1 + 1
    signed = (Column("actual", "Actual", 6), Column("surprise", "", 1, "left"))
    assert place_columns(signed, 40)[1].x == 1 + 6 + 1
    between = (Column("a", "A", 6), Column("b", "B", 5, "left", priority=10), Column("c", "C", 6))
    assert [place.x for place in place_columns(between, 15)] == [1, 8]


def test_spare_cells_go_to_the_flexible_column_up_to_its_limit() -> None:
    needed = sum(column.width + column.mark for column in COLUMNS) + len(COLUMNS) - 1 + 2
    assert place_columns(COLUMNS, needed)[0].width == 8
    assert place_columns(COLUMNS, needed + 3)[0].width == 11
    assert place_columns(COLUMNS, 200)[0].width == 14


@given(rows, st.integers(1, 130), st.builds(Look, *[st.booleans()] * 5), st.sampled_from([Glyphs(), ASCII_GLYPHS]))
def test_every_line_is_exactly_as_wide_as_the_grid(row: Row, width: int, look: Look, glyphs: Glyphs) -> None:
    painter = TablePainter(COLUMNS, PAINT, glyphs)
    painter.resize(width)
    lines = [
        painter.header("bid", True, False),
        painter.header(None, False, True),
        painter.row(row, look, {1: (1, 2), 2: (-1, 1)}),
        painter.totals(row),
        painter.words("Some words about nothing in particular"),
        painter.words("Nothing", centred=True),
    ]
    for line in lines:
        assert sum(cell_len(segment.text) for segment in line) == line.cell_length == width
        assert not any(ord(letter) < 32 or 0x7F <= ord(letter) <= 0x9F for letter in line.text)


@given(st.integers(1, 130), st.decimals(0, 10**9, places=5))
def test_a_number_is_whole_or_an_ellipsis_but_never_cut(width: int, price: Decimal) -> None:
    painter = TablePainter(COLUMNS, PAINT, Glyphs())
    painter.resize(width)
    text = f"{price:.5f}"
    line = painter.row((Cell("EURUSD"), Cell(text[:-1], "", text[-1:], "tail")), Look(), {}).text
    for shown in line.split():
        assert shown in {text, "…"} or "EURUSD".startswith(shown.rstrip("…"))


@pytest.mark.parametrize("step", [2, 1])
def test_marks_fade_beside_the_value_and_show_their_direction_without_colour(step: int) -> None:
    painter = TablePainter(COLUMNS, PAINT, Glyphs())
    painter.resize(60)
    row = numbers("EURUSD", "1.08412")
    up = painter.row(row, Look(), {1: (1, step)}).text
    down = painter.row(row, Look(), {1: (-1, step)}).text
    assert "1.08412▴" in up
    assert "1.08412▾" in down
    assert up.replace("▴", " ") == painter.row(row, Look(), {}).text


def test_stale_rows_lose_the_colours_of_their_values() -> None:
    painter = TablePainter(COLUMNS, PAINT, Glyphs())
    painter.resize(60)
    line = painter.row((Cell("EURUSD", "up"), Cell("1.1", "down")), Look(stale=True), {})
    colours = {segment.style.color for segment in line if segment.style and segment.text.strip()}
    assert colours == {PAINT["stale"].color}


def test_sorting_reverses_and_then_gives_the_lists_own_order_back() -> None:
    model = table(("C", "3"), ("A", "1"), ("B", "–"), ("D", "20"))
    model.sort_by("bid")
    assert model.shown == ["A", "C", "D", "B"]
    model.sort_by("bid")
    assert model.shown == ["D", "C", "A", "B"]
    model.sort_by("bid")
    assert model.shown == ["C", "A", "B", "D"]


def test_the_row_under_the_cursor_keeps_its_place_while_others_sort_around_it() -> None:
    model = table(("A", "1"), ("B", "2"), ("C", "3"), ("D", "4"))
    model.sort_by("bid")
    model.cursor, model.pinned = "B", True
    model.replace("B", numbers("B", "9"))
    model.arrange()
    assert model.shown == ["A", "B", "C", "D"]
    model.pinned = False
    model.arrange()
    assert model.shown == ["A", "C", "D", "B"]


def test_a_row_that_is_gone_gives_the_cursor_to_the_one_in_its_place() -> None:
    model = table(("A", "1"), ("B", "2"), ("C", "3"))
    model.cursor = "B"
    model.set_rows(["A", "C"], {key: numbers(key, "1") for key in "AC"})
    assert model.cursor == "C"
    model.set_rows([], {})
    assert model.cursor is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("eur", ["EURUSD", "EURGBP"]),
        ("EUR gbp", ["EURGBP"]),
        ("!eur", ["GOLD"]),
        ("1.1", []),
        ("", ["EURUSD", "EURGBP", "GOLD"]),
        ("!", ["EURUSD", "EURGBP", "GOLD"]),
        ("[/red]", []),
    ],
)
def test_the_filter_reads_names_and_inverts_with_an_exclamation_mark(text: str, shown: list[str]) -> None:
    model = table(("EURUSD", "1.1"), ("EURGBP", "1.1"), ("GOLD", "1.1"))
    model.filter_text = text
    model.arrange()
    assert model.shown == shown


def test_values_that_cannot_be_compared_do_not_stop_the_sort() -> None:
    model = TableRows(COLUMNS)
    model.set_rows("ab", {"a": (Cell("a"), Cell("1", sort=Decimal(1))), "b": (Cell("b"), Cell("x", sort="x"))})
    model.sort_by("bid")
    assert sorted(model.shown) == ["a", "b"]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("rows"), st.lists(keys, unique=True)),
            st.tuples(st.just("patch"), st.tuples(keys, st.integers(0, 9))),
            st.tuples(st.just("sort"), st.sampled_from(["symbol", "bid", None])),
            st.tuples(st.just("filter"), st.sampled_from(["", "a", "!b", "c d"])),
            st.tuples(st.just("pin"), st.booleans()),
        ),
        max_size=12,
    ),
    keys,
)
def test_the_cursor_stays_on_its_row_whatever_happens_as_long_as_it_is_shown(
    steps: list[tuple[str, object]], start: str
) -> None:
    model = table(*((key, "5") for key in "abcdefgh"))
    model.cursor = start
    for what, value in steps:
        before = model.cursor
        match what, value:
            case "rows", list(order):
                model.set_rows(order, {key: model.rows.get(key, numbers(key, "5")) for key in order})
            case "patch", (str(key), int(bid)) if key in model.rows:
                model.replace(key, numbers(key, str(bid)))
                model.arrange()
            case "sort", column:
                model.sort_by(column if isinstance(column, str) else None)
            case "filter", str(text):
                model.filter_text = text
                model.arrange()
            case "pin", bool(pinned):
                model.pinned = pinned
        assert sorted(model.shown) == sorted(set(model.shown))
        if before in model.shown:
            assert model.cursor == before
        else:
            assert model.cursor in model.shown if model.shown else model.cursor is None
