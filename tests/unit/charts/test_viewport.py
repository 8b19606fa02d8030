"""Which slots are in view and where their columns are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.view.charts.viewport import ZOOMS, Viewport, needs_older

levels = st.integers(0, len(ZOOMS) - 1)
counts = st.integers(0, 500)
widths = st.integers(1, 250)


def test_the_newest_slot_ends_before_a_small_margin_while_it_is_followed() -> None:
    window = Viewport(0).window(500, 96)
    assert (window.first, window.last, window.margin) == (410, 499, 6)
    assert window.left(499) == 89
    assert window.left(410) == 0


def test_scrolled_back_the_whole_width_shows_candles() -> None:
    window = Viewport(0, right=300).window(500, 96)
    assert (window.first, window.last, window.left(205)) == (205, 300, 0)


def test_scrolling_to_the_newest_slot_follows_it_again() -> None:
    back = Viewport(0).scrolled(-50, 500, 96)
    assert back.right == 449
    assert back.scrolled(50, 500, 96).right is None


def test_scrolling_back_stops_while_half_of_the_window_is_filled() -> None:
    assert Viewport(0).scrolled(-10_000, 500, 100).right == 47


def test_the_cursor_scrolls_the_window_only_at_its_edges() -> None:
    viewport = Viewport(0).with_cursor(450, 500, 96)
    assert (viewport.cursor, viewport.right) == (450, None)
    viewport = viewport.with_cursor(400, 500, 96)
    assert viewport.window(500, 96).first <= 400
    assert viewport.with_cursor(499, 500, 96).right is None


def test_older_slots_are_wanted_before_the_edge_is_seen() -> None:
    assert needs_older(Viewport(0, right=140).window(500, 100))
    assert not needs_older(Viewport(0, right=160).window(500, 100))


def test_a_short_series_wants_older_slots_at_once() -> None:
    assert needs_older(Viewport(0).window(20, 100))


@given(levels, counts, widths, st.none() | st.integers(0, 600))
def test_every_slot_in_view_has_columns_of_its_own_inside(
    level: int, count: int, width: int, right: int | None
) -> None:
    window = Viewport(level, right).window(count, width)
    for index in range(window.first, window.last + 1):
        if window.zoom.body <= width - window.margin:
            assert window.left(index) >= 0
        assert window.left(index) + window.zoom.body <= width


@given(levels, st.integers(1, 500), widths, st.lists(st.integers(-80, 80), max_size=12))
def test_the_cursor_is_always_in_view(level: int, count: int, width: int, moves: list[int]) -> None:
    viewport = Viewport(level)
    cursor = count - 1
    for move in moves:
        cursor = max(0, min(count - 1, cursor + move))
        viewport = viewport.with_cursor(cursor, count, width)
        window = viewport.window(count, width)
        assert window.first <= cursor <= window.last
