"""Frozen dataclasses to JSON fields and back; Decimals travel as text, so nothing is lost on the way."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import IntEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

_Thing = TypeVar("_Thing")


def encode(thing: object) -> dict[str, object]:
    """Return the fields of a dataclass as JSON values; a dataclass in a field becomes an object."""
    kind: Any = type(thing)
    return {name: _plain(getattr(thing, name)) for name in _hints(kind)}


def decode(kind: type[_Thing], kept: dict[str, object]) -> _Thing:
    """Return the dataclass that `encode` took apart; missing fields take their defaults, unknown ones are ignored."""
    shape: Any = kind
    hints = _hints(shape)
    return kind(**{name: _typed(hints[name], value) for name, value in kept.items() if name in hints})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, IntEnum):
        return int(value)
    return encode(value) if is_dataclass(value) else value


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, IntEnum)):
        return kind(value)
    return decode(kind, value) if is_dataclass(kind) and isinstance(kind, type) else value


@cache
def _hints(kind: object) -> dict[str, Any]:
    shape: Any = kind
    hints = get_type_hints(shape)
    return {field.name: hints[field.name] for field in fields(shape)}
