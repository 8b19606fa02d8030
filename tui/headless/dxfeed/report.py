"""What `tradedeck dxfeed` prints: cards, outcomes, links and bulks as lines and as JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tui.desk.entitlements_bulk import BulkLine
from tui.desk.entitlements_card import Card, failure_lines
from tui.desk.entitlements_memory import Pending
from tui.desk.entitlements_room import Carried
from tui.dxfeed.audit import AuditEntry
from tui.dxfeed.bulk.plan import Plan
from tui.dxfeed.bulk.preview import Foresight, Predicted
from tui.dxfeed.bulk.results import Fate
from tui.dxfeed.client import Shown
from tui.dxfeed.outcomes import Done, Failure, Outcome, Refused, SentNoAnswer
from tui.dxfeed.records import Activation, Grant, Moment, NewAccount, ProfileLink, Subscription
from tui.dxfeed.token import TokenFacts, mask
from tui.headless.saying import utc
from tui.net.text import clean_line


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action found: as a JSON value and as lines, and its exit code."""

    value: Any
    lines: tuple[str, ...] = ()
    code: int = 0


def code_of(outcome: Outcome[Any]) -> int:
    """Return the exit code: 4 for what was sent without an answer, if it would have changed something."""
    if isinstance(outcome, Done):
        return 0
    return 4 if isinstance(outcome, SentNoAnswer) and outcome.method.writes else 1


def failure_value(failure: Failure) -> dict[str, Any]:
    """Return a failure for JSON."""
    if isinstance(failure, Refused):
        return {
            "outcome": "refused",
            "method": failure.method.value,
            "http": failure.status,
            "reason": failure.reason,
            "message": failure.message,
            "advice": failure.case.advice,
            "documented": failure.case.documented,
        }
    outcome = "sent, no answer" if isinstance(failure, SentNoAnswer) else "not sent"
    return {"outcome": outcome, "method": failure.method.value, "message": failure.why, "advice": failure.hint}


def failed(failure: Failure) -> Answer:
    """Return the answer of an action that a failure ended."""
    first, *rest = failure_lines(failure)
    words = {"refused": "Refused", "sent, no answer": "Sent, no answer", "not sent": "Not sent"}
    value = failure_value(failure)
    lines = (f"{words[str(value['outcome'])]}: {first}", *rest)
    return Answer(value, tuple(clean_line(line, 400) for line in lines), code_of(failure))


def shown_answer(shown: Shown) -> Answer:
    """Return a request that would be sent."""
    value = {"verb": shown.verb, "url": shown.url, "headers": dict(shown.headers), "body": shown.body or None}
    head = [f"{name}: {text}" for name, text in shown.headers]
    return Answer({"dry_run": True, "request": value}, (f"{shown.verb} {shown.url}", *head, "", shown.body))


def card_value(card: Card, now_ms: int) -> dict[str, Any]:
    """Return a card for JSON; `subscriptions` is null where they could not be read."""
    account, found = card.account, card.subscriptions
    return {
        "id": account.id,
        "email": account.email,
        "status": account.status,
        "subscriber_status": account.subscriber_status,
        "data_access_status": account.data_access_status,
        "other_fields": dict(account.extra),
        "subscriptions": None if found is None else [subscription_value(card, each, now_ms) for each in found],
        "pending": [pending_value(each) for each in card.pending],
        "advice": card.advice(now_ms),
        "read_at_ms": card.read_at_ms,
        "trouble": None if card.trouble is None else failure_value(card.trouble),
    }


def subscription_value(card: Card, each: Subscription, now_ms: int) -> dict[str, Any]:
    """Return a subscription for JSON."""
    return {
        "name": each.name,
        "status": each.status,
        "expires_at": each.expires.text if each.expires else None,
        "expires_at_ms": each.expires.at_ms if each.expires else None,
        "days_left": each.days_left(now_ms),
        "can": {chance.name: {"possible": chance.possible, "why": chance.why} for chance in card.chances(each.name)},
        "other_fields": dict(each.extra),
    }


def card_lines(card: Card, now_ms: int) -> Iterator[str]:
    """Yield a card."""
    account = card.account
    yield clean_line(f"{account.email or 'no e-mail'}  {account.id}")
    words = (account.status, account.subscriber_status, account.data_access_status)
    titles = ("status", "subscriber", "data access")
    yield "  " + clean_line(", ".join(f"{title} {word or '–'}" for title, word in zip(titles, words, strict=True)))
    yield from subscription_lines(card, now_ms)
    yield f"  now: {clean_line(card.advice(now_ms), 300)}"


def subscription_lines(card: Card, now_ms: int) -> Iterator[str]:
    """Yield a line for each subscription."""
    for each in card.subscriptions or ():
        left = each.days_left(now_ms)
        days = "" if left is None else f"  {left} days left" if left >= 0 else f"  {-left} days ago"
        can = ", ".join(chance.name for chance in card.chances(each.name) if chance.possible)
        end = moment_words(each.expires) if each.expires else "no end"
        yield "  " + clean_line(f"{each.name:<12} {each.status:<9} {end}{days}  can: {can or 'nothing'}", 300)


def moment_words(moment: Moment) -> str:
    """Return a time of the service's; its own words where they cannot be read."""
    return utc(moment.at_ms) if moment.at_ms is not None else moment.text


def pending_value(each: Pending) -> dict[str, Any]:
    """Return an activation that waits, for JSON."""
    return {
        "account": each.account_id,
        "email": each.email,
        "feeds": list(each.feeds),
        "api": each.version,
        "made_at_ms": each.made_at_ms,
        "confirmation_id": each.confirmation_id or None,
        "links": dict(each.links),
        "next": each.next_step,
        "gone": each.gone,
    }


def pending_line(each: Pending) -> str:
    """Return an activation that waits, as a line."""
    words = each.gone or each.next_step
    return clean_line(
        f"{utc(each.made_at_ms)}  {each.email or each.account_id}  {', '.join(each.feeds)} (v{each.version}): {words}",
        300,
    )


def link_lines(links: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each theme."""
    yield from (f"  {theme:<6} {clean_line(link, 2000)}" for theme, link in links.items())


def carried_answer(carried: Carried, now_ms: int) -> Answer:
    """Return what became of a change."""
    outcome = carried.outcome
    value: dict[str, Any] = {"outcome": "done", "method": carried.call.method.value}
    lines = [clean_line(carried.now, 400), *(f"  {clean_line(line)}" for line in carried.seen)]
    if isinstance(outcome, Done):
        value["http"] = outcome.status
        made = outcome.value
        if isinstance(made, Activation):
            value |= {"api": made.version, "links": dict(made.links), "confirmation_id": made.confirmation_id}
            lines += [*link_lines(made.links)]
            lines += [f"  confirmation id {made.confirmation_id}"] if made.confirmation_id else []
        if isinstance(made, NewAccount):
            value["account"] = made.id
            lines.append(f"  account {clean_line(made.id)}")
    else:
        value = failure_value(outcome)
    value |= {"now": carried.now, "seen": list(carried.seen)}
    if carried.card is not None:
        value["card"] = card_value(carried.card, now_ms)
        lines += card_lines(carried.card, now_ms)
    return Answer(value, tuple(lines), code_of(outcome))


def grant_answer(grant: Grant, now_ms: int, *, reveal: bool) -> Answer:
    """Return a token, masked unless it is to be revealed."""
    text = grant.token.get_secret_value()
    token, facts = text if reveal else mask(text), grant.facts
    value = {
        "outcome": "done",
        "token": token,
        "masked": not reveal,
        "details": None if grant.details is None else list(grant.details),
        "valid_now": None if facts is None else facts.is_valid_at(now_ms),
        "facts": None if facts is None else facts_value(facts),
    }
    lines = [clean_line(token, 4000), *(facts_lines(facts, now_ms) if facts is not None else ())]
    if grant.details is not None:
        lines.append("  " + clean_line(f"enabled: {', '.join(grant.details) or 'nothing'}"))
    return Answer(value, tuple(lines))


def facts_value(facts: TokenFacts) -> dict[str, Any]:
    """Return what a token says, for JSON."""
    names = ("issuer", "subject", "not_before_ms", "expires_ms", "issued_ms", "account")
    return {**{name: getattr(facts, name) for name in names}, "filters": list(facts.filters)}


def facts_lines(facts: TokenFacts, now_ms: int) -> Iterator[str]:
    """Yield what a token says about itself."""
    valid = {True: "valid now", False: "not valid now", None: "without an end"}[facts.is_valid_at(now_ms)]
    yield "  " + clean_line(f"{facts.subject} {facts.account}: {valid}")
    begins = f"from {utc(facts.not_before_ms)} " if facts.not_before_ms is not None else ""
    yield f"  {begins}until {utc(facts.expires_ms)}"
    if facts.filters:
        yield "  " + clean_line(f"filters: {', '.join(facts.filters)}")


def profile_answer(link: ProfileLink) -> Answer:
    """Return links to a profile page."""
    end = moment_words(link.expires) if link.expires else "–"
    value = {"outcome": "done", "links": dict(link.links), "expires_at": link.expires.text if link.expires else None}
    return Answer(value, (*link_lines(link.links), f"  until {end}"))


def audit_line(entry: AuditEntry) -> str:
    """Return a line of the audit trail."""
    result = " ".join(str(part) for part in (entry.outcome, entry.status or "", entry.reason) if part)
    return clean_line(f"{utc(entry.at_ms)}  {entry.user}@{entry.profile}  {entry.says}  {entry.target}  {result}", 300)


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield what a plan will do, and the rows that it leaves out."""
    counts = ", ".join(f"{count} × {action.value}" for action, count in plan.counts.items())
    yield counts or "No row can be used."
    yield from (f"  {clean_line(note)}" for note in plan.notes)
    yield from (clean_line(f"  line {each.line}: {each.why}  [{each.text}]", 300) for each in plan.refused)


def plan_value(plan: Plan) -> dict[str, Any]:
    """Return a plan for JSON."""
    return {
        "tasks": len(plan.tasks),
        "writes": plan.writes,
        "actions": {action.value: count for action, count in plan.counts.items()},
        "refused": [{"line": each.line, "text": each.text, "why": each.why} for each in plan.refused],
        "notes": list(plan.notes),
    }


def predicted_lines(predicted: Iterable[Predicted]) -> Iterator[str]:
    """Yield a line for each row that is not likely to go as planned."""
    for each in predicted:
        if each.what is not Foresight.WILL_DO:
            words = f" – {each.words}" if each.words else ""
            yield clean_line(f"  line {each.task.line}: {each.task.says}: {each.what.value}{words}", 300)


def counts_value(counts: Mapping[Fate | None, int]) -> dict[str, int]:
    """Return how many tasks ended how, by words."""
    return {"not run" if fate is None else fate.value: count for fate, count in counts.items()}


def bulk_value(line: BulkLine) -> dict[str, Any]:
    """Return a bulk for JSON."""
    counts = counts_value(line.counts or {})
    rest = {"total": line.total, "left": line.left, "counts": counts, "trouble": line.trouble}
    return {"bulk": line.path.stem, "source": line.source, "begun_ms": line.begun_ms, **rest}


def bulk_line(line: BulkLine) -> str:
    """Return a bulk as a line."""
    if line.trouble:
        return clean_line(f"{line.path.stem}: {line.trouble}", 300)
    counts = ", ".join(f"{count} {word}" for word, count in counts_value(line.counts or {}).items())
    return clean_line(f"{line.path.stem}  {utc(line.begun_ms)}  {line.source}  {line.total} rows: {counts}", 300)
