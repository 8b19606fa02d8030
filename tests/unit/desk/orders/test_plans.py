"""Several orders from one review: one after the other, each with its own outcome."""

from decimal import Decimal

import pytest

from tests.examples import a_position, a_quote
from tests.fakes import settle
from tests.unit.desk.orders.scene import OrderScene, buy, refused
from tui.domain import events as ev
from tui.domain.intent import OrderWish, closing
from tui.domain.limits import TradingLimits
from tui.domain.position import Side
from tui.domain.progress import PlanItemState, PlanProgress
from tui.domain.steps import OrderState

pytestmark = pytest.mark.anyio


async def three(**setup: object) -> tuple[OrderScene, list[OrderWish]]:
    scene = OrderScene(**setup)  # type: ignore[arg-type]
    held = [a_position(300 + number) for number in range(3)]
    scene.hold(*held)
    await scene.log_in()
    return scene, [closing(each, Decimal("1.084"), plan="bulk-1") for each in held]


def states(scene: OrderScene, plan: str = "bulk-1") -> list[PlanItemState]:
    return [item.state for item in progress(scene, plan).items]


def progress(scene: OrderScene, plan: str = "bulk-1") -> PlanProgress:
    return scene.store.orders.plans[plan]


async def test_the_next_order_is_made_only_after_the_verdict_on_the_one_before() -> None:
    scene, wishes = await three()
    for number in (7002, 7003, 7004):
        scene.silent_status(number)
    tag = await scene.confirm(*wishes)
    assert len(scene.broker.written_orders) == 1
    assert states(scene) == [PlanItemState.RUNNING, PlanItemState.WAITING, PlanItemState.WAITING]
    scene.status(7002, 3, tag)
    await scene.wait(0.1, step=0.1)
    assert [request.order for request in scene.broker.written_orders] == [300, 301]
    second = progress(scene).items[1].tag
    scene.status(7003, 4, second, "no")
    await scene.wait(0.1, step=0.1)
    assert states(scene)[1:] == [PlanItemState.FAILED, PlanItemState.RUNNING]
    scene.status(7004, 3, progress(scene).items[2].tag)
    await scene.wait(0.1, step=0.1)
    assert not progress(scene).running
    intents = [order.intent.wish.plan for order in scene.store.orders.orders.values()]
    assert intents == ["bulk-1"] * 3


async def test_a_fate_that_is_unknown_is_marked_and_a_bulk_close_goes_on() -> None:
    scene, wishes = await three()
    scene.broker.order_answers = [None]
    await scene.confirm(*wishes)
    await scene.wait(5)
    assert states(scene) == [PlanItemState.UNKNOWN, PlanItemState.DONE, PlanItemState.DONE]


async def test_an_item_follows_its_order_after_the_plan_has_ended() -> None:
    scene, wishes = await three()
    scene.broker.order_answers = [None]
    tag = await scene.confirm(*wishes)
    await scene.wait(5)
    scene.status(7900, 3, tag)
    assert states(scene)[0] is PlanItemState.DONE


async def test_a_plan_that_the_user_stops_makes_no_further_orders() -> None:
    scene, wishes = await three()
    scene.silent_status(7002)
    tag = await scene.confirm(*wishes)
    scene.orders.stop_plan("bulk-1")
    scene.status(7002, 3, tag)
    await scene.wait(2)
    assert states(scene) == [PlanItemState.DONE, PlanItemState.SKIPPED, PlanItemState.SKIPPED]
    assert len(scene.broker.written_orders) == 1
    assert progress(scene).stopped


async def test_an_order_whose_price_moved_since_the_review_is_not_made() -> None:
    scene, wishes = await three(limits=TradingLimits(max_price_move_points=5))
    scene.silent_status(7002)
    tag = await scene.confirm(*wishes)
    scene.event(ev.QuoteChanged(a_quote("1.08300", "1.08310", at_ms=scene.clock.now_ms()), scene.clock.monotonic()))
    scene.status(7002, 3, tag)
    await settle()
    assert states(scene)[1:] == [PlanItemState.FAILED, PlanItemState.FAILED]
    assert "moved" in progress(scene).items[1].detail
    assert len(scene.broker.written_orders) == 1


def reverse() -> list[OrderWish]:
    close = closing(a_position(300), Decimal("1.084"), plan="reverse-1")
    return [close, buy(side=Side.SELL, plan="reverse-1")]


async def test_a_reverse_opens_once_the_close_is_accepted() -> None:
    scene, _ = await three()
    await scene.confirm(*reverse())
    await scene.wait(3)
    assert [(request.kind, request.operation) for request in scene.broker.written_orders] == [(2, 0), (0, 1)]


@pytest.mark.parametrize("answer", [None, refused("BE009")])
async def test_a_reverse_ends_when_its_close_was_not_carried_out_for_sure(answer: object) -> None:
    scene, _ = await three()
    scene.broker.order_answers = [answer]  # type: ignore[list-item]
    tag = await scene.confirm(*reverse())
    await scene.wait(10)
    assert len(scene.broker.written_orders) == 1
    assert states(scene, "reverse-1")[1] is PlanItemState.SKIPPED
    assert scene.state(tag) in (OrderState.UNKNOWN, OrderState.REJECTED)


async def test_a_plan_ends_with_the_connection_and_is_never_taken_up_again() -> None:
    scene, wishes = await three()
    scene.silent_status(7002)
    await scene.confirm(*wishes)
    await scene.drop()
    await scene.wait(1)
    assert states(scene) == [PlanItemState.UNKNOWN, PlanItemState.FAILED, PlanItemState.FAILED]
    await scene.log_in()
    await scene.wait(10)
    assert len(scene.broker.written_orders) == 1


async def test_several_wishes_without_a_name_get_one() -> None:
    scene, wishes = await three()
    review = scene.orders.review([closing(a_position(300), Decimal(1)), closing(a_position(301), Decimal(1))])
    assert len({wish.plan for wish in review.wishes}) == 1
    assert review.wishes[0].plan
    assert wishes
