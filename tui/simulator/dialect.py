"""The open questions of the protocol, answered by name on the command line: `--dialect reply_number=order`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from tui.errors import UsageError
from tui.simulator.exchange import ExchangeSettings

_FLAGS: Final[Mapping[str, Any]] = {"yes": True, "no": False}

DIALECT: Final[Mapping[str, Mapping[str, Any]]] = {
    "closing_comment_wins": _FLAGS,
    "modify_comment_wins": _FLAGS,
    "reply_number": {"order2": "order2", "order": "order"},
    "status_scope": {"account": "account", "session": "session"},
    "pending_when_opened_only": _FLAGS,
    "pending_when_all": _FLAGS,
    "second_login_kicks": _FLAGS,
    "verdict_order": {"any": "any", "first": "first", "last": "last"},
    "error_executes": _FLAGS,
    "silent_rejects": _FLAGS,
    "announce_in_flight": _FLAGS,
    "freezes_near_market": _FLAGS,
}
"""For each question the words of its answers, and the setting that they mean (`ExchangeSettings`)."""


def with_dialect(settings: ExchangeSettings, answers: Iterable[str]) -> ExchangeSettings:
    """Return the settings with these answers, each `question=answer`; raises `UsageError` with what is known."""
    chosen: dict[str, Any] = {}
    for text in answers:
        question, _, answer = text.partition("=")
        words = DIALECT.get(question)
        if words is None:
            raise UsageError("--dialect does not know this question", question, f"one of {', '.join(DIALECT)}")
        if answer not in words:
            raise UsageError(f"--dialect {question} has another answer", answer, f"one of {', '.join(words)}")
        chosen[question] = words[answer]
    return replace(settings, **chosen)
