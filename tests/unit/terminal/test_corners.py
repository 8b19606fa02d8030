"""Corners that random output seldom meets: shared end codes, scroll regions, halves, unchanged neighbours."""

from __future__ import annotations

import itertools

import pyte
import pytest

from tests.unit.terminal.emulator import Model, Terminal
from tui.view.terminal.replica import Replica
from tui.view.terminal.screen import Screen
from tui.view.terminal.style import StylePool

_STYLES = ["", "1", "2", "1;2", "5;6", "6", "51", "51;52;31", "4:3", "21;58;5;1", "38;2;1;2;3;48;5;7", "53;9;8;7;3"]


@pytest.mark.parametrize(("before", "after"), itertools.product(_STYLES, repeat=2))
def test_the_way_between_two_styles_leads_there(before: str, after: str) -> None:
    pool = StylePool()
    start, end = pool.apply(pool.default, before), pool.apply(pool.default, after)
    assert start is not None
    assert end is not None
    way = pool.way(start, end)
    assert (pool.apply(start, way[2:-1]) if way else start) is end
    assert len(way) <= len(pool.way(None, end))


@pytest.mark.parametrize("column", range(6))
def test_half_a_wide_character_does_not_survive_being_overwritten(column: int) -> None:
    screen = Screen(12, 1, StylePool())
    screen.write("字字字")
    screen.move_to(column, 0)
    screen.write("x")
    row = screen.text[0]
    assert row[column] == "x"
    for x, cell in enumerate(row):
        if cell == "":
            assert row[x - 1] == "字"
        if cell == "字":
            assert row[x + 1] == ""


def test_inside_a_scroll_region_the_picture_is_still_painted_where_it_belongs() -> None:
    replica, terminal = Replica(10, 6), Terminal(10, 6)
    stream = pyte.Stream(terminal)
    replica.feed("\x1b[?1049h\x1b[2;4r")
    stream.feed(replica.take()[0])
    # A staircase, where going straight down would be the shortest move.
    replica.feed("".join(f"\x1b[{row};{row + 2}Hx" for row in range(1, 7)))
    stream.feed(replica.take()[0])
    assert [line.index("x") for line in terminal.display] == [2, 3, 4, 5, 6, 7]


def test_an_unchanged_neighbour_of_another_colour_keeps_its_colour() -> None:
    replica, terminal = Replica(10, 2), Model(10, 2)
    replica.feed("\x1b[?1049h\x1b[31ma\x1b[32mb\x1b[31mc")
    terminal.feed(replica.take()[0])
    replica.feed("\x1b[1;1H\x1b[31mx\x1b[32mb\x1b[31mz")
    text = replica.take()[0]
    terminal.feed(text)
    assert "b" not in text
    assert terminal.screen.styles[0][1].foreground == "32"
    assert "".join(terminal.screen.text[0][:3]) == "xbz"


def test_unchanged_neighbours_of_the_same_colour_are_written_again_when_that_is_shorter() -> None:
    replica = Replica(10, 2)
    replica.feed("\x1b[?1049h\x1b[31mabc")
    replica.take()
    replica.feed("\x1b[1;1Hxbz")
    assert "xbz" in replica.take()[0]
