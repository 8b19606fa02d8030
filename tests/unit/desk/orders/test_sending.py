"""Between the press and the reply: every way in which an order can leave, not leave, or leave in doubt."""

import pytest

from tests.unit.desk.orders.scene import buy, numbered, ready, refused
from tui.domain.events import LinkState
from tui.domain.steps import OrderState, StepKind
from tui.errors import ProtocolError, ReplyTimeoutError, TransportError
from tui.xapi.pending import NotSentError

pytestmark = pytest.mark.anyio

REFUSED = [
    *("BE001", "BE002", "BE003", "BE006", "BE007", "BE008", "BE009", "BE011", "BE012", "BE018", "BE094", "BE095"),
    *("BE096", "BE097", "BE098", "BE101", "BE102", "BE104", "BE105", "BE106", "BE110", "BE115", "BE116", "EX000"),
    *("EX006", "EX009", "EX011", "BE11", "BE51"),
]
MOVED = ["BE010", "BE013", "BE014", "BE015", "BE016", "BE017"]
SESSION = ["BE103", "BE117", "BE118", "EX004", "EX007", "EX008", "EX010", "BE004", "BE005"]
AMBIGUOUS = ["BE000", "BE019", "BE020", "BE037", "BE099", "BE200", "EX001", "EX002", "EX003", "EX005", "SE199", "?"]


@pytest.mark.parametrize("code", [*REFUSED, *MOVED, *SESSION])
async def test_a_code_that_proves_a_refusal_rejects(code: str) -> None:
    scene = await ready()
    scene.broker.order_answers = [refused(code, "No way")]
    tag = await scene.confirm(buy())
    order = scene.order(tag)
    assert (order.state, order.code, order.message) == (OrderState.REJECTED, code, "No way")
    assert code in scene.store.orders.announcements[-1].detail


@pytest.mark.parametrize("code", AMBIGUOUS)
async def test_a_code_that_proves_nothing_leaves_the_fate_unknown(code: str) -> None:
    scene = await ready()
    scene.broker.order_answers = [refused(code)]
    tag = await scene.confirm(buy())
    assert scene.state(tag) is OrderState.UNKNOWN
    assert len(scene.broker.written_orders) == 1


@pytest.mark.parametrize("code", [*MOVED, "BE11", "BE51"])
async def test_a_refusal_by_a_moving_market_is_followed_by_one_snapshot(code: str) -> None:
    scene = await ready()
    await scene.wait(3)
    before = scene.broker.questions().count("open_trades")
    scene.broker.order_answers = [refused(code)]
    await scene.confirm(buy())
    await scene.wait(5)
    assert scene.broker.questions().count("open_trades") == before + 1


@pytest.mark.parametrize(
    "fault", [ReplyTimeoutError("no reply"), ProtocolError("cannot be read"), TransportError("broken")]
)
async def test_an_end_in_doubt_leaves_the_fate_unknown_and_nothing_is_sent_again(fault: Exception) -> None:
    scene = await ready()
    scene.broker.order_answers = [fault]  # type: ignore[list-item]
    tag = await scene.confirm(buy())
    await scene.wait(30)
    assert scene.kinds(tag)[:5] == ["INTENT", "QUEUED", "SENDING", "SENT", "LOST"]
    assert scene.state(tag) is OrderState.UNKNOWN
    assert len(scene.broker.written_orders) == 1


async def test_what_waited_too_long_for_its_turn_was_provably_not_sent() -> None:
    scene = await ready()
    scene.broker.refusals["send_order"] = NotSentError("tradeTransaction was not sent", "it waited too long")
    tag = await scene.confirm(buy())
    assert scene.kinds(tag) == ["INTENT", "QUEUED", "DENIED"]
    assert scene.order(tag).reason == "it waited too long"
    assert scene.titles() == ["Not sent: buy 0.10 EURUSD"]


async def test_sending_that_is_interrupted_leaves_the_fate_unknown_because_its_bytes_may_have_left() -> None:
    scene = await ready()
    scene.cut_short()
    tag = await scene.confirm(buy())
    assert scene.kinds(tag)[:4] == ["INTENT", "QUEUED", "SENDING", "LOST"]
    assert scene.state(tag) is OrderState.UNKNOWN


async def test_a_price_that_grew_stale_while_it_waited_keeps_the_order_from_leaving() -> None:
    scene = await ready()
    scene.at_its_turn(lambda: scene.clock.advance(8))
    tag = await scene.confirm(buy())
    assert scene.kinds(tag) == ["INTENT", "QUEUED", "DENIED"]
    assert "stale" in scene.order(tag).reason
    assert scene.broker.written_orders == []


@pytest.mark.parametrize("state", [LinkState.CONNECTING, LinkState.SYNCING])
async def test_a_session_that_is_not_ready_any_more_keeps_the_order_from_leaving(state: LinkState) -> None:
    scene = await ready()
    scene.at_its_turn(lambda: scene.link(state))
    tag = await scene.confirm(buy())
    assert scene.state(tag) is OrderState.DENIED
    assert scene.broker.written_orders == []


async def test_a_program_that_is_ending_sends_nothing_more() -> None:
    scene = await ready()
    scene.at_its_turn(scene.orders.ending)
    tag = await scene.confirm(buy())
    assert scene.state(tag) is OrderState.DENIED


async def test_the_row_that_says_sending_is_on_the_disk_before_the_write_and_carries_the_login() -> None:
    scene = await ready()
    seen: list[list[StepKind]] = []
    written = scene.broker.written_orders

    class Watched(list):  # type: ignore[type-arg]
        def append(self, request: object) -> None:
            seen.append([step.kind for step in scene.journal.steps])
            written.append(request)  # type: ignore[arg-type]

    scene.broker.written_orders = Watched()
    tag = await scene.confirm(buy())
    assert seen == [[StepKind.INTENT, StepKind.QUEUED, StepKind.SENDING]]
    sending = scene.order(tag).step(StepKind.SENDING)
    assert sending is not None
    assert sending.epoch == 1


async def test_a_late_reply_finds_its_order() -> None:
    scene = await ready()
    scene.broker.order_answers = [None]
    tag = await scene.confirm(buy())
    scene.broker.late_replies[0](numbered(7002))
    assert (scene.state(tag), scene.order(tag).request_id) == (OrderState.ACKED, 7002)
    scene.broker.late_replies[0](numbered(7003))
    assert scene.order(tag).request_id == 7002


async def test_a_late_refusal_finds_its_order() -> None:
    scene = await ready()
    scene.broker.order_answers = [None]
    tag = await scene.confirm(buy())
    scene.broker.late_replies[0](refused("BE009", "no money"))
    assert scene.state(tag) is OrderState.REJECTED


async def test_a_status_before_the_reply_is_matched_by_its_tag() -> None:
    scene = await ready()
    scene.broker.order_answers = [None]
    tag = await scene.confirm(buy())
    scene.status(7002, 1, tag)
    scene.status(7002, 3, tag)
    assert (scene.state(tag), scene.order(tag).request_id) == (OrderState.ACCEPTED, 7002)


async def test_a_status_that_comes_before_the_reply_without_a_tag_waits_for_its_number() -> None:
    scene = await ready()
    scene.status(7002, 3)
    tag = await scene.confirm(buy())
    assert scene.state(tag) is OrderState.ACCEPTED


async def test_a_status_of_an_unknown_number_is_not_kept_for_ever() -> None:
    scene = await ready()
    scene.status(7002, 4)
    await scene.wait(62)
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    assert scene.state(tag) is OrderState.ACKED


async def test_an_order_that_was_taken_into_processing_is_not_shown_as_done() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    await scene.wait(2)
    assert scene.state(tag) is OrderState.PENDING
    assert scene.titles() == []


async def test_a_verdict_that_the_stream_lost_is_asked_for() -> None:
    scene = await ready()
    tag = await scene.confirm(buy())
    await scene.wait(1.5, step=0.5)
    assert scene.state(tag) is OrderState.ACCEPTED


async def test_an_order_without_a_verdict_is_asked_about_ever_more_slowly_then_its_fate_is_unknown() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    await scene.wait(59)
    assert scene.broker.questions().count("order_status") == 6
    assert scene.state(tag) is OrderState.PENDING
    await scene.wait(2)
    order = scene.order(tag)
    assert (order.state, order.request_id) == (OrderState.UNKNOWN, 7002)
    assert "no verdict" in order.reason
    scene.verdict(7002, 3)
    await scene.wait(40)
    assert scene.state(tag) is OrderState.ACCEPTED


async def test_a_link_that_drops_in_the_middle_leaves_the_fate_unknown_at_once() -> None:
    scene = await ready()
    scene.silent_status(7002)
    tag = await scene.confirm(buy())
    await scene.drop()
    assert scene.state(tag) is OrderState.UNKNOWN
    assert scene.titles() == ["Fate unknown: buy 0.10 EURUSD"]


async def test_the_whole_history_of_a_run_is_the_same_in_memory_and_in_the_journal() -> None:
    scene = await ready()
    tag = await scene.confirm(buy())
    await scene.wait(5)
    assert [step for step in scene.journal.steps if step.tag == tag] == list(scene.order(tag).steps)
