"""The error codes of the Flex Web Service: what each one means, whether waiting helps, and what the user can do."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from tui.net.text import clean_line


class CodeClass(enum.Enum):
    """What a code asks of whoever gets it."""

    PENDING = "pending"
    """The statement is being made: ask for it again, on the poll ladder."""
    RETRY_SOON = "retry soon"
    """The service is busy: a few tries, each after a longer wait."""
    RETRY_SLOW = "retry slowly"
    """Data of the day is not there yet: half a minute and more between tries."""
    TOO_FAST = "too fast"
    """The token asked too often: nobody uses it for a minute."""
    REQUEST_AGAIN = "request again"
    """The reference is no longer known: one new request."""
    STEP_BACK = "step back"
    """Nothing up to that day: the same request with an earlier last day."""
    TOKEN = "token"  # noqa: S105 - the name of a class of errors
    """The token cannot be used; only its owner can help."""
    QUERY = "query"
    """The query cannot be used; it has to be changed in the portal."""
    ACCOUNT = "account"
    """The account or its service is not open for this; it has to be changed in the portal."""
    FATAL = "fatal"
    """Trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class FlexCode:
    """One code. `says` is the service's sentence, `meaning` and `remedy` are ours."""

    code: int
    says: str
    meaning: str
    kind: CodeClass
    remedy: str
    known: bool = True


_NOT_READY = "It comes by itself after the nightly run; nothing has to be done."
_PORTAL = "Client Portal, Performance & Reports, Flex Queries"


def _late(code: int, says: str, what: str) -> FlexCode:
    return FlexCode(code, says, f"{what} of the last day are not computed yet.", CodeClass.RETRY_SLOW, _NOT_READY)


_ALL = (
    FlexCode(
        1001,
        "Statement could not be generated at this time. Please try again shortly.",
        "The service could not make the statement now; retired addresses answer this for ever.",
        CodeClass.RETRY_SOON,
        "If it stays, check that base is not the legacy address, then save the query again in the portal.",
    ),
    FlexCode(
        1003,
        "Statement is not available.",
        "There is no statement for these days, most often because the last one is not closed yet.",
        CodeClass.STEP_BACK,
        "Ask for days up to yesterday, or for a period in which the account existed.",
    ),
    FlexCode(
        1004,
        "Statement is incomplete at this time. Please try again shortly.",
        "Parts of the statement are still missing.",
        CodeClass.RETRY_SLOW,
        _NOT_READY,
    ),
    _late(1005, "Settlement data is not ready at this time. Please try again shortly.", "The settlements"),
    _late(1006, "FIFO P/L data is not ready at this time. Please try again shortly.", "The realised results (FIFO)"),
    _late(1007, "MTM P/L data is not ready at this time. Please try again shortly.", "The mark-to-market results"),
    _late(
        1008,
        "MTM and FIFO P/L data is not ready at this time. Please try again shortly.",
        "The realised and the mark-to-market results",
    ),
    FlexCode(
        1009,
        "The server is under heavy load. Statement could not be generated at this time. Please try again shortly.",
        "The service has too much to do.",
        CodeClass.RETRY_SOON,
        "Try again in a quarter of an hour; mornings in New York are busy.",
    ),
    FlexCode(
        1010,
        "Legacy Flex Queries are no longer supported. Please convert over to Activity Flex.",
        "The query is of a retired kind.",
        CodeClass.QUERY,
        f"Make it anew as an Activity Flex Query: {_PORTAL}.",
    ),
    FlexCode(
        1011,
        "Service account is inactive.",
        "The Flex Web Service is switched off for this user.",
        CodeClass.ACCOUNT,
        "Switch it on in the portal, under the Flex Web Service settings.",
    ),
    FlexCode(
        1012,
        "Token has expired.",
        "The token's time is over.",
        CodeClass.TOKEN,
        "Make a new token in the portal (up to one year) and store it; the old one stays dead.",
    ),
    FlexCode(
        1013,
        "IP restriction.",
        "The token only works from another internet address than this one.",
        CodeClass.TOKEN,
        "Use it from there, or make a token without an address.",
    ),
    FlexCode(
        1014,
        "Query is invalid.",
        "This user has no query with this number.",
        CodeClass.QUERY,
        f"Compare the query id with the portal ({_PORTAL}); queries belong to the user name that made them.",
    ),
    FlexCode(
        1015,
        "Token is invalid.",
        "The token is mistyped, or a newer one replaced it.",
        CodeClass.TOKEN,
        "Copy the current token from the portal; making a new one ends the one before.",
    ),
    FlexCode(
        1016,
        "Account in invalid.",
        "The account of the query is closed or not this user's.",
        CodeClass.ACCOUNT,
        "Choose the accounts of the query again in the portal.",
    ),
    FlexCode(
        1017,
        "Reference code is invalid.",
        "The service no longer knows the request: it is too old, or another token's.",
        CodeClass.REQUEST_AGAIN,
        "Ask for the statement anew.",
    ),
    FlexCode(
        1018,
        "Too many requests have been made from this token. Please try again shortly.",
        "The token was used more than once a second or ten times a minute, perhaps by another program.",
        CodeClass.TOO_FAST,
        "It goes on after a minute; let no other program use the same token.",
    ),
    FlexCode(
        1019,
        "Statement generation in progress. Please try again shortly.",
        "The statement is being made.",
        CodeClass.PENDING,
        "Wait; a new token or query can take more than an hour.",
    ),
    FlexCode(
        1020,
        "Invalid request or unable to validate request.",
        "The service does not accept token and query together.",
        CodeClass.FATAL,
        "Check that both come from the same user; a brand-new query can answer this for some hours.",
    ),
    FlexCode(
        1021,
        "Statement could not be retrieved at this time. Please try again shortly.",
        "The statement is there but could not be fetched now.",
        CodeClass.PENDING,
        "Wait; the same reference is asked for again.",
    ),
)

CODES: dict[int, FlexCode] = {entry.code: entry for entry in _ALL}
"""Every documented code; there is no 1002."""

_WORDS = re.compile(r"[^a-z0-9]+")


def explain(code: int, says: str = "") -> FlexCode:
    """Return what is known about `code`; of an unknown one only its text tells whether trying again makes sense."""
    known = CODES.get(code)
    if known is not None:
        return known
    text = clean_line(says, 300)
    again = "try again" in text.lower()
    return FlexCode(
        code,
        text,
        "The service answered with a code that its documentation does not have.",
        CodeClass.RETRY_SLOW if again else CodeClass.FATAL,
        "It asks to try again later." if again else "Ask IBKR's support what it means.",
        known=False,
    )


def code_of(says: str) -> int | None:
    """Return the code whose sentence `says` is, None when no code says that."""
    words = _folded(says)
    return next((entry.code for entry in _ALL if _folded(entry.says) == words), None) if words else None


def _folded(text: str) -> str:
    return _WORDS.sub(" ", text.lower()).strip()
