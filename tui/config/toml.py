"""Reads TOML files and checks simple tables without a library, for what the first frame waits for."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from tui.errors import ConfigError

T = TypeVar("T")

LARGEST_FILE = 1 << 20
"""Bytes; a larger file is not a config that somebody wrote."""

_KINDS = {str: "text", bool: "true or false", int: "a whole number"}


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """Return the file's table; raises ConfigError that names the file and, where known, line and column."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ConfigError(f"The {what} cannot be read", f"{path}: {error.strerror}") from error
    if len(content) > LARGEST_FILE:
        raise ConfigError(f"The {what} is too large", f"{path} has more than {LARGEST_FILE} bytes")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"The {what} is not UTF-8 text", f"{path}, byte {error.start}") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # The parser's message gives the place and, at most, one character of the file.
        raise ConfigError(f"The {what} is not valid TOML", f"{path}: {error}") from None


def nearest(name: str, known: list[str]) -> str:
    """Return the known name that a typing error most likely meant, or an empty text."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return close[0] if close else ""


def wrong_in(path: Path, what: str, lines: list[str], cure: str = "Correct the file and start again.") -> ConfigError:
    """Return one error for all that is wrong with a file."""
    many = f"{len(lines)} errors" if len(lines) > 1 else "an error"
    return ConfigError(
        f"The {what} has {many}",
        "\n".join(f"{path}: {line}" for line in lines),
        cure,
    )


class TableReader:
    """Builds frozen dataclasses from tables and notes what does not fit, one line each.

    A field may have `pattern` in its metadata, a regular expression for its whole text, and `wanted`, that in words.
    `unknown_keys` are refused with the nearest known name, or dropped.
    """

    def __init__(self, *, unknown_keys: bool) -> None:
        self.problems: list[str] = []
        self._drop = unknown_keys

    def read(self, kind: type[T], table: Mapping[str, Any], where: str = "") -> T | None:
        """Return `table` as a `kind`, or None when something was noted."""
        before = len(self.problems)
        hints = typing.get_type_hints(kind)
        fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
        values: dict[str, Any] = {}
        for key, value in table.items():
            place = f"{where}{key}"
            if key in fields:
                values[key] = self._value(hints[key], value, place, fields[key].metadata)
            elif not self._drop:
                close = nearest(key, list(fields))
                cure = f"did you mean {close}?" if close else f"known here: {', '.join(sorted(fields))}"
                self.problems.append(f"{place}: unknown key, {cure}")
        for name, field in fields.items():
            if name not in table and field.default is field.default_factory is dataclasses.MISSING:
                self.problems.append(f"{where}{name}: is missing")
        return kind(**values) if len(self.problems) == before else None

    def _value(self, hint: Any, value: object, place: str, rule: Mapping[str, Any]) -> Any:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is types.UnionType or origin is typing.Union:
            return self._one_of([each for each in arguments if each is not type(None)], value, place)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self.read(hint, value, f"{place}.") if isinstance(value, dict) else self._refuse(place, "a table")
        if origin is dict:
            if not isinstance(value, dict):
                return self._refuse(place, "a table")
            return {key: self._value(arguments[1], each, f"{place}.{key}", {}) for key, each in value.items()}
        if origin is list:
            if not isinstance(value, list):
                return self._refuse(place, "a list")
            return [self._value(arguments[0], each, f"{place}[{at + 1}]", {}) for at, each in enumerate(value)]
        if type(value) is not hint:
            return self._refuse(place, _KINDS.get(hint, "something else"))
        pattern = rule.get("pattern")
        if pattern is not None and not re.fullmatch(pattern, str(value)):
            return self._refuse(place, rule.get("wanted", f"like {pattern}"))
        return value

    def _one_of(self, hints: list[Any], value: object, place: str) -> Any:
        if type(value) in hints:
            return value
        return self._value(hints[0], value, place, {})

    def _refuse(self, place: str, wanted: str) -> None:
        self.problems.append(f"{place}: should be {wanted}")
