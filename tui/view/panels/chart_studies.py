"""The indicators of each chart: which are chosen for a symbol and period, and their values as the chart draws them."""

from __future__ import annotations

from tui.domain.candle import Period
from tui.domain.indicators import Study, StudyKind, StudyRun
from tui.store.candles import Series
from tui.view.charts.model import StudyLines
from tui.view.panels.context import ViewContext

MOST = 8
"""Indicators of one chart."""

_Key = tuple[str, Period]


class ChartStudies:
    """Keeps the runs of one chart's indicators; a tick costs each of them one step."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self._key: _Key | None = None
        self._runs: dict[Study, StudyRun] = {}

    def lines(self, series: Series, digits: int) -> tuple[StudyLines, ...]:
        """Return the chosen indicators over a series, in the order in which they were chosen."""
        key = (series.symbol, series.period)
        if key != self._key:
            self._key, self._runs = key, {}
        chosen = self._context.selection.studies.get(key, ())
        self._runs = {study: self._runs.get(study) or StudyRun(study, series.period) for study in chosen}
        return tuple(_drawn(run, series, digits) for run in self._runs.values())


def toggled(chosen: tuple[Study, ...], study: Study) -> tuple[Study, ...]:
    """Return the indicators with one more, or without it when it was among them; the oldest go when they are many."""
    if study in chosen:
        return tuple(each for each in chosen if each != study)
    return (*chosen, study)[-MOST:]


def _drawn(run: StudyRun, series: Series, digits: int) -> StudyLines:
    study = run.study
    strength = study.kind is StudyKind.RSI
    return StudyLines(
        label=study.text,
        lines=tuple(tuple(line) for line in run.update(series.candles)),
        on_price=study.on_price,
        levels=study.levels,
        bounds=(0.0, 100.0) if strength else None,
        bars=2 if study.kind is StudyKind.MACD else None,
        # What is averaged of prices is finer than they are.
        digits=1 if strength else digits if study.on_price else digits + 1,
    )
