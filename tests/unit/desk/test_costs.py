"""The broker's figures are asked for once the typing rests, sparingly, and never for what is no longer asked."""

import asyncio
from decimal import Decimal

import pytest

from tests.fakes import FakeBroker, FakeClock, settle
from tui.desk.costs import DEBOUNCE_S, DRIFT_S, KEPT, RETRY_S, RULES_RETRY_S, STALE_S, CostDesk
from tui.domain.facts import Question, QuestionKind, StepRule, VolumeStep
from tui.domain.position import Side
from tui.errors import CommandRefusedError, ReplyTimeoutError

pytestmark = pytest.mark.anyio
D = Decimal


def margin(lots: str) -> Question:
    return Question(QuestionKind.MARGIN, "EURUSD", D(lots))


def stop(distance: str, opened: str = "1.1") -> Question:
    close = D(opened) + D(distance)
    return Question(QuestionKind.STOP, "EURUSD", D("0.1"), Side.BUY, D(distance), D(opened), close)


class Table:
    """A desk with its broker and clock, and how often it told that something changed."""

    def __init__(self, *, online: bool = True) -> None:
        self.clock = FakeClock()
        self.broker = FakeBroker()
        self.changes = 0
        self.desk = CostDesk(self.clock, self._changed)
        self.desk.attach(self.broker)
        self.desk.online(online)

    def _changed(self) -> None:
        self.changes += 1

    async def pass_time(self, seconds: float) -> None:
        await settle()
        self.clock.advance(seconds)
        await settle()

    def value(self, question: Question) -> Decimal | None:
        answer = self.desk.answers().get(question)
        return None if answer is None else answer.value


@pytest.fixture
def table() -> Table:
    return Table()


async def test_a_figure_is_asked_for_when_the_typing_rests(table: Table) -> None:
    table.desk.want([margin("0.1")], "0.1", 1)
    await table.pass_time(DEBOUNCE_S - 0.01)
    assert table.broker.asked == []
    await table.pass_time(0.02)
    assert table.broker.asked == [("margin_trade", "EURUSD", D("0.1"))]
    assert table.value(margin("0.1")) == 333
    assert table.changes == 1


async def test_six_letters_typed_fast_are_one_question(table: Table) -> None:
    for number in range(6):
        table.desk.want([margin(f"0.1{number}")], number, 1)
        await table.pass_time(DEBOUNCE_S / 2)
    await table.pass_time(DEBOUNCE_S)
    assert table.broker.asked == [("margin_trade", "EURUSD", D("0.15"))]


async def test_nothing_is_asked_while_nothing_changes(table: Table) -> None:
    for _ in range(100):
        table.desk.want([margin("0.1"), stop("-0.01")], "typed", 1)
        await table.pass_time(1)
    assert sorted(table.broker.questions()) == ["margin_trade", "profit_calculation"]
    assert table.desk.answers()[margin("0.1")].stale


async def test_what_the_market_alone_changes_is_asked_again_only_now_and_then(table: Table) -> None:
    for tick in range(200):
        table.desk.want([stop(f"-0.{tick + 100}")], "typed", tick)
        await table.pass_time(0.1)
    assert len(table.broker.asked) <= 20 / DRIFT_S + 1
    assert len(table.broker.asked) >= 20 / DRIFT_S - 1


async def test_the_last_change_of_the_market_is_asked_without_another_tick(table: Table) -> None:
    table.desk.want([stop("-0.01")], "typed", 1)
    await table.pass_time(DEBOUNCE_S)
    table.desk.want([stop("-0.02")], "typed", 2)
    await table.pass_time(DRIFT_S)
    assert table.value(stop("-0.02")) == D("-0.02") * D("0.1") * 92000


async def test_typing_does_not_wait_for_the_pace_of_the_market(table: Table) -> None:
    table.desk.want([stop("-0.01")], "typed", 1)
    await table.pass_time(DEBOUNCE_S)
    table.desk.want([stop("-0.02")], "typed", 2)
    await table.pass_time(0.1)
    table.desk.want([stop("-0.03")], "typed more", 2)
    await table.pass_time(DEBOUNCE_S)
    assert table.value(stop("-0.03")) is not None
    assert len(table.broker.asked) == 2


async def test_a_stale_answer_is_renewed_once_the_market_has_moved(table: Table) -> None:
    table.desk.want([margin("0.1")], "typed", 1)
    await table.pass_time(DEBOUNCE_S)
    table.desk.want([margin("0.1")], "typed", 2)
    await table.pass_time(STALE_S - 1)
    assert len(table.broker.asked) == 1
    assert not table.desk.answers()[margin("0.1")].stale
    await table.pass_time(1)
    assert len(table.broker.asked) == 2
    assert not table.desk.answers()[margin("0.1")].stale


async def test_going_back_to_what_was_typed_needs_no_new_question(table: Table) -> None:
    for lots in ("0.1", "0.2", "0.1"):
        table.desk.want([margin(lots)], lots, 1)
        await table.pass_time(DEBOUNCE_S)
    assert len(table.broker.asked) == 2


async def test_prices_that_keep_their_distance_are_the_same_question(table: Table) -> None:
    for tick in range(5):
        table.desk.want([stop("-0.01", f"1.{tick + 1}")], "20p", tick)
        await table.pass_time(1)
    assert table.broker.asked == [("profit_calculation", "EURUSD", Side.BUY, D("0.1"), D("1.1"), D("1.09"))]


class SlowBroker(FakeBroker):
    """A broker whose margin answers wait until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.inside = 0
        self.most = 0

    async def margin_trade(self, symbol: str, volume: Decimal) -> Decimal:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.gate.wait()
        self.inside -= 1
        return await super().margin_trade(symbol, volume)


async def test_one_question_of_a_kind_is_in_flight_and_its_late_answer_is_not_taken_for_another() -> None:
    table = Table()
    slow = SlowBroker()
    table.desk.attach(slow)
    for lots in ("0.1", "0.2", "0.3"):
        table.desk.want([margin(lots), stop("-0.01")], lots, 1)
        await table.pass_time(1)
    assert slow.most == 1
    assert slow.questions() == ["profit_calculation"]
    slow.gate.set()
    await table.pass_time(0)
    assert slow.asked[1:] == [("margin_trade", "EURUSD", D("0.1")), ("margin_trade", "EURUSD", D("0.3"))]
    assert table.value(margin("0.3")) == 999
    assert table.value(margin("0.1")) == 333
    assert table.value(margin("0.2")) is None


async def test_a_refusal_becomes_plain_text_and_is_not_repeated_without_cause(table: Table) -> None:
    table.broker.refusals["margin_trade"] = CommandRefusedError("getMarginTrade", "BE115", "Symbol does not exist")
    for _ in range(60):
        table.desk.want([margin("0.1")], "typed", 1)
        await table.pass_time(1)
    answer = table.desk.answers()[margin("0.1")]
    assert answer.value is None
    assert answer.text == "getMarginTrade was refused: BE115: Symbol does not exist"
    assert len(table.broker.asked) == 1


async def test_a_failed_question_is_tried_again_when_the_market_has_moved(table: Table) -> None:
    table.broker.refusals["margin_trade"] = ReplyTimeoutError("getMarginTrade got no answer")
    table.desk.want([margin("0.1")], "typed", 1)
    await table.pass_time(DEBOUNCE_S)
    table.broker.refusals.clear()
    table.desk.want([margin("0.1")], "typed", 2)
    await table.pass_time(RETRY_S - 1)
    assert table.value(margin("0.1")) is None
    await table.pass_time(1)
    assert table.value(margin("0.1")) == 333


async def test_offline_nothing_is_asked_and_back_online_everything_that_is_wished() -> None:
    table = Table(online=False)
    table.desk.want([margin("0.1")], "typed", 1)
    await table.pass_time(5)
    assert table.broker.asked == []
    table.desk.online(True)
    await table.pass_time(0)
    assert table.value(margin("0.1")) == 333


async def test_a_closed_ticket_asks_nothing(table: Table) -> None:
    table.desk.want([margin("0.1")], "typed", 1)
    await settle()
    table.desk.rest()
    await table.pass_time(5)
    assert table.broker.asked == []
    table.desk.want([margin("0.1")], "typed", 1)
    await table.pass_time(DEBOUNCE_S)
    assert table.value(margin("0.1")) == 333
    table.desk.close()


async def test_a_kind_that_the_ticket_no_longer_raises_is_not_asked(table: Table) -> None:
    table.desk.want([margin("0.1"), stop("-0.01")], "with stop", 1)
    await settle()
    table.desk.want([margin("0.1")], "without stop", 1)
    await table.pass_time(5)
    assert table.broker.questions() == ["margin_trade"]


async def test_answers_are_kept_within_bounds(table: Table) -> None:
    for number in range(KEPT + 10):
        table.desk.want([margin(str(number + 1))], number, 1)
        await table.pass_time(1)
    assert len(table.desk.answers()) == KEPT


async def test_another_broker_starts_without_the_answers_of_the_first(table: Table) -> None:
    table.desk.want([margin("0.1")], "typed", 1)
    await table.pass_time(1)
    table.desk.attach(FakeBroker())
    assert not table.desk.answers()


async def test_step_rules_are_read_once_and_again_after_a_failure(table: Table) -> None:
    rule = StepRule(1, "Forex", (VolumeStep(D("0.01"), D("0.01")),))
    table.broker.volume_steps = [rule]
    table.broker.refusals["step_rules"] = ReplyTimeoutError("getStepRules got no answer")
    assert table.desk.step_rule(1) is None
    await table.pass_time(1)
    table.broker.refusals.clear()
    assert table.desk.step_rule(1) is None
    await table.pass_time(RULES_RETRY_S)
    assert table.desk.step_rule(1) is None
    await table.pass_time(0)
    assert table.desk.step_rule(1) == rule
    assert table.desk.step_rule(2) is None
    assert table.desk.step_rule(None) is None
    await table.pass_time(1)
    assert table.broker.questions() == ["step_rules", "step_rules"]
