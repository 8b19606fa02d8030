"""A customer's case on one card: what the service says, what can be done, and one plain line on what to do now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tui.desk.entitlements_memory import Pending
from tui.dxfeed.outcomes import Failure, Refused
from tui.dxfeed.records import Account, Moment, Subscription

SOON_DAYS = 3
"""A subscription that ends within so many days is pointed out."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether something can be done; `why` says why not, or what to bear in mind."""

    name: str
    possible: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An account as it was read. `subscriptions` is None with `trouble` saying why, when they could not be read."""

    account: Account
    subscriptions: tuple[Subscription, ...] | None
    read_at_ms: int
    pending: tuple[Pending, ...] = ()
    trouble: Failure | None = field(default=None, repr=False)

    def subscription(self, feed: str) -> Subscription | None:
        """Return the subscription of a feed, the active one where it is listed twice."""
        found = [each for each in self.subscriptions or () if each.name.casefold() == feed.casefold()]
        return next((each for each in found if each.is_active), found[0] if found else None)

    def gives(self, feeds: Iterable[str]) -> bool:
        """Tell whether all these feeds are active."""
        found = [self.subscription(feed) for feed in feeds]
        return bool(found) and all(each is not None and each.is_active for each in found)

    def chances(self, feed: str) -> tuple[Chance, ...]:
        """Return what can be done with a feed: activate, extend, cancel."""
        subscription = self.subscription(feed)
        if subscription is None:
            return (_activation(self.account), Chance("extend", False, _NONE), Chance("cancel", False, _NONE))
        if subscription.is_active:
            ends = subscription.expires is not None
            extend = Chance("extend", ends, "by one period, once in each" if ends else "it has no end")
            return (
                Chance("activate", False, "it is active"),
                extend,
                Chance("cancel", True, "when it ends is a setting"),
            )
        if subscription.is_expired:
            over = "it has ended"
            return (_activation(self.account, "not if it is single-use"), *(Chance(n, False, over) for n in _LATER))
        unknown = f"its status {subscription.status or 'is empty'} is unknown"
        return (_activation(self.account, unknown), *(Chance(name, True, unknown) for name in _LATER))

    def advice(self, now_ms: int) -> str:
        """Return one plain line: why there is no data, or what to do now."""
        account, found = self.account, self.subscriptions
        if account.is_blocked:
            return "The account is blocked by dxFeed: no data, and nothing can be activated. Ask dxFeed's support."
        if account.is_suspended:
            return "Data access is suspended: subscriptions give no data until dxFeed lifts it. Ask dxFeed's support."
        waiting = next((each for each in self.pending if not each.gone), None)
        if waiting is not None:
            return f"{', '.join(waiting.feeds)}: {waiting.next_step}."
        if found is None:
            return "The subscriptions could not be read; read the account again."
        active = [each for each in found if each.is_active]
        if not found:
            return "There is no subscription: activate a feed (unless one activated elsewhere waits for the customer)."
        strange = [each for each in found if not each.is_active and not each.is_expired]
        if not active and strange:
            states = ", ".join(f"{each.name} is {each.status or 'without a status'}" for each in strange)
            return f"No subscription is known to be active: {states}. Ask dxFeed what that means."
        if not active:
            last = max(found, key=lambda each: (each.expires.at_ms or 0) if each.expires else 0)
            ended = f" on {_day(last.expires)}" if last.expires else ""
            again = "Activate it again, unless it is single-use."
            return f"No subscription is active, so there is no data: {last.name} ended{ended}. {again}"
        soon = [each for each in active if (left := each.days_left(now_ms)) is not None and left < SOON_DAYS]
        if soon:
            names = ", ".join(f"{each.name} {_in_days(each.days_left(now_ms) or 0)}" for each in soon)
            return f"Data is given; soon ending: {names}. Extend, or tell the customer."
        return f"Data is given for {', '.join(each.name for each in active)}; nothing to do."


def _in_days(days: int) -> str:
    return "within a day" if days < 1 else f"in {days} day{'s' if days > 1 else ''}"


def _day(end: Moment) -> str:
    """Return a time to the minute and in UTC, or the service's own words for what is no time."""
    if end.at_ms is None:
        return end.text
    return f"{datetime.fromtimestamp(end.at_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC"


_NONE = "there is no such subscription"
_LATER = ("extend", "cancel")


def _activation(account: Account, why: str = "") -> Chance:
    if account.is_blocked:
        return Chance("activate", False, "the account is blocked")
    return Chance("activate", True, why)


def differences(before: Card, after: Card) -> tuple[str, ...]:
    """Return in lines what is other in a later reading of the same account."""
    lines: list[str] = []
    names = {
        "email": "e-mail",
        "status": "status",
        "subscriber_status": "subscriber",
        "data_access_status": "data access",
    }
    for name, title in names.items():
        old, new = getattr(before.account, name), getattr(after.account, name)
        if old != new:
            lines.append(f"{title} was {old or 'empty'}, is {new or 'empty'}")
    if before.subscriptions is None or after.subscriptions is None:
        return tuple(lines)
    feeds = dict.fromkeys(each.name for each in (*before.subscriptions, *after.subscriptions))
    for feed in feeds:
        old_text, new_text = (_state(card.subscription(feed)) for card in (before, after))
        if old_text != new_text:
            lines.append(f"{feed} was {old_text}, is {new_text}")
    return tuple(lines)


def failure_lines(failure: Failure) -> tuple[str, ...]:
    """Return a failure in lines: what was said, and what to do next."""
    if isinstance(failure, Refused):
        words = f"{failure.words} (HTTP {failure.status}{', ' + failure.reason if failure.reason else ''})"
        return (words, failure.case.advice)
    return tuple(line for line in (failure.why, failure.hint) if line)


def _state(subscription: Subscription | None) -> str:
    if subscription is None:
        return "not there"
    if subscription.is_expired:
        return (
            f"{subscription.status}, ended {subscription.expires.text}" if subscription.expires else subscription.status
        )
    end = f" until {subscription.expires.text}" if subscription.expires else " without an end"
    return f"{subscription.status}{end}"
