"""The dxFeed desk of one application: find an account, see its case, review a change, carry it out, prove it later.

Calls are values of `tui.dxfeed.calls`. A change is reviewed first (the account is read, the effect spelled out), then
carried out: the account is read once more, and when somebody else has changed it meanwhile nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from tui.desk.entitlements_application import Application, RoomFiles, RoomTools
from tui.desk.entitlements_audit import AuditedSender
from tui.desk.entitlements_card import Card, differences
from tui.desk.entitlements_memory import Memory, Pending, Remembered
from tui.desk.entitlements_sender import RememberingSender
from tui.desk.entitlements_words import EFFECTS, now_words, warnings
from tui.dxfeed import calls, checks
from tui.dxfeed.audit import AuditEntry, AuditFilter, AuditTrail
from tui.dxfeed.calls import Call
from tui.dxfeed.client import DxfeedClient, Shown
from tui.dxfeed.errors import RecordError
from tui.dxfeed.methods import Method
from tui.dxfeed.outcomes import Done, Failure, Outcome, Refused, SentNoAnswer
from tui.dxfeed.reasons import Kind
from tui.dxfeed.records import NewAccount
from tui.dxfeed.token import KeyFacts, read_key
from tui.errors import GuardError, TradedeckError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Review:
    """A change that waits for its yes. `effect` and `warnings` are lines for the user, `card` what was read for it."""

    call: Call[Any]
    effect: tuple[str, ...]
    warnings: tuple[str, ...]
    request: Shown
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """Nothing was sent: the account is not any more as it was reviewed. `lines` say what is other."""

    call: Call[Any]
    card: Card
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a change. `now` is one plain line on what to do; `card` the account read again afterwards.

    `seen` says what is other on the card since; for a change without an answer it is all that is known.
    """

    call: Call[Any]
    outcome: Outcome[Any]
    now: str
    card: Card | None = None
    seen: tuple[str, ...] = ()


class EntitlementRoom:
    """One application. Raised are InputError, GuardError, SecretError and RecordError; all else is a value."""

    def __init__(self, application: Application, files: RoomFiles, tools: RoomTools) -> None:
        """Make the folders where missing. Raises RecordError, and HttpError for an address that cannot be used."""
        files.prepare()
        self.application = application
        self.files = files
        self.tools = tools
        self.client = DxfeedClient(tools.http, application.base, application.fetch)
        self.trail = AuditTrail(files.audit)
        self._memory = Memory(files.memory)
        who = (application.name, tools.user)
        self._audited = AuditedSender(self.client, self.trail, tools.worker, tools.clock, who=who, new_id=tools.new_id)
        self.sender = RememberingSender(self._audited, self._memory, tools.worker, tools.clock)

    @property
    def troubles(self) -> tuple[str, ...]:
        """What could not be written down or remembered of calls that were answered."""
        return tuple(each for each in (self._audited.trouble, self.sender.trouble) if each)

    # Looking

    async def find(self, text: str) -> Card | Failure:
        """Return the card of an e-mail or an id; what has an @ is an e-mail."""
        wanted = checks.who(text)
        call = calls.account_by_email(wanted) if "@" in wanted else calls.account(wanted)
        found = await self.client.send(call)
        if not isinstance(found, Done):
            return found
        account = found.value
        listed = await self.client.send(calls.subscriptions(account.id))
        now_ms = self.tools.clock.now_ms()
        card = Card(account, None, now_ms, (), None if isinstance(listed, Done) else listed)
        if isinstance(listed, Done):
            card = replace(card, subscriptions=listed.value)
        return replace(card, pending=await self._aside(lambda: self._noted(card)))

    async def remembered(self) -> Remembered:
        """Return waiting confirmations, recent accounts and words for forms; the config's feeds come first."""
        found = await self._aside(self._memory.load)
        feeds = tuple(dict.fromkeys((*self.application.feeds, *found.words.get("feed", ()))))
        return replace(found, words={**found.words, "feed": feeds, "allowed": self.application.allowed_statuses})

    async def history(self, card: Card) -> tuple[AuditEntry, ...]:
        """Return what was done to an account from this machine, newest first."""
        names = {card.account.id.casefold(), card.account.email.casefold()} - {""}
        wanted = AuditFilter(profile=self.application.name)
        lines = await self._aside(lambda: self.trail.entries(wanted))
        return tuple(entry for entry in lines if entry.target.casefold() in names)

    async def key_facts(self) -> KeyFacts | None:
        """Return what the API key says about itself, unverified; None for a key of another form. Raises SecretError."""
        return read_key((await self.application.fetch()).get_secret_value())

    async def issue(self, call: Call[Any]) -> Outcome[Any]:
        """Send a call that changes nothing: tokens, profile links, readings. Raises GuardError for one that does."""
        if call.method.writes:
            raise GuardError("This call changes something", call.says, "It has to be reviewed.")
        return await self.sender.send(call)

    # Changing

    def dry_run(self, call: Call[Any]) -> Shown:
        """Return the exact request without secrets; nothing is sent. Allowed in every mode."""
        return self.client.shown(call)

    async def review(self, call: Call[Any]) -> Review | Failure:
        """Read the account and spell out what a change will do. Raises GuardError in an application without writing."""
        self.application.may_write()
        card: Card | None = None
        if call.method is Method.CREATE_ACCOUNT and call.target:
            found = await self.find(call.target)
            if not isinstance(found, Card):
                if not (isinstance(found, Refused) and found.kind is Kind.NOT_FOUND):
                    return found
            else:
                card = found
        elif call.method not in {Method.CREATE_ACCOUNT, Method.TRACK}:
            found = await self.find(call.target)
            if not isinstance(found, Card):
                return found
            card = found
        return Review(call, self._effect(call, card), warnings(call, card), self.client.shown(call), card)

    async def carry_out(self, review: Review, *, anyway: bool = False) -> Carried | Changed | Failure:
        """Send a reviewed change, once, after one more reading; `anyway` sends it although the account has changed.

        A Failure is one of that reading: nothing was sent then.
        """
        self.application.may_write()
        call, before = review.call, review.card
        if before is not None:
            again = await self.find(before.account.id)
            if not isinstance(again, Card):
                return again
            lines = differences(before, again)
            if lines and not anyway:
                return Changed(call, again, lines)
            before = again
        outcome = await self.sender.send(call)
        after = await self._after(call, outcome, before)
        seen = differences(before, after) if before is not None and after is not None else ()
        return Carried(call, outcome, now_words(call, outcome, seen, after, before), after, seen)

    async def forget_pending(self, pending: Pending) -> None:
        """Take a waiting confirmation off the list: it was done elsewhere, or is not wanted any more."""
        await self._aside(lambda: self._memory.settled(pending.account_id, pending.confirmation_id))

    def _effect(self, call: Call[Any], card: Card | None) -> tuple[str, ...]:
        whose = card.account if card is not None else None
        nobody = "a new account" if call.method is Method.CREATE_ACCOUNT else "somebody without an e-mail"
        person = f"{whose.email or 'no e-mail'} ({whose.id})" if whose is not None else call.target or nobody
        where = f"{self.application.name}, {self.application.badge}"
        return (f"{call.says} for {person}", f"at {where}: {self.client.base}", *EFFECTS.get(call.method, ()))

    async def _after(self, call: Call[Any], outcome: Outcome[Any], before: Card | None) -> Card | None:
        """Read the account again where something may have changed; None where that is not known or did not work."""
        wanted = before.account.id if before is not None else ""
        if isinstance(outcome, Done) and isinstance(outcome.value, NewAccount):
            wanted = outcome.value.id
        elif call.method is Method.CREATE_ACCOUNT and isinstance(outcome, SentNoAnswer):
            wanted = call.target
        if not wanted:
            return None
        try:
            found = await self.find(wanted)
        except TradedeckError:
            # The change was answered; that it cannot be looked at now must not hide the answer.
            return None
        return found if isinstance(found, Card) else None

    def _noted(self, card: Card) -> tuple[Pending, ...]:
        """Remember that an account was looked at, and return what still waits for it."""
        account_id, email = card.account.id, card.account.email
        waiting = [each for each in self._memory.load().pending if each.account_id == account_id]
        # A memory that cannot be kept must not stand in the way of what was read.
        with suppress(RecordError):
            self._memory.seen(account_id, email, card.read_at_ms)
            if any(card.gives(each.feeds) for each in waiting):
                self._memory.settled(account_id)
        return tuple(each for each in waiting if not card.gives(each.feeds))

    async def _aside(self, work: Callable[[], T]) -> T:
        return await self.tools.worker.run(work)
