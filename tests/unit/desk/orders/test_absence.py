"""When the program itself may stop looking: only once every condition of the proof holds, and never for good."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.examples import a_position
from tests.fakes import FakeClock
from tests.unit.desk.orders.scene import OrderScene, buy, ready
from tui.domain import events as ev
from tui.domain.absence import Missing
from tui.domain.events import LinkState
from tui.domain.intent import closing
from tui.domain.steps import OrderState
from tui.errors import CommandRefusedError, ReplyTimeoutError
from tui.xapi.replies import OpenTrades

pytestmark = pytest.mark.anyio

NO_SUCH = CommandRefusedError("tradeTransactionStatus", "BE098", "No such transaction")


async def doubtful() -> tuple[OrderScene, str, str]:
    """A scene with one confirmed order (its tag comes back) and one of unknown fate, in the login after it."""
    scene, known, tag = await unanswered()
    await scene.drop()
    await scene.log_in()
    return scene, known, tag


async def unanswered() -> tuple[OrderScene, str, str]:
    """The same in the login in which it was sent."""
    scene = await ready()
    known = await scene.confirm(buy("0.20"))
    scene.opened(known, 500, volume=Decimal("0.20"), request_id=7002)
    await scene.wait(5)
    scene.broker.order_answers = [None]
    return scene, known, await scene.confirm(buy())


async def test_two_minutes_and_two_clean_searches_in_a_new_login_prove_that_there_is_no_trace() -> None:
    scene, _, tag = await doubtful()
    await scene.wait(119)
    assert scene.state(tag) is OrderState.UNKNOWN
    await scene.wait(90)
    assert scene.state(tag) is OrderState.NOT_FOUND
    assert scene.titles()[-1].startswith("No trace")
    assert "CHECKED" in scene.kinds(tag)
    assert scene.kinds(tag).count("CHECKED") <= 4


async def test_what_is_proven_absent_and_shows_after_all_raises_an_alarm() -> None:
    scene, _, tag = await doubtful()
    await scene.wait(220)
    assert scene.state(tag) is OrderState.NOT_FOUND
    scene.event(ev.PositionChanged(scene.opened(tag, 501), scene.clock.monotonic()))
    assert scene.order(tag).late_effect
    assert ev.Tone.ALARM in [each.tone for each in scene.store.orders.announcements[-2:]]


async def test_the_login_in_which_the_order_may_have_left_proves_nothing() -> None:
    scene, _, tag = await unanswered()
    await scene.wait(600)
    assert scene.state(tag) is OrderState.UNKNOWN
    doubt = scene.orders.doubt(tag)
    assert doubt is not None
    assert Missing.NEW_LOGIN.value in doubt.doing
    assert "Reconnecting" in doubt.advice
    assert scene.broker.reconnects == 1


async def test_a_session_is_not_made_anew_for_a_search_while_another_order_is_on_its_way() -> None:
    scene = await ready()
    known = await scene.confirm(buy("0.20"))
    scene.opened(known, 500, volume=Decimal("0.20"), request_id=7002)
    await scene.wait(5)
    scene.broker.order_answers = [None]
    await scene.confirm(buy())
    await scene.wait(100)
    scene.busy_line()
    press = asyncio.ensure_future(scene.orders.confirm(scene.orders.review([buy()]), override="EURUSD"))
    await scene.wait(200)
    assert scene.broker.reconnects == 0
    press.cancel()


async def test_a_broker_that_has_given_no_tag_back_in_this_login_proves_nothing() -> None:
    scene, _, tag = await doubtful()
    scene.hold(a_position(500, volume=Decimal("0.20"), custom_comment="", request_id=7002))
    await scene.drop()
    await scene.log_in()
    await scene.wait(600)
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_searches_that_fail_prove_nothing() -> None:
    scene, _, tag = await doubtful()
    scene.broker.refusals["closed_trades"] = CommandRefusedError("getTradesHistory", "EX005", "overloaded")
    await scene.wait(600)
    assert scene.state(tag) is OrderState.UNKNOWN
    scene.broker.refusals.clear()
    await scene.wait(300)
    assert scene.state(tag) is OrderState.NOT_FOUND


async def test_answers_that_lack_what_is_known_to_be_open_prove_nothing() -> None:
    scene, known, tag = await doubtful()
    scene.event(ev.PositionChanged(scene.opened(known, 502, request_id=7002), scene.clock.monotonic()))
    full = scene.broker.trades
    for _ in range(20):
        scene.broker.trades = OpenTrades((), (), ())
        await scene.wait(29)
        scene.broker.trades = full
        await scene.wait(1)
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_a_silent_feed_proves_nothing() -> None:
    scene, _, tag = await doubtful()
    for _ in range(400):
        scene.clock.advance(1)
        scene.desk.keep()
        if scene.clock.monotonic() % 10 == 0:
            await scene.wait(0)
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_a_number_that_the_broker_does_not_deny_keeps_the_order_in_doubt() -> None:
    scene = await ready()
    known = await scene.confirm(buy("0.20"))
    scene.opened(known, 500, volume=Decimal("0.20"), request_id=7002)
    await scene.wait(5)
    scene.silent_status(7003)
    tag = await scene.confirm(buy())
    await scene.drop()
    await scene.log_in()
    await scene.wait(600)
    assert scene.state(tag) is OrderState.UNKNOWN
    scene.broker.refusals["order_status"] = ReplyTimeoutError("no reply")
    await scene.wait(300)
    assert scene.state(tag) is OrderState.UNKNOWN
    scene.broker.refusals["order_status"] = NO_SUCH
    await scene.wait(300)
    assert scene.state(tag) is OrderState.NOT_FOUND


async def test_a_trade_that_looks_like_the_order_keeps_it_in_doubt() -> None:
    scene, _, tag = await doubtful()
    scene.opened("", 503, request_id=9100)
    scene.verdict(9100, 3)
    await scene.wait(600)
    assert scene.state(tag) is OrderState.UNKNOWN
    doubt = scene.orders.doubt(tag)
    assert doubt is not None
    assert Missing.LOOKALIKE.value in doubt.doing


async def test_a_trade_that_looks_like_the_order_but_is_said_to_be_anothers_does_not() -> None:
    scene, _, tag = await doubtful()
    scene.opened("", 503, request_id=9100)
    scene.verdict(9100, 3, "by hand")
    await scene.wait(300)
    assert scene.state(tag) is OrderState.NOT_FOUND


async def test_a_lost_close_of_a_position_that_somebody_closed_ends_as_overtaken_and_says_why() -> None:
    scene, known, _ = await doubtful()
    target = a_position(500, volume=Decimal("0.20"), custom_comment=known, request_id=7002)
    scene.broker.order_answers = [None]
    tag = await scene.confirm(closing(target, Decimal("1.084")))
    scene.opened(known, 504, volume=Decimal("0.01"), request_id=7002)
    scene.broker.trades = replace(scene.broker.trades, positions=scene.broker.trades.positions[1:])
    scene.closed(500, "0.20", request_id=8100)
    scene.verdict(8100, 3)
    await scene.drop()
    await scene.log_in()
    await scene.wait(50)
    assert scene.state(tag) is OrderState.UNKNOWN
    await scene.wait(50)
    assert scene.state(tag) is OrderState.OVERTAKEN
    assert "cannot be told" in scene.order(tag).reason


async def test_after_a_crash_the_two_minutes_count_from_the_new_start() -> None:
    scene, _, tag = await doubtful()
    clock = FakeClock(wall_ms=scene.clock.wall_ms + 3_600_000, seconds=50.0)
    after = OrderScene(scene.journal, clock, scene.broker)
    await after.log_in()
    await after.wait(100)
    assert after.state(tag) is OrderState.UNKNOWN
    await after.wait(120)
    assert after.state(tag) is OrderState.NOT_FOUND


async def test_a_clock_that_was_set_back_over_the_crash_does_not_shorten_the_wait() -> None:
    scene, _, tag = await doubtful()
    clock = FakeClock(wall_ms=scene.clock.wall_ms - 300_000, seconds=50.0)
    after = OrderScene(scene.journal, clock, scene.broker)
    await after.log_in()
    await after.wait(300)
    assert after.state(tag) is OrderState.UNKNOWN


async def test_a_link_that_is_not_ready_is_not_searched() -> None:
    scene, _, tag = await doubtful()
    scene.link(LinkState.CONNECTING)
    before = len(scene.broker.asked)
    await scene.wait(60)
    assert len(scene.broker.asked) == before
    doubt = scene.orders.doubt(tag)
    assert doubt is not None
    assert doubt.next_check is None
