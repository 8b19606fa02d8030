"""The line of the tour, below the banners that matter more."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style

from tui.view.palette import keymap_of
from tui.view.panels.context import ViewContext
from tui.view.widgets.lines import LineView, Span, spread


class TourBanner(LineView):
    """One row; parts that do not fit are left out whole, the last first."""

    DEFAULT_CSS = "TourBanner { height: 1; display: none; } TourBanner.-shown { display: block; }"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context.paint["base"])
        self.context = context

    def sync(self) -> None:
        """Show the line, or nothing."""
        tour = self.context.tour
        self.set_class(tour.open, "-shown")
        if not tour.open:
            return
        keymap, paint = keymap_of(self.app), self.context.paint
        head, parts = tour.words(lambda name: keymap.written(name, limit=1) if "." in name else keymap.sign(name))
        end, dot = "Esc ends it ", " - " if self.context.numbers.ascii else " · "
        width = max(1, self.size.width or self.app.size.width)
        room = width - len(head) - len(end) - 4
        while len(parts) > 1 and cell_len(dot.join(parts)) > room:
            parts = parts[:-1]
        left = (Span(f" {head}  ", paint["accent"] + Style(bold=True)), Span(dot.join(parts), paint["base"]))
        self.set_lines([spread(left, (Span(end, paint["muted"]),), width)])
