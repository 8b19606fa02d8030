"""Reading the service's answers: JSON that is cleaned of everything that could steer a terminal, then our values.

Missing fields are empty, unknown ones are kept in `extra`. An answer that cannot mean what was asked for is an
UnreadableError, which the client turns into an outcome.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

from pydantic import SecretStr

from tui.dxfeed.outcomes import Json
from tui.dxfeed.records import (
    Account,
    Activation,
    Grant,
    Moment,
    NewAccount,
    Next,
    ProfileLink,
    Subscription,
    moment,
)
from tui.dxfeed.token import mask, read_token
from tui.net.text import clean, clean_line

_DEEPEST = 32
_LONGEST = 10_000


class UnreadableError(ValueError):
    """An answer is no JSON, or lacks what it must have; its text is fit to be shown."""


def parse(body: bytes) -> Json:
    """Return an answer's content, None when it is empty; raises UnreadableError."""
    if not body.strip():
        return None
    try:
        found = json.loads(body, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        raise UnreadableError(f"the answer is no JSON: {first_line(body)}") from None
    return _cleaned(found, 0)


def first_line(body: bytes) -> str:
    """Return the beginning of an answer as it may be shown."""
    text = body[:400].decode("utf-8", "replace").strip()
    return clean_line(text.split("\n", 1)[0], 120)


def account(answer: Json) -> Account:
    """Read an account's card; `subsciberStatus`, as the pages spell it, is read too (R-C4)."""
    fields = dict(_object(answer))
    found = _text(fields, "id", "accountId")
    if not found:
        raise UnreadableError("the answer names no account")
    email, status = _text(fields, "email"), _text(fields, "status")
    subscriber = _text(fields, "subscriberStatus", "subsciberStatus")
    return Account(found, email, status, subscriber, _text(fields, "dataAccessStatus"), fields)


def new_account(answer: Json) -> NewAccount:
    """Read the id of a created account."""
    fields = dict(_object(answer))
    found = _text(fields, "accountId", "id")
    if not found:
        raise UnreadableError("the answer names no account")
    return NewAccount(found, fields)


def subscriptions(answer: Json) -> tuple[Subscription, ...]:
    """Read an account's subscriptions."""
    rows = answer if isinstance(answer, list) else _object(answer).get("subscriptions")
    if not isinstance(rows, list):
        raise UnreadableError("the answer has no list of subscriptions")
    return tuple(_subscription(row) for row in rows)


def activation(version: int, answer: Json) -> Activation:
    """Read what an activation of this version answered. Neither links nor id null is not the same as left out."""
    fields = dict(_object(answer))
    told = {"signupPageByTheme", "confirmationId"} & fields.keys()
    links = _links(fields.pop("signupPageByTheme", None))
    confirmation = _text(fields, "confirmationId") or None
    if links:
        step = Next.LINK_AND_CONFIRM if confirmation else Next.LINK
    else:
        step = Next.CONFIRM if confirmation else Next.NOTHING if len(told) == 2 else Next.LOOK
    return Activation(version, links, confirmation, step, fields)


def grant(answer: Json) -> Grant:
    """Read a token with status OK."""
    fields = dict(_object(answer))
    token = _text(fields, "token")
    if not token:
        raise UnreadableError("the answer has no token")
    details = fields.pop("details", None)
    names = tuple(str(each) for each in details if each is not None) if isinstance(details, list) else None
    for name in ("status", "reason"):
        fields.pop(name, None)
    return Grant(SecretStr(token), read_token(token), names, fields)


def is_granted(answer: Json) -> bool:
    """Tell whether a token's answer is one: its own status counts, not that of HTTP (R-C10)."""
    if not isinstance(answer, dict):
        return True
    return str(answer.get("status", "OK")).upper() == "OK"


def profile_link(answer: Json) -> ProfileLink:
    """Read the links of a profile page."""
    fields = dict(_object(answer))
    links = _links(fields.pop("profilePageByTheme", None))
    if not links:
        raise UnreadableError("the answer has no link")
    return ProfileLink(links, _moment(fields.pop("expiresAt", None)), fields)


def nothing(answer: Json) -> None:
    """Read an answer whose status alone counts (R-C8)."""


def without_tokens(answer: Json) -> Json:
    """Return an answer as it may be shown: tokens and passwords masked at any depth."""
    if isinstance(answer, list):
        return [without_tokens(each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    shown: dict[str, Json] = {}
    for name, value in answer.items():
        secret = any(word in name.lower() for word in ("token", "password", "secret"))
        shown[name] = mask(value) if secret and isinstance(value, str) else without_tokens(value)
    return shown


def _subscription(row: Json) -> Subscription:
    fields = dict(_object(row))
    name, status = _text(fields, "name", "feedName"), _text(fields, "status")
    return Subscription(name, status, _moment(fields.pop("expiresAt", fields.pop("endDate", None))), fields)


def _links(value: Json) -> dict[str, str]:
    if isinstance(value, str):
        return {"LIGHT": value} if value else {}
    if not isinstance(value, dict):
        return {}
    return {theme: link for theme, link in value.items() if isinstance(link, str) and link}


def _moment(value: Json) -> Moment | None:
    if value is None or value == "":
        return None
    return moment(value if isinstance(value, str) else json.dumps(value))


def _object(answer: Json) -> dict[str, Json]:
    if not isinstance(answer, dict):
        raise UnreadableError("the answer is no JSON object")
    return answer


def _text(fields: dict[str, Json], *names: str) -> str:
    """Take the first of these fields that says something out of `fields`, as text."""
    values = [fields.pop(name, None) for name in names]
    found = next((value for value in values if value not in (None, "")), "")
    return found if isinstance(found, str) else json.dumps(found)


def _cleaned(value: Json, depth: int) -> Json:
    if depth > _DEEPEST:
        raise UnreadableError("the answer is nested too deeply")
    if isinstance(value, str):
        return clean(value, _LONGEST)
    if isinstance(value, list):
        return [_cleaned(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {clean_line(name): _cleaned(each, depth + 1) for name, each in value.items()}
    return value


def _no_constant(name: str) -> Json:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def secrets_in(values: Iterable[SecretStr]) -> list[str]:
    """Return the texts of secrets, for a redactor."""
    return [value.get_secret_value() for value in values]
