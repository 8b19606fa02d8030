"""What is told of commands on the line, for the user's log: only arguments that are known to hold no secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tui.domain.traffic import Exchanged, Outcome
from tui.errors import LinkError, ProtocolError, TradedeckError
from tui.net.text import clean_line
from tui.xapi.pending import NotSentError, OrderReply
from tui.xapi.request import Command

TOLD = frozenset(
    (
        *("symbol", "symbols", "period", "start", "end", "ticks", "level", "timestamp", "openedOnly", "orders"),
        *("order", "cmd", "type", "volume", "price", "sl", "tp", "offset", "expiration", "openPrice", "closePrice"),
    )
)
"""The arguments that are told; logins, passwords, tokens and free texts are not among them."""

_LONGEST = 200


def symbols_of(command: Command[Any]) -> tuple[str, ...]:
    """Return the symbols that a command is about."""
    found: list[str] = []
    for name, value in _told(command.arguments):
        if name == "symbol" and isinstance(value, str):
            found.append(clean_line(value))
        elif name == "symbols" and isinstance(value, list | tuple):
            found += [clean_line(str(each)) for each in value]
    return tuple(found)


def about(command: Command[Any]) -> str:
    """Return the arguments of a command that may be shown, as `name value`, symbols left out."""
    parts = [
        f"{name} {_words(value)}"
        for name, value in _told(command.arguments)
        if name not in {"symbol", "symbols"} and value not in (None, "", 0, Decimal(0))
    ]
    return clean_line(" ".join(parts), _LONGEST)


def _told(arguments: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in arguments.items():
        if isinstance(value, Mapping):
            yield from _told(value)
        elif name in TOLD:
            yield name, value


def _words(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def exchanged(command: Command[Any], tag: str, asked: float | None, now: float, outcome: object) -> Exchanged:
    """Return what is told of a command that has ended with a reply or an error."""
    how, code, detail, rows = _ending(outcome)
    symbols = symbols_of(command)
    return Exchanged(command.name, symbols, about(command), how, asked, now, code, detail, rows, tag=tag)


def _ending(outcome: object) -> tuple[Outcome, str, str, int | None]:
    match outcome:
        case NotSentError():
            return Outcome.NOT_SENT, "", outcome.detail, None
        case ProtocolError():
            return Outcome.UNREADABLE, "", outcome.detail, None
        case LinkError():
            return Outcome.UNANSWERED, "", outcome.detail, None
        case TradedeckError():
            return Outcome.UNREADABLE, "", outcome.detail, None
        case OrderReply():
            if outcome.refused:
                return Outcome.REFUSED, outcome.code, outcome.message, None
            return Outcome.ANSWERED, "", f"request {outcome.request_id}", None
        case dict():
            return _replied(outcome)
    return Outcome.UNREADABLE, "", "", None


def _replied(reply: Mapping[str, Any]) -> tuple[Outcome, str, str, int | None]:
    rows = reply.get("returnData")
    if reply.get("status") is True:
        return Outcome.ANSWERED, "", "", len(rows) if isinstance(rows, list) else None
    code = clean_line(str(reply.get("errorCode") or "no code"), 40)
    return Outcome.REFUSED, code, clean_line(str(reply.get("errorDescr") or "")), None
