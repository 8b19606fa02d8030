"""What happens on one XAPI connection: rules first, then faults, then the command itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tui.simulator.channels import Channel
from tui.simulator.commands import ON_THE_BOOK, MainDialogue, Reply, SlowReply, error_reply
from tui.simulator.context import MainSession, VenueContext
from tui.simulator.exchange import Refusal
from tui.simulator.hub import Hub
from tui.simulator.link import Link
from tui.simulator.mischief import Mischief
from tui.simulator.refusals import INVALID_TOKEN, TOO_MANY_CONNECTIONS, ApiError
from tui.simulator.streams import StreamDialogue
from tui.simulator.study import Study
from tui.simulator.validation import AddressCounter, ConnectionRules, RuleBrokenError, parse_object


class Floor(Protocol):
    """The server as a connection sees it."""

    context: VenueContext
    hub: Hub
    addresses: AddressCounter
    study: Study

    def find(self, token: str) -> MainSession | None:
        """Return the session of a stream token."""
        ...

    def began(self, session: MainSession, talk: MainTalk) -> None:
        """A login succeeded on this connection."""
        ...

    def ended(self, session: MainSession) -> None:
        """A main connection with a session is gone."""
        ...

    def streaming(self, talk: StreamTalk) -> None:
        """A stream connection opened."""
        ...

    def stream_ended(self, talk: StreamTalk) -> None:
        """A stream connection is gone."""
        ...


class _Talk:
    """Shared by both kinds: counting connections and the rules of the line."""

    def __init__(self, floor: Floor, link: Link, channel: Channel) -> None:
        self._floor = floor
        self._link = link
        self._channel = channel
        self._rules = ConnectionRules(floor.context.limits)
        self._counted = False
        self._over = False

    def _enter(self) -> bool:
        """Count the connection in; one too many is told so and closed."""
        self._counted = self._floor.addresses.enter(self._link.address)
        if not self._counted:
            self._over = True
            self._link.heard()
            self._channel.send([error_reply({}, TOO_MANY_CONNECTIONS()).text.encode()])
            self._channel.close()
        return self._counted

    def _leave(self) -> None:
        self._over = True
        if self._counted:
            self._counted = False
            self._floor.addresses.leave(self._link.address)

    def _accept(self, text: bytes) -> dict[str, Any] | None:
        """Return the command, or None when a rule was broken and the connection dropped."""
        if self._over:
            return None
        self._link.heard()
        try:
            return self._rules.check(text, self._floor.context.clock.real())
        except RuleBrokenError as error:
            self._kicked(text, error)
            self._over = True
            self._channel.drop()
            return None

    def _kicked(self, text: bytes, error: RuleBrokenError) -> None:
        """A rule was broken by this text; the connection is about to be dropped."""


class MainTalk(_Talk):
    """A main connection: each command gets one reply (unless a fault eats it)."""

    def __init__(self, floor: Floor, link: Link, channel: Channel) -> None:
        super().__init__(floor, link, channel)
        self.link = link
        self.channel = channel
        self.dialogue = MainDialogue(floor.context, f"main-{link.number}", self._started)
        self._mischief = Mischief(floor.context, floor.hub, self)
        self._waiting: deque[tuple[dict[str, Any], int]] = deque()
        self._busy = False

    def opened(self) -> None:
        self._enter()

    def heard(self, text: bytes) -> None:
        command = self._accept(text)
        if command is not None:
            self._waiting.append((command, len(text)))
            self._work()

    def finish(self, reply: Reply | SlowReply, then: Callable[[Reply], None]) -> None:
        """Hand a reply over, at once or when it is worked out; until then the next commands wait."""
        if isinstance(reply, Reply):
            then(reply)
            return
        self._busy = True

        def done(finished: Reply) -> None:
            self._busy = False
            then(finished)
            self._work()

        self._floor.study.work_out(reply, done)

    def reply(self, reply: Reply) -> None:
        """Send a reply, and what was held back until one leaves."""
        if self._over:
            return
        self._channel.send([reply.text.encode()])
        if reply.ends:
            self._over = True
            self._channel.close()
        else:
            self._mischief.sent()

    def cut(self, end: str) -> None:
        """End the connection now; what it sent and was not carried out never will be."""
        self._over = True
        self._waiting.clear()
        self._link.cut(end)

    def ended(self) -> None:
        self._leave()
        if self.dialogue.session is not None:
            self._floor.ended(self.dialogue.session)
            self.dialogue.session = None

    def _work(self) -> None:
        """Answer what waits, in order; a reply that takes long holds up the next ones of this connection only."""
        office = self._floor.context.office
        while self._waiting and not self._busy:
            if not office.is_open and self._waiting[0][0].get("command") in ON_THE_BOOK:
                office.when_open(self._work)
                return
            command, size = self._waiting.popleft()
            if self._floor.context.faults.busy:
                self._mischief.answer(command, size)
            else:
                self.finish(self.dialogue.answer(command, size), self.reply)

    def _started(self, session: MainSession) -> None:
        self._link.identify("main", session.login)
        self._floor.began(session, self)

    def _kicked(self, text: bytes, error: RuleBrokenError) -> None:
        """An order that broke a rule is in the ledger, as far as it can be read."""
        try:
            command = parse_object(text)
        except RuleBrokenError:
            return
        self.dialogue.note(command, len(text), Refusal("", f"kicked: {error}"), "kicked")


class StreamTalk(_Talk):
    """A stream connection: good commands have no reply, misuse has an error."""

    def __init__(self, floor: Floor, link: Link, channel: Channel) -> None:
        super().__init__(floor, link, channel)
        self._dialogue = StreamDialogue(floor.context, floor.hub, channel, floor.find)

    def opened(self) -> None:
        if self._enter():
            self._floor.streaming(self)

    def heard(self, text: bytes) -> None:
        command = self._accept(text)
        if command is None:
            return
        try:
            if self._floor.context.faults.busy:
                self._strike(command)
            self._dialogue.run(command)
        except ApiError as error:
            self._floor.hub.say(self._channel, error_reply(command, error).text.encode())
        if self._link.login is None and self._dialogue.logins:
            self._link.identify("stream", min(self._dialogue.logins))

    def ended(self) -> None:
        self._leave()
        self._dialogue.close()
        self._floor.stream_ended(self)

    def session_ended(self, token: str) -> None:
        """A main session is gone; the connection ends with the last session it served."""
        if self._dialogue.forget(token):
            self._over = True
            self._channel.drop()

    def _strike(self, command: Mapping[str, Any]) -> None:
        token = command.get("streamSessionId")
        session = self._floor.find(token) if isinstance(token, str) else None
        name = command.get("command")
        login = None if session is None else session.login
        named = name if isinstance(name, str) else None
        faults = self._floor.context.faults
        if faults.strike("token_invalid", "stream", login, named):
            raise INVALID_TOKEN()
        error = faults.strike("error", "stream", login, named)
        if error is not None:
            raise ApiError(error.settings["code"], error.settings["message"])
