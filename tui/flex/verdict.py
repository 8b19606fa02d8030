"""What an answer means for a job: its class, and why, in words for the user."""

from __future__ import annotations

from typing import NamedTuple

from tui.flex.client import Statement, Trouble
from tui.flex.codes import CodeClass
from tui.flex.envelope import Accepted, Refused, Unrecognised
from tui.flex.glance import Kind
from tui.flex.patience import Ending
from tui.net.http import HttpFault

_OURS = {HttpFault.FORBIDDEN, HttpFault.TOO_LARGE}
_ELSEWHERE = {HttpFault.REDIRECT, HttpFault.TLS}

_NAMES = {
    Kind.EMPTY: "nothing",
    Kind.REPLY: "a reply without reference or code",
    Kind.XML: "a statement where none belongs",
    Kind.OTHER_XML: "XML of another kind",
    Kind.HTML: "a web page",
    Kind.CSV: "a table where none belongs",
    Kind.TEXT: "plain text",
    Kind.BINARY: "binary data",
}

_LEGACY_HINT = "The legacy address is retired and answers this to everything: set base to today, or leave it out."
_MANY_HINT = "The service may be under maintenance; if it stays, check the table's base."


class Verdict(NamedTuple):
    """The class of an answer, its code (0 for none), what it means and what helps."""

    kind: CodeClass | Ending
    code: int
    detail: str
    hint: str


def verdict(answer: Accepted | Refused | Unrecognised | Trouble | Statement, *, legacy: bool) -> Verdict:
    """Judge an answer that brought nothing; `legacy` says that the retired address was asked."""
    if isinstance(answer, Refused):
        code = answer.code
        hint = _LEGACY_HINT if legacy and code.code == 1001 else code.remedy
        detail = code.meaning if code.known else " ".join(part for part in (code.meaning, answer.says) if part)
        return Verdict(code.kind, code.code, detail, hint)
    if isinstance(answer, Trouble):
        return Verdict(_ending(answer.fault), 0, answer.detail, answer.hint)
    if isinstance(answer, Unrecognised):
        reason = f" ({answer.reason})" if answer.reason else ""
        words = f": {answer.first_line}" if answer.first_line else ""
        return Verdict(Ending.UNUSABLE, 0, f"The service sent {_NAMES[answer.kind]}{reason}{words}", _MANY_HINT)
    return Verdict(Ending.UNUSABLE, 0, "The service sent something that does not belong here.", _MANY_HINT)


def _ending(fault: HttpFault) -> Ending:
    if fault in _OURS:
        return Ending.WRONG
    return Ending.UNUSABLE if fault in _ELSEWHERE else Ending.NETWORK
