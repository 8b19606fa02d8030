"""From the press to the proof: the order that meets nothing bad on its way."""

import pytest

from tests.unit.desk.orders.scene import buy, ready
from tui.domain.events import PositionChanged
from tui.domain.steps import OrderState

pytestmark = pytest.mark.anyio


async def test_a_confirmed_order_is_written_down_sent_once_and_confirmed_by_a_later_snapshot() -> None:
    scene = await ready()
    tag = await scene.confirm(buy())
    assert [request.custom_comment for request in scene.broker.written_orders] == [tag]
    assert scene.kinds(tag) == ["INTENT", "QUEUED", "SENDING", "SENT", "REPLY"]
    assert scene.state(tag) is OrderState.ACKED
    scene.opened(tag)
    await scene.wait(0.2, step=0.2)
    scene.status(7002, 3, tag)
    assert scene.state(tag) is OrderState.ACCEPTED
    await scene.wait(1)
    await scene.wait(1)
    assert scene.state(tag) is OrderState.CONFIRMED
    assert str(scene.order(tag).fill_price) == "1.08310"
    assert scene.kinds(tag) == ["INTENT", "QUEUED", "SENDING", "SENT", "REPLY", "STATUS", "RECORD", "EFFECT"]
    assert [kind.value for kind in scene.journal.kinds(tag)] == scene.kinds(tag)
    assert scene.titles() == ["Bought 0.10 EURUSD at 1.08310"]


async def test_an_order_s_own_record_does_not_take_its_request_number_away() -> None:
    scene = await ready()
    tag = await scene.confirm(buy())
    number = scene.order(tag).request_id
    assert number is not None
    position = scene.opened(tag, request_id=number)
    scene.desk.handle(PositionChanged(position, scene.clock.monotonic()))
    assert scene.state(tag) is OrderState.ACCEPTED
    assert "UNNUMBERED" not in scene.kinds(tag)
    assert scene.order(tag).request_id == number
