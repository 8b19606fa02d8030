"""Lays a row out as columns, and cleans texts that come again and again only once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.crm.parts import tags_of, utm_of
from tui.crm.records import NOWHERE, Whence
from tui.crm.values import fold, text_of

_WHOLE = frozenset({"tags", "categorizedtags", "tagcategories", "customertags"})
_UTM = frozenset({"utmdetails", "utm"})
_DEEPEST = 2
_MOST_COLUMNS = 500
_MOST_TEXTS = 50_000
_MOST_NAMES = 500


class Flattener:
    """Turns a row into columns: what lies in objects gets its path as a name."""

    def __init__(self) -> None:
        self._folded: dict[str, str] = {}

    def columns(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns of a row."""
        found: dict[str, Any] = {}
        self._fill(found, value, "", 0)
        return found

    def _fill(self, found: dict[str, Any], value: Mapping[str, Any], prefix: str, depth: int) -> None:
        for key, each in value.items():
            path = f"{prefix}{key}" if prefix else key
            name = self._fold(path)
            if name in _UTM:
                found[path] = each
                found.update((f"{path}.{part}", text) for part, text in utm_of(each).items())
            elif isinstance(each, dict) and depth < _DEEPEST and name not in _WHOLE:
                self._fill(found, each, f"{path}.", depth + 1)
            else:
                found[path] = each
            if len(found) > _MOST_COLUMNS:
                return

    def _fold(self, path: str) -> str:
        name = self._folded.get(path)
        if name is None:
            name = fold(path)
            if len(self._folded) < _MOST_NAMES:
                self._folded[path] = name
        return name


class Texts:
    """Cleans texts; what comes again and again is cleaned and kept once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._whences: dict[tuple[tuple[str, str, str, str], str], Whence] = {}

    def whence(self, parts: tuple[str, str, str, str], tags: object) -> Whence:
        """Return who brought somebody: IB, affiliate, campaign and source, and tags of any shape."""
        key = (parts, repr(tags))
        found = self._whences.get(key)
        if found is None:
            read = tags_of(tags)
            found = Whence(*parts, read) if read or any(parts) else NOWHERE
            if len(self._whences) < _MOST_TEXTS:
                self._whences[key] = found
        return found

    def clean(self, value: object) -> str:
        """Return a value as one clean line."""
        if not isinstance(value, str):
            return text_of(value)
        text = self._known.get(value)
        if text is None:
            text = text_of(value)
            if len(self._known) < _MOST_TEXTS and len(value) <= 60:
                self._known[value] = text
        return text
