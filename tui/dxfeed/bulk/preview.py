"""What each task of a plan is likely to do, found by reading alone: nothing is changed by looking ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from tui.dxfeed import calls
from tui.dxfeed.bulk import steps
from tui.dxfeed.bulk.plan import Action, Plan, Task
from tui.dxfeed.bulk.steps import Sender
from tui.dxfeed.outcomes import Done, Failure, Refused
from tui.dxfeed.pace import Pace
from tui.dxfeed.reasons import Kind
from tui.dxfeed.records import Account, Subscription

TROUBLES = 3
"""So many readings without an answer, one after the other, end the looking ahead."""


class Foresight(Enum):
    """What a task is likely to end in."""

    WILL_DO = "will be done"
    ALREADY = "is so already"
    NOT_FOUND = "not found"
    BLOCKED = "account is blocked"
    DOUBLED = "the same account as another line"
    UNREAD = "could not be looked up"


@dataclass(frozen=True, slots=True)
class Predicted:
    """A task and what is likely; `words` say why, `account_id` is empty where none was found."""

    task: Task
    what: Foresight
    words: str = ""
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found. `stopped` says why it ended before the last task, empty when it did not."""

    plan: Plan
    predicted: tuple[Predicted, ...]
    stopped: str = ""

    @property
    def counts(self) -> dict[Foresight, int]:
        """How many tasks are likely to end how."""
        found: dict[Foresight, int] = {}
        for each in self.predicted:
            found[each.what] = found.get(each.what, 0) + 1
        return found

    @property
    def account_ids(self) -> dict[str, str]:
        """The account's id of each e-mail or id that was found."""
        return {each.task.who: each.account_id for each in self.predicted if each.account_id}


@dataclass
class Looker:
    """Looks ahead, one task after the other; `stop` ends it before the next reading."""

    sender: Sender
    pace: Pace
    tell: Callable[[Predicted], None] = lambda predicted: None
    _accounts: dict[str, Account | Failure] = field(default_factory=dict)
    _feeds: dict[str, tuple[Subscription, ...] | Failure] = field(default_factory=dict)
    _aims: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _stopped: str = ""
    _troubles: int = 0

    def stop(self) -> None:
        """End it before the next reading."""
        self._stopped = "called off"

    async def look(self, plan: Plan) -> Preview:
        """Return what is likely for each task. Raises SecretError."""
        found: list[Predicted] = []
        for task in plan.tasks:
            if self._stopped:
                break
            found.append(await self._predicted(task))
            self.tell(found[-1])
        return Preview(plan, tuple(found), self._stopped)

    async def _predicted(self, task: Task) -> Predicted:
        account = await self._account(task)
        if not isinstance(account, Account):
            return self._without(task, account)
        if task.action is Action.CREATE:
            return Predicted(task, Foresight.ALREADY, "the account exists", account.id)
        aim = (task.action.value, account.id, task.feed.casefold())
        other = self._aims.setdefault(aim, task.line)
        if other != task.line:
            return Predicted(task, Foresight.DOUBLED, f"line {other}", account.id)
        if account.is_blocked and task.action.writes:
            return Predicted(task, Foresight.BLOCKED, f"status {account.status}", account.id)
        if task.action is Action.CHANGE_EMAIL and account.email == task.new_email:
            return Predicted(task, Foresight.ALREADY, "the account has this e-mail", account.id)
        if task.action.needs_feed:
            return await self._with_feed(task, account)
        return Predicted(task, Foresight.WILL_DO, "", account.id)

    def _without(self, task: Task, failure: Failure) -> Predicted:
        if not (isinstance(failure, Refused) and failure.kind is Kind.NOT_FOUND):
            return self._unread(task, failure)
        if task.action is Action.CREATE:
            return Predicted(task, Foresight.WILL_DO)
        return Predicted(task, Foresight.NOT_FOUND, failure.words)

    async def _with_feed(self, task: Task, account: Account) -> Predicted:
        found = await self._subscriptions(account.id)
        if not isinstance(found, tuple):
            return self._unread(task, found, account.id)
        before = steps.feed_of(task, found)
        so = steps.is_so(task, before)
        if so:
            return Predicted(task, Foresight.ALREADY, so, account.id)
        if before is None and task.action is not Action.ACTIVATE:
            return Predicted(task, Foresight.NOT_FOUND, f"no subscription {task.feed}", account.id)
        words = f"now {before.status} {steps.until(before)}" if before else ""
        return Predicted(task, Foresight.WILL_DO, words, account.id)

    def _unread(self, task: Task, failure: Failure, account_id: str = "") -> Predicted:
        words = failure.words if isinstance(failure, Refused) else failure.why
        return Predicted(task, Foresight.UNREAD, words, account_id)

    async def _account(self, task: Task) -> Account | Failure:
        if task.who not in self._accounts:
            await self.pace.turn()
            outcome = await self.sender.send(steps.account_call(task))
            self._accounts[task.who] = outcome.value if isinstance(outcome, Done) else self._counted(outcome)
        return self._accounts[task.who]

    async def _subscriptions(self, account_id: str) -> tuple[Subscription, ...] | Failure:
        if account_id not in self._feeds:
            await self.pace.turn()
            outcome = await self.sender.send(calls.subscriptions(account_id))
            self._feeds[account_id] = outcome.value if isinstance(outcome, Done) else self._counted(outcome)
        return self._feeds[account_id]

    def _counted(self, failure: Failure) -> Failure:
        """Stop for good where further readings cannot go better."""
        if isinstance(failure, Refused):
            self._troubles = 0
            if failure.kind in {Kind.STOP, Kind.BUSY}:
                self._stopped = f"{failure.words} – {failure.case.advice}"
            return failure
        self._troubles += 1
        if self._troubles >= TROUBLES:
            self._stopped = f"{TROUBLES} readings without an answer: {failure.why}"
        return failure
