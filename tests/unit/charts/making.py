"""Candles and scenes written by hand for the chart tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from textual.strip import Strip

from tui.domain.candle import Candle, Period
from tui.view.charts.cells import inks_of
from tui.view.charts.frame import Scene
from tui.view.charts.model import ChartColors
from tui.view.charts.painter import paint_chart

INKS = inks_of(ChartColors())
MONDAY_MS = 1_767_571_200_000  # Monday 5 January 2026, 00:00 UTC
M5 = Period.M5.length_ms


def bar(number: int, *prices: str, volume: str = "0") -> Candle:
    """Return the candle `number` of Monday in M5, from open, high, low and close."""
    o, h, low, c = (Decimal(price) for price in prices)
    return Candle(MONDAY_MS + number * M5, o, h, low, c, Decimal(volume))


def bars(text: str) -> tuple[Candle, ...]:
    """Return candles from "open high low close" quadruples that are set apart by commas."""
    return tuple(bar(number, *part.split()) for number, part in enumerate(text.split(",")))


def scene(candles: tuple[Candle, ...], **changes: Any) -> Scene:
    """Return a scene of M5 candles with one decimal place."""
    given: dict[str, Any] = {"slots": candles, "period": Period.M5, "digits": 1}
    return Scene(**(given | changes))


def rows(shown: Scene, width: int, height: int) -> list[str]:
    """Return the painted text, without blanks at the ends of rows."""
    return [strip.text.rstrip() for strip in paint_chart(shown, INKS, width, height)]


def texts(strips: list[Strip]) -> list[str]:
    """Return the texts of strips."""
    return [strip.text for strip in strips]


@st.composite
def candle_runs(draw: st.DrawFn, most: int = 60) -> tuple[Candle, ...]:
    """Return ascending M5 candles of any shape, some with missing ones between them, some contradicting themselves."""
    start = draw(st.integers(0, 2_000_000))
    count = draw(st.integers(0, most))
    made: list[Candle] = []
    number = 0
    for _ in range(count):
        number += draw(st.sampled_from((1, 1, 1, 1, 2, 288)))
        o, h, low, c = (Decimal(max(0, start + draw(st.integers(-300, 300)))).scaleb(-1) for _ in range(4))
        if draw(st.booleans()):
            h, low = max(o, h, low, c), min(o, h, low, c)
        volume = Decimal(draw(st.integers(0, 5000))).scaleb(-1)
        made.append(Candle(MONDAY_MS + number * M5, o, h, low, c, volume))
    return tuple(made)
