"""The words around a change: what it will do, what speaks against it, and what to do once it is through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui.desk.entitlements_card import Card
from tui.dxfeed.calls import Call
from tui.dxfeed.methods import Method
from tui.dxfeed.outcomes import Done, Outcome, Refused, SentNoAnswer
from tui.dxfeed.records import Activation, Next

EFFECTS: dict[Method, tuple[str, ...]] = {
    Method.CREATE_ACCOUNT: ("The service has no method to delete an account.",),
    Method.ACTIVATE_V1: ("A link or confirmation id given earlier for this account becomes invalid.",),
    Method.ACTIVATE_V2: ("A link or confirmation id given earlier for this account becomes invalid.",),
    Method.CANCEL: ("When it ends is the application's rule; only a new activation brings it back.",),
    Method.EXTEND: ("By one period; it can be done once in a period.",),
    Method.RESET_PASSWORD: ("The service sends the customer a new password, if there was one.",),
    Method.CHANGE_EMAIL: ("The customer is found by the new e-mail only.",),
    Method.TRACK: ("Each call is a record of its own and cannot be taken back.",),
}

DONE: dict[Method, str] = {
    Method.CREATE_ACCOUNT: "Created. Activate a feed next.",
    Method.CONFIRM: "Confirmed. It is active once the customer has submitted the form, too.",
    Method.CANCEL: "Requested; it may stay active until its period ends.",
    Method.EXTEND: "Extended.",
    Method.RESET_PASSWORD: "Reset, if there was a password: the new one goes to the customer. None is shown here.",
    Method.CHANGE_EMAIL: "The e-mail is changed.",
    Method.TRACK: "Noted.",
}

LOST: dict[Method, str] = {
    Method.ACTIVATE_V1: "Activating again replaces a link that may have been made.",
    Method.ACTIVATE_V2: "Activating again replaces a link that may have been made.",
    Method.RESET_PASSWORD: "Ask the customer whether a new password came.",
    Method.CANCEL: "It may end with its period; look before you cancel again.",
    Method.TRACK: "Another try may note it twice.",
}


def warnings(call: Call[Any], card: Card | None) -> tuple[str, ...]:
    """Return what speaks against a change, as far as the card tells."""
    if card is None:
        return ()
    lines: list[str] = []
    if call.method is Method.CREATE_ACCOUNT:
        lines.append(f"The account exists already: {card.account.id}.")
    if card.account.is_blocked:
        lines.append("The account is blocked; the service will refuse most changes.")
    names = {
        Method.ACTIVATE_V1: "activate",
        Method.ACTIVATE_V2: "activate",
        Method.CANCEL: "cancel",
        Method.EXTEND: "extend",
    }
    name = names.get(call.method)
    for feed in call.feeds if name and card.subscriptions is not None else ():
        chance = next(each for each in card.chances(feed) if each.name == name)
        if not chance.possible:
            lines.append(f"{feed}: {chance.why}.")
    waiting = [each for each in card.pending if not each.gone]
    if name == "activate" and waiting:
        lines.append(f"An activation of {', '.join(waiting[0].feeds)} waits; its link and id will be replaced.")
    if card.trouble is not None:
        lines.append("The subscriptions could not be read.")
    return tuple(lines)


def words(call: Call[Any]) -> dict[str, str | tuple[str, ...]]:
    """Return the values of a call that forms offer another time."""
    metadata = (call.body or {}).get("metadata")
    person = metadata if isinstance(metadata, dict) else {}
    found: dict[str, str | tuple[str, ...]] = {
        name: str(person[name]) for name in ("country", "state") if name in person
    }
    if call.feeds:
        found["feed"] = call.feeds
    return found


def next_words(step: Next, feeds: Sequence[str]) -> str:
    """Return what to do after an activation, as one plain line."""
    return f"{', '.join(feeds)}: {step.value}."


def now_words(
    call: Call[Any], outcome: Outcome[Any], seen: Sequence[str], after: Card | None, before: Card | None = None
) -> str:
    """Return what to do now, as one plain line; `seen` is what is other on the card than `before`."""
    if isinstance(outcome, Done):
        if isinstance(outcome.value, Activation):
            if outcome.value.next is Next.NOTHING and after is not None and not after.gives(call.feeds):
                return f"{', '.join(call.feeds)}: the answer says active, the subscriptions do not. Look again later."
            return next_words(outcome.value.next, call.feeds)
        return _seen_words(call, before, after) or DONE.get(call.method, "Done.")
    if isinstance(outcome, Refused):
        return f"Refused: {outcome.words.rstrip('.')}. {outcome.case.advice.rstrip('.')}."
    if isinstance(outcome, SentNoAnswer):
        if seen:
            return f"Sent, no answer; but {seen[0]}."
        if call.method is Method.CREATE_ACCOUNT and after is not None:
            return "Sent, no answer; but the account exists now."
        return f"Sent, no answer, and no sign of it. {LOST.get(call.method, 'Look again later.')}"
    return f"Not sent: {outcome.why}. Nothing has happened."


def _seen_words(call: Call[Any], before: Card | None, after: Card | None) -> str:
    """Return what the account shows of a confirmation or a cancellation, empty when it does not tell."""
    if before is None or after is None or before.subscriptions is None or after.subscriptions is None:
        return ""
    if call.method is Method.CONFIRM:
        begun = [each.name for each in after.subscriptions if each.is_active and not before.gives([each.name])]
        return f"Confirmed: {', '.join(begun)} is active now, nothing more to do." if begun else ""
    if call.method is Method.CANCEL:
        running = [feed for feed in call.feeds if after.gives([feed])]
        if running:
            return f"Requested: {', '.join(running)} stays active until its period ends."
        return f"Cancelled: {', '.join(call.feeds)} has ended."
    return ""
