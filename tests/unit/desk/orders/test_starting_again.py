"""What a crash, a restart and a reconnect leave behind, and in which order the program finds its feet again."""

from decimal import Decimal

import pytest

from tests.examples import a_position
from tests.fakes import FakeBroker, FakeClock
from tests.unit.desk.orders.scene import MemoryJournal, OrderScene, buy, ready
from tui.domain.order import fold
from tui.domain.steps import OrderState, Step, StepKind
from tui.errors import CommandRefusedError, ReplyTimeoutError

pytestmark = pytest.mark.anyio


async def history() -> list[Step]:
    """All steps of an order that went its whole way."""
    scene = await ready()
    tag = await scene.confirm(buy())
    scene.opened(tag)
    scene.status(7002, 1, tag)
    scene.status(7002, 3, tag)
    await scene.wait(3)
    assert scene.state(tag) is OrderState.CONFIRMED
    return scene.journal.steps


def cut_after(steps: list[Step], kind: StepKind) -> list[Step]:
    return steps[: [step.kind for step in steps].index(kind) + 1]


@pytest.mark.parametrize("kind", [StepKind.INTENT, StepKind.QUEUED])
async def test_an_order_that_had_not_left_when_the_program_ended_is_never_sent(kind: StepKind) -> None:
    steps = cut_after(await history(), kind)
    after = await ready(journal=MemoryJournal(steps))
    await after.wait(30)
    assert after.state(steps[0].tag) is OrderState.DENIED
    assert after.broker.written_orders == []


@pytest.mark.parametrize("kind", [StepKind.SENDING, StepKind.SENT, StepKind.REPLY, StepKind.STATUS])
async def test_an_order_that_may_have_left_when_the_program_ended_is_of_unknown_fate(kind: StepKind) -> None:
    steps = cut_after(await history(), kind)
    broker = FakeBroker(refusals={"order_status": CommandRefusedError("tradeTransactionStatus", "BE098", "none")})
    after = OrderScene(MemoryJournal(steps), broker=broker)
    await after.log_in()
    await after.wait(30)
    assert after.state(steps[0].tag) is OrderState.UNKNOWN
    assert after.broker.written_orders == []
    assert after.titles()[0].startswith("Fate unknown")


@pytest.mark.parametrize("kind", [StepKind.SENDING, StepKind.SENT, StepKind.REPLY, StepKind.STATUS])
async def test_what_was_carried_out_while_the_program_was_away_is_found_at_the_start(kind: StepKind) -> None:
    steps = cut_after(await history(), kind)
    tag = steps[0].tag
    after = OrderScene(MemoryJournal(steps), clock=FakeClock(seconds=3.0))
    after.opened(tag)
    await after.log_in()
    assert after.state(tag) is OrderState.ACCEPTED
    await after.wait(3)
    assert after.state(tag) is OrderState.CONFIRMED


async def test_an_accepted_order_is_confirmed_after_a_restart() -> None:
    steps = [step for step in await history() if step.kind is not StepKind.EFFECT]
    after = OrderScene(MemoryJournal(steps), clock=FakeClock(seconds=3.0))
    after.opened(steps[0].tag)
    await after.log_in()
    await after.wait(3)
    assert after.state(steps[0].tag) is OrderState.CONFIRMED


async def test_reading_the_journal_once_more_changes_nothing() -> None:
    steps = await history()
    after = await ready(journal=MemoryJournal(steps))
    await after.wait(30)
    assert after.journal.steps == steps
    assert after.order(steps[0].tag) == fold(steps)[steps[0].tag]


async def test_a_journal_that_tells_nonsense_turns_trading_off_and_leaves_reading_on() -> None:
    steps = await history()
    after = await ready(journal=MemoryJournal([*steps[:2], *steps[3:]]))
    assert after.broker.ready_marks == 1
    assert not after.orders.trading().on
    assert "journal" in after.orders.trading().reason


async def test_a_damaged_journal_turns_trading_off_and_shows_what_is_left() -> None:
    steps = await history()
    journal = MemoryJournal(steps)
    journal.damage = "row 9 was changed"
    after = await ready(journal=journal)
    assert "row 9 was changed" in after.orders.trading().reason
    assert after.state(steps[0].tag) is OrderState.CONFIRMED


async def test_the_account_is_compared_in_order_before_anything_can_be_confirmed() -> None:
    steps = cut_after(await history(), StepKind.REPLY)
    after = await ready(journal=MemoryJournal(steps))
    asked = [each for each in after.broker.questions() if each not in ("ticks", "figures")]
    assert asked[:4] == ["server_time", "open_trades", "closed_trades", "order_status"]
    searched = next(question for question in after.broker.asked if question[0] == "closed_trades")
    assert searched[1] == steps[0].intent.server_ms - 600_000  # type: ignore[union-attr]


async def test_without_open_orders_no_history_is_waited_for() -> None:
    scene = await ready()
    asked = scene.broker.questions()
    assert "order_status" not in asked
    assert asked.index("figures") < asked.index("closed_trades")


@pytest.mark.parametrize("question", ["open_trades", "closed_trades", "order_status", "server_time"])
async def test_a_read_that_fails_keeps_the_session_from_being_ready(question: str) -> None:
    steps = cut_after(await history(), StepKind.REPLY)
    after = OrderScene(MemoryJournal(steps))
    after.broker.refusals[question] = ReplyTimeoutError("no reply")
    await after.log_in()
    assert (after.broker.ready_marks, after.broker.reconnects) == (0, 1)
    assert not after.orders.trading().on


async def test_a_reconnect_asks_for_everything_again_and_old_snapshots_say_nothing() -> None:
    scene = OrderScene()
    scene.hold(a_position())
    await scene.log_in()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    scene.opened(tag, 500)
    await scene.drop()
    assert scene.state(tag) is OrderState.UNKNOWN
    await scene.log_in()
    assert scene.order(tag).position == 500
    await scene.wait(3)
    assert scene.state(tag) is OrderState.CONFIRMED
    assert len(scene.broker.written_orders) == 1


async def test_closing_writes_down_how_everything_ended_and_closes_the_journal() -> None:
    scene = await ready()
    await scene.confirm(buy())
    await scene.desk.close()
    assert scene.journal.closed
    assert "ending" in scene.orders.trading().reason


async def test_what_each_order_of_unknown_fate_may_bind_is_the_brokers_margin_of_its_own_volume() -> None:
    scene = await ready()
    tags = []
    for wish in (buy("0.10"), buy("0.30")):
        scene.broker.order_answers = [None]
        tags.append(await scene.confirm(wish, override="EURUSD"))
    await scene.wait(3)
    doubts = [doubt for tag in tags if (doubt := scene.orders.doubt(tag)) is not None]
    assert [(each.lots, each.margin) for each in doubts] == [
        (Decimal("0.10"), Decimal("333.00")),
        (Decimal("0.30"), Decimal("999.00")),
    ]


async def test_the_doubt_says_what_is_known_what_is_done_and_what_it_may_mean() -> None:
    scene = await ready()
    scene.broker.order_answers = [None]
    tag = await scene.confirm(buy())
    await scene.wait(1)
    doubt = scene.orders.doubt(tag)
    assert doubt is not None
    assert "Handed to the network at 10:00:00.000 UTC" in doubt.known
    assert "up to 0.10 lots buy EURUSD" in doubt.meaning
    assert tag in doubt.advice
    assert (doubt.lots, doubt.margin) == (Decimal("0.10"), Decimal("333.00"))
    assert doubt.next_check is not None
    await scene.orders.resolve(tag, "done")
    assert scene.orders.doubt(tag) is None


async def test_a_search_that_is_asked_for_comes_at_once() -> None:
    scene = await ready()
    scene.broker.order_answers = [None]
    tag = await scene.confirm(buy())
    await scene.wait(25)
    before = scene.broker.questions().count("open_trades")
    scene.orders.check_now(tag)
    await scene.wait(0.1, step=0.1)
    assert scene.broker.questions().count("open_trades") == before + 1
