"""The errors that tradedeck raises on purpose; each one says what happened and what the user can do.

TradedeckError            title, detail, hint
├── UsageError            exit 2: the command line or the config is wrong
│   ├── ConfigError       file, key and nearest name
│   └── SecretError       a secret is missing, unsafe or could not be read
├── GuardError            exit 3: read-only mode or a limit refused the action
├── LinkError             the connection: unreachable, dropped, timed out
│   ├── TransportError    the socket could not be opened or broke
│   └── ReplyTimeoutError no reply in time: the fate of the command is unknown
├── ProtocolError         the peer sent what the protocol does not allow
└── CommandRefusedError   the server answered with an error code
"""

from __future__ import annotations


class TradedeckError(Exception):
    """Base of all expected errors.

    `title` is one short line, `detail` says what is known, `hint` says what the user can do.
    None of the three ever holds a secret.
    """

    exit_code = 1

    def __init__(self, title: str, detail: str = "", hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        return " – ".join(part for part in (self.title, self.detail, self.hint) if part)


class UsageError(TradedeckError):
    """The command line or the configuration cannot be used as it stands."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration file is wrong; `detail` names file, key and the nearest valid name."""


class SecretError(UsageError):
    """A secret is missing, kept unsafely, or its source failed."""


class GuardError(TradedeckError):
    """A guard of ours refused the action: read-only mode or a limit."""

    exit_code = 3


class LinkError(TradedeckError):
    """The connection to a system could not be made or did not hold."""


class TransportError(LinkError):
    """A socket could not be opened, or broke while in use."""


class ReplyTimeoutError(LinkError):
    """A command was handed to the network and no reply came in time: its fate is unknown."""


class ProtocolError(TradedeckError):
    """The peer sent something that its protocol does not allow."""


class CommandRefusedError(TradedeckError):
    """The server answered a command with an error code; `code` and `message` are its own words, cleaned."""

    def __init__(self, command: str, code: str, message: str, hint: str = "") -> None:
        super().__init__(f"{command} was refused: {code}", message, hint)
        self.command = command
        self.code = code
        self.message = message
