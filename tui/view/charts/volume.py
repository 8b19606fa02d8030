"""The volume pane: one column of eighth blocks for each candle."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tui.view.charts.cells import Ink, Row

_EIGHTHS = " ▁▂▃▄▅▆▇█"


def draw_volume(rows: Sequence[Row], left: int, width: int, volume: Decimal, largest: Decimal) -> None:
    """Draw one volume; `rows` are the pane's from the top. Any volume above zero shows at least an eighth."""
    eighths = 0
    if volume > 0 and largest > 0:
        eighths = min(max(1, int(volume * len(rows) * 8 / largest)), len(rows) * 8)
    for row in reversed(rows):
        level = min(eighths, 8)
        row.put(left, _EIGHTHS[level] * width, Ink.VOLUME if level else Ink.PAPER)
        eighths -= level
