"""The blocks of the statistics lie beside each other without running into one another."""

import pytest
from rich.style import Style

from tui.view.panels.history_blocks import COLUMN_CELLS, in_columns
from tui.view.widgets.lines import Span, line_width

LEFT, RIGHT = ([(Span(letter * COLUMN_CELLS, Style.null()),)] for letter in "lr")


@pytest.mark.parametrize(("room", "gap", "rest"), [(76, 1, 0), (77, 1, 1), (78, 2, 1), (79, 3, 1), (99, 3, 21)])
def test_blocks_stay_apart_and_off_the_frame_where_there_is_room(room: int, gap: int, rest: int) -> None:
    # A cell of the room lies before the first block.
    (line,) = in_columns([LEFT, RIGHT], room - 1)
    text = "".join(span.text for span in line).rstrip()
    assert text == f" {'l' * COLUMN_CELLS}{' ' * gap}{'r' * COLUMN_CELLS}"
    assert room - len(text) == rest


def test_blocks_lie_below_each_other_where_two_have_no_room() -> None:
    lines = in_columns([LEFT, RIGHT], 74)
    assert ["".join(span.text for span in line).strip()[:1] for line in lines] == ["l", "", "r"]
    assert max(map(line_width, lines)) <= 75
