"""What an answer that is no report means: whose turn it is, and what heals it (R-B9)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tui.crm.envelope import decoded, load
from tui.crm.errors import AnswerError, CrmError, Denial, DeniedError
from tui.crm.queries import Report
from tui.crm.setup import likely_step
from tui.crm.values import fold, text_of
from tui.net.redact import Redactor
from tui.net.text import clean_line

_MESSAGE_KEYS = ("message", "error", "errors", "errormessage", "errordescription", "description", "detail", "reason")
_MOST_WAIT_S = 600.0

_TITLES = {
    Denial.CREDENTIALS: "The CRM does not accept e-mail and password",
    Denial.NOT_VERIFIED: "The CRM user's e-mail is not verified",
    Denial.KEY: "The CRM does not accept the API key",
    Denial.KEY_EXPIRED: "The API key has expired",
    Denial.DOMAIN: "The CRM does not accept the domain",
    Denial.PERMISSION: "The CRM user may not read the IB reports",
    Denial.MODULE: "A module of the CRM is not enabled",
    Denial.USER: "The CRM user is locked or disabled",
    Denial.UNKNOWN: "The CRM refuses the request",
}
_REMEDIES = {
    Denial.CREDENTIALS: "Correct email and password in the config; the user is the one of the set-up's step {step}.",
    Denial.NOT_VERIFIED: (
        "Open the CRM's e-mail and confirm it; it is valid for 7 days, after that an administrator must have it sent "
        "again (step {step})."
    ),
    Denial.KEY: "Copy the value of the column “API key” again: {where} (step {step}).",
    Denial.KEY_EXPIRED: "An administrator makes a new key with a later expiration date: {where} (step {step}).",
    Denial.DOMAIN: "Set domain to the one that the API key was made for ({where}, step {step}).",
    Denial.PERMISSION: "An administrator ticks “IB Reports” in the user's role: {where} (step {step}).",
    Denial.MODULE: "An administrator of the CRM enables the {module} module; the report depends on it.",
    Denial.USER: "An administrator of the CRM unlocks the user: {where} (step {step}).",
    Denial.UNKNOWN: "Go through the three steps of the set-up with an administrator: role, user, API key.",
}

_VERIFY = re.compile(r"verif|not confirmed|unconfirmed|confirm your|activate your")
_KEY = re.compile(r"api[\s_-]*key|x-api-key|\bkey\b")
_ENDED = re.compile(r"expire|no longer valid|outdated")
_DOMAIN = re.compile(r"domain|tenant")
_MODULE = re.compile(r"module|not enabled|not installed")
_PERMISSION = re.compile(r"permission|privilege|\brole\b|ib reports|not allowed|access denied|forbidden|not authori")
_DISABLED = re.compile(r"locked|disabled|blocked|inactive|suspended|deactivated|too many (failed|login)")
_CREDENTIALS = re.compile(r"password|credential|invalid user|unknown user|e-?mail|bad login")


def words_of(body: bytes, redactor: Redactor | None = None) -> str:
    """Return what an answer says in one cleaned line: its message, or the beginning of its text."""
    text = decoded(body[:20_000])
    try:
        found = "; ".join(dict.fromkeys(each.rstrip(". ") for each in _messages(load(text), 0)))
    except (ValueError, ArithmeticError):
        found = ""
    if not found:
        found = _without_tags(text) if text.lstrip().startswith("<") else text
    found = redactor.mask(found) if redactor is not None else found
    return clean_line(found.strip(), 200)


def denied(status: int, says: str, report: Report | None = None) -> DeniedError:
    """Return the error of a refusal; `report` is None for the login."""
    denial = classify(says, at_login=report is None)
    step = likely_step(denial)
    module = report.module if report is not None else ""
    hint = _REMEDIES[denial].format(
        step=step.number if step else "", where=step.where if step else "", module=module or "report's"
    )
    return DeniedError(denial, status, _TITLES[denial], says, hint)


def classify(says: str, *, at_login: bool) -> Denial:
    """Return why we are refused, by the words of the refusal; UNKNOWN where they do not tell."""
    text = says.lower()
    if _VERIFY.search(text) and not re.search(r"verif\w* (of )?(the )?(token|key|signature)", text):
        return Denial.NOT_VERIFIED
    if _KEY.search(text):
        return Denial.KEY_EXPIRED if _ENDED.search(text) else Denial.KEY
    if _MODULE.search(text):
        return Denial.MODULE
    if _DOMAIN.search(text):
        return Denial.DOMAIN
    if _DISABLED.search(text):
        return Denial.USER
    if at_login:
        return Denial.CREDENTIALS
    if _PERMISSION.search(text):
        return Denial.PERMISSION
    return Denial.CREDENTIALS if _CREDENTIALS.search(text) else Denial.UNKNOWN


def verdict(status: int, headers: Mapping[str, str], body: bytes, says: str, report: Report | None) -> CrmError:
    """Return the error for an answer of any status but success."""
    if _is_page(headers, body) and status not in {401, 403} and status < 500:
        return web_page(status)
    if status in {401, 403} or (
        report is None and status in {400, 404, 422} and classify(says, at_login=False).is_told
    ):
        return denied(status, says, report)
    if status == 429:
        return AnswerError(
            "The CRM asks to go slower",
            _answer(status, says),
            "Try again after a while." if report is None else "It goes on by itself after a while.",
            # Who is locked out for logging in too often must not do it again by itself.
            transient=report is not None,
            wait_s=_wait_s(headers),
        )
    if status >= 500 or status == 408:
        return AnswerError(
            "The CRM has a problem of its own",
            _answer(status, says),
            "Try again; if it stays, tell the CRM's support.",
            transient=True,
            wait_s=_wait_s(headers),
        )
    if report is not None and _MODULE.search(says.lower()):
        return denied(status, says, report)
    if status == 404:
        return AnswerError(
            "The CRM has no such report",
            _answer(status, says),
            f"Check base_url; if it is right, the {report.module if report else 'report'} module may not be enabled.",
        )
    hint = "Compare e-mail, password, key and domain with the CRM." if report is None else "Change the filters."
    return AnswerError("The CRM does not accept the request", _answer(status, says), hint)


def web_page(status: int) -> AnswerError:
    """Return the error for HTML in place of JSON."""
    return AnswerError(
        "A web page came in place of a report",
        f"HTTP status {status}",
        "Check base_url: it is the address of the CRM's API, not of its pages; a proxy may also stand in between.",
    )


def _is_page(headers: Mapping[str, str], body: bytes) -> bool:
    kind = headers.get("content-type", "").lower()
    return "html" in kind or body[:500].lstrip().lower().startswith((b"<!doctype", b"<html"))


def _answer(status: int, says: str) -> str:
    return f"HTTP status {status}: {says}" if says else f"HTTP status {status}"


def _wait_s(headers: Mapping[str, str]) -> float:
    text = headers.get("retry-after", "").strip()
    return min(float(text), _MOST_WAIT_S) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0


def _messages(value: Any, depth: int) -> Iterator[str]:
    if depth > 3:
        return
    if isinstance(value, str):
        yield text_of(value)
    elif isinstance(value, list):
        for each in value[:5]:
            yield from _messages(each, depth + 1)
    elif isinstance(value, dict):
        by_name = {fold(key): each for key, each in value.items()}
        for name in _MESSAGE_KEYS:
            if name in by_name:
                yield from _messages(by_name[name], depth + 1)
        if depth and not set(by_name) & set(_MESSAGE_KEYS):
            for key, each in value.items():
                yield from (f"{text_of(key)}: {text}" for text in _messages(each, depth + 1))


def _without_tags(text: str) -> str:
    title = re.search(r"(?is)<title[^>]*>([^<]{1,200})", text)
    return title[1] if title else re.sub(r"<[^>]{0,2000}>", " ", text)
