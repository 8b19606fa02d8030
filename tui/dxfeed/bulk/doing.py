"""Does one task: reads what has to be known, sends at most one write, and finds out about a write without an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from tui.clock import Clock
from tui.dxfeed import calls
from tui.dxfeed.bulk import steps
from tui.dxfeed.bulk.journal import Journal
from tui.dxfeed.bulk.plan import Action, Task
from tui.dxfeed.bulk.results import Fate, Result, Sending
from tui.dxfeed.bulk.steps import Sender
from tui.dxfeed.errors import InputError
from tui.dxfeed.outcomes import Done, Failure, NotSent, Refused
from tui.dxfeed.pace import Pace
from tui.dxfeed.reasons import Kind
from tui.dxfeed.records import Account

T = TypeVar("T")


class Worker(Protocol):
    """Runs blocking work elsewhere, one piece after the other."""

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` and return its result, or raise what it raised."""
        ...


class TroubleError(Exception):
    """A call told nothing about the task, or that nothing will work; the task is as it was."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.method.value)
        self.failure = failure


class HeldBackError(Exception):
    """The run was paused or called off before the write went out; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a bulk works with: who sends its calls, the time, its rate, and where the journal is written."""

    sender: Sender
    clock: Clock
    pace: Pace
    worker: Worker


class Doer:
    """Does tasks of one journal, one at a time."""

    def __init__(
        self, means: Means, journal: Journal, account_ids: Mapping[str, str], may_send: Callable[[], bool]
    ) -> None:
        """`may_send` is asked at the last moment before a write is written down."""
        self._sender = means.sender
        self._journal = journal
        self._clock = means.clock
        self._pace = means.pace
        self._worker = means.worker
        self._ids = dict(account_ids)
        self._may_send = may_send
        self._lost: Failure | None = None

    async def do(self, task: Task) -> tuple[Result, Failure | None]:
        """Bring a task to its end, written down, and return it with the failure of a write that got no answer.

        Raises TroubleError and HeldBackError; RecordError when the journal cannot be written.
        """
        self._lost = None
        if self._journal.in_doubt(task.number):
            return await self._settled(task), None
        return await self._done(task), self._lost

    async def _done(self, task: Task) -> Result:
        if task.action is Action.CREATE:
            return await self._written(task, "", "")
        if not task.action.writes:
            return await self._end(await self._looked(task))
        account_id = self._ids.get(task.who, "") if task.by_email else task.who
        if not account_id or task.action is Action.CHANGE_EMAIL:
            account = await self._account(task)
            if isinstance(account, Result):
                return await self._end(account)
            account_id = account.id
            if task.action is Action.CHANGE_EMAIL and account.email == task.new_email:
                return await self._end(self._result(task, Fate.ALREADY, account_id, "the account has this e-mail"))
        if task.action.needs_feed:
            return await self._done_to_feed(task, account_id)
        return await self._written(task, account_id, "")

    async def _done_to_feed(self, task: Task, account_id: str) -> Result:
        """Look at the subscription first: a colleague may have been here, and the mark tells later what changed."""
        found = await self._read(calls.subscriptions(account_id))
        if isinstance(found, Refused):
            return await self._end(steps.refused(task, account_id, found, self._clock.now_ms()))
        before = steps.feed_of(task, found)
        so = steps.is_so(task, before)
        if so:
            return await self._end(self._result(task, Fate.ALREADY, account_id, so))
        return await self._written(task, account_id, steps.mark(before))

    async def _written(self, task: Task, account_id: str, before: str) -> Result:
        """Send the one write of a task."""
        await self._pace.turn()
        now_ms = self._clock.now_ms()
        try:
            call = steps.write_call(task, account_id, now_ms)
        except InputError as error:
            # An end date can have passed since the plan was made.
            return await self._end(self._result(task, Fate.REFUSED, account_id, error.title))
        if not self._may_send():
            raise HeldBackError
        await self._worker.run(lambda: self._journal.sending(Sending(task.number, now_ms, account_id, before)))
        outcome = await self._sender.send(call)
        at_ms = self._clock.now_ms()
        if isinstance(outcome, Done):
            made = getattr(outcome.value, "id", "")
            return await self._end(steps.done(task, account_id or made, outcome, at_ms))
        if isinstance(outcome, Refused):
            result = await self._end(steps.refused(task, account_id, outcome, at_ms))
            if not result.fate.is_final:
                raise TroubleError(outcome)
            return result
        if isinstance(outcome, NotSent):
            await self._end(self._result(task, Fate.OPEN, account_id, outcome.why))
            raise TroubleError(outcome)
        self._lost = outcome
        return await self._settled(task)

    async def _settled(self, task: Task) -> Result:
        """Find out what became of a write without an answer; it is not sent again."""
        sending = self._journal.in_doubt(task.number)
        assert sending is not None
        shown, account_id = await self._evidence(task, sending)
        if shown:
            return await self._end(self._result(task, Fate.SEEN, account_id, shown))
        result = self._result(task, Fate.UNKNOWN, account_id, "a later reading shows no sign of it")
        return await self._end(replace(result, advice=steps.LOST_ADVICE[task.action]))

    async def _evidence(self, task: Task, sending: Sending) -> tuple[str, str]:
        """Return what shows that a write was done, empty when nothing does, and the account's id."""
        account_id = sending.account_id
        if task.action is Action.CREATE:
            account = await self._account(task)
            return ("", "") if isinstance(account, Result) else ("the account exists now", account.id)
        if task.action is Action.CHANGE_EMAIL:
            read = await self._read(calls.account(account_id))
            changed = isinstance(read, Account) and read.email == task.new_email
            return ("the account has the new e-mail" if changed else "", account_id)
        if task.action.needs_feed:
            found = await self._read(calls.subscriptions(account_id))
            now = None if isinstance(found, Refused) else steps.feed_of(task, found)
            return steps.feed_evidence(task, sending.before, now), account_id
        return "", account_id

    async def _looked(self, task: Task) -> Result:
        account = await self._account(task)
        if isinstance(account, Result):
            return account
        call: calls.Call[Any] = calls.subscriptions(account.id)
        if task.action is Action.TOKEN:
            call = calls.token(account.id, details=True)
        found = await self._read(call)
        at_ms = self._clock.now_ms()
        if isinstance(found, Refused):
            return steps.refused(task, account.id, found, at_ms)
        words = steps.token_words(found) if task.action is Action.TOKEN else steps.account_words(account, found)
        return Result(task.number, Fate.DONE, at_ms, account.id, detail=words)

    async def _account(self, task: Task) -> Account | Result:
        """Return a task's account, or the result that its absence is."""
        found = await self._read(steps.account_call(task))
        if isinstance(found, Refused):
            return steps.refused(task, "", found, self._clock.now_ms())
        self._ids[task.who] = found.id
        return found

    async def _read(self, call: calls.Call[T]) -> T | Refused:
        """Read something at the run's pace; raises TroubleError without an answer, or with one that ends it all."""
        await self._pace.turn()
        outcome = await self._sender.send(call)
        if isinstance(outcome, Done):
            return outcome.value
        if isinstance(outcome, Refused) and outcome.kind not in {Kind.STOP, Kind.BUSY}:
            return outcome
        raise TroubleError(outcome)

    def _result(self, task: Task, fate: Fate, account_id: str, detail: str) -> Result:
        return Result(task.number, fate, self._clock.now_ms(), account_id, detail=detail)

    async def _end(self, result: Result) -> Result:
        await self._worker.run(lambda: self._journal.ended(result))
        return result
