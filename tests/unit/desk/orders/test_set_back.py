"""A machine's clock can be set back between two runs; which order came first is known all the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.examples import a_position
from tests.fakes import FakeClock
from tests.unit.desk.orders.scene import MemoryJournal, OrderScene, numbered
from tui.domain.intent import OrderWish, modifying
from tui.domain.position import Position
from tui.domain.steps import OrderState

pytestmark = pytest.mark.anyio

BACK_MS = 120_000


def change(position: Position, stop: str = "1.08300") -> OrderWish:
    return modifying(
        position, Decimal("1.084"), stop_loss=Decimal(stop), take_profit=position.take_profit, trailing_offset=0
    )


async def run(journal: MemoryJournal, position: Position, *, back_ms: int = 0) -> OrderScene:
    """Start the program on a broker who has this position."""
    usual = FakeClock()
    scene = OrderScene(journal, clock=FakeClock(wall_ms=usual.wall_ms - back_ms, seconds=usual.seconds))
    scene.hold(position)
    await scene.log_in()
    return scene


async def lost(scene: OrderScene, wish: OrderWish) -> str:
    """Confirm an order whose reply never comes."""
    scene.broker.order_answers = [None]
    tag = await scene.confirm(wish)
    assert scene.state(tag) is OrderState.UNKNOWN
    return tag


async def test_the_same_change_made_later_does_not_prove_the_lost_one_after_the_clock_was_set_back() -> None:
    journal = MemoryJournal()
    first = await lost(await run(journal, a_position(300)), change(a_position(300)))
    after = await run(journal, a_position(300), back_ms=BACK_MS)
    second = await after.confirm(change(a_position(300)))
    after.status(7001, 3, second)
    after.hold(a_position(300, stop_loss=Decimal("1.083")))
    await after.wait(30)
    assert after.state(second) is OrderState.CONFIRMED
    assert after.state(first) is OrderState.UNKNOWN


async def test_a_change_that_the_user_called_not_done_does_not_hide_the_same_one_made_later() -> None:
    journal = MemoryJournal()
    before = await run(journal, a_position(300))
    await before.orders.resolve(await lost(before, change(a_position(300))), "not done")
    after = await run(journal, a_position(300), back_ms=BACK_MS)
    again = await lost(after, change(a_position(300)))
    after.hold(a_position(300, stop_loss=Decimal("1.083")))
    await after.wait(30)
    assert after.state(again) is OrderState.CONFIRMED


async def test_an_accepted_change_that_a_later_one_replaced_is_overtaken_after_the_clock_was_set_back() -> None:
    journal = MemoryJournal()
    before = await run(journal, a_position(300))
    before.broker.order_answers = [numbered(7001)]
    first = await before.confirm(change(a_position(300)))
    before.status(7001, 3, first)
    assert before.state(first) is OrderState.ACCEPTED
    after = await run(journal, a_position(300), back_ms=BACK_MS)
    after.broker.order_answers = [numbered(7002)]
    second = await after.confirm(change(a_position(300), stop="1.08100"))
    after.status(7002, 3, second)
    after.hold(a_position(300, stop_loss=Decimal("1.081")))
    await after.wait(30)
    assert after.state(second) is OrderState.CONFIRMED
    assert after.state(first) is OrderState.OVERTAKEN
    assert "a later change" in after.order(first).reason
