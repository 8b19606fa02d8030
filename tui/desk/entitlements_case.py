"""The case that somebody works on: one application, one account, what was done last, and what is remembered.

Everything here is awaited by whoever shows it; `changed` is called whenever there is something new to show.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from tui.desk.entitlements import EntitlementDesk
from tui.desk.entitlements_application import Application, Sample
from tui.desk.entitlements_card import Card
from tui.desk.entitlements_forms import Whose
from tui.desk.entitlements_memory import Pending, Remembered
from tui.desk.entitlements_room import Carried, Changed, EntitlementRoom, Review
from tui.desk.entitlements_told import (
    Told,
    told_carried,
    told_changed,
    told_failure,
    told_grant,
    told_pending,
    told_profile,
)
from tui.dxfeed.audit import AuditEntry, AuditFilter
from tui.dxfeed.calls import Call
from tui.dxfeed.outcomes import Done, Failure, Json, Refused
from tui.dxfeed.reasons import Kind
from tui.dxfeed.records import Grant, ProfileLink
from tui.errors import TradedeckError, UsageError
from tui.files.whole import write_whole

T = TypeVar("T")

MOST_LINES = 2000
"""So many lines of the audit trail are shown."""


class EntitlementCase:
    """What the dxFeed screen shows. `write_time` writes milliseconds UTC for people."""

    def __init__(self, desk: EntitlementDesk, changed: Callable[[], None], write_time: Callable[[int], str]) -> None:
        self._desk = desk
        self._changed = changed
        self._write_time = write_time
        self.room: EntitlementRoom | None = None
        self.card: Card | None = None
        self.who = ""
        """Whom one looked for last."""
        self.busy = ""
        """What is being done now."""
        self.problem = ""
        """Why the application cannot be used."""
        self.told: Told | None = None
        self.known = Remembered()
        self.history: tuple[AuditEntry, ...] = ()
        self.whole_trail = False
        """Whether `history` is that of all accounts."""
        self.key_warning = ""

    @property
    def application(self) -> Application | None:
        """The application that is looked at."""
        return self.room.application if self.room is not None else None

    @property
    def samples(self) -> tuple[Sample, ...]:
        """Accounts to try, in a demo."""
        return self.room.application.samples if self.room is not None else ()

    @property
    def now_ms(self) -> int:
        """The time by which validity is judged."""
        clock = self._desk.clock
        return clock.now_ms() if clock is not None else 0

    @property
    def whose(self) -> Whose:
        """The account on the card. Raises UsageError without one."""
        if self.card is None:
            raise UsageError("Which account?", "Find one first: f, then its e-mail or id.")
        account = self.card.account
        return Whose(account.id, account.email or account.id)

    def the_room(self) -> EntitlementRoom:
        """Return the room. Raises UsageError while there is none."""
        if self.room is None:
            raise UsageError(self.problem or "No dxFeed application is open yet")
        return self.room

    async def open(self, name: str = "") -> None:
        """Go to an application, the first for an empty name; what was shown of another one goes away."""
        wanted = name or (self._desk.applications[0].name if self._desk.applications else "")
        try:
            room = await self._busily("opening", self._desk.room(wanted))
        except TradedeckError as error:
            self.problem = str(error)
            self._changed()
            raise
        if room is not self.room:
            self.room, self.card, self.told, self.who, self.history = room, None, None, "", ()
        self.problem = ""
        await self.remember()
        try:
            facts = await room.key_facts()
            self.key_warning = facts.warning(self.now_ms) if facts is not None else ""
        except TradedeckError as error:
            self.key_warning = str(error)
        self._changed()

    async def find(self, who: str) -> bool:
        """Look for an account; return False when there is none. Raises InputError for what is neither e-mail nor id.

        That it could not be looked for is told like every failure.
        """
        room = self.the_room()
        found = await self._busily(f"looking for {who}", room.find(who))
        self.who = who
        if isinstance(found, Card):
            if self.card is None or self.card.account.id != found.account.id:
                self.told = None
            self.card = found
        else:
            self.card, self.told = None, told_failure(found)
        await self.remember()
        return not (isinstance(found, Refused) and found.kind is Kind.NOT_FOUND)

    async def again(self) -> None:
        """Read the account again, and what is remembered."""
        if self.card is not None:
            await self.find(self.card.account.id)
        else:
            await self.remember()

    async def remember(self) -> None:
        """Read again what waits, whom one saw lately, and what was done."""
        room = self.the_room()
        self.known = await room.remembered()
        self.history = await self._entries(room)
        self._changed()

    async def toggle_trail(self) -> None:
        """Show what was done to this account, or to all."""
        self.whole_trail = not self.whole_trail
        await self.remember()

    async def export_trail(self, path: Path) -> tuple[str, int]:
        """Write the audit trail as it is, and return what is wrong with it (empty: nothing) and the bytes."""
        room = self.the_room()

        def work() -> tuple[str, int]:
            verdict = room.trail.verify()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return verdict.reason, write_whole(path, room.trail.export_lines())

        return await self._busily("checking the audit trail", room.tools.worker.run(work))

    async def review(self, call: Call[Any]) -> Review | None:
        """Read the account and spell out a change; None when it could not be read, which is told."""
        found = await self._busily("reading the account", self.the_room().review(call))
        if isinstance(found, Review):
            return found
        self._tell_failure(found)
        return None

    async def carry_out(self, review: Review) -> bool:
        """Send a reviewed change, and return whether it was done; the card shows the account as it is afterwards."""
        room = self.the_room()
        done = await self._busily(review.call.says, room.carry_out(review))
        if isinstance(done, Carried):
            self.told = told_carried(done, room.client.base)
            if done.card is not None:
                self.card = done.card
        elif isinstance(done, Changed):
            self.told, self.card = told_changed(done), done.card
        else:
            self.told = told_failure(done)
        # What was written down and what waits now belong to the same picture.
        if self.card is not None:
            self.card = await self._with_pending(room, self.card)
        await self.remember()
        return isinstance(done, Carried) and isinstance(done.outcome, Done)

    async def issue(self, call: Call[Any]) -> bool:
        """Ask for a token or links; return whether they came."""
        room = self.the_room()
        outcome = await self._busily(call.says, room.issue(call))
        if not isinstance(outcome, Done):
            self._tell_failure(outcome)
            await self.remember()
            return False
        self.told = self._handed_out(outcome.value, outcome.raw, room.client.base)
        await self.remember()
        return True

    def _handed_out(self, value: Any, raw: Json, base: str) -> Told | None:
        if isinstance(value, Grant):
            return replace(told_grant(value, self._write_time, self.now_ms), raw=raw)
        return replace(told_profile(value, self._write_time, base), raw=raw) if isinstance(value, ProfileLink) else None

    def tell_pending(self, pending: Pending) -> None:
        """Show an activation that waits, with its links."""
        self.told = told_pending(pending, self.the_room().client.base)
        self._changed()

    async def forget(self, pending: Pending) -> None:
        """Take an activation off the list."""
        await self.the_room().forget_pending(pending)
        await self.remember()

    def waiting(self) -> Pending | None:
        """Return what waits for a confirmation of the account on the card."""
        found = self.card.pending if self.card is not None else ()
        return next((each for each in found if each.confirmation_id and not each.gone), None)

    async def _with_pending(self, room: EntitlementRoom, card: Card) -> Card:
        known = await room.remembered()
        mine = tuple(each for each in known.pending if each.account_id == card.account.id)
        return replace(card, pending=mine)

    async def _entries(self, room: EntitlementRoom) -> tuple[AuditEntry, ...]:
        if self.whole_trail:
            wanted = AuditFilter(profile=room.application.name)
            return tuple(await room.tools.worker.run(lambda: room.trail.entries(wanted, MOST_LINES)))
        return await room.history(self.card) if self.card is not None else ()

    def _tell_failure(self, failure: Failure) -> None:
        self.told = told_failure(failure)
        self._changed()

    async def _busily(self, words: str, work: Awaitable[T]) -> T:
        self.busy = words
        self._changed()
        try:
            return await work
        finally:
            self.busy = ""
            self._changed()
