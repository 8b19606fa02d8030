"""Reads what requests carry, and refuses it in the service's words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tui.simulator.dxfeed.account import PERSONAL
from tui.simulator.dxfeed.refusals import bad_request

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LONGEST = 320


def email(value: object) -> str:
    """Return an address in lower case; raises 400."""
    if not isinstance(value, str) or len(value) > _LONGEST or not _EMAIL.fullmatch(value) or ".." in value:
        raise bad_request("Valid email should be specified")
    return value.lower()


def metadata(value: object) -> dict[str, str]:
    """Return the personal data that is there; the object is needed and may be empty."""
    if not isinstance(value, dict):
        raise bad_request("Metadata should be specified")
    found: dict[str, str] = {}
    for name in PERSONAL:
        text = value.get(name)
        if text is not None and not isinstance(text, str):
            raise bad_request(f"Invalid value for {name} provided")
        if text:
            found[name] = text
    return found


def names(fields: dict[str, Any]) -> list[str]:
    """Return the feeds of a list of names, each once; raises 400."""
    return _once([_name(item) for item in _list(fields)])


def wishes(fields: dict[str, Any], version: str, now_ms: int) -> dict[str, int | None]:
    """Return the feeds that are to be activated, each with its end (None: as usual); raises 400."""
    if version == "v1":
        return dict.fromkeys(names(fields))
    found: dict[str, int | None] = {}
    for item in _list(fields):
        name = _name(item.get("feedName") if isinstance(item, dict) else None)
        ends_ms = _end(item.get("endDate"), now_ms)
        found.setdefault(name, ends_ms)
    return found


def redirect(fields: dict[str, Any]) -> str:
    """Return where the end user is sent in the end; only addresses of the web are taken, others are as none."""
    value = fields.get("successRedirectUrl")
    return value if isinstance(value, str) and re.match(r"https?://[^\s\"<>]+$", value) else ""


def _list(fields: dict[str, Any]) -> list[Any]:
    value = fields.get("subscriptions")
    if not isinstance(value, list) or not value:
        raise bad_request("Subscriptions should be specified")
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise bad_request("feedName should be specified")
    return value


def _once(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _end(value: object, now_ms: int) -> int | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise bad_request("Invalid value for endDate provided")
    try:
        ends_ms = round(datetime.fromisoformat(value).astimezone(UTC).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise bad_request("Invalid value for endDate provided") from error
    if ends_ms <= now_ms:
        raise bad_request("End date should be set in the future")
    return ends_ms
