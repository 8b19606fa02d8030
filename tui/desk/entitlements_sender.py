"""Sends calls and remembers what waits after them: links and confirmations of activations, also of those in a bulk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tui.clock import Clock
from tui.desk.entitlements_memory import Memory, Pending
from tui.desk.entitlements_words import words
from tui.dxfeed.bulk.doing import Worker
from tui.dxfeed.bulk.steps import Sender
from tui.dxfeed.calls import Call
from tui.dxfeed.errors import RecordError
from tui.dxfeed.methods import Method
from tui.dxfeed.outcomes import Done, Outcome, Refused
from tui.dxfeed.reasons import Kind
from tui.dxfeed.records import Activation

T = TypeVar("T")


class RememberingSender:
    """A sender that keeps what is needed later; `trouble` says why it could not, empty when it could."""

    def __init__(self, sender: Sender, memory: Memory, worker: Worker, clock: Clock) -> None:
        self._sender = sender
        self._memory = memory
        self._worker = worker
        self._clock = clock
        self.trouble = ""

    async def send(self, call: Call[T]) -> Outcome[T]:
        """Send one call, once. Raises what the sender raises."""
        outcome = await self._sender.send(call)
        change = self._change(call, outcome)
        if change is not None:
            try:
                await self._worker.run(change)
            except RecordError as error:
                # The call was answered; losing that answer would be worse than forgetting a list.
                self.trouble = str(error)
        return outcome

    def _change(self, call: Call[T], outcome: Outcome[T]) -> Callable[[], None] | None:
        memory, account_id = self._memory, call.target
        if call.method is Method.CONFIRM:
            confirmation = str((call.body or {}).get("confirmationId", ""))
            if isinstance(outcome, Done):
                return lambda: memory.confirmed(account_id, confirmation)
            if isinstance(outcome, Refused) and outcome.kind is Kind.NOT_FOUND:
                why = outcome.words
                return lambda: memory.settled(account_id, confirmation, why)
            return None
        if not isinstance(outcome, Done) or not call.method.writes:
            return None
        used = words(call)
        waiting = self._waiting(call, outcome.value) if isinstance(outcome.value, Activation) else None

        def keep() -> None:
            if used:
                memory.used(used)
            if waiting is not None:
                memory.waits(waiting)

        return keep if used or waiting is not None else None

    def _waiting(self, call: Call[T], activation: Activation) -> Pending | None:
        if not activation.links and not activation.confirmation_id:
            return None
        return Pending(
            call.target,
            "",
            call.feeds,
            activation.version,
            self._clock.now_ms(),
            activation.confirmation_id or "",
            dict(activation.links),
            activation.next.value,
        )
