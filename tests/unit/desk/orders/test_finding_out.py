"""How the fate of an order is found out: by tag, by number, by its effect, and by nothing less."""

from decimal import Decimal

import pytest

from tests.examples import a_pending_order, a_position
from tests.unit.desk.orders.scene import OrderScene, buy, place, ready
from tui.domain import events as ev
from tui.domain.intent import OrderWish, closing, deleting, modifying
from tui.domain.position import Position
from tui.domain.steps import Basis, OrderState, StepKind
from tui.errors import CommandRefusedError
from tui.xapi.replies import TradeVerdict

pytestmark = pytest.mark.anyio

NO_SUCH = CommandRefusedError("tradeTransactionStatus", "BE098", "No such transaction")


async def lost(scene: OrderScene, wish: OrderWish) -> str:
    """Confirm an order whose reply never comes."""
    scene.broker.order_answers = [None]
    tag = await scene.confirm(wish)
    assert scene.state(tag) is OrderState.UNKNOWN
    return tag


async def held(*rows: object) -> OrderScene:
    scene = OrderScene()
    scene.hold(*rows)  # type: ignore[arg-type]
    await scene.log_in()
    return scene


async def test_an_opening_whose_reply_was_lost_is_found_by_its_tag() -> None:
    scene = await ready()
    tag = await lost(scene, buy())
    scene.opened(tag, 500)
    await scene.wait(6)
    order = scene.order(tag)
    assert (order.state, order.position) == (OrderState.CONFIRMED, 500)
    record = order.step(StepKind.RECORD)
    assert record is not None
    assert record.basis is Basis.TAG


async def test_an_opening_whose_tag_was_cut_is_found_by_its_number() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    await scene.drop()
    scene.opened(tag[:20], 500, request_id=7002)
    await scene.log_in()
    await scene.wait(3)
    assert (scene.state(tag), scene.order(tag).position) == (OrderState.CONFIRMED, 500)


async def test_a_trade_is_never_matched_by_its_order_field() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    await scene.drop()
    scene.opened("", 500, order=7002, request_id=9999)
    await scene.log_in()
    await scene.wait(10)
    assert scene.state(tag) is OrderState.UNKNOWN


@pytest.mark.parametrize("changes", [{"symbol": "GBPUSD"}, {"side": None}])
async def test_a_number_alone_does_not_make_another_symbol_or_side_ours(changes: dict[str, object]) -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    await scene.drop()
    if "side" in changes:
        changes = {"side": buy().side.__class__.SELL}
    scene.opened("", 500, request_id=7002, **changes)
    await scene.log_in()
    await scene.wait(5)
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_an_order_that_was_closed_again_before_anybody_looked_is_found_in_the_history() -> None:
    scene = await ready()
    tag = await lost(scene, buy())
    scene.closed(500, custom_comment=tag, comment="[T/P]", request_id=8800)
    await scene.wait(6)
    order = scene.order(tag)
    assert (order.state, order.position, str(order.fill_price)) == (OrderState.CONFIRMED, 500, "1.08000")


async def test_a_volume_that_is_not_the_one_asked_for_is_not_confirmed() -> None:
    scene = await ready()
    tag = await lost(scene, buy())
    scene.opened(tag, 500, volume=Decimal("0.20"))
    await scene.wait(40)
    assert scene.state(tag) is OrderState.ACCEPTED
    assert any("not yet visible" in title for title in scene.titles())


async def test_open_and_closed_parts_together_make_the_volume_asked_for() -> None:
    scene = await ready()
    tag = await lost(scene, buy())
    scene.opened(tag, 500, volume=Decimal("0.06"))
    scene.closed(500, "0.04", custom_comment=tag)
    await scene.wait(6)
    assert scene.state(tag) is OrderState.CONFIRMED


async def test_a_snapshot_that_was_asked_for_before_the_acceptance_confirms_nothing() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    position = scene.opened(tag, 500)
    asked = scene.clock.monotonic()
    scene.clock.advance(0.5)
    scene.status(7002, 3, tag)
    scene.event(ev.TradesLoaded((position,), (), asked))
    assert scene.state(tag) is OrderState.ACCEPTED
    scene.event(ev.TradesLoaded((position,), (), scene.clock.monotonic() + 0.1))
    assert scene.state(tag) is OrderState.CONFIRMED


async def test_a_row_that_the_stream_has_touched_since_is_left_for_the_next_snapshot() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    scene.status(7002, 3, tag)
    position = scene.opened(tag, 500)
    scene.clock.advance(1)
    asked = scene.clock.monotonic()
    scene.clock.advance(1)
    scene.event(ev.PositionChanged(position, scene.clock.monotonic()))
    scene.event(ev.TradesLoaded((position,), (), asked))
    assert scene.state(tag) is OrderState.ACCEPTED
    await scene.wait(3)
    assert scene.state(tag) is OrderState.CONFIRMED


async def test_a_pending_order_that_triggered_at_once_is_found_as_the_position_it_became() -> None:
    scene = await ready()
    tag = await scene.confirm(place())
    scene.opened("", 500, request_id=7002)
    await scene.wait(4)
    assert (scene.state(tag), scene.order(tag).position) == (OrderState.CONFIRMED, 500)


async def test_a_pending_order_that_triggers_later_tells_its_fill() -> None:
    scene = await ready()
    tag = await scene.confirm(place())
    waiting = a_pending_order(
        7002, symbol="EURUSD", side=buy().side, volume=Decimal("0.10"), price=Decimal("1.08"), custom_comment=tag
    )
    scene.hold(waiting)
    await scene.wait(4)
    assert (scene.state(tag), scene.order(tag).fill_price) == (OrderState.CONFIRMED, None)
    filled = a_position(500, request_id=7002, custom_comment=tag, open_price=Decimal("1.07999"))
    scene.hold(filled)
    scene.event(ev.PositionChanged(filled, scene.clock.monotonic()))
    assert scene.titles()[-1] == "Bought 0.10 EURUSD at 1.07999"


# Closing


async def test_a_close_is_found_by_its_number_in_the_closed_record_whatever_tag_that_bears() -> None:
    scene = await held(a_position(300))
    scene.silent_status(7002)
    tag = await scene.confirm(closing(a_position(300), Decimal("1.084")))
    scene.hold()
    trade = scene.closed(300, request_id=7002, custom_comment="somebody's")
    scene.event(ev.TradeClosed(trade, scene.clock.monotonic()))
    await scene.wait(3)
    order = scene.order(tag)
    assert (order.state, str(order.fill_price)) == (OrderState.CONFIRMED, "1.08100")
    assert scene.titles() == ["Closed 0.10 EURUSD at 1.08100"]


async def test_a_close_whose_reply_was_lost_is_found_by_asking_who_closed_the_position() -> None:
    scene = await held(a_position(300))
    tag = await lost(scene, closing(a_position(300), Decimal("1.084")))
    scene.hold()
    scene.closed(300, request_id=8100)
    scene.broker.verdicts[8100] = TradeVerdict(8100, 3, "", tag, None, None)
    await scene.wait(8)
    order = scene.order(tag)
    assert (order.state, order.request_id) == (OrderState.CONFIRMED, 8100)


async def test_a_lost_close_of_a_part_that_anybody_may_have_closed_stays_unknown() -> None:
    scene = await held(a_position(300))
    tag = await lost(scene, closing(a_position(300), Decimal("1.084"), Decimal("0.04")))
    scene.hold(a_position(300, volume=Decimal("0.06")))
    scene.closed(300, "0.04", request_id=8100)
    scene.broker.refusals["order_status"] = NO_SUCH
    await scene.wait(600)
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_a_lost_close_of_a_position_that_anybody_may_have_closed_is_settled_without_a_claim() -> None:
    scene = await held(a_position(300))
    tag = await lost(scene, closing(a_position(300), Decimal("1.084")))
    scene.hold()
    scene.closed(300, request_id=8100)
    scene.verdict(8100, 3)
    await scene.wait(120)
    assert scene.state(tag) is OrderState.OVERTAKEN
    assert "cannot be told" in scene.order(tag).reason


async def test_some_brokers_answer_with_the_number_that_the_closing_bears_as_its_order() -> None:
    scene = await held(a_position(300))
    scene.silent_status(7002)
    tag = await scene.confirm(closing(a_position(300), Decimal("1.084")))
    await scene.drop()
    scene.hold()
    scene.closed(300, request_id=8100, order=7002)
    await scene.log_in()
    await scene.wait(5)
    assert scene.state(tag) is OrderState.CONFIRMED


async def test_a_close_by_another_order_of_ours_does_not_pass_for_the_lost_one() -> None:
    scene = await held(a_position(300))
    first = await lost(scene, closing(a_position(300), Decimal("1.084")))
    second = await scene.confirm(closing(a_position(300), Decimal("1.084")))
    assert scene.order(second).request_id == 7002
    scene.hold()
    scene.closed(300, request_id=7002)
    await scene.wait(10)
    assert scene.state(second) is OrderState.CONFIRMED
    assert scene.state(first) is OrderState.OVERTAKEN


@pytest.mark.parametrize(("comment", "word"), [("[S/L]", "stop loss"), ("[T/P]", "take profit"), ("[S/O]", "stop out")])
async def test_a_stop_that_closed_the_position_first_overtakes_a_lost_close(comment: str, word: str) -> None:
    scene = await held(a_position(300))
    tag = await lost(scene, closing(a_position(300), Decimal("1.084")))
    scene.hold()
    scene.closed(300, comment=comment, request_id=8100)
    await scene.wait(6)
    order = scene.order(tag)
    assert order.state is OrderState.OVERTAKEN
    assert word in order.reason


async def test_a_position_that_is_merely_missing_from_a_snapshot_is_no_proof_of_a_close() -> None:
    scene = await held(a_position(300))
    tag = await lost(scene, closing(a_position(300), Decimal("1.084")))
    scene.hold()
    await scene.wait(60)
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_half_closed_by_stop_is_not_taken_for_the_close_of_the_other_half() -> None:
    scene = await held(a_position(300))
    tag = await lost(scene, closing(a_position(300), Decimal("1.084"), Decimal("0.04")))
    scene.hold(a_position(300, volume=Decimal("0.06")))
    scene.closed(300, "0.04", comment="[S/L]", request_id=8100)
    await scene.wait(30)
    assert scene.state(tag) is OrderState.UNKNOWN


# Changing and deleting


def change(position: Position, stop: str = "1.08300") -> OrderWish:
    return modifying(
        position, Decimal("1.084"), stop_loss=Decimal(stop), take_profit=position.take_profit, trailing_offset=0
    )


async def test_a_change_is_known_by_the_levels_that_were_asked_for_seen_twice() -> None:
    scene = await held(a_position(300))
    tag = await lost(scene, change(a_position(300)))
    scene.hold(a_position(300, stop_loss=Decimal("1.083")))
    await scene.wait(8)
    assert scene.state(tag) is OrderState.CONFIRMED
    assert "RECORD" in scene.kinds(tag)


async def test_a_change_of_which_only_a_part_shows_is_not_confirmed() -> None:
    scene = await held(a_position(300))
    tag = await lost(scene, change(a_position(300)))
    scene.hold(a_position(300, stop_loss=Decimal("1.083"), take_profit=None))
    await scene.wait(30)
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_the_same_change_made_again_does_not_prove_the_lost_one() -> None:
    scene = await held(a_position(300))
    first = await lost(scene, change(a_position(300)))
    second = await scene.confirm(change(a_position(300)))
    scene.hold(a_position(300, stop_loss=Decimal("1.083")))
    await scene.wait(10)
    assert scene.state(second) is OrderState.CONFIRMED
    assert scene.state(first) is OrderState.UNKNOWN


async def test_a_lost_deletion_of_an_order_that_is_gone_says_that_nobody_can_tell_by_whom() -> None:
    waiting = a_pending_order(400, symbol="EURUSD")
    scene = await held(waiting)
    tag = await lost(scene, deleting(waiting))
    scene.hold()
    scene.event(ev.PendingRemoved(400, scene.clock.monotonic()))
    await scene.wait(50)
    assert scene.state(tag) is OrderState.UNKNOWN
    await scene.wait(40)
    assert scene.state(tag) is OrderState.OVERTAKEN
    assert "cannot be told" in scene.order(tag).reason


async def test_an_accepted_deletion_is_confirmed_once_the_order_is_gone() -> None:
    waiting = a_pending_order(400, symbol="EURUSD")
    scene = await held(waiting)
    tag = await scene.confirm(deleting(waiting))
    scene.hold()
    await scene.wait(4)
    assert scene.state(tag) is OrderState.CONFIRMED


async def test_a_pending_order_that_is_missing_for_a_moment_is_no_proof_of_its_deletion() -> None:
    waiting = a_pending_order(400, symbol="EURUSD")
    scene = await held(waiting)
    tag = await lost(scene, deleting(waiting))
    scene.hold()
    await scene.wait(40)
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_a_deletion_that_came_too_late_is_overtaken_by_the_trigger() -> None:
    waiting = a_pending_order(400, symbol="EURUSD")
    scene = await held(waiting)
    tag = await lost(scene, deleting(waiting))
    scene.hold(a_position(501, request_id=400))
    await scene.wait(6)
    assert scene.state(tag) is OrderState.OVERTAKEN
    assert "triggered" in scene.order(tag).reason


# Numbers that are somebody else's


async def test_a_number_that_bears_another_orders_tag_is_taken_from_whoever_held_it() -> None:
    scene = await ready()
    scene.silent_status(7002)
    first = await scene.confirm(buy())
    scene.broker.order_answers = [None]
    second = await scene.confirm(buy("0.20"))
    scene.status(7002, 3, second)
    assert (scene.state(second), scene.order(second).request_id) == (OrderState.ACCEPTED, 7002)
    assert (scene.state(first), scene.order(first).request_id) == (OrderState.UNKNOWN, None)


async def test_an_order_of_another_terminal_is_shown_and_never_adopted() -> None:
    scene = await ready()
    scene.event(ev.PositionChanged(a_position(900, custom_comment="mine"), scene.clock.monotonic()))
    scene.status(8100, 3, "XD1.00000000000000000000000000")
    assert scene.store.orders.orders == {}
    assert 900 in scene.store.account.positions


# After the end


async def test_a_rejected_order_that_shows_an_effect_raises_an_alarm() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    scene.status(7002, 4, tag, "no money")
    assert scene.state(tag) is OrderState.REJECTED
    scene.event(ev.PositionChanged(scene.opened(tag), scene.clock.monotonic()))
    order = scene.order(tag)
    assert (order.state, order.late_effect) == (OrderState.ACCEPTED, True)
    assert scene.store.orders.announcements[-2].tone is ev.Tone.ALARM


async def test_an_order_that_the_user_called_not_done_alarms_when_it_shows_after_all() -> None:
    scene = await ready()
    tag = await lost(scene, buy())
    await scene.orders.resolve(tag, "Not done")
    assert scene.state(tag) is OrderState.RESOLVED
    scene.event(ev.PositionChanged(scene.opened(tag), scene.clock.monotonic()))
    assert scene.order(tag).late_effect


async def test_opposite_verdicts_are_never_settled_by_a_guess() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    scene.status(7002, 3, tag)
    scene.status(7002, 4, tag)
    order = scene.order(tag)
    assert (order.state, order.contradicted) == (OrderState.UNKNOWN, True)


async def test_a_snapshot_row_given_twice_and_a_status_given_twice_leave_one_step_each() -> None:
    scene = await ready()
    tag = await scene.confirm(buy())
    position = scene.opened(tag)
    scene.hold(position, position)
    scene.status(7002, 3, tag)
    scene.status(7002, 3, tag)
    await scene.wait(4)
    assert scene.kinds(tag).count("STATUS") == 1
    assert scene.kinds(tag).count("RECORD") == 1


async def test_a_trade_that_meets_its_stop_is_announced_once_ours_or_not() -> None:
    scene = await held(a_position(300))
    trade = scene.closed(300, comment="[S/L]")
    for _ in range(2):
        scene.event(ev.TradeClosed(trade, scene.clock.monotonic()))
    scene.event(ev.HistoryLoaded((trade,), 0, 1))
    assert scene.titles() == ["Stop loss hit: EURUSD"]


async def test_a_stop_whose_message_the_stream_lost_is_announced_from_the_history() -> None:
    scene = await held(a_position(300))
    await scene.wait(5)
    scene.hold()
    scene.closed(300, comment="[S/L]")
    await scene.wait(40)
    assert scene.titles() == ["Stop loss hit: EURUSD"]


async def test_old_history_is_not_news() -> None:
    scene = await held()
    old = scene.closed(300, comment="[S/O]", closed_at=scene.clock.now_ms() - 1000)
    scene.event(ev.HistoryLoaded((old,), 0, 1))
    assert scene.titles() == []


async def test_snapshots_and_numbers_do_not_pile_up_for_trades_of_others() -> None:
    scene = await ready()
    for number in range(3000):
        scene.status(100_000 + number, 3)
        scene.event(ev.PendingRemoved(number, scene.clock.monotonic()))
    tracker = scene.orders._tracker
    assert len(tracker._parked.items) <= 256
    assert len(tracker.shown._removed.items) <= 2000
