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
