"""Sends calls and writes down who did what: before and after each write, and after what hands something out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tui.clock import Clock
from tui.dxfeed.audit import SENDING, AuditEntry, AuditTrail
from tui.dxfeed.bulk.doing import Worker
from tui.dxfeed.bulk.steps import Sender
from tui.dxfeed.calls import Call
from tui.dxfeed.errors import RecordError
from tui.dxfeed.methods import Effect
from tui.dxfeed.outcomes import NotSent, Outcome, Refused, SentNoAnswer
from tui.errors import TradedeckError

T = TypeVar("T")


class AuditedSender:
    """A sender whose writes do not go out unless they are written down."""

    def __init__(
        self,
        sender: Sender,
        trail: AuditTrail,
        worker: Worker,
        clock: Clock,
        *,
        who: tuple[str, str],
        new_id: Callable[[], str],
    ) -> None:
        """`who` is the profile's and the user's name; `new_id` gives a text that joins the lines of one call."""
        self._sender = sender
        self._trail = trail
        self._worker = worker
        self._clock = clock
        self._profile, self._user = who
        self._new_id = new_id
        self.trouble = ""
        """Why the end of a call could not be written down; empty when it could."""

    async def send(self, call: Call[T]) -> Outcome[T]:
        """Send one call, once. Raises RecordError when it cannot be written down, and what the sender raises."""
        if call.method.shape.effect is Effect.READ:
            return await self._sender.send(call)
        number, begun = self._new_id(), self._clock.monotonic()
        entry = self._entry(call, number)
        if call.method.writes:
            await self._note(entry)
        try:
            outcome = await self._sender.send(call)
        except TradedeckError as error:
            await self._note(replace(entry, outcome="not sent", message=error.title))
            raise
        took_ms = round((self._clock.monotonic() - begun) * 1000)
        ended = _ended(replace(entry, at_ms=self._clock.now_ms(), duration_ms=took_ms), outcome)
        try:
            await self._note(ended)
        except RecordError as error:
            # The call was answered, and the next write will not go out without its line.
            self.trouble = str(error)
        return outcome

    def _entry(self, call: Call[T], number: str) -> AuditEntry:
        return AuditEntry(
            at_ms=self._clock.now_ms(),
            profile=self._profile,
            user=self._user,
            method=call.method.value,
            target=call.target,
            says=call.says,
            body_hash=call.body_hash,
            call=number,
            outcome=SENDING,
        )

    async def _note(self, entry: AuditEntry) -> None:
        await self._worker.run(lambda: self._trail.append(entry))


def _ended(entry: AuditEntry, outcome: Outcome[T]) -> AuditEntry:
    """Return the line that says how a call ended."""
    if isinstance(outcome, Refused):
        refused = replace(entry, outcome="refused", status=outcome.status)
        return replace(refused, reason=outcome.reason, message=outcome.message)
    if isinstance(outcome, SentNoAnswer):
        return replace(entry, outcome="sent, no answer", status=outcome.status, message=outcome.why)
    if isinstance(outcome, NotSent):
        return replace(entry, outcome="not sent", message=outcome.why)
    return replace(entry, outcome="done", status=outcome.status)
