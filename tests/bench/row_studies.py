"""A chart with five indicators: what a tick costs until the picture is drawn anew, in processor time."""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from decimal import Decimal

from tests.bench.figures import Figure, Options, middle, percentile
from tests.examples import AT_MS
from tests.scenes import make_stage, market
from tui.domain.candle import Candle, Period
from tui.domain.indicators import parse_study
from tui.store.candles import Series
from tui.view.charts.cells import inks_of
from tui.view.charts.frame import Scene
from tui.view.charts.model import ChartColors
from tui.view.charts.painter import ChartPainter
from tui.view.charts.steering import with_last
from tui.view.panels.chart_studies import ChartStudies

_FIVE = ("EMA 20", "BB 20 2", "VWAP", "RSI 14", "MACD 12 26 9")
_SIZE = (118, 34)
"""The inside of a chart that has a terminal of 120×36."""


def measure(options: Options) -> list[Figure]:
    """Let ticks come; a new candle, which draws everything anew, is measured apart."""
    ticks, turns = _spans(options.repeats(400, 100))
    return [
        _figure("a tick on a chart with five indicators at 120×36, p99", ticks),
        _figure("a new candle on the same chart, p99", turns),
    ]


def _figure(what: str, spans: list[float]) -> Figure:
    return Figure(what, percentile(spans, 99), "ms", 15, f"median {middle(spans):.1f} ms")


def _spans(count: int) -> tuple[list[float], list[float]]:
    context = make_stage().context
    context.selection.studies["EURUSD", Period.M1] = tuple(parse_study(text) for text in _FIVE)
    studies, series = ChartStudies(context), Series("EURUSD", Period.M1)
    series.candles = _candles(1000)
    scene = Scene(tuple(series.candles), Period.M1, 5, studies=studies.lines(series, 5))
    painter = ChartPainter(scene, inks_of(ChartColors()), *_SIZE)
    ticks: list[float] = []
    turns: list[float] = []
    gc.collect()
    gc.disable()
    for number in range(count):
        turned = number % 4 == 3
        series.candles = _moved(series.candles, number, turned)
        began = time.thread_time()
        scene = with_last(scene, series.candles[-1])
        scene = replace(scene, studies=studies.lines(series, 5))
        painter.update(scene)
        (turns if turned else ticks).append((time.thread_time() - began) * 1000)
    gc.enable()
    return ticks, turns


def _moved(candles: list[Candle], number: int, turned: bool) -> list[Candle]:
    last = candles[-1]
    close = last.close + Decimal((number * 7) % 11 - 5).scaleb(-5)
    if turned:
        return [*candles, Candle(last.start_ms + 60_000, close, close, close, close, Decimal(1))]
    moved = replace(last, close=close, high=max(last.high, close), low=min(last.low, close), volume=last.volume + 1)
    return [*candles[:-1], moved]


def _candles(count: int) -> list[Candle]:
    def price(points: int) -> Decimal:
        return Decimal(points).scaleb(-5)

    return [
        Candle(
            each.start_ms, price(each.open), price(each.high), price(each.low), price(each.close), Decimal(each.volume)
        )
        for each in market().candles_back("EURUSD", int(Period.M1), AT_MS, count, AT_MS)
    ]
