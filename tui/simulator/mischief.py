"""What faults do to the commands of one main connection: to their execution, and to their replies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from tui.simulator.commands import TRADE, MainDialogue, Reply, SlowReply, error_reply
from tui.simulator.context import VenueContext
from tui.simulator.courses import Strike, course_of, is_market, requoted
from tui.simulator.exchange import USUAL, Course, Refusal
from tui.simulator.faults import Fault
from tui.simulator.refusals import ApiError

if TYPE_CHECKING:
    from tui.simulator.channels import Channel
    from tui.simulator.hub import Hub
    from tui.simulator.link import Link


class Line(Protocol):
    """The connection that is meddled with."""

    link: Link
    channel: Channel
    dialogue: MainDialogue

    def finish(self, reply: Reply | SlowReply, then: Callable[[Reply], None]) -> None:
        """Hand a reply over when it is worked out."""
        ...

    def reply(self, reply: Reply) -> None:
        """Send a reply now."""
        ...

    def cut(self, end: str) -> None:
        """End the connection now; nothing more is heard or said."""
        ...


class Mischief:
    """Answers one main connection's commands while faults are active."""

    def __init__(self, context: VenueContext, hub: Hub, line: Line) -> None:
        self._context = context
        self._hub = hub
        self._line = line
        self._held: list[Reply] = []

    def answer(self, command: Mapping[str, Any], size: int) -> None:
        """Carry out a command of so many bytes, or do not, and answer it, or do not."""
        strike = self._striker(command)
        cut = self._cut_inside(command, size)
        if cut == "before":
            return
        fault = strike("cut")
        if fault is not None and not fault.settings["executed"]:
            self._line.dialogue.note(command, size, None, "cut")
            self._line.cut(fault.settings["end"])
            return
        mark, end = ("truncate", cut) if fault is None else ("cut", str(fault.settings["end"]))
        tagged = _tagged(command, strike)
        reply = self._carry_out(command, tagged, size, strike, mark if end else None)
        if end is not None:
            self._line.cut(end)
        else:
            self._line.finish(reply, lambda finished: self._send(finished, command, strike))

    def sent(self) -> None:
        """A reply has left: what was held back follows it."""
        held, self._held = self._held, []
        for reply in held:
            self._line.reply(reply)

    def _cut_inside(self, command: Mapping[str, Any], size: int) -> str | None:
        """Cut the line in the frame of this command if that is wished.

        Returns "before" when it did so, how to end behind the execution when the frame came whole and not a byte
        more, None otherwise.
        """
        fault = self._aimed(command, "to_server")
        if fault is None:
            return None
        more = int(fault.settings["bytes"]) - self._line.channel.wire_bytes(size)
        end = str(fault.settings["end"])
        if more == 0:
            return end
        if more > 0:
            self._line.link.cut_hearing_after(more, end)
            return None
        self._line.cut(end)
        return "before"

    def _carry_out(
        self, command: Mapping[str, Any], tagged: Mapping[str, Any], size: int, strike: Strike, mark: str | None
    ) -> Reply | SlowReply:
        dialogue = self._line.dialogue
        error = strike("error")
        if error is not None:
            refusal = Refusal(error.settings["code"], error.settings["message"])
            if error.settings["after"]:
                course = _marked(self._course(command, strike), "error", mark)
                dialogue.answer(command, size, replace(course, hold_ms=int(error.settings["delay_ms"])))
            else:
                dialogue.note(command, size, refusal, "error")
            return error_reply(tagged, ApiError(refusal.code, refusal.message))
        closed = strike("maintenance") if command.get("command") == "login" else None
        if closed is not None:
            return error_reply(tagged, ApiError(closed.settings["code"], closed.settings["message"]))
        info = self._order(command)
        storm = strike("requotes") if info is not None and is_market(info) else None
        course = _marked(self._course(command, strike), "requotes" if storm else None, mark)
        if storm is None:
            return dialogue.answer(tagged, size, course)
        refusal = requoted(storm)
        if storm.settings["rejected"]:
            return dialogue.answer(tagged, size, replace(course, rejection=refusal))
        dialogue.note(command, size, refusal, course.fault)
        return error_reply(tagged, ApiError(refusal.code, refusal.message))

    def _course(self, command: Mapping[str, Any], strike: Strike) -> Course:
        info = self._order(command)
        return USUAL if info is None else course_of(strike, info, self._context.settings)

    def _order(self, command: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the tradeTransInfo of an order that will reach the exchange, None for everything else."""
        arguments = command.get("arguments")
        info = arguments.get("tradeTransInfo") if isinstance(arguments, dict) else None
        logged_in = self._line.dialogue.session is not None
        return info if logged_in and command.get("command") == TRADE and isinstance(info, dict) else None

    def _send(self, reply: Reply, command: Mapping[str, Any], strike: Strike) -> None:
        short = self._aimed(command, "to_client")
        if short is not None:
            self._line.link.cut_sending_after(int(short.settings["bytes"]), short.settings["end"])
        if strike("reply_lost"):
            return
        if reply.request is not None and (late := strike("event_first")):
            self._hub.told.when_settled(reply.request, lambda: self._later(late.settings["ms"], reply))
            return
        swapped = strike("reply_swapped")
        if swapped is not None:
            self._held.append(reply)
            asyncio.get_running_loop().call_later(swapped.settings["ms"] / 1000, self._tire_of, reply)
            return
        times = 2 if strike("reply_doubled") else 1
        delay = strike("reply_delayed")
        for _ in range(times):
            self._later(0 if delay is None else delay.settings["ms"], reply)

    def _later(self, ms: float, reply: Reply) -> None:
        if ms > 0:
            asyncio.get_running_loop().call_later(ms / 1000, self._line.reply, reply)
        else:
            self._line.reply(reply)

    def _tire_of(self, reply: Reply) -> None:
        """Nothing came that the held reply could follow."""
        if reply in self._held:
            self._held.remove(reply)
            self._line.reply(reply)

    def _aimed(self, command: Mapping[str, Any], way: str) -> Fault | None:
        faults, login, name = self._context.faults, self._login(command), command.get("command")
        return faults.strike_aimed("truncate", "main", login, name if isinstance(name, str) else None, way)

    def _striker(self, command: Mapping[str, Any]) -> Strike:
        name, login = command.get("command"), self._login(command)
        named = name if isinstance(name, str) else None
        return lambda fault: self._context.faults.strike(fault, "main", login, named)

    def _login(self, command: Mapping[str, Any]) -> str:
        """Return whose command it is; a login counts as the account that it names."""
        session, arguments = self._line.dialogue.session, command.get("arguments")
        typed = arguments.get("userId") if isinstance(arguments, dict) else None
        return session.login if session is not None else str(typed)


def _tagged(command: Mapping[str, Any], strike: Strike) -> Mapping[str, Any]:
    """Return the command with the tag that its reply will carry."""
    if strike("tag_missing"):
        return {key: value for key, value in command.items() if key != "customTag"}
    wrong = strike("tag_wrong")
    return command if wrong is None else {**command, "customTag": wrong.settings["tag"]}


def _marked(course: Course, *names: str | None) -> Course:
    """Return the course with more faults named in it."""
    named = [name for name in (course.fault, *names) if name]
    return replace(course, fault=" ".join(named)) if named else course
