"""Reading the description of a fault: JSON data to values, or words that say what is wrong with it."""

from __future__ import annotations

from typing import Any

from tui.simulator.faults.catalogue import CATALOGUE
from tui.simulator.faults.fault import Fault, FaultError
from tui.simulator.faults.kind import FaultKind

SOCKETS = ("main", "stream", "all")
DIRECTIONS = ("both", "to_client", "to_server")
_STATES = frozenset("0134")
_DERIVED = ("id", "number", "hits")


def read_fault(description: object, name: str) -> Fault:
    """Return the fault that is described, with `name` as its id; raises `FaultError`."""
    if not isinstance(description, dict):
        raise FaultError("a fault must be an object")
    fields = dict(description)
    wanted = fields.pop("fault", None)
    kind = CATALOGUE.get(wanted) if isinstance(wanted, str) else None
    if kind is None:
        raise FaultError(f"unknown fault {wanted!r}; known are {', '.join(CATALOGUE)}")
    fault = Fault(
        id=name,
        kind=kind,
        socket=_choice(fields, "socket", SOCKETS, "all"),
        login=_text(fields, "login"),
        command=_text(fields, "command"),
        direction=_choice(fields, "direction", DIRECTIONS, "both"),
        seconds=_number(fields, "seconds"),
        left=_count(fields),
        settings={key: _setting(fields, kind, key, default) for key, default in kind.fields.items()},
    )
    for derived in _DERIVED:
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
    choices = kind.choices.get(key)
    if choices is not None and value not in choices:
        raise FaultError(f'"{key}" must be one of {", ".join(choices)}')
    if key == "sequence" and not set(words(str(value))) <= _STATES:
        raise FaultError('"sequence" must be request states (0, 1, 3, 4) with commas between them')
    if key in ("sequence", "codes") and not words(str(value)):
        raise FaultError(f'"{key}" must not be empty')
    return value


def words(text: str) -> list[str]:
    """Return the words of a setting that has commas between them."""
    return [word.strip() for word in text.split(",") if word.strip()]
