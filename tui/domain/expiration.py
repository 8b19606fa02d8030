"""When a pending order ends, as a trader types it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from tui.domain.entry import EntryError, Field

_EXAMPLES = "write 16:30, 2h, 3d, 2026-11-23 16:30 or gtc"
_SPAN = re.compile(r"([0-9]{1,4}) ?([mhdw])")
_UNITS_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ Tt]([0-9]{1,2}):([0-9]{2})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_DAYS = 366


def parse_expiration(text: str, now_ms: int, zone: tzinfo) -> int | None:
    """Return when the order ends (UTC ms), None for good-till-cancelled (empty or `gtc`).

    `16:30` is today in the user's zone and refused once it has passed; `2h`, `3d` count from `now_ms` (the broker's
    time). A local time that the change of clocks leaves out or repeats is refused. Raises EntryError.
    """
    text = text.strip().lower()
    if text in ("", "gtc"):
        return None
    at_ms = _moment_ms(text, now_ms, zone)
    if at_ms <= now_ms:
        raise EntryError(Field.EXPIRATION, "this has passed", _later(at_ms, zone))
    if at_ms - now_ms > LONGEST_DAYS * _UNITS_MS["d"]:
        raise EntryError(Field.EXPIRATION, "this is more than a year away", "write gtc for no end")
    return at_ms


def written_expiration(at_ms: int | None, zone: tzinfo) -> str:
    """Return the text that reads as this moment; seconds are cut off."""
    return "gtc" if at_ms is None else datetime.fromtimestamp(at_ms / 1000, zone).strftime("%Y-%m-%d %H:%M")


def _moment_ms(text: str, now_ms: int, zone: tzinfo) -> int:
    if found := _SPAN.fullmatch(text):
        return now_ms + int(found[1]) * _UNITS_MS[found[2]]
    if found := _TIME.fullmatch(text):
        today = datetime.fromtimestamp(now_ms / 1000, zone)
        return _utc_ms((today.year, today.month, today.day, int(found[1]), int(found[2])), zone)
    if found := _MOMENT.fullmatch(text):
        year, month, day, hour, minute = (int(part) for part in found.groups())
        return _utc_ms((year, month, day, hour, minute), zone)
    if _DATE.fullmatch(text):
        raise EntryError(Field.EXPIRATION, "the time of day is missing", f"write {text} 16:30")
    raise EntryError(Field.EXPIRATION, "this is no time", _EXAMPLES)


def _utc_ms(parts: tuple[int, int, int, int, int], zone: tzinfo) -> int:
    try:
        local = datetime(*parts, tzinfo=zone)
        first, second = local.timestamp(), local.replace(fold=1).timestamp()
    except (ValueError, OverflowError):
        raise EntryError(Field.EXPIRATION, "there is no such day or hour", _EXAMPLES) from None
    if first != second:
        raise EntryError(Field.EXPIRATION, "the clocks change in that hour", "write the span, as in 5h")
    return int(first * 1000)


def _later(at_ms: int, zone: tzinfo) -> str:
    tomorrow = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone) + timedelta(days=1)
    return f"write the day too, as in {tomorrow:%Y-%m-%d %H:%M}"
