"""Every failure case of the service's pages in one table: what it means and what to do next.

A case is found by method, HTTP status and reason; spaces and underscores in reasons are alike, and the message decides
only between cases that share all three. Where a page does not list a reason that another page has, the other page's
case holds. What no page lists keeps the server's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from tui.dxfeed.methods import Method
from tui.dxfeed.reason_rows import ROWS


class Kind(Enum):
    """What a failure means for the work at hand."""

    STOP = "the API key is not accepted: nothing else will work"
    INPUT = "the request has to be corrected"
    NOT_FOUND = "there is no such account, order or subscription"
    EXISTS = "the account is there already"
    ALREADY = "it is so already"
    BLOCKED = "the account is blocked"
    NOT_POSSIBLE = "this cannot be done for this account or feed"
    VENDOR = "dxFeed's support has to look at the settings"
    NO_DATA = "the account gets no data"
    BUSY = "the service asks to wait"
    OTHER = "not documented"


@dataclass(frozen=True, slots=True)
class Case:
    """One failure case. `message` is the page's, with `<name>` for what differs; `advice` is what to do next."""

    method: Method
    status: int
    reason: str
    message: str
    advice: str
    kind: Kind
    documented: bool = True


CASES: tuple[Case, ...] = tuple(
    Case(method, status, reason, message, advice, Kind[kind]) for method, status, reason, message, advice, kind in ROWS
)
"""All cases of the service's pages, in their order."""


def fold(reason: str) -> str:
    """Return a reason as it is compared: `AUTHENTICATION FAILED` and `AUTHENTICATION_FAILED` are one."""
    return re.sub(r"[\s_-]+", "_", reason.strip()).upper()


def find_case(method: Method, status: int, reason: str, message: str = "") -> Case:
    """Return the case of an answer; one that no page lists comes with `documented` false."""
    wanted = fold(reason)
    own = [case for case in CASES if case.method is method]
    for candidates in (own, CASES):
        alike = [case for case in candidates if case.status == status and fold(case.reason) == wanted]
        found = _by_message(alike, message)
        if found is not None:
            return found if found.method is method else replace(found, method=method, documented=False)
    return _undocumented(method, status, reason)


def _by_message(alike: Iterable[Case], message: str) -> Case | None:
    cases = list(alike)
    fitting = [case for case in cases if _pattern(case.message).fullmatch(message.strip().rstrip(".").strip())]
    if fitting:
        return fitting[0]
    # Cases that share everything but the message may still agree on what they mean.
    if len({case.advice for case in cases}) == 1:
        return cases[0]
    return None


@cache
def _pattern(message: str) -> re.Pattern[str]:
    parts = re.split(r"<[^>]+>", message.rstrip("."))
    return re.compile(".*".join(re.escape(part) for part in parts), re.IGNORECASE | re.DOTALL)


_READ_IT = "Read the server's message; the service's pages do not list this case."

_BY_STATUS: dict[int, tuple[Kind, str]] = {
    400: (Kind.INPUT, "Read the server's message and correct the request."),
    401: (Kind.STOP, "Check the provided API key"),
    403: (Kind.STOP, "The API key may not do this; ask dxFeed which methods it is for."),
    404: (Kind.NOT_FOUND, _READ_IT),
    429: (Kind.BUSY, "Wait, then go on more slowly."),
}


def _undocumented(method: Method, status: int, reason: str) -> Case:
    kind, advice = _BY_STATUS.get(status, (Kind.OTHER, _READ_IT))
    if fold(reason) in {"AUTHENTICATION_FAILED"}:
        kind, advice = _BY_STATUS[401]
    return Case(method, status, reason, "", advice, kind, documented=False)
