"""Bytes: what a quote table costs on the wire, our driver against Textual's own."""

from __future__ import annotations

from tests.bench.figures import Figure, Options
from tests.bench.terminal_bytes import Outcome, play


def measure(options: Options) -> list[Figure]:
    """Draw the two tables of the budget; without `quick` the stock driver's figures inform."""
    seconds = options.seconds(8, 5)
    large, small = (200, 50), (80, 24)
    figures = [_per_cell(play("difference", "table", large, int(seconds * 10), 10), "", 20)]
    if not options.quick:
        figures.append(_per_cell(play("stock", "table", large, 30, 10), ", stock driver", None))
    outcome = play("difference", "small", small, int(seconds * 4), 4)
    rate = len(outcome.data) / outcome.seconds
    figures.append(Figure("80×24, 4 of 20 rows change 3 values, 4 Hz", rate, "B/s", 1000))
    return figures


def _per_cell(outcome: Outcome, driver: str, most: float | None) -> Figure:
    what = f"200×50 of 200 rows, true colour, 1,000 ticks/s, 10 Hz{driver}"
    remark = f"{len(outcome.data) / outcome.seconds:.0f} B/s, CPU {outcome.cpu_percent:.1f} %"
    return Figure(what, len(outcome.data) / outcome.counted["changed_cells"], "B/cell", most, remark)
