"""The curve of the chosen days and the bars of what they brought, drawn by plotext."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from textual.app import ComposeResult
from textual.strip import Strip
from textual.widget import Widget

from tui.desk.history_book import HistoryFigures
from tui.domain.statistics import CurvePoint, Moment, Statistics
from tui.store.changes import Changes, Topic
from tui.store.select import account_view
from tui.view.command import Scope
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.history_blocks import WEEKDAYS
from tui.view.panels.history_room import Bars, HistoryRoom, Page
from tui.view.panels.history_words import empty_words
from tui.view.panels.plot_pane import PlotPane
from tui.view.text import moment

_BAR_ROWS = 4
"""Rows of a bar plot beside its bars: title, frame and axis."""

_LEAST_POINTS = 2
_WHOLE_FROM = 1000
"""From here on labels need no cents."""


class HistoryPlots(DataPanel):
    """Shows the curve or the bars, whichever the room wants."""

    scope: ClassVar[Scope] = Scope.HISTORY_PLOTS
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.HISTORY, Topic.LINK})

    def __init__(self, context: ViewContext, room: HistoryRoom, *, id: str) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.room = room
        self.plot = PlotPane(context, self._draw)

    def compose(self) -> ComposeResult:
        """Yield the plot."""
        yield self.plot

    def sync(self, changes: Changes) -> None:
        """Take over other figures."""
        self.show()

    def show(self) -> None:
        """Draw what is wanted."""
        room = self.room
        self.set_title(room.plot.value)
        words = empty_words(room)
        self.plot.show((id(room.figures), room.plot, room.bars, room.wants_net, words))

    def repaint(self) -> None:
        """Take over new colours."""
        self.show()

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.plot

    def copied_text(self, *, whole_row: bool) -> str:
        """Return the plot as text."""
        return self.plot.text()

    def _draw(self, width: int, height: int) -> list[Strip]:
        figures = self.room.figures
        if figures is None:
            words = empty_words(self.room) if self.room.table is None else "Working out …"
            return [self.plot.words(words)]
        if not figures.statistics.all.trades:
            return [self.plot.words("No trades in these days")]
        draw = self._bars if self.room.plot is Page.BARS else self._curve
        return draw(figures, width, height)

    @property
    def _currency(self) -> str:
        return account_view(self.context.desk.store, self.context.now).currency

    def _curve(self, figures: HistoryFigures, width: int, height: int) -> list[Strip]:
        from tui.view.charts.plot import PlotSeries, line_plot

        points, before = figures.curve, figures.before
        if len(points) < _LEAST_POINTS:
            return [self.plot.words("One deal alone makes no curve")]
        of_balance = before is not None and not self.room.wants_net
        values = _balances(points, before) if before is not None and of_balance else _nets(points)
        numbers, net = self.context.numbers, figures.statistics.all.net
        what = "Balance with deposits and withdrawals" if of_balance else "Net of the trades so far"
        gained = f"{numbers.arrow(net)} {numbers.money(net, signed=True)}".strip()
        why = "" if before is not None else "; the balance of that time is not known"
        title = f"{what}, {self._currency}: trades brought {gained}{why}"
        ticks = _ticks([moment(point.at_ms, self.context.zone)[:10] for point in points])
        style = self.context.paint.colour("up" if net >= 0 else "down")
        look = self.plot.look(0 if max(map(abs, values)) >= _WHOLE_FROM else 2)
        plot = line_plot([PlotSeries(values, style)], ticks, look, width, height - 1)
        return [self.plot.words(title), *plot]

    def _bars(self, figures: HistoryFigures, width: int, height: int) -> list[Strip]:
        from tui.view.charts.plot import bar_plot

        room = max(1, height - _BAR_ROWS)
        bars, left_out = _bars_of(figures, self.room.bars, room)
        end = "close" if self.room.moment is Moment.CLOSED else "opening"
        of_what = f" of the {end}" if self.room.bars in {Bars.WEEKDAY, Bars.HOUR} else ""
        title = f"Net by {self.room.bars.value}{of_what}, {self._currency}{left_out}"
        numbers = self.context.numbers
        names = max(len(name) for name, _ in bars)
        amounts = max(len(numbers.money(amount, signed=True)) for _, amount in bars)
        labelled = [
            (f"{name:<{names}} {numbers.money(amount, signed=True):>{amounts}}", amount) for name, amount in bars
        ]
        look = self.plot.look(0 if max(abs(amount) for _, amount in bars) >= _WHOLE_FROM else 2)
        return [
            self.plot.words(title),
            *bar_plot(labelled, look, width, height - 1),
        ]


def _nets(points: Sequence[CurvePoint]) -> tuple[Decimal, ...]:
    return tuple(point.net for point in points)


def _balances(points: Sequence[CurvePoint], before: Decimal) -> tuple[Decimal, ...]:
    return tuple(before + point.net + point.cash for point in points)


def _ticks(days: Sequence[str]) -> list[tuple[int, str]]:
    middle = len(days) // 2
    found = {0: days[0], middle: days[middle], len(days) - 1: days[-1]}
    if found[0] == found[len(days) - 1]:
        return [(0, days[0])]
    return sorted(found.items())


def _bars_of(figures: HistoryFigures, by: Bars, room: int) -> tuple[list[tuple[str, Decimal]], str]:
    """Return at most `room` bars, and what is left out of them in words."""
    statistics = figures.statistics
    if by is Bars.WEEKDAY:
        return [(WEEKDAYS[day], each.net) for day, each in statistics.by_weekday.items()], ""
    if by is Bars.HOUR:
        return _hours(statistics, room), ""
    if by is Bars.MONTH:
        months = list(figures.months)
        return months[-room:], f", the last {room} months of {len(months)}" if len(months) > room else ""
    symbols = {name: each.net for name, each in statistics.by_symbol.items()}
    kept = sorted(symbols, key=lambda name: -abs(symbols[name]))[:room]
    found = [(name, net) for name, net in symbols.items() if name in kept]
    return found, f", the {room} largest of {len(symbols)}" if len(symbols) > room else ""


def _hours(statistics: Statistics, room: int) -> list[tuple[str, Decimal]]:
    """Return the net of hours, several together where there is no room for each."""
    step = next((each for each in (1, 2, 3, 4, 6) if 24 // each <= room), 12)
    sums: dict[int, Decimal] = {}
    for hour, each in statistics.by_hour.items():
        sums[hour // step] = sums.get(hour // step, Decimal(0)) + each.net
    return [(f"{at * step:02}-{at * step + step:02} h", net) for at, net in sorted(sums.items())]
