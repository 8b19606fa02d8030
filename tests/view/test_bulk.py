"""Plans over several positions: listed first with what each would bring, reviewed, followed, stopped by the user."""

from decimal import Decimal

import pytest

from tests.examples import a_position
from tests.order_examples import a_tag, confirmed
from tests.order_scenes import EURUSD, GOLD, put
from tests.scenes import Stage, price_of
from tests.view.managing import managing, press, send_review, shown, write
from tui.domain import events as ev
from tui.domain.intent import Action, closing
from tui.domain.plan import Selection, Which
from tui.domain.position import Side
from tui.domain.progress import PlanItem, PlanItemState, PlanProgress
from tui.errors import UsageError
from tui.view.screens.bulk import BulkScreen
from tui.view.screens.bulk_choice import parse_selection, selection_words
from tui.view.screens.progress import PlanScreen
from tui.view.screens.review import ReviewScreen
from tui.view.widgets.lines import LineView

pytestmark = pytest.mark.anyio

TO_POSITIONS = ("shift+tab",)


def add_positions(stage: Stage, count: int) -> None:
    """Open so many more positions, all of them losing."""
    price = price_of("GBPUSD") + Decimal("0.001")
    for number in range(count):
        extra = a_position(312408600 + number, symbol="GBPUSD", open_price=price, profit=Decimal(-5))
        stage.desk.handle(ev.PositionChanged(extra, stage.clock.monotonic()))


async def test_the_plan_lists_each_position_with_its_result_and_their_sum_and_sends_nothing() -> None:
    async with managing(*TO_POSITIONS, "X") as (stage, _):
        words = shown(stage)
        assert "+9.29" in words
        assert "-20.91" in words
        assert "2 of 2 positions, net -11.62" in words
        assert stage.orders.reviews == []


async def test_the_row_under_the_cursor_is_marked_over_its_whole_width() -> None:
    async with managing(*TO_POSITIONS, "X") as (stage, _):
        view = stage.app.screen.query_one(LineView)
        ground = stage.context.paint["cursor"].bgcolor
        row = next(strip for strip in map(view.render_line, range(view.size.height)) if "▸[x]" in strip.text)
        assert row.cell_length == view.size.width
        assert {segment.style.bgcolor for segment in row if segment.style is not None} == {ground}


async def test_losers_only_and_a_row_taken_out_again() -> None:
    async with managing(*TO_POSITIONS, "X", "l") as (stage, pilot):
        assert "1 of 1 positions" in shown(stage)
        await press(stage, pilot, "space")
        assert "Nothing to close" in shown(stage)
        await press(stage, pilot, "enter")
        assert isinstance(stage.app.screen, BulkScreen)


async def test_marked_rows_are_the_plan() -> None:
    async with managing(*TO_POSITIONS, "j", "space", "X", "enter") as (stage, _):
        assert [wish.position for wish in stage.orders.wishes] == [GOLD]


async def test_a_small_plan_goes_to_the_review_and_from_there_only_by_the_user() -> None:
    async with managing(*TO_POSITIONS, "X", "enter") as (stage, pilot):
        assert isinstance(stage.app.screen, ReviewScreen)
        assert stage.orders.confirmed == []
        await send_review(stage, pilot)
        ((review, _),) = stage.orders.confirmed
        assert [(wish.action, wish.position) for wish in review.wishes] == [
            (Action.CLOSE, EURUSD),
            (Action.CLOSE, GOLD),
        ]


async def test_a_plan_for_many_needs_the_typed_words() -> None:
    async with managing(*TO_POSITIONS) as (stage, pilot):
        add_positions(stage, 3)
        await press(stage, pilot, "X", "enter")
        assert "Type close 5 and press Enter" in shown(stage)
        await write(stage, pilot, "yes")
        await press(stage, pilot, "enter")
        assert isinstance(stage.app.screen, BulkScreen)
        await press(stage, pilot, "ctrl+u")
        await write(stage, pilot, "close 5")
        await press(stage, pilot, "enter")
        assert len(stage.orders.wishes) == 5


async def test_the_line_opens_the_plan_and_never_sends() -> None:
    async with managing("colon") as (stage, pilot):
        await write(stage, pilot, "closeall losers")
        await press(stage, pilot, "enter")
        assert isinstance(stage.app.screen, BulkScreen)
        assert "Which: losers" in shown(stage)
        assert stage.orders.reviews == []


async def test_escape_leaves_the_plan() -> None:
    async with managing(*TO_POSITIONS, "X", "escape") as (stage, _):
        assert stage.app.screen is stage.app.trade


def a_progress(stage: Stage, *states: PlanItemState, running: bool = False) -> PlanProgress:
    """Return how a plan to close the open positions stands, one state for each."""
    positions = sorted(stage.desk.store.account.positions.values(), key=lambda each: each.position)
    items = tuple(
        PlanItem(closing(position, position.open_price), state, a_tag(30 + place), state.value)
        for place, (position, state) in enumerate(zip(positions, states, strict=True))
    )
    return PlanProgress("plan-1", items, running)


@pytest.mark.parametrize(
    ("text", "selection"),
    [
        ("", Selection()),
        ("losers", Selection(which=Which.LOSERS)),
        ("winners gold", Selection(which=Which.WINNERS, symbol="GOLD")),
        ("sell", Selection(side=Side.SELL)),
    ],
)
def test_a_selection_is_read_from_words(text: str, selection: Selection) -> None:
    assert parse_selection(text, frozenset(), {"GOLD", "EURUSD"}) == selection


def test_marked_rows_are_taken_when_nothing_is_said() -> None:
    assert parse_selection("", frozenset({1}), set()) == Selection(marked=frozenset({1}))


def test_a_word_that_is_none_is_refused_with_what_there_is() -> None:
    with pytest.raises(UsageError, match="No position is called loosers"):
        parse_selection("loosers", frozenset(), {"GOLD"})


def test_a_selection_says_itself() -> None:
    assert selection_words(Selection(which=Which.LOSERS, side=Side.BUY, symbol="GOLD")) == "losers buy GOLD"
    assert selection_words(Selection()) == "all"


async def test_the_plan_s_progress_shows_each_outcome_and_s_stops_it() -> None:
    async with managing() as (stage, pilot):
        states = (PlanItemState.DONE, PlanItemState.RUNNING)
        stage.desk.handle(ev.PlanChanged(a_progress(stage, *states, running=True), stage.clock.monotonic()))
        await press(stage, pilot, "colon")
        await write(stage, pilot, "plan")
        await press(stage, pilot, "enter")
        assert isinstance(stage.app.screen, PlanScreen)
        assert "1 of 2 done, the plan goes on" in shown(stage)
        await press(stage, pilot, "s")
        assert stage.orders.stopped == ["plan-1"]


async def test_what_failed_is_tried_again_only_by_the_user_and_through_a_new_review() -> None:
    async with managing() as (stage, pilot):
        states = (PlanItemState.DONE, PlanItemState.FAILED)
        stage.desk.handle(ev.PlanChanged(a_progress(stage, *states), stage.clock.monotonic()))
        put(stage, confirmed(30))
        await press(stage, pilot, "colon")
        await write(stage, pilot, "plan")
        await press(stage, pilot, "enter", "R")
        assert isinstance(stage.app.screen, ReviewScreen)
        (wish,) = stage.orders.wishes
        assert (wish.position, wish.parent) == (GOLD, a_tag(31))
        assert stage.orders.confirmed == []


async def test_without_a_plan_the_command_says_so() -> None:
    async with managing("colon") as (stage, pilot):
        await write(stage, pilot, "plan")
        await press(stage, pilot, "enter")
        assert "There has been no plan" in shown(stage)
