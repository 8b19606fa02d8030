"""Indicators between starts: from the state file's words to what is chosen, and back."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace

from tui.config.state import ChartState
from tui.domain.candle import Period
from tui.domain.indicators import Study, StudyError, parse_study

Chosen = dict[tuple[str, Period], tuple[Study, ...]]
"""Indicators by symbol and period."""


def chosen_from(charts: Mapping[str, ChartState]) -> Chosen:
    """Return what the state remembers; what another version may have written and this one does not know is left out."""
    found: Chosen = {}
    for symbol, chart in charts.items():
        for name, texts in chart.studies.items():
            studies = []
            for text in texts:
                with contextlib.suppress(StudyError):
                    studies.append(parse_study(text))
            if studies and name in Period.__members__:
                found[symbol, Period[name]] = tuple(studies)
    return found


def charts_with(charts: Mapping[str, ChartState], chosen: Chosen) -> dict[str, ChartState]:
    """Return the charts of the state with these indicators."""
    found = {symbol: replace(chart, studies={}) for symbol, chart in charts.items()}
    for (symbol, period), studies in chosen.items():
        if studies:
            chart = found.get(symbol, ChartState())
            words = {**chart.studies, period.name: [study.text for study in studies]}
            found[symbol] = replace(chart, studies=words)
    return found
