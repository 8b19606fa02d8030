"""What a user asks for on the dxFeed screen: its forms, and why something cannot be done now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.desk import entitlements_forms as forms
from tui.desk.entitlements_case import EntitlementCase
from tui.errors import TradedeckError
from tui.view.panel import notice

if TYPE_CHECKING:
    from tui.desk.entitlements import EntitlementDesk
    from tui.desk.entitlements_forms import Field, Form
    from tui.desk.entitlements_memory import Pending
    from tui.view.panels.context import ViewContext

BULK_LINES = (
    "CSV with a header (email or account_id, action, feed, end_date, …), or a list.",
    "Nothing is sent before a preview and a confirmation.",
)

_WRITES = frozenset(
    {"activate", "confirm", "extend", "cancel", "create", "reset_password", "change_email", "track", "bulk_resume"}
)
_ON_ACCOUNT = frozenset({"activate", "extend", "cancel", "reset_password", "change_email", "token", "profile_link"})
_ANYWAY = frozenset({"copy_link", "open_link", "qr", "copy_token", "raw"})


def why_not(verb: str, desk: EntitlementDesk, case: EntitlementCase) -> str:
    """Return why a command cannot run now, empty when it can."""
    if verb in _ANYWAY:
        return ""
    if not desk.equipped:
        return "it is not known yet which applications there are"
    if not desk.applications:
        return "no dxFeed application is configured"
    application = case.application
    if application is None:
        return case.problem or "the application is being opened"
    if verb in _WRITES and not application.write:
        return f"{application.name} can only be looked at (write = true in its table allows changes)"
    if verb in _ON_ACCOUNT and case.card is None:
        return "find an account first: f"
    return ""


def is_coming(desk: EntitlementDesk) -> bool:
    """Return whether there is an application, or may be one."""
    return bool(desk.applications) or not desk.equipped


def what_if_missing(desk: EntitlementDesk, case: EntitlementCase) -> str:
    """Return what can be done about an account that there is not."""
    creates = "@" in case.who and not why_not("create", desk, case)
    return "n creates an account with this e-mail" if creates else ""


async def mention_unfinished(screen: Screen[Any], case: EntitlementCase) -> None:
    """Say that there is a bulk to go on with."""
    from tui.desk.entitlements_bulk_work import unfinished

    try:
        line = await unfinished(case.the_room())
    except TradedeckError:
        return
    if line is not None:
        words = f"{line.source}: {line.left} of {line.total} lines are left; `:bulkresume` goes on"
        notice(screen.app, "A bulk was not ended", words)


def create_form(case: EntitlementCase) -> Form:
    """A new account; an e-mail that was not found stands in it."""
    email = case.who if case.card is None and "@" in case.who else ""
    return forms.create_form(case.known, email)


def activate_form(case: EntitlementCase, feed: str) -> Form:
    """Feeds and an end; the feed under the cursor stands in it when it is not active."""
    redirect, idle = case.the_room().application.redirect, _able(case, "activate")
    card = case.card
    held = tuple(each.name for each in (card.subscriptions or () if card else ()) if each.name not in idle)
    chosen = feed if feed in idle else ""
    return forms.activate_form(case.whose, case.known, case.now_ms, feed=chosen, redirect=redirect, held=held)


def feeds_form(verb: str, case: EntitlementCase, feed: str) -> Form:
    """Feeds to extend or cancel: those with which it can be done are offered."""
    return forms.feeds_form(verb, case.whose, _able(case, verb), feed)


def _able(case: EntitlementCase, verb: str) -> tuple[str, ...]:
    """Return the account's feeds with which something can be done."""
    card = case.card
    names = [each.name for each in card.subscriptions or ()] if card is not None else []
    can = {name: [each.name for each in card.chances(name) if each.possible] for name in names} if card else {}
    return tuple(name for name, verbs in can.items() if verb in verbs)


def confirm_form(case: EntitlementCase) -> Form:
    """A confirmation of which nothing is known here."""
    return forms.confirm_form(case.whose)


def email_form(case: EntitlementCase) -> Form:
    """Another e-mail."""
    return forms.email_form(case.whose)


def track_form(case: EntitlementCase) -> Form:
    """A trial, of the account on the card if there is one."""
    return forms.track_form(case.card.account.email if case.card is not None else "")


def login_form() -> Form:
    """Login and password."""
    return forms.login_form()


def bulk_form(case: EntitlementCase, file: str) -> tuple[Sequence[Field], Any]:
    """The fields of a bulk, and what makes a wish of them."""
    return forms.bulk_fields(case.known, case.now_ms, file), forms.bulk_wish


def next_application(desk: EntitlementDesk, case: EntitlementCase) -> str:
    """Return the name of the application after the one that is looked at."""
    names = [each.name for each in desk.applications]
    now = case.application.name if case.application is not None else ""
    return names[(names.index(now) + 1) % len(names)] if now in names else names[0]


def token_call(case: EntitlementCase) -> Any:
    """A token of the account."""
    return forms.token_call(case.whose)


def profile_call(case: EntitlementCase) -> Any:
    """Links to the customer's profile page."""
    return forms.profile_call(case.whose)


def reset_call(case: EntitlementCase) -> Any:
    """A new password."""
    return forms.reset_call(case.whose)


def confirm_call(pending: Pending) -> Any:
    """The confirmation of what waits."""
    return forms.confirm_call(pending)


def lend_people(context: ViewContext, case: EntitlementCase) -> None:
    """Let the `:` line offer the addresses of accounts, and privacy mask these and the ids."""
    context.words["E-MAIL"] = lambda: known_emails(case)
    context.people["dxFeed"] = lambda: known_people(case)


def known_emails(case: EntitlementCase) -> list[str]:
    """Return the addresses of accounts seen lately, then of those to try, each once."""
    found = [*(each.email for each in case.known.recent), *(each.email for each in case.samples)]
    return [email for email in dict.fromkeys(found) if email]


def known_people(case: EntitlementCase) -> list[str]:
    """Return the ids and addresses of all accounts that the screen may name."""
    known = (*(each.account_id for each in case.known.recent), *(each.account_id for each in case.known.pending))
    shown = [case.card.account.id] if case.card is not None else []
    return [*known_emails(case), *known, *(each.account_id for each in case.samples), *shown]
