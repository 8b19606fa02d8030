"""What keeps a press of the key from becoming more orders than one, or an order that the user did not see."""

import asyncio
from decimal import Decimal

import pytest

from tests.examples import a_pending_order, a_position, a_quote
from tests.fakes import settle
from tests.unit.desk.orders.scene import MemoryJournal, OrderScene, buy, place, ready
from tui.desk.orders.service import Change
from tui.domain import events as ev
from tui.domain.events import LinkState
from tui.domain.intent import closing, deleting, modifying
from tui.domain.limits import TradingLimits
from tui.domain.steps import OrderState, StepKind
from tui.errors import GuardError, TradedeckError
from tui.xapi.pending import NotSentError

pytestmark = pytest.mark.anyio


async def test_a_key_that_repeats_confirms_once() -> None:
    scene = await ready()
    review = scene.orders.review([buy()])
    outcomes = await asyncio.gather(*(scene.orders.confirm(review) for _ in range(5)), return_exceptions=True)
    await settle()
    assert [isinstance(each, GuardError) for each in outcomes] == [False, True, True, True, True]
    assert len(scene.broker.written_orders) == 1
    assert scene.orders.state_of(review).change is Change.USED


async def test_a_second_press_after_the_first_has_failed_makes_nothing() -> None:
    scene = await ready()
    review = scene.orders.review([buy()])
    scene.link(LinkState.CONNECTING)
    with pytest.raises(GuardError):
        await scene.orders.confirm(review)
    await scene.log_in()
    with pytest.raises(GuardError, match="Confirmed already"):
        await scene.orders.confirm(review)
    assert scene.broker.written_orders == []


async def test_whoever_is_cancelled_while_the_order_is_written_down_has_confirmed_all_the_same() -> None:
    scene = await ready()
    press = asyncio.ensure_future(scene.orders.confirm(scene.orders.review([buy()])))
    await asyncio.sleep(0)
    press.cancel()
    await settle()
    assert len(scene.broker.written_orders) == 1
    assert len(scene.store.orders.orders) == 1


async def test_a_price_that_moved_beyond_the_users_limit_is_asked_about_again() -> None:
    scene = await ready(limits=TradingLimits(max_price_move_points=5))
    review = scene.orders.review([buy()])
    scene.event(ev.QuoteChanged(a_quote("1.08412", "1.08425", at_ms=scene.clock.now_ms()), scene.clock.monotonic()))
    assert scene.orders.state_of(review).good
    scene.event(ev.QuoteChanged(a_quote("1.08412", "1.08426", at_ms=scene.clock.now_ms()), scene.clock.monotonic()))
    assert scene.orders.state_of(review).change is Change.MOVED
    with pytest.raises(GuardError, match="moved by 6 points"):
        await scene.orders.confirm(review)
    assert scene.store.orders.orders == {}


async def test_only_the_side_that_is_dealt_on_counts_as_moved() -> None:
    scene = await ready(limits=TradingLimits(max_price_move_points=5))
    review = scene.orders.review([buy()])
    scene.event(ev.QuoteChanged(a_quote("1.08300", "1.08420", at_ms=scene.clock.now_ms()), scene.clock.monotonic()))
    assert scene.orders.state_of(review).good


async def test_a_price_that_grew_stale_while_the_review_was_open_cannot_be_confirmed() -> None:
    scene = await ready()
    review = scene.orders.review([buy()])
    scene.clock.advance(8)
    assert scene.orders.state_of(review).change is Change.STALE
    with pytest.raises(GuardError, match="stale"):
        await scene.orders.confirm(review)
    with pytest.raises(GuardError, match="stale"):
        scene.orders.review([buy()])


async def test_levels_and_deletions_need_no_live_price() -> None:
    scene = OrderScene()
    position, waiting = a_position(), a_pending_order()
    scene.hold(position, waiting)
    await scene.log_in()
    scene.clock.advance(8)
    change = modifying(position, Decimal("1.084"), stop_loss=Decimal("1.083"), take_profit=None, trailing_offset=0)
    assert scene.orders.state_of(scene.orders.review([change])).good
    assert scene.orders.state_of(scene.orders.review([deleting(waiting)])).good
    with pytest.raises(GuardError, match="stale"):
        scene.orders.review([closing(position, Decimal("1.084"))])


@pytest.mark.parametrize("state", [LinkState.OFFLINE, LinkState.CONNECTING, LinkState.SYNCING])
async def test_nothing_can_be_confirmed_until_the_session_is_ready(state: LinkState) -> None:
    scene = await ready()
    scene.link(state)
    trading = scene.orders.trading("EURUSD")
    assert not trading.on
    assert trading.reason
    assert trading.hint
    with pytest.raises(GuardError):
        scene.orders.review([buy()])


async def test_ready_is_not_enough_without_a_reconciliation_of_this_login() -> None:
    scene = OrderScene()
    scene.broker.refusals["open_trades"] = TradedeckError("refused")
    await scene.log_in()
    scene.link(LinkState.READY)
    assert "compared" in scene.orders.trading().reason


async def test_a_read_only_run_makes_no_orders() -> None:
    scene = await ready(read_only=True)
    assert "read-only" in scene.orders.trading().reason
    with pytest.raises(GuardError, match="read-only"):
        scene.orders.review([buy()])


async def test_a_real_account_must_be_armed_with_its_own_number() -> None:
    scene = await ready(real=True)
    assert not scene.orders.armed
    assert "armed" in scene.orders.trading("EURUSD").reason
    with pytest.raises(GuardError):
        scene.orders.arm("1001")
    assert not scene.orders.armed
    scene.orders.arm(" 1000 ")
    assert scene.orders.trading("EURUSD").on


async def test_one_click_needs_the_wish_of_the_config_and_an_armed_account() -> None:
    scene = await ready(real=True, one_click=True)
    assert not scene.orders.one_click
    scene.orders.arm("1000")
    assert scene.orders.one_click
    scene.orders.set_one_click(False)
    assert not scene.orders.one_click
    with pytest.raises(GuardError):
        scene.orders.set_one_click(True, "999")
    scene.orders.set_one_click(True, "1000")
    assert scene.orders.one_click


async def test_a_second_instance_on_the_journal_makes_no_orders_and_takes_no_steps() -> None:
    first = await ready()
    tag = await first.confirm(buy())
    journal = MemoryJournal(first.journal.steps)
    journal.holder = "process 4711"
    second = await ready(journal=journal)
    assert "process 4711" in second.orders.trading().reason
    with pytest.raises(GuardError):
        second.orders.review([buy()])
    assert second.state(tag) is OrderState.ACKED
    assert journal.steps == first.journal.steps


async def test_more_lots_than_the_user_allows_himself_are_refused_for_openings_only() -> None:
    scene = OrderScene(limits=TradingLimits(max_lots=Decimal("0.05")))
    scene.hold(a_position())
    await scene.log_in()
    with pytest.raises(GuardError, match="over your limit"):
        scene.orders.review([buy("0.06")])
    assert scene.orders.review([buy("0.05")])
    assert scene.orders.review([closing(a_position(), Decimal("1.084"))])


async def test_more_value_than_the_user_allows_himself_is_refused() -> None:
    scene = await ready(limits=TradingLimits(max_value=Decimal(10_000)))
    assert scene.orders.review([buy("0.10")])
    with pytest.raises(GuardError, match="over your limit"):
        scene.orders.review([buy("0.11")])


async def test_orders_of_the_last_minute_count_also_those_before_a_restart() -> None:
    scene = await ready(limits=TradingLimits(max_orders_per_minute=2))
    await scene.confirm(buy())
    await scene.confirm(place())
    with pytest.raises(GuardError, match="minute"):
        scene.orders.review([buy()])
    after = OrderScene(scene.journal, scene.clock, limits=TradingLimits(max_orders_per_minute=2))
    await after.log_in()
    with pytest.raises(GuardError, match="minute"):
        after.orders.review([buy()])
    await after.wait(61)
    assert after.orders.review([buy()])


async def test_reviews_that_were_open_together_cannot_pass_the_limit_together() -> None:
    scene = await ready(limits=TradingLimits(max_orders_per_minute=1))
    reviews = [scene.orders.review([buy()]) for _ in range(2)]
    outcomes = await asyncio.gather(*map(scene.orders.confirm, reviews), return_exceptions=True)
    await settle()
    assert len(scene.broker.written_orders) == 1
    assert sum(isinstance(each, GuardError) for each in outcomes) == 1


async def test_a_position_takes_one_order_at_a_time() -> None:
    scene = OrderScene()
    scene.hold(a_position())
    await scene.log_in()
    wish = closing(a_position(), Decimal("1.084"))
    reviews = [scene.orders.review([wish]) for _ in range(2)]
    await scene.orders.confirm(reviews[0])
    with pytest.raises(GuardError, match="under way"):
        await scene.orders.confirm(reviews[1])
    await settle()
    assert len(scene.broker.written_orders) == 1


async def test_what_is_not_open_any_more_cannot_be_closed() -> None:
    scene = await ready()
    with pytest.raises(GuardError, match="not open any more"):
        scene.orders.review([closing(a_position(), Decimal("1.084"))])


async def test_a_journal_that_fails_sends_nothing_and_turns_trading_off() -> None:
    scene = await ready()
    review = scene.orders.review([buy()])
    scene.journal.failure = TradedeckError("The journal cannot be written", "disk full")
    with pytest.raises(GuardError, match="disk full"):
        await scene.orders.confirm(review)
    await settle()
    assert scene.broker.written_orders == []
    assert scene.store.orders.orders == {}
    assert "disk full" in scene.orders.trading().reason
    scene.alive()
    assert scene.store.market.prices


async def test_a_journal_that_fails_between_press_and_write_keeps_the_order_from_leaving() -> None:
    scene = await ready()
    turn = scene.busy_line()
    press = asyncio.ensure_future(scene.orders.confirm(scene.orders.review([buy()])))
    await settle()
    assert not press.done()
    assert scene.store.orders.orders == {}
    scene.clock.advance(0.005)
    await settle()
    (tag,) = await press
    assert scene.state(tag) is OrderState.QUEUED
    scene.journal.failure = TradedeckError("The journal cannot be written", "disk full")
    turn.set()
    await settle()
    assert scene.broker.written_orders == []
    assert scene.state(tag) is OrderState.DENIED


async def test_on_an_idle_line_all_that_must_be_on_the_disk_is_written_in_one_go() -> None:
    scene = await ready()
    await scene.confirm(buy())
    assert scene.journal.writes == [[StepKind.INTENT, StepKind.QUEUED, StepKind.SENDING]]


async def test_on_a_busy_line_the_confirmation_is_on_the_disk_a_moment_later() -> None:
    scene = await ready()
    turn = scene.busy_line()
    press = asyncio.ensure_future(scene.orders.confirm(scene.orders.review([buy()])))
    await settle()
    assert scene.journal.steps == []
    scene.clock.advance(0.005)
    await settle()
    assert press.done()
    assert scene.journal.writes == [[StepKind.INTENT, StepKind.QUEUED]]
    turn.set()
    await settle()
    assert scene.journal.writes[1:] == [[StepKind.SENDING]]


async def test_an_order_that_is_refused_before_its_turn_is_written_down_whole() -> None:
    scene = await ready()
    scene.broker.refusals["send_order"] = NotSentError("tradeTransaction was not sent", "no line")
    (tag,) = await scene.orders.confirm(scene.orders.review([buy()]))
    assert scene.journal.writes == [[StepKind.INTENT, StepKind.QUEUED, StepKind.DENIED]]
    assert scene.state(tag) is OrderState.DENIED


async def test_a_review_on_a_symbol_of_unknown_fate_needs_its_name_typed_and_closing_does_not() -> None:
    scene = OrderScene()
    scene.hold(a_position())
    scene.broker.order_answers = [None]
    await scene.log_in()
    await scene.confirm(buy())
    state = scene.orders.trading("EURUSD")
    assert (state.on, state.override) == (False, "EURUSD")
    assert scene.orders.trading("EURUSD", closing=True).on
    review = scene.orders.review([buy()])
    assert review.override == "EURUSD"
    with pytest.raises(GuardError, match="needs your word"):
        await scene.orders.confirm(review)
    await scene.confirm(closing(a_position(), Decimal("1.084")))
    await scene.confirm(buy(), override="EURUSD")
    assert len(scene.broker.written_orders) == 3


async def test_a_journal_that_could_not_be_opened_keeps_trading_off_with_the_reason() -> None:
    scene = OrderScene(without_journal=True, journal_problem="it lies on a network mount")
    await scene.log_in()
    assert "network mount" in scene.orders.trading().reason
