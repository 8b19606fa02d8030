"""A list to choose from whose cursor can be seen in every terminal."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip
from textual.style import Style
from textual.widgets import OptionList

_UNCOLOURED = RichStyle(color="default", bgcolor="default")


class Options(OptionList, can_focus=False):
    """A list that is moved in from the field beside it; in the terminal's own colours its cursor is reversed.

    No named ground goes with a foreground that only the terminal knows, and Textual takes no `reverse` from CSS here.
    """

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return the style of a part of the list."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if self.app.native_ansi_color and "option-list--option-highlighted" in component_classes:
            style += Style(reverse=True)
        return style

    def render_line(self, y: int) -> Strip:
        """Return one line; reversed, a coloured mark would become a block of its colour."""
        strip = super().render_line(y)
        if not self.app.native_ansi_color:
            return strip
        segments = [
            Segment(text, style + _UNCOLOURED if style is not None and style.reverse else style, control)
            for text, style, control in strip
        ]
        return Strip(segments, strip.cell_length)
