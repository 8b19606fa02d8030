"""The actions of `tradedeck dxfeed` on one account: look, hand something out, and change something."""

from __future__ import annotations

import dataclasses
import getpass
import sys
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from tui.desk.entitlements_card import Card
from tui.desk.entitlements_room import Carried, Changed, EntitlementRoom, Review
from tui.dxfeed import calls, checks
from tui.dxfeed.audit import AuditFilter
from tui.dxfeed.calls import Call, Person, Trial, Wish
from tui.dxfeed.outcomes import Done, Failure
from tui.errors import UsageError
from tui.headless.dxfeed.consent import Consent
from tui.headless.dxfeed.report import (
    Answer,
    audit_line,
    card_lines,
    card_value,
    carried_answer,
    failed,
    grant_answer,
    pending_line,
    pending_value,
    profile_answer,
    shown_answer,
    subscription_lines,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from tui.clock import Clock


@dataclass
class Looking:
    """What changes nothing at the service."""

    arguments: argparse.Namespace
    room: EntitlementRoom
    clock: Clock

    async def show(self) -> Answer:
        """The card of an account."""
        found = await self.room.find(self.arguments.who)
        if not isinstance(found, Card):
            return failed(found)
        now_ms = self.clock.now_ms()
        code = 1 if found.trouble is not None else 0
        return Answer(card_value(found, now_ms), tuple(card_lines(found, now_ms)), code)

    async def subscriptions(self) -> Answer:
        """The subscriptions of an account."""
        found = await self.room.find(self.arguments.who)
        if not isinstance(found, Card):
            return failed(found)
        if found.trouble is not None:
            return failed(found.trouble)
        now_ms = self.clock.now_ms()
        value = {"account": found.account.id, "subscriptions": card_value(found, now_ms)["subscriptions"]}
        return Answer(value, tuple(subscription_lines(found, now_ms)) or ("There is no subscription.",))

    async def token(self) -> Answer:
        """An access token."""
        arguments = self.arguments
        if bool(arguments.who) is bool(arguments.login):
            raise UsageError("Whose token?", "Name an account, or give --login.")
        if arguments.login:
            password = SecretStr("-") if arguments.dry_run else read_password(arguments.login)
            call = calls.token_by_credentials(arguments.login, password, details=arguments.details)
        else:
            account = await account_id(self.room, arguments.who)
            if not isinstance(account, str):
                return failed(account)
            call = calls.token(account, details=arguments.details)
        if arguments.dry_run:
            return shown_answer(self.room.dry_run(call))
        outcome = await self.room.issue(call)
        if not isinstance(outcome, Done):
            return failed(outcome)
        return grant_answer(outcome.value, self.clock.now_ms(), reveal=arguments.reveal)

    async def profile_link(self) -> Answer:
        """Links to the customer's profile page."""
        account = await account_id(self.room, self.arguments.who)
        if not isinstance(account, str):
            return failed(account)
        call = calls.profile_link(account)
        if self.arguments.dry_run:
            return shown_answer(self.room.dry_run(call))
        outcome = await self.room.issue(call)
        return profile_answer(outcome.value) if isinstance(outcome, Done) else failed(outcome)

    async def pending(self) -> Answer:
        """What waits."""
        found = (await self.room.remembered()).pending
        lines = tuple(map(pending_line, found)) or ("Nothing waits.",)
        return Answer({"pending": [*map(pending_value, found)]}, lines)

    async def audit(self) -> Answer:
        """The audit trail."""
        arguments, trail, run = self.arguments, self.room.trail, self.room.tools.worker.run
        wanted = AuditFilter(
            profile="" if arguments.all_profiles else self.room.application.name,
            method=arguments.method,
            target=arguments.who,
            outcome=arguments.outcome,
            text=arguments.text,
        )
        value: dict[str, Any] = {}
        lines: list[str] = []
        code = 0
        if arguments.verify:
            verdict = await run(trail.verify)
            code = 0 if verdict.intact else 1
            value["verified"] = {**dataclasses.asdict(verdict), "intact": verdict.intact}
            good = f"{verdict.lines} lines hang together, the last hash is {verdict.last_hash}"
            lines.append(good if verdict.intact else f"The audit trail is not intact: {verdict.reason}")
        if arguments.jsonl:
            kept = await run(lambda: [line.rstrip("\n") for line in trail.export_lines(wanted)])
            return Answer(value | {"lines": kept}, tuple(kept), code)
        entries = await run(lambda: trail.entries(wanted))
        value["entries"] = [entry.as_json() for entry in entries]
        return Answer(value, (*lines, *map(audit_line, entries)), code)


@dataclass
class Changing:
    """What changes something: spelled out, agreed to, sent once."""

    arguments: argparse.Namespace
    room: EntitlementRoom
    clock: Clock
    consent: Consent

    async def create(self) -> Answer:
        """Create an account."""
        arguments = self.arguments
        names = [each.name for each in dataclasses.fields(Person)]
        person = Person(**{name: getattr(arguments, name) for name in names})
        return await self._change(calls.create_account(arguments.email, person, arguments.allowed))

    async def track(self) -> Answer:
        """Note a trial."""
        names = [each.name for each in dataclasses.fields(Trial)]
        return await self._change(calls.track(Trial(**{name: getattr(self.arguments, name) for name in names})))

    async def reset_password(self) -> Answer:
        """Reset a password."""
        return await self._on_account(calls.reset_password)

    async def change_email(self) -> Answer:
        """Give an account another e-mail."""
        address = checks.email(self.arguments.new_email, "new e-mail")
        return await self._on_account(lambda account: calls.change_email(account, address))

    async def activate(self) -> Answer:
        """Activate feeds."""
        arguments, now_ms = self.arguments, self.clock.now_ms()
        redirect = arguments.redirect or self.room.application.redirect or None

        def made(account: str) -> Call[Any]:
            if arguments.until:
                wishes = [Wish(feed, arguments.until) for feed in arguments.feeds]
                return calls.activate_until(account, wishes, now_ms, redirect)
            return calls.activate(account, arguments.feeds, redirect)

        made("checked-before-anything-is-asked")
        return await self._on_account(made)

    async def cancel(self) -> Answer:
        """Ask to cancel feeds."""
        checks.feeds(self.arguments.feeds)
        return await self._on_account(lambda account: calls.cancel(account, self.arguments.feeds))

    async def extend(self) -> Answer:
        """Extend feeds."""
        checks.feeds(self.arguments.feeds)
        return await self._on_account(lambda account: calls.extend(account, self.arguments.feeds))

    async def confirm(self) -> Answer:
        """Confirm what waits, or the named id."""
        arguments = self.arguments
        account = await account_id(self.room, arguments.who)
        if not isinstance(account, str):
            return failed(account)
        waiting = [each for each in (await self.room.remembered()).pending if each.account_id == account]
        known = next((each for each in waiting if each.confirmation_id), None)
        chosen = arguments.id or (known.confirmation_id if known is not None else "")
        if not chosen:
            raise UsageError("Nothing waits for this account here", "", "Give --id and --api, or activate again.")
        same = next((each.version for each in waiting if each.confirmation_id == chosen), None)
        version = arguments.api or same
        if version is None:
            raise UsageError("Which version gave this id?", "It must be confirmed by the same.", "Give --api 1 or 2.")
        return await self._change(calls.confirm(account, chosen, version))

    async def _on_account(self, made: Callable[[str], Call[Any]]) -> Answer:
        account = await account_id(self.room, self.arguments.who)
        return await self._change(made(account)) if isinstance(account, str) else failed(account)

    async def _change(self, call: Call[Any]) -> Answer:
        if self.arguments.dry_run:
            return shown_answer(self.room.dry_run(call))
        review = await self.room.review(call)
        if not isinstance(review, Review):
            return failed(review)
        application = self.room.application
        lines = (*review.effect, *(f"! {line}" for line in review.warnings))
        word = application.name if application.production else ""
        if not self.consent.give(lines, word, production=application.production):
            return Answer({"outcome": "not sent", "message": "not confirmed"}, ("Nothing was sent.",), 1)
        done = await self.room.carry_out(review)
        if isinstance(done, Carried):
            return carried_answer(done, self.clock.now_ms())
        if isinstance(done, Changed):
            words = ("The account was changed meanwhile; nothing was sent.", *(f"  {line}" for line in done.lines))
            return Answer({"outcome": "not sent", "message": words[0], "changed": list(done.lines)}, words, 1)
        return failed(done)


async def account_id(room: EntitlementRoom, who: str) -> str | Failure:
    """Return the id of an account; an e-mail is looked up. Raises InputError."""
    wanted = checks.who(who)
    if "@" not in wanted:
        return wanted
    found = await room.client.send(calls.account_by_email(wanted))
    return found.value.id if isinstance(found, Done) else found


def read_password(login: str) -> SecretStr:
    """Return a customer's password: asked for without echo, or the first line of standard input."""
    if not sys.stdin.isatty():
        return SecretStr(sys.stdin.readline().rstrip("\r\n"))
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return SecretStr(getpass.getpass(f"Password of {login}: "))
        except (getpass.GetPassWarning, EOFError):
            raise UsageError("The password cannot be asked for here", "", "Give it on standard input.") from None
