"""The events of what surrounds trading: news, calendar, version, the user's own alerts; see `tui.domain.events`."""

from __future__ import annotations

from typing import NamedTuple

from tui.domain.releases import Release


class NewsPublished(NamedTuple):
    """A news item; `body` is the broker's HTML, cleaned of control characters but not rendered."""

    key: str
    title: str
    body: str
    at_ms: int


class NewsLoaded(NamedTuple):
    """News of a span were read (XAPI 5.3.10)."""

    items: tuple[NewsPublished, ...]
    from_ms: int


class CalendarLoaded(NamedTuple):
    """The economic calendar was read (XAPI 5.3.2); it replaces what was known. `at_ms` is the broker's time."""

    releases: tuple[Release, ...]
    at_ms: int


class VersionRead(NamedTuple):
    """The broker told the version of its API (XAPI 5.3.20)."""

    version: str


class AlertFired(NamedTuple):
    """An alert of the user's own has come true; `words` says which and at what value."""

    alert: int
    words: str
    note: str
    received: float
