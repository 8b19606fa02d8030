"""The part of the command table with which one looks at a chart."""

from __future__ import annotations

from tui.view.command import Command, Scope

CHART: tuple[Command, ...] = (
    Command(
        "chart.period_shorter",
        "Shorter period",
        "Show shorter candles.",
        ("left_square_bracket",),
        Scope.CHART,
    ),
    Command(
        "chart.period_longer",
        "Longer period",
        "Show longer candles.",
        ("right_square_bracket",),
        Scope.CHART,
        60,
        "Period",
        back="chart.period_shorter",
    ),
    Command("chart.cursor_left", "Cursor left", "Read the candle before.", ("left",), Scope.CHART, vim=("h",)),
    Command(
        "chart.cursor_right",
        "Cursor right",
        "Read the next candle.",
        ("right",),
        Scope.CHART,
        55,
        "Cursor",
        vim=("l",),
        back="chart.cursor_left",
    ),
    Command(
        "chart.page_left",
        "Older candles",
        "Scroll a page back; history is fetched.",
        ("shift+left", "pageup"),
        Scope.CHART,
        vim=("ctrl+b",),
    ),
    Command(
        "chart.page_right",
        "Newer candles",
        "Scroll a page forward.",
        ("shift+right", "pagedown"),
        Scope.CHART,
        vim=("ctrl+f",),
    ),
    Command("chart.follow", "Follow", "Go to the newest candle and stay there.", ("end",), Scope.CHART, 35, vim=("G",)),
    Command(
        "chart.zoom_in",
        "Zoom in",
        "Fewer, wider candles.",
        ("plus", "equals_sign"),
        Scope.CHART,
        41,
        "Zoom",
        back="chart.zoom_out",
    ),
    Command("chart.zoom_out", "Zoom out", "More, narrower candles.", ("minus",), Scope.CHART),
    Command("chart.style", "Chart style", "Candles, bars or a line.", ("c",), Scope.CHART, 40, "Style"),
    Command(
        "chart.indicators",
        "Indicators",
        "Choose averages, bands and oscillators, as in `indicator EMA 50`.",
        ("i",),
        Scope.CHART,
        42,
        line="indicator",
        argument="[off|INDICATOR] [NUMBERS]",
    ),
    Command("chart.toggle_volume", "Volume", "Show or hide the volume.", ("u",), Scope.CHART),
    Command("chart.toggle_trades", "Trades on the chart", "Show or hide open trades.", ("t",), Scope.CHART),
)
"""All commands of the chart, in the order in which help shows them."""
