"""Lines of which only some fit: what is shown, what is said of the rest, and that both ends can be reached."""

from __future__ import annotations

from rich.style import Style

from tui.view.widgets.lines import Line, Span
from tui.view.widgets.scrolled import ScrolledView

LINES: list[Line] = [(Span(f"line {place}"),) for place in range(10)]
MARK = Style.null()


def shown(view: ScrolledView) -> list[str]:
    return view.text().splitlines()


def test_lines_that_all_fit_are_shown_without_a_mark() -> None:
    view = ScrolledView(MARK)
    view.show_marked(LINES, 10, MARK)
    assert shown(view) == [f"line {place}" for place in range(10)]


def test_the_last_row_says_how_many_lines_are_hidden_below() -> None:
    view = ScrolledView(MARK)
    view.show_marked(LINES, 4, MARK)
    assert shown(view) == ["line 0", "line 1", "line 2", "↓ 7 more lines"]


def test_scrolled_to_the_end_the_last_line_is_seen_and_the_mark_says_that_more_is_above() -> None:
    view = ScrolledView(MARK)
    view.move(1000)
    view.show_marked(LINES, 4, MARK)
    assert shown(view) == ["line 7", "line 8", "line 9", "↑ it begins above"]


def test_a_view_that_marks_nothing_tells_how_many_lines_are_hidden() -> None:
    view = ScrolledView(MARK)
    assert view.show_part(LINES, 4) == 6
    view.move(1000)
    assert view.show_part(LINES, 4) == 0
    assert shown(view) == ["line 6", "line 7", "line 8", "line 9"]


def test_scrolling_beyond_an_end_costs_no_key_to_come_back() -> None:
    view = ScrolledView(MARK)
    view.move(1000)
    view.show_part(LINES, 4)
    view.move(-1)
    view.show_part(LINES, 4)
    assert shown(view)[0] == "line 5"
