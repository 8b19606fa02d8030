"""What became of the latest action, ready to be shown: lines, links by theme, and a token that stays masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tui.desk.entitlements_card import failure_lines
from tui.desk.entitlements_memory import Pending
from tui.desk.entitlements_room import Carried, Changed
from tui.dxfeed import checks
from tui.dxfeed.outcomes import Done, Failure, Json, Refused, SentNoAnswer
from tui.dxfeed.records import Activation, Grant, NewAccount, ProfileLink
from tui.dxfeed.token import Key, mask

Words = tuple[str, str]
"""A text and the name of its style."""

WriteTime = Callable[[int], str]
"""Writes milliseconds UTC for people."""

UNLISTED = "The service's pages do not list this case."


@dataclass(frozen=True, slots=True)
class Told:
    """`links` are by theme; `token` is whole, for copying only; `raw` is the service's answer with secrets masked."""

    title: str
    lines: tuple[Words, ...]
    links: Mapping[str, str] = field(default_factory=dict, repr=False)
    token: Key | None = None
    raw: Json = field(default=None, repr=False)
    bad: bool = False


def told_failure(failure: Failure) -> Told:
    """Return what is shown of a failure."""
    state = {True: "Refused", False: "Not sent"}[isinstance(failure, Refused)]
    if isinstance(failure, SentNoAnswer):
        state = "Sent, no answer" if failure.method.writes else "No answer"
    first, *rest = failure_lines(failure)
    look = "error" if isinstance(failure, Refused | SentNoAnswer) else "warning"
    lines = [(first, look), *((line, "") for line in rest)]
    if isinstance(failure, Refused) and not failure.case.documented:
        lines.append((UNLISTED, "muted"))
    raw = failure.raw if isinstance(failure, Refused) else None
    return Told(f"{failure.method.value}: {state}", tuple(lines), raw=raw, bad=True)


def told_carried(carried: Carried, base: str) -> Told:
    """Return what is shown of a change."""
    outcome = carried.outcome
    done = isinstance(outcome, Done)
    look = "strong" if done else "error"
    # Of a lost answer the first line tells what is seen first.
    seen = carried.seen[1:] if isinstance(outcome, SentNoAnswer) else carried.seen
    lines: list[Words] = [(carried.now, look), *((f"{line}", "") for line in seen)]
    if not isinstance(outcome, Done):
        lines += [(line, "muted") for line in _aside(outcome, read=carried.card is not None)]
        raw = outcome.raw if isinstance(outcome, Refused) else None
        return Told(carried.call.says, tuple(lines), raw=raw, bad=True)
    links: Mapping[str, str] = {}
    made = outcome.value
    if isinstance(made, Activation):
        links = made.links
        if made.confirmation_id:
            lines.append((f"confirmation id {made.confirmation_id} (version {made.version})", "muted"))
    if isinstance(made, NewAccount):
        lines.append((f"account {made.id}", "muted"))
    return Told(carried.call.says, (*lines, *link_words(links, base)), links, raw=outcome.raw)


def _aside(failure: Failure, *, read: bool) -> Iterable[str]:
    """Yield what the line on what to do now leaves out of a failure; `read` says that the account was, since."""
    if isinstance(failure, Refused):
        yield ", ".join(part for part in (f"HTTP {failure.status}", failure.reason) if part)
        if not failure.case.documented:
            yield UNLISTED
    elif isinstance(failure, SentNoAnswer):
        yield from failure_lines(failure)[: 1 if read else None]
    elif failure.hint:
        yield failure.hint


def told_changed(changed: Changed) -> Told:
    """Return what is shown when the account is another than it was reviewed."""
    lines = [
        ("The account was changed meanwhile; nothing was sent.", "warning"),
        *((line, "") for line in changed.lines),
    ]
    return Told(changed.call.says, (*lines, ("Look at it, then do it again.", "muted")), bad=True)


def told_grant(grant: Grant, write_time: WriteTime, now_ms: int) -> Told:
    """Return what is shown of a token at this moment."""
    words = {True: ("valid now", "success"), False: ("not valid now", "error"), None: ("without an end", "warning")}
    lines: list[Words] = [(f"token {mask(grant.token.get_secret_value())}", "strong")]
    facts = grant.facts
    if facts is not None:
        begin, end, issued = (
            "–" if at is None else write_time(at) for at in (facts.not_before_ms, facts.expires_ms, facts.issued_ms)
        )
        lines.append(words[facts.is_valid_at(now_ms)])
        begins = f"from {begin} " if facts.not_before_ms is not None else ""
        lines.append((f"{begins}until {end}, issued {issued}", ""))
        lines.append((f"{facts.issuer} · {facts.subject} · {facts.account}", "muted"))
        lines.append((f"filters {', '.join(facts.filters) or 'none'}", ""))
    else:
        lines.append(("the token has another form; it cannot be decoded here", "muted"))
    if grant.details is not None:
        lines.append((f"enabled {', '.join(grant.details) or 'nothing'}", ""))
    return Told("token", tuple(lines), token=grant.token)


def told_profile(link: ProfileLink, write_time: WriteTime, base: str) -> Told:
    """Return what is shown of links to a profile page."""
    end = link.expires
    until = "–" if end is None else write_time(end.at_ms) if end.at_ms is not None else end.text
    lines = [("Send one of these links to the customer.", "strong"), *link_words(link.links, base)]
    return Told("profile link", (*lines, (f"valid until {until}", "muted")), link.links)


def told_pending(pending: Pending, base: str) -> Told:
    """Return what is shown of an activation that waits."""
    words = pending.gone or f"{', '.join(pending.feeds)}: {pending.next_step}."
    lines: list[Words] = [(words, "error" if pending.gone else "strong")]
    if pending.confirmation_id:
        lines.append((f"confirmation id {pending.confirmation_id} (version {pending.version})", "muted"))
    whose = pending.email or pending.account_id
    return Told(f"waits: {whose}", (*lines, *link_words(pending.links, base)), pending.links)


def link_words(links: Mapping[str, str], base: str) -> Iterable[Words]:
    """Yield each link with its theme, and what speaks against opening it."""
    for theme, link in links.items():
        yield (f"{theme.lower()} {link}", "accent")
        trouble = checks.link_trouble(link, base)
        if trouble:
            yield (f"  ! {trouble}", "warning")


def unsafe_link(link: str, base: str) -> str:
    """Return why a link should not be opened, empty when nothing speaks against it."""
    return checks.link_trouble(link, base)
