"""Reaching the venue: its hosts are equivalent and tried in turn (XAPI 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.clock import Clock
from tui.errors import LinkError, TransportError
from tui.xapi.endpoint import Address
from tui.xapi.framing import MAIN_LIMIT
from tui.xapi.timing import within
from tui.xapi.transport import Dial, Transport, parse_target

CONNECT_TIMEOUT_S = 10.0


async def connect(clock: Clock, dial: Dial, url: str, limit: int) -> Transport:
    """Open a socket within the time limit. Raises TransportError."""

    async def dialled() -> Transport:
        return await dial(url, limit)

    try:
        return await within(clock, CONNECT_TIMEOUT_S, dialled())
    except TimeoutError:
        host = parse_target(url).host
        raise TransportError(f"{host} cannot be reached", f"no connection within {CONNECT_TIMEOUT_S:.0f} s") from None


class Hosts:
    """The hosts of a venue, of which the next one is tried first each time."""

    def __init__(self, addresses: Sequence[Address], clock: Clock, dial: Dial) -> None:
        self._addresses = addresses
        self._clock = clock
        self._dial = dial
        self._turn = 0

    async def connect(self, trying: Callable[[str], None]) -> tuple[Address, Transport]:
        """Return an open main socket and its address; `trying` hears each host's name. Raises LinkError."""
        failure: LinkError | None = None
        for _ in self._addresses:
            address = self._addresses[self._turn % len(self._addresses)]
            self._turn += 1
            trying(parse_target(address.main).host)
            try:
                return address, await connect(self._clock, self._dial, address.main, MAIN_LIMIT)
            except LinkError as error:
                failure = error
        raise failure or TransportError("The venue has no address")
