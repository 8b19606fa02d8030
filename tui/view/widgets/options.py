"""A list to choose from whose cursor can be seen in every terminal."""

from __future__ import annotations

from textual.style import Style
from textual.widgets import OptionList


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
