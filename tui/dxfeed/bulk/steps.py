"""The single steps of a task: which call does it, what is to be read before, and what a reading proves afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from tui.dxfeed import calls
from tui.dxfeed.bulk.plan import Action, Task
from tui.dxfeed.bulk.results import Fate, Result
from tui.dxfeed.calls import Call, Wish
from tui.dxfeed.outcomes import Done, Outcome, Refused
from tui.dxfeed.reasons import Kind
from tui.dxfeed.records import Account, Activation, Grant, Subscription, moment

T = TypeVar("T")


class Sender(Protocol):
    """What can send a call: the client, or one that writes down what it sends."""

    async def send(self, call: Call[T]) -> Outcome[T]:
        """Send one call, once."""
        ...


def write_call(task: Task, account_id: str, now_ms: int) -> Call[Any]:
    """Return the call that does a task; `account_id` is unused where an account is created. Raises InputError."""
    redirect = task.redirect or None
    match task.action:
        case Action.CREATE:
            return calls.create_account(task.who, task.person, task.allowed or None)
        case Action.ACTIVATE if task.end_date:
            return calls.activate_until(account_id, [Wish(task.feed, task.end_date)], now_ms, redirect)
        case Action.ACTIVATE:
            return calls.activate(account_id, [task.feed], redirect)
        case Action.EXTEND:
            return calls.extend(account_id, [task.feed])
        case Action.CANCEL:
            return calls.cancel(account_id, [task.feed])
        case Action.RESET_PASSWORD:
            return calls.reset_password(account_id)
        case Action.CHANGE_EMAIL:
            return calls.change_email(account_id, task.new_email)
    raise AssertionError(f"{task.action} changes nothing")


def account_call(task: Task) -> Call[Account]:
    """Return the call that finds a task's account."""
    return calls.account_by_email(task.who) if task.by_email else calls.account(task.who)


def feed_of(task: Task, found: Iterable[Subscription]) -> Subscription | None:
    """Return the subscription that a task is about; names are compared without regard to case."""
    fitting = [each for each in found if each.name.casefold() == task.feed.casefold()]
    # A feed that was used before can be listed as expired beside the active one.
    return next((each for each in fitting if each.is_active), fitting[0] if fitting else None)


def is_so(task: Task, before: Subscription | None) -> str:
    """Return why nothing has to be sent for a task, empty when something has."""
    if task.action is Action.ACTIVATE and before is not None and before.is_active:
        return f"{task.feed} is active {until(before)}"
    if task.action is Action.CANCEL and before is not None and before.is_expired:
        return f"{task.feed} has ended"
    return ""


def until(subscription: Subscription) -> str:
    """Return a subscription's end in words."""
    return f"until {subscription.expires.text}" if subscription.expires else "without an end"


def mark(subscription: Subscription | None) -> str:
    """Return what is noted of a subscription before a write, to be compared afterwards."""
    if subscription is None:
        return ""
    return f"{subscription.status} {subscription.expires.text if subscription.expires else 'without end'}"


def feed_evidence(task: Task, before: str, now: Subscription | None) -> str:
    """Return what shows that a write whose answer was lost was done, empty when nothing does."""
    if now is None:
        return ""
    if task.action is Action.ACTIVATE and now.is_active and not before.upper().startswith("ACTIVE"):
        return f"{task.feed} is active now, {until(now)}"
    if task.action is Action.CANCEL and before.upper().startswith("ACTIVE") and not now.is_active:
        return f"{task.feed} has ended now"
    if task.action is Action.EXTEND and now.is_active and now.expires is not None:
        then, later = moment(before.partition(" ")[2]).at_ms, now.expires.at_ms
        if then is not None and later is not None and later > then:
            return f"{task.feed} was {before}, is active {until(now)} now"
    return ""


LOST_ADVICE = {
    Action.CREATE: "Look the e-mail up before you create the account again.",
    Action.ACTIVATE: "A link or a confirmation may be waiting whose answer was lost; activating again replaces both.",
    Action.EXTEND: "Look at the end of the subscription before you extend it again.",
    Action.CANCEL: "It may end with its period; look at the subscription before you cancel it again.",
    Action.RESET_PASSWORD: "Ask the customer whether a new password came.",
    Action.CHANGE_EMAIL: "Look at the account's e-mail before you change it again.",
}
"""What to do about a write without an answer that a reading shows no sign of."""


def done(task: Task, account_id: str, outcome: Done[Any], at_ms: int) -> Result:
    """Return the result of a call that was done."""
    value = outcome.value
    if isinstance(value, Activation):
        return Result(
            task.number,
            Fate.DONE,
            at_ms,
            account_id,
            outcome.status,
            advice=value.next.value,
            confirmation_id=value.confirmation_id or "",
            version=value.version,
            links=dict(value.links),
        )
    detail = token_words(value) if isinstance(value, Grant) else ""
    return Result(task.number, Fate.DONE, at_ms, account_id, outcome.status, detail=detail)


_FATES = {Kind.STOP: Fate.OPEN, Kind.BUSY: Fate.OPEN, Kind.EXISTS: Fate.ALREADY, Kind.ALREADY: Fate.ALREADY}


def refused(task: Task, account_id: str, outcome: Refused, at_ms: int) -> Result:
    """Return the result of a refused call; one that only the key or the pace spoiled can be run again."""
    fate = _FATES.get(outcome.kind, Fate.REFUSED)
    reason, status, advice = outcome.reason, outcome.status, outcome.case.advice
    return Result(task.number, fate, at_ms, account_id, status, reason, outcome.message, advice)


def token_words(grant: Grant) -> str:
    """Return what a token says, without it."""
    facts, words = grant.facts, ["token given"]
    if facts is not None and facts.expires_ms is not None:
        words.append(f"until {datetime.fromtimestamp(facts.expires_ms / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}")
    names = grant.details if grant.details is not None else facts.filters if facts else ()
    return ", ".join([*words, *(["filters " + " ".join(names)] if names else [])])


def account_words(account: Account, found: Iterable[Subscription]) -> str:
    """Return an account's card in one line."""
    words = [account.email, account.status, account.subscriber_status, account.data_access_status]
    listed = [f"{each.name} {each.status} {until(each)}" for each in found] or ["no subscriptions"]
    return "; ".join([" ".join(word for word in words if word), *listed])
