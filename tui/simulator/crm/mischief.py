"""What faults make of the CRM's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tui.simulator.crm.rows import Amount, Fields, Moment
from tui.simulator.flex.mischief import HTML, PLAIN, page
from tui.simulator.http import HttpResponse, json_response

JSON = "application/json"
_DEPTH = 20_000
_EVERY = 3
"""Damage is done to one row in so many."""
_LOGIN = "/crm/login"


def stranger(how: str) -> HttpResponse:
    """Return the answer of something that is not the API."""
    form = '<form action="/crm/login"><input name="email"><input name="password" type="password"></form>\n'
    pages: Mapping[str, Callable[[], HttpResponse]] = {
        "html": lambda: page(200, "CRM portal", form),
        "not_found": lambda: page(404, "Page not found", "<p>Try the search.</p>\n" * 480),
        "gateway": lambda: page(502, "Bad gateway", "<hr>nginx\n"),
        "unavailable": lambda: HttpResponse(503, b"Service temporarily unavailable\n", PLAIN, (("Retry-After", "30"),)),
        "busy": lambda: json_response({"message": "Too many requests"}, 429),
        "plain": lambda: HttpResponse(200, b"Please try again later\n", PLAIN),
        "empty": lambda: HttpResponse(200, b"", JSON),
        "redirect": lambda: HttpResponse(302, b"", HTML, (("Location", _LOGIN),)),
        "elsewhere": lambda: HttpResponse(302, b"", HTML, (("Location", "http://127.0.0.1:1/login"),)),
        "broken": lambda: HttpResponse(200, b'{"data": [{"id": 1, "email": ', JSON),
        "deep": lambda: HttpResponse(200, b"[" * _DEPTH + b"]" * _DEPTH, JSON),
        "scalar": lambda: HttpResponse(200, b'"ok"', JSON),
        "failed": lambda: json_response({"success": False, "message": "Something went wrong."}),
    }
    return pages[how]()


def token(how: str, text: str) -> HttpResponse:
    """Return a login's answer that is spelled in another way, or holds no token."""
    bodies: Mapping[str, Any] = {
        "nested": {"data": {"token": text}},
        "renamed": {"accessToken": text, "expiresIn": 3600},
        "scalar": text,
        "missing": {},
        "empty": {"token": ""},
        "null": {"token": None},
        "control": {"token": text + "\r\nX-Injected: 1"},
        "failed": {"success": False, "message": "Login failed."},
    }
    return json_response(bodies[how])


def announced(how: str, rows: int, hits: int, total: int) -> int | str | None:
    """Return the total that a page announces; `hits` counts how often it was asked already."""
    forms: Mapping[str, int | str | None] = {
        "grows": total + rows * hits,
        "shrinks": max(0, total - rows * hits),
        "fixed": rows,
        "text": str(total),
        "words": "many",
        "missing": None,
        "negative": -1,
    }
    return forms[how]


def window(how: str, rows: int, number: int, size: int) -> tuple[int, int]:
    """Return which rows a page really holds, from the first to before the second."""
    start = (number - 1) * size
    if how == "overlap":
        start = max(0, start - rows * (number > 1))
    if how == "capped":
        size = min(size, rows)
        start = (number - 1) * size
    if how == "same_page":
        start = 0
    if how == "none":
        return start, start
    end = start + size
    return start, max(start, end - rows) if how == "short" else end


def fields(how: str, row: Fields, place: int) -> Fields:
    """Return the fields of a row, damaged in every third one."""
    if place % _EVERY:
        return row
    if how == "odd_dates":
        odd = ("0000-00-00", "yesterday", "31/12/2025 25:61", "-1")[place // _EVERY % 4]
        return {name: odd if isinstance(value, Moment) else value for name, value in row.items()}
    if how == "odd_numbers":
        number = ("1e999", "NaN", "12,34,5", "9" * 60)[place // _EVERY % 4]
        return {name: number if isinstance(value, Amount) else value for name, value in row.items()}
    if how == "no_ids":
        return {name: value for name, value in row.items() if name != "id"}
    if how == "extra":
        return {**row, "Email": "a second one", "x" * 300: "long name", "note": "\x1b[2J[bold]<b>=1+1"}
    return row


def instead(how: str, row: Any, place: int) -> Any:
    """Return a spelled row, or what stands in the place of every third one."""
    if place % _EVERY:
        return row
    return {"null_rows": None, "text_rows": "<tr><td>row</td></tr>"}.get(how, row)


def twice(rows: Iterator[Any]) -> Iterator[Any]:
    """Yield every row two times."""
    for row in rows:
        yield row
        yield row
