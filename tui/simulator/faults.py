"""The faults that the venue can be told to have, and which of them are active."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

SOCKETS = ("main", "stream", "all")
DIRECTIONS = ("both", "to_client", "to_server")


class FaultError(ValueError):
    """A fault was described wrongly; the text says what is wrong and what is known."""


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One entry of the catalogue, with its failure numbers (F01…) and the defaults of its own settings."""

    name: str
    number: str
    layer: str
    about: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    one_shot: bool = False


CATALOGUE: dict[str, FaultKind] = {
    kind.name: kind
    for kind in (
        FaultKind("refuse", "F01", "link", "new connections are reset before a word; those that stand stay"),
        FaultKind("reset", "F05", "link", "connections break with RST, now; with seconds new ones too", one_shot=True),
        FaultKind("fin", "F06", "link", "connections end with FIN and no goodbye, now", one_shot=True),
        FaultKind("half_open", "F07 F08", "link", "bytes vanish and the connection stays, both ways or one"),
        FaultKind("latency", "F09", "link", "bytes arrive later, in order", {"ms": 200, "jitter_ms": 0}),
        FaultKind("stall", "F10", "link", "bytes are held, then all come at once"),
        FaultKind("slow", "F11", "link", "a narrow line", {"bytes_per_s": 1000}),
        FaultKind("slice", "F12", "link", "every write is cut into small ones", {"bytes": 1}),
        FaultKind("truncate", "F14", "link", "cut after so many more bytes", {"bytes": 0, "end": "reset"}),
        FaultKind("reply_lost", "F20", "server", "commands are executed, their replies never leave"),
        FaultKind("reply_delayed", "F21", "server", "replies leave later", {"ms": 1000}),
        FaultKind("reply_doubled", "F22", "server", "replies come twice"),
        FaultKind("tag_missing", "F24", "server", "replies do not carry the customTag"),
        FaultKind("tag_wrong", "F24", "server", "replies carry another customTag"),
        FaultKind("statuses_stop", "F26", "server", "tradeStatus messages are lost"),
        FaultKind("trades_stop", "F27", "server", "trade messages are lost while keepAlive lives"),
        FaultKind("keepalive_stops", "F28", "server", "no keepAlive messages, everything else goes on"),
        FaultKind("ticks_stop", "F29", "server", "no tickPrices messages, everything else goes on"),
        FaultKind("candles_stop", "F29", "server", "no candle messages, everything else goes on"),
        FaultKind(
            "error",
            "F30 F32 F33 F41 F42",
            "server",
            "commands answer with an error code; with after they are executed first",
            {"code": "EX001", "message": "Internal error", "after": False},
        ),
        FaultKind("token_invalid", "F38", "server", "stream commands answer BE117"),
    )
}


@dataclass(slots=True, eq=False)
class Fault:
    """An active fault and whom it strikes; `left` counts down (None: without end), `hits` up."""

    id: str
    kind: FaultKind
    socket: str
    login: str | None
    command: str | None
    direction: str
    seconds: float | None
    left: int | None
    settings: dict[str, Any]
    hits: int = 0
    links: set[int] = field(default_factory=set)

    def strikes(self, socket: str, login: str | None, command: str | None = None) -> bool:
        """Tell whether a connection (and command) is in its range, count aside."""
        return (
            self.socket in ("all", socket)
            and (self.login is None or self.login == login)
            and (self.command is None or self.command == command)
        )

    def flows(self, direction: str) -> bool:
        """Tell whether it acts on bytes that go this way."""
        return self.direction in ("both", direction)

    def describe(self) -> dict[str, Any]:
        """Return it as JSON data, the form in which it can be set again."""
        return {
            "id": self.id,
            "fault": self.kind.name,
            "number": self.kind.number,
            "socket": self.socket,
            "login": self.login,
            "command": self.command,
            "direction": self.direction,
            "count": self.left,
            "seconds": self.seconds,
            "hits": self.hits,
            **self.settings,
        }


class FaultBoard:
    """All active faults. Listeners are called after each change, with the fault that was set, or None."""

    def __init__(self) -> None:
        self._active: dict[str, Fault] = {}
        self._ids = itertools.count(1)
        self._listeners: list[Callable[[Fault | None], None]] = []

    def listen(self, listener: Callable[[Fault | None], None]) -> None:
        """Have a function called after each change."""
        self._listeners.append(listener)

    @property
    def busy(self) -> bool:
        """Tell whether any fault is active; cheap, for paths that are walked thousands of times a second."""
        return bool(self._active)

    def active(self) -> list[Fault]:
        """Return the active faults, oldest first."""
        return list(self._active.values())

    def apply(self, request: object) -> None:
        """Carry out `{"set": [...], "clear": [...] or "all"}`; nothing changes when any part of it is wrong."""
        if not isinstance(request, dict) or not set(request) <= {"set", "clear"}:
            raise FaultError('expected an object with "set" and "clear"')
        wanted = request.get("set", [])
        if not isinstance(wanted, list):
            raise FaultError('"set" must be a list')
        faults = [self._read(description) for description in wanted]
        gone = self._find(request.get("clear", []))
        for fault in gone:
            self._end(fault)
        for fault in faults:
            self._begin(fault)

    def set(self, fault: str, **settings: Any) -> Fault:
        """Begin one fault, as `apply` does; handy for tests."""
        made = self._read({"fault": fault, **settings})
        self._begin(made)
        return made

    def clear(self, which: str | Iterable[str] = "all") -> None:
        """End faults by name or id, or all."""
        for fault in self._find(which if isinstance(which, str) else list(which)):
            self._end(fault)

    def strike(self, name: str, socket: str, login: str | None, command: str | None = None) -> Fault | None:
        """Return the active fault of that name for this connection and command, and use it up by one."""
        for fault in self._active.values():
            if fault.kind.name == name and fault.strikes(socket, login, command):
                fault.hits += 1
                if fault.left is not None:
                    fault.left -= 1
                    if fault.left <= 0:
                        self._end(fault)
                return fault
        return None

    def on_link(self, link: int, socket: str, login: str | None) -> list[Fault]:
        """Return the faults on a standing connection's line; a count is the number of connections struck."""
        struck: list[Fault] = []
        for fault in self._active.values():
            if fault.kind.layer != "link" or fault.kind.name == "refuse" or not fault.strikes(socket, login):
                continue
            if link not in fault.links:
                if fault.left is not None and fault.left <= 0:
                    continue
                fault.links.add(link)
                fault.hits += 1
                fault.left = None if fault.left is None else fault.left - 1
            struck.append(fault)
        return struck

    def end(self, fault: Fault) -> None:
        """End one fault."""
        self._end(fault)

    def _begin(self, fault: Fault) -> None:
        self._active[fault.id] = fault
        if fault.seconds is not None:
            asyncio.get_running_loop().call_later(fault.seconds, self._end, fault)
        self._tell(fault)
        if fault.kind.one_shot and fault.seconds is None:
            self._end(fault)

    def _end(self, fault: Fault) -> None:
        if self._active.pop(fault.id, None) is not None:
            self._tell(None)

    def _tell(self, fault: Fault | None) -> None:
        for listener in self._listeners:
            listener(fault)

    def _find(self, which: object) -> list[Fault]:
        if which == "all":
            return self.active()
        names = [which] if isinstance(which, str) else which
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise FaultError('"clear" must be "all" or a list of names or ids')
        unknown = [name for name in names if name not in CATALOGUE and name not in self._active]
        if unknown:
            raise FaultError(f"no such fault to clear: {', '.join(unknown)}")
        return [fault for fault in self._active.values() if fault.id in names or fault.kind.name in names]

    def _read(self, description: object) -> Fault:
        if not isinstance(description, dict):
            raise FaultError("a fault must be an object")
        fields = dict(description)
        name = fields.pop("fault", None)
        kind = CATALOGUE.get(name) if isinstance(name, str) else None
        if kind is None:
            raise FaultError(f"unknown fault {name!r}; known are {', '.join(CATALOGUE)}")
        fault = Fault(
            id=f"fault-{next(self._ids)}",
            kind=kind,
            socket=_choice(fields, "socket", SOCKETS, "all"),
            login=_text(fields, "login"),
            command=_text(fields, "command"),
            direction=_choice(fields, "direction", DIRECTIONS, "both"),
            seconds=_number(fields, "seconds"),
            left=_count(fields),
            settings={key: _setting(fields, kind, key, default) for key, default in kind.fields.items()},
        )
        for derived in ("id", "number", "hits"):
            fields.pop(derived, None)
        if fields:
            raise FaultError(f"{kind.name} does not know {', '.join(map(repr, fields))}")
        return fault


def _choice(fields: dict[str, Any], key: str, choices: tuple[str, ...], default: str) -> str:
    value = fields.pop(key, None)
    if value is None:
        return default
    if value not in choices:
        raise FaultError(f'"{key}" must be one of {", ".join(choices)}')
    return str(value)


def _text(fields: dict[str, Any], key: str) -> str | None:
    value = fields.pop(key, None)
    if value is None or isinstance(value, str):
        return value
    raise FaultError(f'"{key}" must be a string or null')


def _number(fields: dict[str, Any], key: str) -> float | None:
    value = fields.pop(key, None)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise FaultError(f'"{key}" must be a number above 0 or null')
    return float(value)


def _count(fields: dict[str, Any]) -> int | None:
    count = _number(fields, "count")
    if count is not None and count != int(count):
        raise FaultError('"count" must be a whole number')
    return None if count is None else int(count)


def _setting(fields: dict[str, Any], kind: FaultKind, key: str, default: Any) -> Any:
    value = fields.pop(key, default)
    wanted = int | float if isinstance(default, int) and not isinstance(default, bool) else type(default)
    if not isinstance(value, wanted) or (isinstance(value, bool) and not isinstance(default, bool)):
        raise FaultError(f'"{key}" of {kind.name} must be like {default!r}')
    if not isinstance(value, bool | str) and (value < 0 or (value == 0 and default != 0)):
        raise FaultError(f'"{key}" of {kind.name} is too small')
    if key == "end" and value not in ("reset", "fin"):
        raise FaultError('"end" must be "reset" or "fin"')
    return value
