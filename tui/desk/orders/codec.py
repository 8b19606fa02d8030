"""A step as JSON text and back: defaults are left out, decimals are text, nothing is lost."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar, cast

from tui.domain.intent import Action, Intent, OrderWish
from tui.domain.position import OrderKind, Side
from tui.domain.steps import Basis, Step, StepKind

T = TypeVar("T")

Reader = Callable[[object], Any]


class CodecError(ValueError):
    """What stands in the journal is no step of this program's version."""


def canonical(value: object) -> str:
    """Return the one JSON text of a value: keys sorted, ASCII, no blanks. Raises ValueError for NaN and infinity."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def encode(step: Step) -> str:
    """Return a step as canonical JSON."""
    return canonical(_plain(step))


def decode(text: str) -> Step:
    """Return the step that `encode` was given. Raises CodecError."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CodecError("it is no JSON") from error
    return _made(Step, _STEP, value)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Step | Intent | OrderWish):
        return {
            each.name: _plain(inside)
            for each in dataclasses.fields(value)
            if (inside := getattr(value, each.name)) != each.default or type(inside) is not type(each.default)
        }
    return value


def _made(kind: type[T], readers: Mapping[str, Reader], value: object) -> T:
    if not isinstance(value, dict):
        raise CodecError(f"{kind.__name__} is no object")
    strangers = value.keys() - readers.keys()
    if strangers:
        raise CodecError(f"{kind.__name__} has {min(strangers)}, which this version does not know")
    try:
        return kind(**{name: readers[name](inside) for name, inside in value.items()})
    except TypeError as error:
        raise CodecError(f"{kind.__name__} lacks a field") from error


def _exact(kind: type[T]) -> Reader:
    def read(value: object) -> T:
        if type(value) is not kind:
            raise CodecError(f"{value!r} is no {kind.__name__}")
        return value

    return read


def _one_of(kind: type[enum.Enum]) -> Reader:
    def read(value: object) -> enum.Enum:
        try:
            return kind(value)
        except ValueError as error:
            raise CodecError(f"{value!r} is no {kind.__name__}") from error

    return read


def _optional(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


def _decimal(value: object) -> Decimal:
    try:
        return Decimal(cast("str", _TEXT(value)))
    except ArithmeticError as error:
        raise CodecError(f"{value!r} is no number") from error


def _seconds(value: object) -> float:
    if type(value) not in (int, float) or not math.isfinite(cast("float", value)):
        raise CodecError(f"{value!r} is no time")
    return float(cast("float", value))


_TEXT = _exact(str)
_WHOLE = _exact(int)

_WISH: Mapping[str, Reader] = MappingProxyType(
    {
        "action": _one_of(Action),
        "symbol": _TEXT,
        "side": _one_of(Side),
        "volume": _decimal,
        "price": _decimal,
        "kind": _optional(_one_of(OrderKind)),
        "stop_loss": _optional(_decimal),
        "take_profit": _optional(_decimal),
        "trailing_offset": _WHOLE,
        "expires_at": _optional(_WHOLE),
        "position": _optional(_WHOLE),
        "volume_before": _optional(_decimal),
        "note": _TEXT,
        "plan": _TEXT,
        "parent": _TEXT,
    }
)

_INTENT: Mapping[str, Reader] = MappingProxyType(
    {
        "tag": _TEXT,
        "account": _TEXT,
        "server_ms": _WHOLE,
        "wish": lambda value: _made(OrderWish, _WISH, value),
        "price_age_s": _optional(_seconds),
    }
)

_STEP: Mapping[str, Reader] = MappingProxyType(
    {
        "tag": _TEXT,
        "number": _WHOLE,
        "kind": _one_of(StepKind),
        "at_ms": _WHOLE,
        "mono": _seconds,
        "epoch": _WHOLE,
        "intent": _optional(lambda value: _made(Intent, _INTENT, value)),
        "reason": _TEXT,
        "code": _TEXT,
        "message": _TEXT,
        "request_id": _optional(_WHOLE),
        "status": _optional(_WHOLE),
        "position": _optional(_WHOLE),
        "basis": _optional(_one_of(Basis)),
        "price": _optional(_decimal),
        "volume": _optional(_decimal),
        "raw": _TEXT,
    }
)
