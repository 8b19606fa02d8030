"""Files of the History screen: the deals that are shown, or the statistics, as CSV or JSON."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from textual.screen import Screen

from tui.desk.exports import Table, history_table, statistics_table, write_table
from tui.domain.position import ClosedTrade
from tui.errors import UsageError
from tui.view.beside import run_beside
from tui.view.panel import notice
from tui.view.panels.history_room import HistoryRoom

_KNOWN = ("csv", "json", "deals", "statistics")


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What is to be written: the deals, or the statistics."""

    deals: bool
    as_json: bool


def export_wish(text: str, *, on_deals: bool) -> ExportWish:
    """Read `[csv|json] [deals|statistics]`; without a word what the user has before him. Raises UsageError."""
    words = text.casefold().split()
    unknown = [word for word in words if word not in _KNOWN]
    if unknown:
        raise UsageError(f"What is {unknown[0]}?", f"historyexport knows: {', '.join(_KNOWN)}")
    return ExportWish("deals" in words or ("statistics" not in words and on_deals), "json" in words)


def export(screen: Screen[Any], room: HistoryRoom, deals: list[ClosedTrade], wish: ExportWish) -> None:
    """Write a file beside the screen and say where it is; raises UsageError while there is nothing to be written."""
    figures, zone = room.figures, room.context.zone
    if not wish.deals and figures is None:
        raise UsageError("The statistics are still being worked out")
    partial = "" if room.whole else "-partial"
    days = str(room.days).replace(" – ", "-")
    ending = "json" if wish.as_json else "csv"
    path = room.context.exports / f"{'history' if wish.deals else 'statistics'}-{days}{partial}.{ending}"

    def table() -> Table:
        return statistics_table(figures.statistics) if figures and not wish.deals else history_table(deals, zone)

    async def work() -> None:
        await asyncio.to_thread(lambda: write_table(path, table(), as_json=wish.as_json))
        what = f"{len(deals)} deals" if wish.deals else "statistics"
        notice(screen.app, f"Exported {what}" + (", PARTIAL" if partial else ""), str(path))

    run_beside(screen, work())
