"""What the active faults make of an order: the course that it takes through the exchange."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui.simulator.exchange import USUAL, Course, ExchangeSettings, Refusal
from tui.simulator.faults import Fault, words

Strike = Callable[[str], Fault | None]

_TEXTS = {
    "BE010": "Off quotes",
    "BE013": "Price has changed",
    "BE014": "Request too frequent",
    "BE016": "Too many trade requests",
    "BE017": "Too many trade requests",
}


def course_of(strike: Strike, info: Mapping[str, Any], settings: ExchangeSettings) -> Course:
    """Return the course of an order with this tradeTransInfo; each fault that strikes is used up by one."""
    names: list[str] = []
    made: dict[str, Any] = {}
    comment = strike("comment_changed")
    if comment is not None:
        names.append("comment_changed")
        made["info"] = {**info, "customComment": _changed(info.get("customComment"), comment.settings)}
    failure = strike("status_error")
    if failure is not None:
        names.append("status_error")
        then = failure.settings["then"]
        made["error_ms"] = int(failure.settings["ms"])
        made["dies"] = then == "dies" or (then == "as_set" and not settings.error_executes)
    if strike("numbers_huge") is not None:
        names.append("numbers_huge")
        made["huge_numbers"] = True
    return Course(fault=" ".join(names), **made) if names else USUAL


def requoted(fault: Fault) -> Refusal:
    """Return what this stroke of a requote storm says; its codes come in turn."""
    codes = words(fault.settings["codes"])
    code = codes[(fault.hits - 1) % len(codes)]
    return Refusal(code, _TEXTS.get(code, "Price has changed"))


def is_market(info: Mapping[str, Any]) -> bool:
    """Tell whether this asks for the market's price: a market order or a close."""
    kind = info.get("type")
    return kind == 2 or (kind == 0 and info.get("cmd") in (0, 1, None))


def _changed(comment: object, settings: Mapping[str, Any]) -> str | None:
    if not isinstance(comment, str):
        return None
    if settings["how"] == "blank":
        return ""
    return comment.upper() if settings["how"] == "upper" else comment[: int(settings["length"])]
