"""The server behind the ports: finds out what each connection wants and puts the right engine behind it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.simulator.context import MainSession, VenueContext
from tui.simulator.faults import Fault
from tui.simulator.hub import Hub
from tui.simulator.link import Engine, Link
from tui.simulator.study import Study
from tui.simulator.validation import AddressCounter

if TYPE_CHECKING:
    from tui.simulator.channels import Channel, Talk
    from tui.simulator.http import Routes
    from tui.simulator.talks import MainTalk, StreamTalk

WEB = "web"
LARGEST_HEAD = 16 * 1024
_UPGRADE = re.compile(rb"\r\nupgrade:[ \t]*websocket", re.IGNORECASE)
_TARGET = re.compile(rb"^GET (?:wss?://[^/ ]*)?(/[^ ?]*)")
_PATHS = {b"/demo": "main", b"/real": "main", b"/demoStream": "stream", b"/realStream": "stream"}


class Server:
    """All links, sessions and stream connections of one venue.

    `routes` is called at the first HTTP request, so that a venue that nobody controls never loads the HTTP side.
    """

    def __init__(self, context: VenueContext, hub: Hub, study: Study, routes: Callable[[], Routes]) -> None:
        self.context = context
        self.hub = hub
        self.study = study
        self.addresses = AddressCounter(context.limits.connections_per_address)
        self._routes = routes
        # Insertion order, so that the same seed strikes the same connections in the same order.
        self._links: dict[Link, None] = {}
        self._sessions: dict[str, tuple[MainSession, MainTalk]] = {}
        self._streams: dict[StreamTalk, None] = {}
        self._numbers = itertools.count(1)
        context.faults.listen(self._faults_changed)

    def link(self, port: str) -> Link:
        """Make the protocol object for a connection accepted on a port: "web", or a raw port's "main" or "stream"."""
        return Link(self, next(self._numbers), port)

    def opened(self, link: Link) -> None:
        """Take a new link in."""
        self._links[link] = None

    def closed(self, link: Link) -> None:
        """Let a link go."""
        self._links.pop(link, None)

    def close(self) -> None:
        """Break every connection."""
        for link in list(self._links):
            link.reset()

    def route(self, link: Link, head: bytes) -> Engine | None:
        """Choose by port, or on the web port by the request's head; see `Links.route`."""
        if link.port != WEB:
            return self._xapi(link, link.port, raw=True)
        end = head.find(b"\r\n\r\n")
        if end < 0 and len(head) <= LARGEST_HEAD:
            return None
        if not _UPGRADE.search(head[: max(end, 0)]):
            return self._http(link)
        target = _TARGET.match(head)
        kind = _PATHS.get(target.group(1)) if target is not None else None
        return self._http(link) if kind is None else self._xapi(link, kind, raw=False)

    def find(self, token: str) -> MainSession | None:
        """Return the session of a stream token."""
        found = self._sessions.get(token)
        return None if found is None else found[0]

    def began(self, session: MainSession, talk: MainTalk) -> None:
        """Make a new session's token valid; where a login kicks, the account's earlier sessions end."""
        faults = self.context.faults
        if self.context.settings.second_login_kicks or (
            faults.busy and faults.strike("login_kicks", "main", session.login, "login")
        ):
            for earlier, other in list(self._sessions.values()):
                if earlier.login == session.login:
                    other.cut("fin")
        self._sessions[session.token] = session, talk

    def ended(self, session: MainSession) -> None:
        """End a session and everything that streams for it."""
        self._sessions.pop(session.token, None)
        for talk in list(self._streams):
            talk.session_ended(session.token)

    def streaming(self, talk: StreamTalk) -> None:
        """Take a stream connection in."""
        self._streams[talk] = None

    def stream_ended(self, talk: StreamTalk) -> None:
        """Let a stream connection go."""
        self._streams.pop(talk, None)

    def _http(self, link: Link) -> Engine:
        from tui.simulator.http import HttpEngine

        link.heard()
        link.identify("http")
        return HttpEngine(link, self._routes())

    def _xapi(self, link: Link, kind: str, *, raw: bool) -> Engine:
        from tui.simulator.channels import StreamChannel, WebSocketChannel
        from tui.simulator.talks import MainTalk, StreamTalk

        if self.context.faults.busy and self.context.faults.strike("refuse", kind, None):
            link.reset()
        else:
            link.identify(kind)

        def talk(channel: Channel) -> Talk:
            return MainTalk(self, link, channel) if kind == "main" else StreamTalk(self, link, channel)

        if raw:
            return StreamChannel(link, talk, self.context.limits.command_bytes)
        return WebSocketChannel(link, talk)

    def _faults_changed(self, new: Fault | None) -> None:
        for link in list(self._links):
            link.refresh(new)
