"""Candles, bars and lines as exact rows of text."""

from __future__ import annotations

from tests.unit.charts.making import bars, rows, scene
from tui.view.charts.model import ChartOptions, ChartStyle
from tui.view.charts.viewport import Viewport

# Rising, falling, doji with both wicks, flat, small rising, small falling.
SIX = bars("10 18 10 16,16 16 12 12,12 14 10 12,12 12 12 12,12 17 11 13,13 15 12 12.5")


def plain(style: ChartStyle = ChartStyle.CANDLES, *, ascii_only: bool = False) -> ChartOptions:
    return ChartOptions(style=style, grid=False, volume=False, ascii_only=ascii_only)


def picture(text: str) -> list[str]:
    """Return the rows of a picture whose lines end with a bar."""
    return [line.rstrip()[:-1].rstrip() for line in text.strip("\n").split("\n")]


def test_one_column_candles_stand_side_by_side_with_half_cell_ends() -> None:
    assert rows(scene(SIX, options=plain()), 18, 9) == picture("""
       ╷            |
       │   │        |
       ║┃  │        |
       ║┃╷ ││ 15.0|
       ║┃│ ║╽     |
       ║╹┼─│╹ 12.5|
       ║ │ ╵        |
       ╹ ╵    10.0|
        00:15       |
""")


def test_at_wider_zoom_rising_bodies_are_hollow_and_falling_ones_solid() -> None:
    assert rows(scene(SIX, options=plain(), viewport=Viewport(3)), 44, 9) == picture("""
               ╷                            |
               │               │            |
              ▛▀▜ ███          │            |
              ▌ ▐ ███  ╷       │   │    15.0|
              ▌ ▐ ███  │       │   │        |
              ▌ ▐ ▀▀▀ ─┼─ ─── ═╪═ ━┷━╌╌ 12.5|
              ▌ ▐      │       ╵            |
              ▀▀▀      ╵                10.0|
                         00:15              |
""")


# A tall one for the scale; half a row up, down, up with wicks, down with wicks; a doji with wicks.
SMALL = bars("10 20 10 20,15.2 15.4 15.2 15.4,15.4 15.4 15.2 15.2,15.2 18 12 15.4,15.4 18 12 15.2,15.2 18 12 15.2")


def test_small_bodies_are_dashes_by_direction_where_gaps_keep_them_apart() -> None:
    assert rows(scene(SMALL, options=plain(), viewport=Viewport(1)), 22, 9)[2:6] == picture("""
     ║     │ │ │|
     ║ ═ ━ ╪ ┿ ┼╌ 15.2|
     ║     │ │ │  15.0|
     ║     │ │ │|
""")


def test_small_bodies_are_half_strokes_where_candles_touch() -> None:
    assert rows(scene(SMALL, options=plain()), 22, 9)[2:6] == picture("""
          ║  │││|
          ║╻╻╽╽┼╌ 15.2|
          ║  │││  15.0|
          ║  │││|
""")


def test_a_small_rising_body_moves_into_one_cell_to_look_hollow() -> None:
    two_halves = bars("10 20 10 20,14.9 15.1 14.9 15.1,14.9 18 14.9 15.1,14.9 15.1 12 15.1,14.9 18 12 15.1")
    assert rows(scene(two_halves, options=plain()), 22, 9)[2:6] == picture("""
           ║ │ │|
           ║║║ ║╌ 15.1|
           ║  ║│  15.0|
           ║  ││|
""")


def test_bars_carry_the_open_to_the_left_and_the_close_to_the_right() -> None:
    assert rows(scene(SIX, options=plain(ChartStyle.BARS), viewport=Viewport(3)), 44, 9) == picture("""
               ╷                            |
               │               │            |
               ├─ ─┤           │            |
               │   │   ╷       │   │    15.0|
               │   │   │       ├─ ─┤        |
               │   └─ ─┼─ ─── ─┤   └─╌╌ 12.5|
               │       │       ╵            |
              ─┘       ╵                10.0|
                         00:15              |
""")


def test_a_line_joins_the_closes_in_dots() -> None:
    assert rows(scene(SIX, options=plain(ChartStyle.LINE), viewport=Viewport(3)), 44, 9) == picture("""
                                            |
                                            |
               ⠱⡀                           |
                ⠑⡄                      15.0|
                 ⠈⢆          ⢀⡠⠤⣀⣀          |
                  ⠈⠒⠒⠒⠒⠒⠒⠒⠒⠒⠉⠁    ⠉⠁╌╌╌ 12.5|
                                            |
                                        10.0|
                         00:15              |
""")


def test_ascii_mode_draws_the_same_candles_with_ascii_characters_only() -> None:
    shown = rows(scene(SIX, options=plain(ascii_only=True), viewport=Viewport(3)), 44, 9)
    assert shown == picture("""
               |                            |
               |               |            |
              OOO ###          |            |
              OOO ###  |       |   |    15.0|
              OOO ###  |       |   |        |
              OOO ### -+- --- OOO ###.. 12.5|
              OOO      |       |            |
              OOO      |                10.0|
                         00:15              |
""")


def test_flat_days_are_one_calm_line() -> None:
    flat = bars("5 5 5 5,5 5 5 5,5 5 5 5")
    assert rows(scene(flat, options=plain()), 20, 6)[2] == "            ───╌ 5.0"


def test_candles_keep_whole_gaps_between_them_when_zoomed() -> None:
    for row in rows(scene(SIX, options=plain(), viewport=Viewport(3)), 44, 9)[:8]:
        gap_columns = [row[x] for x in range(17, 34, 4) if x < len(row)]
        assert set(gap_columns) <= {" "}
