"""The broker's figures for the ticket as it is typed, asked for sparingly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.domain.facts import Answer, Question, QuestionKind, StepRule
from tui.errors import TradedeckError

DEBOUNCE_S = 0.25
"""How long the typing must rest before its figures are asked for."""

DRIFT_S = 5.0
"""How often a figure is asked anew when only the market has changed its question."""

STALE_S = 30.0
"""From what age an answer is shown as stale; it is asked again once the market has moved."""

RETRY_S = 10.0
"""How long a question rests after it could not be answered."""

RULES_RETRY_S = 60.0
"""How long the step rules rest after they could not be read."""

KEPT = 64
"""How many answers are kept: going back to what was typed a moment ago needs no new question."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """The question of a kind that the ticket raises now, with what it follows from.

    `due` is when the typing that raised it will have rested long enough.
    """

    question: Question
    typed: Hashable
    market: Hashable
    due: float


class CostDesk:
    """Asks the broker's calculator what a ticket raises.

    A question waits until the typing rests (`DEBOUNCE_S`), at most one of a kind is in flight, an answer belongs to
    its question alone, and nothing is asked while nothing changes. Errors become the answer's text.
    """

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        """`changed` is called when an answer or the step rules came."""
        self._clock = clock
        self._changed = changed
        self._broker: Broker | None = None
        self._online = False
        self._wishes: dict[QuestionKind, _Wish] = {}
        self._answers: dict[Question, Answer] = {}
        self._answered_at: dict[Question, Hashable] = {}
        self._asked: dict[QuestionKind, tuple[Hashable, float]] = {}
        self._tasks: dict[QuestionKind, asyncio.Task[None]] = {}
        self._asking: set[QuestionKind] = set()
        self._rules: dict[int, StepRule] | None = None
        self._rules_task: asyncio.Task[None] | None = None
        self._rules_due = float("-inf")

    def attach(self, broker: Broker) -> None:
        """Use this broker from now on; what another one said is forgotten."""
        self._broker = broker
        self._answers.clear()
        self._answered_at.clear()
        self._rules = None

    def online(self, up: bool) -> None:
        """Say whether requests can be answered; what is wished is asked as soon as they can."""
        if up and not self._online:
            # What failed while the line was bad is not an answer for the new one.
            for question in [each for each, answer in self._answers.items() if answer.text]:
                del self._answers[question]
        self._online = up
        if up:
            for kind in tuple(self._wishes):
                self._start(kind)

    def want(self, questions: Iterable[Question], typed: Hashable, market: Hashable) -> None:
        """Say what is to be known now; call it whenever the ticket was solved anew.

        `typed` is anything that changes with what the user typed (symbol included), `market` anything that changes
        with the market price. What the market alone has changed is asked again only every `DRIFT_S`.
        """
        wanted = {question.kind: question for question in questions}
        for kind in [kind for kind in self._wishes if kind not in wanted]:
            del self._wishes[kind]
        for kind, question in wanted.items():
            before = self._wishes.get(kind)
            fresh = before is None or before.typed != typed
            due = self._clock.monotonic() + DEBOUNCE_S if before is None or fresh else before.due
            self._wishes[kind] = _Wish(question, typed, market, due)
            if fresh and kind not in self._asking and kind in self._tasks:
                # It may be waiting for something much later than the end of this typing.
                self._tasks.pop(kind).cancel()
            self._start(kind)

    def rest(self) -> None:
        """The ticket is closed: ask nothing more. What is in flight is let arrive, for the case that it is reopened."""
        self._wishes.clear()
        for kind in [kind for kind in self._tasks if kind not in self._asking]:
            self._tasks.pop(kind).cancel()

    def close(self) -> None:
        """Stop everything; used when the program ends."""
        self._online = False
        self._wishes.clear()
        for task in (*self._tasks.values(), self._rules_task):
            if task is not None:
                task.cancel()

    def answers(self) -> Mapping[Question, Answer]:
        """Return what is known, with stale answers marked; goes into `Facts.answers`."""
        oldest = self._clock.monotonic() - STALE_S
        return {
            question: replace(answer, stale=True) if answer.received <= oldest else answer
            for question, answer in self._answers.items()
        }

    def step_rule(self, rule_id: int | None) -> StepRule | None:
        """Return a volume step rule, None while it is not known; the rules are asked for once a session."""
        idle = self._rules_task is None or self._rules_task.done()
        if self._rules is None and self._online and idle and self._clock.monotonic() >= self._rules_due:
            self._rules_task = asyncio.get_running_loop().create_task(self._load_rules())
        return None if rule_id is None or self._rules is None else self._rules.get(rule_id)

    def _start(self, kind: QuestionKind) -> None:
        if kind in self._tasks or not self._online or self._wait_s(kind) is None:
            return
        task = asyncio.get_running_loop().create_task(self._serve(kind))
        self._tasks[kind] = task
        task.add_done_callback(lambda done: self._finished(kind, done))

    def _finished(self, kind: QuestionKind, task: asyncio.Task[None]) -> None:
        if self._tasks.get(kind) is task:
            del self._tasks[kind]
        if not task.cancelled():
            # A wish that came between the last look and this moment.
            self._start(kind)

    def _wait_s(self, kind: QuestionKind) -> float | None:
        """Return how long the wish of a kind has to wait, None when there is nothing to ask."""
        wish = self._wishes.get(kind)
        if wish is None or self._broker is None:
            return None
        due = wish.due
        typed, asked = self._asked.get(kind, (None, float("-inf")))
        if typed == wish.typed:
            due = max(due, asked + DRIFT_S)
        answer = self._answers.get(wish.question)
        if answer is not None:
            if self._answered_at.get(wish.question) == wish.market:
                return None
            due = max(due, answer.received + (RETRY_S if answer.text else STALE_S))
        return max(0.0, due - self._clock.monotonic())

    async def _serve(self, kind: QuestionKind) -> None:
        while self._online and (wait := self._wait_s(kind)) is not None:
            if wait > 0:
                await self._clock.sleep(wait)
                continue
            wish = self._wishes[kind]
            self._asked[kind] = (wish.typed, self._clock.monotonic())
            self._asking.add(kind)
            try:
                await self._ask(wish)
            finally:
                self._asking.discard(kind)

    async def _ask(self, wish: _Wish) -> None:
        question, value, text = wish.question, None, ""
        try:
            value = await self._value(question)
        except TradedeckError as error:
            text = f"{error.title}: {error.detail}" if error.detail else error.title
        self._answers.pop(question, None)
        self._answers[question] = Answer(question, value, self._clock.monotonic(), text=text)
        self._answered_at[question] = wish.market
        while len(self._answers) > KEPT:
            oldest = next(iter(self._answers))
            del self._answers[oldest]
            self._answered_at.pop(oldest, None)
        self._changed()

    async def _value(self, question: Question) -> Decimal | None:
        assert self._broker is not None
        if question.kind is QuestionKind.MARGIN:
            return await self._broker.margin_trade(question.symbol, question.volume)
        if question.kind is QuestionKind.COMMISSION:
            return await self._broker.commission(question.symbol, question.volume)
        assert question.side is not None
        assert question.open_price is not None
        assert question.close_price is not None
        return await self._broker.profit_calculation(
            question.symbol, question.side, question.volume, question.open_price, question.close_price
        )

    async def _load_rules(self) -> None:
        assert self._broker is not None
        try:
            self._rules = {rule.rule_id: rule for rule in await self._broker.step_rules()}
        except TradedeckError:
            # Without the rules the instrument's own step holds; a ticket is no worse for it than its remark says.
            self._rules_due = self._clock.monotonic() + RULES_RETRY_S
            return
        self._changed()
