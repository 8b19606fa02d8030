"""What a command is on the wire: its name, its arguments as exact JSON, its size and how its answer is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from tui.errors import GuardError

R = TypeVar("R")
T = TypeVar("T")

LONGEST_COMMAND = 1000
"""Bytes of one command (XAPI 4.1 allows 1 kB; the smaller kilobyte is safe in both readings)."""

_LONGEST_TAG = "1000000.100000000"

Envelope = Mapping[str, object]
"""A whole reply: `status` with `returnData`, or with `errorCode` and `errorDescr`."""


@dataclass(frozen=True, slots=True)
class Command(Generic[R]):
    """A request-reply command; `parse` reads the whole reply of a successful one and raises ProtocolError.

    With `row_wise` the answer is a tuple with something for each row by itself, so that a long reply can be read in
    parts. The arguments stay out of the representation, because one of them is a password.
    """

    name: str
    arguments: Mapping[str, object] = field(repr=False)
    parse: Callable[[Envelope], R] = field(repr=False)
    row_wise: bool = field(default=False, repr=False)

    @property
    def key(self) -> str:
        """What makes two commands the same question."""
        return encode({self.name: self.arguments})

    def frame(self, tag: str = "", *, pretty_print: bool = False) -> str:
        """Return the command as it is sent. Raises GuardError when it is longer than the venue allows."""
        packet: dict[str, object] = {"command": self.name}
        if self.arguments:
            packet["arguments"] = self.arguments
        if pretty_print:
            packet["prettyPrint"] = True
        if tag:
            packet["customTag"] = tag
        return checked(encode(packet), self.name)


def checked(frame: str, name: str) -> str:
    """Return `frame` unchanged, or raise GuardError when it is longer than the venue allows."""
    length = len(frame.encode())
    if length > LONGEST_COMMAND:
        raise GuardError(
            f"{name} is too long to be sent",
            f"{length} bytes; the broker closes the connection above {LONGEST_COMMAND}",
            "Ask for fewer things at once.",
        )
    return frame


def encode(value: object) -> str:
    """Return JSON in which a Decimal keeps its own digits."""
    match value:
        case Decimal():
            if not value.is_finite():
                raise ValueError("a price or volume must be a finite number")
            return format(value, "f")
        case Mapping():
            return "{" + ",".join(f"{json.dumps(key)}:{encode(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(encode, value)) + "]"
        case None | bool() | int() | str():
            # A lone surrogate has no UTF-8; it can only come from a broken paste.
            text = value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
            return json.dumps(text, ensure_ascii=False)
        case _:
            raise TypeError(f"{type(value).__name__} has no exact form on the wire")


def command_batches(items: Sequence[T], make: Callable[[Sequence[T]], Command[R]]) -> list[Command[R]]:
    """Split `items` over as few commands as their length allows, in order."""
    batches: list[Command[R]] = []
    part: list[T] = []
    room = LONGEST_COMMAND - len(make([]).frame(_LONGEST_TAG).encode())
    used = 0
    for item in items:
        size = len(encode(item).encode()) + 1
        if part and used + size > room:
            batches.append(make(tuple(part)))
            part, used = [], 0
        part.append(item)
        used += size
    if part:
        batches.append(make(tuple(part)))
    return batches
