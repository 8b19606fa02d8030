"""Who says yes to a change on the command line: a person at the terminal, or the options of a script."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tui.errors import UsageError

Ask = Callable[[str], "str | None"]
"""Asks a question on the terminal; None when nobody can answer."""


def ask_on_terminal(question: str) -> str | None:
    """Ask on stderr and read a line of stdin; None when that is no terminal."""
    if not sys.stdin.isatty():
        return None
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()


@dataclass(frozen=True, slots=True)
class Consent:
    """`yes` and `word` are what the command line said already."""

    yes: bool
    word: str
    ask: Ask
    note: Callable[[str], None]

    def give(self, lines: Iterable[str], word: str, *, production: bool) -> bool:
        """Put lines before the user and return whether he agrees; `word` must be typed, a plain yes if it is empty.

        Raises UsageError where nobody can answer and the options do not.
        """
        for line in lines:
            self.note(line)
        if word and self.word:
            if self.word != word:
                raise UsageError("The word of --confirm is another", f"here it is: {word}")
            return True
        if self.yes and not (word and production):
            return True
        answer = self.ask(f"Type {word} to do it: " if word else "Do it? Type yes: ")
        if answer is None:
            hint = f"Give --confirm '{word}'." if word and production else "Give --yes."
            raise UsageError("Nobody is there to confirm it", "", hint)
        return answer == word if word else answer.casefold() in {"y", "yes"}
