"""Panes on terminals of every size: whole, beside each other, and as large as the user wants them."""

from itertools import combinations

import pytest
from textual.geometry import Size

from tests.scenes import Stage
from tests.view.managing import on_stage, panes, resized, shown
from tui.config.state import State
from tui.memory.screens import kept_from, state_with
from tui.view.kept import Kept
from tui.view.screens.pane_sizes import SizeClass, size_class
from tui.view.tabs import TABS
from tui.view.widgets.live_table import LiveTable

pytestmark = pytest.mark.anyio

EDGES = ((60, 40), (104, 30))
SIZES = ((61, 39), (80, 60), (80, 24), (100, 45), (103, 30), (170, 40), (120, 36), (200, 50), (169, 41), (60, 20))


def complaints(stage: Stage, size: tuple[int, int]) -> list[str]:
    """Return what is wrong with the panes of the shown tab."""
    tab = stage.app.tabs.current
    where = f"{tab.scope.value} at {size[0]}×{size[1]}: "
    screen = Size(*size).region
    seen = [panel for panel in tab.panels if panel.is_on_screen]
    found = [] if seen else [where + "no pane"]
    found += [f"{where}{each.id} is cut off: {each.region}" for each in seen if not screen.contains_region(each.region)]
    found += [f"{where}{each.id} is tiny: {each.size}" for each in seen if each.size.width < 14 or each.size.height < 2]
    for one, two in combinations(seen, 2):
        if one.region.overlaps(two.region):
            found.append(f"{where}{one.id} and {two.id} overlap")
    for table in (each for panel in seen for each in panel.query(LiveTable) if each.is_on_screen):
        for last in table.painter.placed[-1:]:
            if last.x + last.width + last.column.mark > table.size.width:
                found.append(f"{where}{last.column.title} is cut in half")
    return found


async def test_at_every_size_panes_are_whole_and_beside_each_other() -> None:
    async with on_stage(SIZES[0]) as (stage, pilot):
        found: list[str] = []
        for place, tab in enumerate(TABS):
            stage.app.action_command(tab.command_id)
            # Each tab at sizes of its own, so that all classes and their edges are seen.
            for size in (*EDGES, *SIZES[place : place + 2]):
                await resized(stage, pilot, size)
                found += complaints(stage, size)
    assert not found


def test_sizes_have_the_class_that_their_room_allows() -> None:
    assert [size_class(Size(*size)) for size in SIZES] == [
        *(SizeClass.SMALL, SizeClass.PORTRAIT, SizeClass.SMALL, SizeClass.PORTRAIT, SizeClass.SMALL),
        *(SizeClass.WIDE, SizeClass.MIDDLE, SizeClass.WIDE, SizeClass.MIDDLE, SizeClass.SMALL),
    ]
    assert [size_class(Size(*size)) for size in EDGES] == [SizeClass.PORTRAIT, SizeClass.MIDDLE]


async def test_on_a_narrow_high_terminal_panes_stand_one_above_the_other() -> None:
    async with on_stage((80, 60)) as (stage, _):
        assert panes(stage) == ["watchlist", "chart-main", "depth", "ticket", "blotter"]
        trade = stage.app.trade
        assert trade.chart.region.width == trade.blotter.region.width == 80
        assert trade.watchlist.region.bottom <= trade.chart.region.y < trade.blotter.region.y


def widths(stage: Stage) -> tuple[int, int, int]:
    trade = stage.app.trade
    return trade.watchlist.region.width, trade.chart.region.width, trade.ticket.region.width


async def test_where_panes_hardly_fit_beside_each_other_titles_and_prices_stay_whole() -> None:
    async with on_stage((104, 30)) as (stage, pilot):
        assert "M1 M5 M15 M30 H1 H4 D1 W1 MN1" in shown(stage)
        assert "%" in shown(stage).splitlines()[2].partition("M5")[2]
        stage.app.action_command("app.screen_markets")
        await pilot.pause()
        placed = [each.column.key for each in stage.app.tabs.current.panels[0].query_one(LiveTable).painter.placed]
        assert {"bid", "ask"} <= set(placed)


async def test_keys_give_a_pane_more_room_at_the_cost_of_its_neighbour() -> None:
    async with on_stage((120, 36)) as (stage, pilot):
        assert widths(stage) == (48, 44, 28)
        await pilot.press("greater_than_sign", "greater_than_sign")
        assert widths(stage) == (52, 40, 28)
        # The pane in the middle grows into the one that can give.
        await pilot.press("tab", "greater_than_sign")
        assert widths(stage) == (50, 42, 28)
        height = stage.app.trade.blotter.region.height
        await pilot.press("shift+tab", "shift+tab", "right_curly_bracket", "right_curly_bracket")
        assert stage.app.trade.blotter.region.height == height + 2


async def test_no_pane_takes_the_room_that_another_needs_at_least() -> None:
    async with on_stage((120, 36)) as (stage, pilot):
        for _ in range(30):
            stage.app.trade.command_pane_wider()
        await pilot.pause()
        left, chart, ticket = widths(stage)
        assert (left, ticket, left + chart + ticket) == (72, 28, 120)
        for _ in range(40):
            stage.app.trade.command_pane_narrower()
        await pilot.pause()
        assert widths(stage)[0] == 26
        assert not complaints(stage, (120, 36))


async def test_a_border_follows_the_mouse() -> None:
    async with on_stage((120, 36)) as (stage, pilot):
        await pilot.mouse_down(offset=(47, 10))
        await pilot.hover(offset=(55, 10))
        await pilot.mouse_up(offset=(55, 10))
        assert widths(stage) == (56, 36, 28)
        # Let go, the mouse moves nothing.
        await pilot.hover(offset=(40, 10))
        assert widths(stage) == (56, 36, 28)


async def test_each_class_of_terminals_keeps_its_own_sizes_and_gives_them_back() -> None:
    async with on_stage((120, 36)) as (stage, pilot):
        await pilot.press("greater_than_sign")
        await resized(stage, pilot, (200, 50))
        assert widths(stage)[0] == 68
        await pilot.press("z")
        assert panes(stage) == ["watchlist"]
        assert stage.app.trade.watchlist.region.width == 200
        await pilot.press("z")
        await resized(stage, pilot, (120, 36))
        assert widths(stage)[0] == 50
        stage.app.trade.command_layout("reset")
        await pilot.pause()
        assert widths(stage)[0] == 48
        assert stage.context.kept.pane_sizes == {}


async def test_sizes_are_found_again_at_the_next_start() -> None:
    async with on_stage((120, 36)) as (stage, pilot):
        await pilot.press("greater_than_sign", "left_curly_bracket")
        before = widths(stage)
        state = state_with(State(layout={"pane.gone": 7, "chart_style": "bars"}), stage.context.kept)
    assert state.layout["chart_style"] == "bars"
    assert "pane.gone" not in state.layout
    async with on_stage((120, 36), kept=kept_from(state)) as (stage, _):
        assert widths(stage) == before


async def test_what_another_version_kept_of_panes_does_no_harm() -> None:
    kept = Kept(pane_sizes={"middle.trade.left.width": 99_999, "middle.trade.nobody.width": 3, "x": 1})
    async with on_stage((120, 36), kept=kept) as (stage, pilot):
        await stage.frame(pilot)
        assert not complaints(stage, (120, 36))
