"""Where to connect: the addresses of an XAPI venue and who logs in there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Secret(Protocol):
    """A value that hides itself when printed; pydantic's SecretStr is one."""

    def get_secret_value(self) -> str:
        """Return the value itself."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in. `typed` says that a person has just typed the password, which lifts a block on the login."""

    login: str
    password: Secret
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """The main and the streaming socket of one host, as URLs.

    `wss://host/path` and `ws://…` for WebSocket, `tls://host:port` and `tcp://…` for plain sockets; the unencrypted
    ones are accepted for loopback only.
    """

    main: str
    stream: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A venue: its hosts are equivalent and tried in turn (XAPI 4)."""

    name: str
    environment: str
    """`demo`, `real` or `custom`."""
    transport: str
    """`websocket` or `socket`."""
    addresses: tuple[Address, ...]

    def __post_init__(self) -> None:
        if not self.addresses:
            raise ValueError("an endpoint needs at least one address")


_SOCKET_PORTS = {"demo": (5124, 5125), "real": (5112, 5113)}
_SOCKET_HOSTS = ("xapia.x-station.eu", "xapib.x-station.eu")
_WEBSOCKET_HOST = "ws.xapi.pro"


def broker_endpoint(environment: str, transport: str = "websocket", name: str = "") -> Endpoint:
    """Return the broker's own endpoint for `demo` or `real` over `websocket` or `socket` (XAPI 4)."""
    main_port, stream_port = _SOCKET_PORTS[environment]
    if transport == "websocket":
        base = f"wss://{_WEBSOCKET_HOST}/{environment}"
        return Endpoint(name or environment, environment, transport, (Address(base, f"{base}Stream"),))
    addresses = tuple(Address(f"tls://{host}:{main_port}", f"tls://{host}:{stream_port}") for host in _SOCKET_HOSTS)
    return Endpoint(name or environment, environment, transport, addresses)
