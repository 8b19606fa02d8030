"""What was written and waits for its answer: which reply is whose, and what counts as none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.errors import LinkError, ProtocolError, ReplyTimeoutError
from tui.net.text import clean_line
from tui.xapi import parsing
from tui.xapi.framing import BadFrame
from tui.xapi.pending import RAW_LIMIT, OrderReply, Pending
from tui.xapi.request import encode
from tui.xapi.watch import Counters

_EXCERPT = 160


class Unanswered:
    """The commands of one socket that were written, in the order of writing. Times are monotonic seconds."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._waiting: dict[str, Pending] = {}
        # Trade commands that were given up while the socket lives: a reply that comes after all is not lost.
        self._given_up: dict[str, Pending] = {}
        self._last_heard = float("-inf")
        self._echoes_tags = False

    def wrote(self, pending: Pending) -> None:
        """Wait for the answer to a command whose bytes may be on the network."""
        self._waiting[pending.tag] = pending

    def heard(self, frame: dict[str, Any] | BadFrame, now: float) -> bool:
        """Take a frame and return whether a command was answered by it."""
        self._last_heard = now
        if isinstance(frame, BadFrame):
            return self._unreadable(frame)
        tag = frame.get("customTag")
        if "status" not in frame:
            self._counters.unknown_messages += 1
        elif isinstance(tag, str) and tag in self._waiting:
            self._echoes_tags = True
            return self._answer(self._waiting.pop(tag), frame, now)
        elif tag is None and not self._echoes_tags and self._waiting:
            # A venue that gives no tags back answers in order.
            return self._answer(self._waiting.pop(next(iter(self._waiting))), frame, now)
        elif isinstance(tag, str) and self._came_late(tag, frame, now):
            self._counters.late_replies += 1
        else:
            self._counters.foreign_replies += 1
        return False

    def overdue(self, now: float) -> list[Pending]:
        """Return what has waited longer than its time."""
        waiting = self._waiting.values()
        return [each for each in waiting if each.sent_at is not None and now - each.sent_at >= each.timeout_s]

    def give_up(self, pending: Pending) -> bool:
        """Stop waiting for an overdue command; return whether the socket can still be trusted."""
        if pending.tag not in self._waiting:
            return True
        oldest = next(iter(self._waiting.values()))
        silent = pending is oldest and self._last_heard < (pending.sent_at or 0.0)
        del self._waiting[pending.tag]
        self._counters.lost_replies += 1
        self._watch(pending)
        pending.settle(ReplyTimeoutError(f"{pending.name} was sent but not answered", "no reply came in time"))
        # Without tags the next reply would be taken for the answer to this command.
        return self._echoes_tags and not silent

    def fail(self, error: LinkError) -> None:
        """Give everything up with the socket: its fate is unknown."""
        for pending in list(self._waiting.values()):
            pending.settle(ReplyTimeoutError(f"{pending.name} was sent but not answered", error.title))
        self._waiting.clear()

    def _unreadable(self, frame: BadFrame) -> bool:
        self._counters.bad_frames += 1
        if len(self._waiting) != 1:
            return False
        pending = self._waiting.popitem()[1]
        self._watch(pending)
        pending.settle(ProtocolError(f"The answer to {pending.name} cannot be read", frame.reason))
        return True

    def _answer(self, pending: Pending, reply: dict[str, Any], now: float) -> bool:
        pending.answered_at = now
        pending.settle(reply if pending.hooks is None else self._order_outcome(pending, reply, now))
        return True

    def _order_outcome(self, pending: Pending, reply: dict[str, Any], now: float) -> OrderReply | ProtocolError:
        try:
            # What is an answer only by its place in the row could be another command's.
            if "customTag" not in reply:
                raise ProtocolError(f"The answer to {pending.name} cannot be read", "it names no command")
            outcome = order_reply(pending, reply, now)
        except ProtocolError as error:
            self._watch(pending)
            return error
        if pending.waiters == 0 and pending.hooks is not None:
            pending.hooks.late(outcome)
        return outcome

    def _watch(self, pending: Pending) -> None:
        if pending.hooks is not None:
            self._given_up[pending.tag] = pending

    def _came_late(self, tag: str, reply: dict[str, Any], now: float) -> bool:
        pending = self._given_up.get(tag)
        if pending is None or pending.hooks is None:
            return False
        try:
            readable = order_reply(pending, reply, now)
        except ProtocolError:
            return False
        del self._given_up[tag]
        pending.hooks.late(readable)
        return True


def order_reply(pending: Pending, envelope: Mapping[str, Any], now: float) -> OrderReply:
    """Read the reply to a trade command. Raises ProtocolError, which leaves the order's fate open."""
    raw = raw_text(envelope)
    asked = pending.sent_at or 0.0
    status = envelope["status"]
    if status is False:
        code = clean_line(str(envelope.get("errorCode") or "no code"), 40)
        return OrderReply(None, code, clean_line(str(envelope.get("errorDescr") or "")), asked, now, raw)
    try:
        if status is not True:
            raise ProtocolError("", "its status is neither true nor false")
        number = parsing.request_number(envelope)
        if number <= 0:
            raise ProtocolError("", "its number is none")
        return OrderReply(number, "", "", asked, now, raw)
    except ProtocolError as error:
        detail = f"{error.detail}: {clean_line(raw, _EXCERPT)}"
        raise ProtocolError(f"The answer to {pending.name} cannot be read", detail) from None


def raw_text(envelope: Mapping[str, Any]) -> str:
    """Return a reply as JSON text for the record, with its numbers as they came."""
    return clean_line(encode(envelope), RAW_LIMIT)
