"""What faults make of the service's answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Never

from tui.simulator.http import BodyCutError, HttpResponse

_HTML = "text/html; charset=UTF-8"
_PLAIN = "text/plain; charset=UTF-8"
_DEPTH = 50_000
_ESCAPES = "\x1b]52;c;cm0gLXJm\x07[@click=app.quit]x[/]\u202e"
_DATES = ("dateTime", "expiresAt")
_NEEDED = frozenset(("id", "accountId", "name", "status", "token", "signupPageByTheme", "confirmationId", "reason"))


def stranger(how: str) -> HttpResponse:
    """Return the answer of something that is not the service."""
    pages: dict[str, Callable[[], HttpResponse]] = {
        "html": lambda: _page(200, "Maintenance", "We will be back soon."),
        "gateway": lambda: _page(502, "502 Bad Gateway", "nginx"),
        "unavailable": lambda: _page(503, "503 Service Temporarily Unavailable", "nginx"),
        "timeout": lambda: _page(504, "504 Gateway Time-out", "nginx"),
        "too_many": lambda: HttpResponse(429, b'{"message":"Too many requests"}', headers=(("Retry-After", "30"),)),
        "redirect": lambda: HttpResponse(302, b"", _HTML, (("Location", "https://services.example.net/dxfeed/"),)),
        "plain": lambda: HttpResponse(200, b"upstream connect error\n", _PLAIN),
        "empty": lambda: HttpResponse(200, b""),
        "list": lambda: HttpResponse(200, b'[{"id":"1"}]'),
        "number": lambda: HttpResponse(200, b"NaN"),
        "broken": lambda: HttpResponse(200, b'{"id":"abc","email":"x@exam'),
        "deep": lambda: HttpResponse(200, b'{"id":' + b"[" * _DEPTH + b"]" * _DEPTH + b"}"),
        "doubled": lambda: HttpResponse(200, b'{"status":"OK","status":"ERROR","token":"a","token":null}'),
    }
    return pages[how]()


def respelled(body: dict[str, Any] | None, how: str, status: int) -> dict[str, Any] | None:
    """Return an answer's body in another spelling."""
    if body is None:
        return {"status": "OK", "requestId": "b1946ac9"} if how == "ok_body" and status == 200 else None
    changed: dict[str, Any] = _walk(body, how)
    if how == "extra":
        changed |= {"requestId": "b1946ac9", "_links": {"self": {"href": "/"}}, "tier": None}
    if how == "missing":
        changed = {key: value for key, value in changed.items() if key in _NEEDED or isinstance(value, list)}
    return changed


def _walk(value: Any, how: str, key: str = "") -> Any:
    if isinstance(value, dict):
        return {_key(name, how): _walk(item, how, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, how, key) for item in value]
    if key in _DATES and isinstance(value, str):
        return _date(value, how)
    if not isinstance(value, str):
        return value
    return _word(value, how, key)


def _key(name: str, how: str) -> str:
    return "subsciberStatus" if how == "misspelt" and name == "subscriberStatus" else name


def _word(value: str, how: str, key: str) -> str | None:
    if key == "reason" and how in ("underscored", "spaced"):
        return value.replace(" ", "_") if how == "underscored" else value.replace("_", " ")
    if how == "other_values" and key in ("status", "subscriberStatus", "dataAccessStatus"):
        return "UNDER_REVIEW"
    if how == "nulls" and key not in _NEEDED:
        return None
    if how == "hostile" and key in ("email", "message", "name", "subscriberStatus"):
        return value + _ESCAPES
    if how == "bad_links" and key in ("LIGHT", "DARK"):
        return "javascript:alert(1)" if key == "LIGHT" else "https://services.example.net/signup?theme=dark"
    return value


def _date(value: str, how: str) -> str | int | None:
    at = datetime.fromisoformat(value)
    forms: dict[str, Callable[[], str | int | None]] = {
        "fraction": lambda: at.strftime("%Y-%m-%dT%H:%M:%S.123456+00:00"),
        "offset": lambda: at.astimezone(timezone(timedelta(hours=-5))).isoformat(),
        "no_zone": lambda: at.strftime("%Y-%m-%dT%H:%M:%S"),
        "epoch": lambda: int(at.astimezone(UTC).timestamp() * 1000),
        "no_date": lambda: "soon",
        "nulls": lambda: None,
    }
    return forms[how]() if how in forms else value


async def cut_short(body: bytes, after: int, end: str) -> AsyncGenerator[bytes]:
    """Yield so many bytes; then the connection ends, or just stays."""
    yield body[:after]
    await stop(end)


async def stop(end: str) -> Never:
    """Never come back: the connection ends, with "reset" or "fin", or stays until the client leaves ("hang")."""
    if end == "hang":
        await asyncio.Event().wait()
    raise BodyCutError(end)


def _page(status: int, title: str, text: str) -> HttpResponse:
    html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1>\n{text}</body></html>\n"
    return HttpResponse(status, html.encode(), _HTML)
