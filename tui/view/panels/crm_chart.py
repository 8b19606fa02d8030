"""The funnel page: the steps as bars and figures, months below, and what must be known before they are trusted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from textual.strip import Strip

from tui.view.panels.context import ViewContext
from tui.view.panels.plot_pane import PlotPane
from tui.view.widgets.wrapping import hanging

if TYPE_CHECKING:
    from tui.desk.crm_figures import Figures
    from tui.desk.crm_names import By, Group

_BAR_ROWS = 4
"""Rows of a bar plot beside its bars: frame, axis and title."""

_LEAST_MONTHS = 2

_STEP_CELLS = (8, 12, 10, 14)
"""How wide the columns of the steps are."""


class CrmChart(PlotPane):
    """Draws the funnel of everybody or of one partner: figures, bars of the steps, bars of the months."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context, self._rows)
        self.figures: Figures | None = None
        self.by: By | None = None
        self.group: Group | None = None
        self.notes: tuple[str, ...] = ()

    def set_values(self, figures: Figures | None, by: By | None, group: Group | None, notes: tuple[str, ...]) -> None:
        """Show these figures; `notes` stand below."""
        self.figures, self.by, self.group, self.notes = figures, by, group, notes
        self.show((figures, by, group, notes, self.context.desk.reports.hide))

    def _rows(self, width: int, height: int) -> list[Strip]:
        figures, by = self.figures, self.by
        if figures is None or by is None:
            return [self.line("  Working out …", "muted")]
        steps = self._steps(figures, by)
        notes = [self.line(part, "muted") for note in self._said(figures, by) for part in hanging(" ", note, width - 1)]
        # The bars go before the notes, which another key tells in full; where bars have no room, notes have all of it.
        left = height - len(steps)
        beside = left - _BAR_ROWS - len(figures.funnel(by, self.group).stages)
        most = beside if beside > 0 else max(1, left)
        if len(notes) > most:
            notes = [*notes[: most - 1], self.line(f" … {self.context.key('crm.about')} says all", "muted")]
        room = left - len(notes)
        plots = self._plots(figures, by, room)
        return [*steps, *plots, *([self.line("")] * (room - len(plots))), *notes]

    def _said(self, figures: Figures, by: By) -> tuple[str, ...]:
        from tui.desk.crm_names import LEFT_OUT

        funnel = figures.funnel(by, self.group)
        return (*self.notes, *funnel.notes, *figures.report(by).notes, " ".join(LEFT_OUT))

    def _steps(self, figures: Figures, by: By) -> list[Strip]:
        from tui.desk.crm_columns import percent

        partner = f"{by.title} {self._partner(by)}" if self.group is not None else f"everybody, by {by.title}"
        lines = [self.line(f" Funnel of {partner}", "strong")]
        lines.append(self._step("", ["count", "of before", "of all", "median days"], "muted"))
        missing = self.context.numbers.missing
        for stage in figures.funnel(by, self.group).stages:
            before = missing if stage.of_before is None else f"{percent(stage.of_before)} %"
            first = missing if stage.of_first is None else f"{percent(stage.of_first)} %"
            days = missing if stage.median_days is None else f"{stage.median_days}"
            lines.append(self._step(stage.title, [str(stage.count), before, first, days]))
        return lines

    def _partner(self, by: By) -> str:
        from tui.desk.crm_columns import privacy_of
        from tui.desk.crm_privacy import masked

        name = self.group.title if self.group is not None else ""
        return masked(name, privacy_of(by)) if self.context.desk.reports.hide else name

    def _step(self, title: str, figures: list[str], style: str = "") -> Strip:
        """Return a line of the table; a column that has no room is left out whole."""
        text = f" {title:<24}"
        for figure, cells in zip(figures, _STEP_CELLS, strict=True):
            if len(text) + cells > self.size.width:
                break
            text += figure.rjust(cells)
        return self.line(text, style)

    def _plots(self, figures: Figures, by: By, room: int) -> list[Strip]:
        from tui.view.charts.plot import bar_plot

        width = self.size.width
        funnel = figures.funnel(by, self.group)
        months = figures.cohorts(by, self.group)
        rows = len(funnel.stages) + _BAR_ROWS
        if room < rows or not funnel.stages[0].count:
            return []
        bars = [(stage.title, Decimal(stage.count)) for stage in funnel.stages]
        plots = [self.line(""), *bar_plot(bars, self.look(0, money=False), width, rows - 1)]
        left = room - len(plots)
        if len(months) >= _LEAST_MONTHS and left >= _LEAST_MONTHS + _BAR_ROWS:
            shown = months[-(left - _BAR_ROWS) :]
            by_month = [(f"{each.month:%Y-%m}", Decimal(each.registrations)) for each in shown]
            plots.append(self.line(" Registrations by month", "muted"))
            plots += bar_plot(by_month, self.look(0, money=False), width, min(len(shown) + _BAR_ROWS - 1, left - 1))
        return plots
