"""A line with a part at each end: what has no room is left out, and nothing touches."""

from __future__ import annotations

import pytest

from tui.view.widgets.lines import Line, Span, spread


@pytest.mark.parametrize(
    ("left", "right", "width", "shown"),
    [
        ("Net", "+9.41", 10, "Net  +9.41"),
        ("Net", "+9.41", 9, "Net +9.41"),
        ("Net", "+9.41", 8, "Net"),
        ("Net ", "+9.41", 9, "Net +9.41"),
        ("Net", " +9.41", 9, "Net +9.41"),
        ("", "+9.41", 5, "+9.41"),
        ("Net", "", 3, "Net"),
    ],
)
def test_parts_stand_at_both_ends_and_never_touch(left: str, right: str, width: int, shown: str) -> None:
    line: Line = spread(*((Span(text),) if text else () for text in (left, right)), width)
    assert "".join(span.text for span in line) == shown
