"""What recedes behind a dialog in the terminal's own colours."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.view.widgets.behind import receded


def after(style: Style | None) -> Style:
    (strip,) = receded([Strip([Segment("1.0973", style)])])
    (segment,) = strip
    assert (segment.text, strip.cell_length) == ("1.0973", 6)
    assert segment.style is not None
    return segment.style


def test_words_are_dim_and_keep_their_colour() -> None:
    style = after(Style(color="bright_green", bold=True))
    assert (style.dim, style.bold) == (True, False)
    assert style.color is not None
    assert style.color.name == "bright_green"
    assert after(None).dim


def test_a_cursor_behind_is_no_bar_any_more() -> None:
    assert not after(Style(reverse=True)).reverse
    assert not after(Style(reverse=True, color="default")).reverse


def test_a_banner_and_a_badge_stay_as_they_can_be_read() -> None:
    banner, badge = Style(color="bright_red", reverse=True), Style(color="black", bgcolor="bright_magenta", bold=True)
    assert after(banner) == banner
    assert after(badge) == badge
