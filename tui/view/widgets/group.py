"""What holds the panes of a screen side by side or one above the other."""

from __future__ import annotations

from textual.containers import Container

from tui.view.widgets.painted import SteadyWidget


class Group(SteadyWidget, Container):
    """Nothing of it is seen but the panes in it, and round all of them the frame of real money."""
