"""Filters and sorts of a screen's tables: taken up when the screen is first shown, put down at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tui.config.state import TableState
from tui.view.panels.base import DataPanel
from tui.view.panels.table_panel import TablePanel
from tui.view.widgets.live_table import LiveTable

_OF_CUSTOMERS = frozenset({"dxfeed"})
"""Screens whose filters name customers: those are not written to disk."""


def recall_tables(screen: str, panels: Sequence[DataPanel], kept: Mapping[str, TableState]) -> None:
    """Arrange the tables of a screen as they were."""
    for name, table in _tables(screen, panels):
        state = kept.get(name)
        if state is not None:
            table.arrange_as(state.filter, state.sort or None, reverse=state.reverse)


def arranged_tables(screen: str, panels: Sequence[DataPanel]) -> dict[str, TableState]:
    """Return how the tables of a screen are arranged; one in its own order counts too, it may have had another."""
    text_is_kept = screen not in _OF_CUSTOMERS
    return {
        name: TableState(
            table.model.filter_text if text_is_kept else "", table.model.sort_column or "", table.model.sort_reverse
        )
        for name, table in _tables(screen, panels)
    }


def _tables(screen: str, panels: Sequence[DataPanel]) -> Iterator[tuple[str, LiveTable]]:
    for panel in panels:
        if isinstance(panel, TablePanel) and panel.id is not None:
            yield f"{screen}.{panel.id}", panel.table
