"""What the broker's codes mean, in words for the screen, the command line and the exported history."""

from __future__ import annotations

from dataclasses import dataclass

from tui.xapi.codes import CodeClass, order_code

_PROVES = {
    CodeClass.REFUSED: "The broker refused it: nothing was done.",
    CodeClass.MARKET_MOVED: "The broker refused it at that moment: nothing was done.",
    CodeClass.AMBIGUOUS: "This code proves nothing: it may have been done all the same.",
    CodeClass.SESSION: "The session was not one any more: nothing was done.",
}


@dataclass(frozen=True, slots=True)
class CodeWords:
    """A code of the broker's: what it means, what it proves about the order that it answers, what the user can do."""

    code: str
    meaning: str
    proves: str
    advice: str


def code_words(code: str) -> CodeWords | None:
    """Return the words for the code that answered a trade request, None when there is no code."""
    if not code:
        return None
    info = order_code(code)
    return CodeWords(code, info.meaning, _PROVES[info.kind], info.advice)
