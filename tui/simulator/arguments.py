"""Reads a command's arguments and answers misuse with the protocol's own errors."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tui.simulator.refusals import BAD_FORMAT, INVALID_PARAMETERS, MISSING_DATA

LARGEST_INTEGER = 2**63


class Arguments:
    """The arguments of one command. A missing one is BE106, one of a wrong kind EX000; unknown ones are ignored."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    @classmethod
    def of(cls, command: Mapping[str, Any]) -> Arguments:
        """Take the `arguments` of a command; absent and null are empty, anything but an object is BE110."""
        values = command.get("arguments")
        if values is None:
            return cls({})
        if not isinstance(values, dict):
            raise BAD_FORMAT()
        return cls(values)

    def inner(self, name: str) -> Arguments:
        """Return an object within the arguments."""
        return Arguments(self.mapping(name))

    def mapping(self, name: str) -> dict[str, Any]:
        """Return an object within the arguments as it came."""
        value = self._need(name)
        if not isinstance(value, dict):
            raise INVALID_PARAMETERS()
        return value

    def text(self, name: str) -> str:
        """Return a string; numbers are taken by their digits, as logins come in both forms."""
        value = self._need(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise INVALID_PARAMETERS()
        return value

    def integer(self, name: str, default: int | None = None) -> int:
        """Return a whole number; without a default the argument must be there."""
        value = self._values.get(name)
        if value is None:
            if default is not None:
                return default
            raise MISSING_DATA()
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise INVALID_PARAMETERS()
        if not -LARGEST_INTEGER <= value < LARGEST_INTEGER:
            raise INVALID_PARAMETERS()
        return int(value)

    def flag(self, name: str) -> bool:
        """Return a boolean."""
        value = self._need(name)
        if not isinstance(value, bool):
            raise INVALID_PARAMETERS()
        return value

    def decimal(self, name: str) -> Decimal:
        """Return a number exactly as it was written."""
        value = self._need(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise INVALID_PARAMETERS()
        return Decimal(str(value))

    def texts(self, name: str) -> list[str]:
        """Return a list of strings."""
        return [self._member(item, str) for item in self._list(name)]

    def integers(self, name: str) -> list[int]:
        """Return a list of whole numbers."""
        return [self._member(item, int) for item in self._list(name)]

    def _list(self, name: str) -> list[Any]:
        value = self._need(name)
        if not isinstance(value, list):
            raise INVALID_PARAMETERS()
        return value

    @staticmethod
    def _member(item: Any, kind: type) -> Any:
        if not isinstance(item, kind) or isinstance(item, bool):
            raise INVALID_PARAMETERS()
        return item

    def _need(self, name: str) -> Any:
        value = self._values.get(name)
        if value is None:
            raise MISSING_DATA()
        return value
