"""Puts the Flex service of a venue together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tui.simulator.context import VenueContext
from tui.simulator.flex.desk import Desk
from tui.simulator.flex.marks import Marks
from tui.simulator.flex.pages import FlexPages
from tui.simulator.flex.references import References
from tui.simulator.flex.settings import FlexSettings
from tui.simulator.flex.story import Teller
from tui.simulator.http import Routes


def flex_routes(
    context: VenueContext, settings: FlexSettings, start_ms: int, origin: Callable[[], str], path: Path | None
) -> Routes:
    """Return the pages below /flex; `start_ms` is the venue's start, `path` keeps references between runs."""
    desk = Desk(
        settings,
        context.clock,
        start_ms,
        office=context.office,
        teller=Teller(context.settings, context.market.symbols),
        marks=Marks(context.market),
        references=References(context.settings.seed, settings.reference_life_s, path),
    )
    return FlexPages(context, settings, desk, origin).routes()
