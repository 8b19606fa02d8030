"""Every error code of the venue: what it means, what it proves about a command, and what the user can do.

The list is XAPI 7 with the codes that clients have met in the wild besides. A code proves a refusal only where it
is known to; everything else, unknown codes included, leaves the fate of an order open.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

CREDENTIAL_CODES = frozenset({"EX007", "EX004", "BE005", "BE004", "EX010", "EX011", "EX017"})
"""Login refusals after which another automatic login would do harm."""

CONNECTION_LIMIT_CODE = "EX008"
OVERLOAD_CODE = "EX005"
LOST_SESSION_CODES = frozenset({"BE103", "BE117", "BE200"})
"""Codes after which the session is no longer one."""


class CodeClass(enum.Enum):
    """What a code proves about the command that it answers."""

    REFUSED = "refused"
    MARKET_MOVED = "market moved"
    AMBIGUOUS = "ambiguous"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """Meaning and advice for one code; `check_after` asks for one snapshot although the command was refused."""

    code: str
    meaning: str
    kind: CodeClass
    advice: str
    check_after: bool = False


def _infos(kind: CodeClass, *rows: tuple[str, str, str], check_after: bool = False) -> dict[str, CodeInfo]:
    return {code: CodeInfo(code, meaning, kind, advice, check_after) for code, meaning, advice in rows}


_NEW_TICKET = "Look at the price again and make a new ticket."
_SYMBOL = "Check the spelling; symbols differ between account types."
_WAIT = "Wait a moment, then try again."
_SUPPORT = "Look at the broker's platform before trying again; contact its support if it persists."
_LOOK = "The command may or may not have been carried out: look at positions and orders first."
_PROGRAM = "This is a fault of the program or of its input; the log has the details."

_REFUSED = _infos(
    CodeClass.REFUSED,
    ("BE001", "Invalid price", "Give a price on the right side of the market and in whole ticks."),
    ("BE002", "Invalid stop loss or take profit", "Put it on the right side of the price and outside the stops level."),
    ("BE003", "Invalid volume", "Keep the volume within the symbol's smallest, largest and step size."),
    ("BE006", "The market for this instrument is closed", "Try again when it opens; the symbol shows its hours."),
    ("BE007", "The parameters do not match", "Check symbol, side and order number of the ticket."),
    ("BE008", "Modification is denied", "The order cannot be changed now; close or delete it instead."),
    ("BE009", "Not enough money on the account", "Trade a smaller volume or free margin first."),
    ("BE011", "Opposite positions are prohibited", "Close the opposite position first."),
    ("BE012", "Short positions are prohibited", "This symbol can only be bought."),
    ("BE018", "Trading on this instrument is disabled", "Choose another symbol."),
    ("BE094", "The symbol does not exist for this account", _SYMBOL),
    ("BE095", "The account cannot trade this symbol", "Ask the broker to enable it, or choose another symbol."),
    ("BE096", "A pending order cannot be closed", "Delete the pending order instead."),
    ("BE097", "The order is already closed", "Nothing is left to do; the list is brought up to date."),
    ("BE098", "No such transaction", "It may have been closed elsewhere; the list is brought up to date."),
    ("BE101", "Unknown instrument symbol", _SYMBOL),
    ("BE102", "Unknown transaction type", _PROGRAM),
    ("BE104", "The method does not exist", _PROGRAM),
    ("BE105", "Incorrect period", "Choose one of the periods M1 to MN1."),
    ("BE106", "Missing data", _PROGRAM),
    ("BE110", "Incorrect command format", _PROGRAM),
    ("BE115", "The symbol does not exist", _SYMBOL),
    ("BE116", "The symbol does not exist", _SYMBOL),
    ("EX000", "Invalid parameters", _PROGRAM),
    ("EX006", "No access", "The account may not use this function; ask the broker."),
    (
        "EX009",
        "The request asks for too much data (limit 50,000 candles)",
        "Ask for a shorter span or a longer period.",
    ),
    ("EX011", "The account may not execute this command", "Ask the broker to enable it for this account."),
) | _infos(
    CodeClass.REFUSED,
    ("BE11", "Position not found", "It may have been closed elsewhere; the list is brought up to date."),
    ("BE51", "The order is already closed", "Nothing is left to do; the list is brought up to date."),
    check_after=True,
)

# BE015 stands between BE014 and BE016 but only clients know it, as a requote.
_MARKET_MOVED = _infos(
    CodeClass.MARKET_MOVED,
    ("BE010", "Off quotes: there is no price to trade at", _NEW_TICKET),
    ("BE013", "The price has changed", _NEW_TICKET),
    ("BE014", "Requests come too frequently", _WAIT),
    ("BE015", "Requote: the price has changed", _NEW_TICKET),
    ("BE016", "Too many trade requests", _WAIT),
    ("BE017", "Too many trade requests", _WAIT),
    check_after=True,
)

_AMBIGUOUS = _infos(
    CodeClass.AMBIGUOUS,
    ("BE000", "Internal error of the broker", _SUPPORT),
    ("BE019", "Trading timeout", _LOOK),
    ("BE099", "Other error", _LOOK),
    ("BE200", "The session timed out", _LOOK),
    ("EX001", "Internal error of the broker", _SUPPORT),
    ("EX002", "Internal error of the broker", _SUPPORT),
    ("EX003", "The request timed out inside the broker", _LOOK),
    (OVERLOAD_CODE, "The broker's system is overloaded", _LOOK),
)

_SESSION = _infos(
    CodeClass.SESSION,
    ("BE004", "The login is disabled", "Ask the broker to enable the account."),
    ("BE005", "Wrong login or password", "Check both; the login is the account's number, not an e-mail address."),
    ("BE103", "The user is not logged in", "The session is made anew."),
    ("BE117", "Invalid stream token", "The session is made anew."),
    ("BE118", "The user is already logged in", "Nothing; the session goes on."),
    (
        "EX004",
        "Wrong login data, or the login is not allowed for this application",
        "Check login, password and app_name.",
    ),
    (
        "EX007",
        "Wrong login or password; this pair is disabled for 10 minutes",
        "Correct the password. A real account cannot log in to a demo server, nor the other way round.",
    ),
    (CONNECTION_LIMIT_CODE, "The connection limit of 50 is reached", "Close other programs that use this account."),
    ("EX010", "The login is on the broker's black list", "Contact the broker's support."),
    ("EX017", "The account belongs to a different platform", "Use the servers of the platform that the account is on."),
)

ALL_CODES = _REFUSED | _MARKET_MOVED | _AMBIGUOUS | _SESSION
"""Every code that is known by name."""

_OTHER_ERRORS = re.compile(r"BE0(2\d|3[0-7])")
_INTERNAL_ERRORS = re.compile(r"SE\w*")


def lookup(code: str) -> CodeInfo:
    """Return what is known of a code; unknown ones are ambiguous."""
    known = ALL_CODES.get(code)
    if known is not None:
        return known
    if _OTHER_ERRORS.fullmatch(code):
        return CodeInfo(code, "Other error", CodeClass.AMBIGUOUS, _LOOK)
    if _INTERNAL_ERRORS.fullmatch(code):
        return CodeInfo(code, "Internal error of the broker", CodeClass.AMBIGUOUS, _SUPPORT)
    return CodeInfo(code, "The broker's document does not know this code", CodeClass.AMBIGUOUS, _LOOK)


def order_code(code: str) -> CodeInfo:
    """Like `lookup`, for the direct answer to a trade command: a session code there means that it was not taken."""
    info = lookup(code)
    if info.kind is CodeClass.SESSION:
        return CodeInfo(code, info.meaning, CodeClass.REFUSED, info.advice)
    return info
