"""Which faults are active, and whom they strike next."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable
from typing import Any

from tui.simulator.faults.catalogue import CATALOGUE
from tui.simulator.faults.fault import Fault, FaultError
from tui.simulator.faults.reading import read_fault


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
            self.end(fault)
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
            self.end(fault)

    def strike(self, name: str, socket: str | None, login: str | None, command: str | None = None) -> Fault | None:
        """Return the oldest active fault of that name for this connection and command, and use it up by one."""
        for fault in self._active.values():
            if fault.kind.name == name and fault.strikes(socket, login, command):
                return self._use(fault)
        return None

    def strike_symbol(self, name: str, socket: str, login: str | None, command: str, symbol: str) -> Fault | None:
        """Do what `strike` does, for faults only that are meant for this symbol or for any."""
        for fault in self._active.values():
            meant = fault.kind.name == name and fault.settings.get("symbol", "") in ("", symbol)
            if meant and fault.strikes(socket, login, command):
                return self._use(fault)
        return None

    def meant_for(self, name: str, command: str, query: str) -> Fault | None:
        """Return the oldest active fault of that name for a page's command about a query, without using it up.

        Faults that name no query are meant for any.
        """
        for fault in self._active.values():
            meant = fault.kind.name == name and fault.settings["query"] in ("", query)
            if meant and fault.strikes(None, None, command):
                return fault
        return None

    def strike_query(self, name: str, command: str, query: str) -> Fault | None:
        """Do what `meant_for` does, and use the fault up by one."""
        fault = self.meant_for(name, command, query)
        return None if fault is None else self._use(fault)

    def strike_page(
        self, name: str, login: str | None, command: str, page: int = 0, what: str | None = None
    ) -> Fault | None:
        """Do what `strike` does, for faults only that are meant for this page or any; and for this `what`, if given."""
        for fault in self._active.values():
            meant = fault.kind.name == name and fault.settings.get("page", 0) in (0, page)
            if meant and what in (None, fault.settings.get("what")) and fault.strikes(None, login, command):
                return self._use(fault)
        return None

    def strike_aimed(self, name: str, socket: str, login: str | None, command: str | None, way: str) -> Fault | None:
        """Do what `strike` does, for faults only that name this very command and go this way."""
        if command is None:
            return None
        for fault in self._active.values():
            aimed = fault.kind.name == name and fault.command == command and fault.flows(way)
            if aimed and fault.strikes(socket, login, command):
                return self._use(fault)
        return None

    def on_link(self, link: int, socket: str, login: str | None) -> list[Fault]:
        """Return the faults on a standing connection's line; a count is the number of connections struck.

        Those for a command are not on the line: they strike when the command comes.
        """
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
        if self._active.pop(fault.id, None) is not None:
            self._tell(None)

    def _use(self, fault: Fault) -> Fault:
        fault.hits += 1
        if fault.left is not None:
            fault.left -= 1
            if fault.left <= 0:
                self.end(fault)
        return fault

    def _begin(self, fault: Fault) -> None:
        self._active[fault.id] = fault
        if fault.seconds is not None:
            asyncio.get_running_loop().call_later(fault.seconds, self.end, fault)
        self._tell(fault)
        if fault.kind.one_shot and fault.seconds is None:
            self.end(fault)

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
        return read_fault(description, f"fault-{next(self._ids)}")
