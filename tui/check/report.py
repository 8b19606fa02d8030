"""What a check found, and how it reads: one line each, with what to do when something is wrong."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Literal

from tui.errors import TradedeckError

Outcome = Literal["ok", "failed", "skipped"]
_MARKS: dict[Outcome, str] = {"ok": "✓", "failed": "✗", "skipped": "–"}
_NAME_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    name: str
    outcome: Outcome
    detail: str
    cure: str = ""

    def line(self) -> str:
        """Return the finding as one line: mark, name, what was found, and what to do."""
        cure = f" → {self.cure}" if self.cure else ""
        text = " ".join(f"{self.detail}{cure}".split())
        return f"{_MARKS[self.outcome]} {self.name:<{_NAME_WIDTH}} {text}"

    def text(self, width: int) -> str:
        """Return the same broken between words into lines of `width` cells, the further ones below what was found."""
        below = " " * (_NAME_WIDTH + 3)
        # A path or an address stays in one piece, so that it can be copied.
        return textwrap.fill(
            self.line(),
            max(width, 2 * len(below)),
            subsequent_indent=below,
            break_long_words=False,
            break_on_hyphens=False,
        )


def ok(name: str, detail: str, advice: str = "") -> Finding:
    """Return a finding that all is well; `advice` says how it could be better."""
    return Finding(name, "ok", detail, advice)


def failed(name: str, detail: str, cure: str) -> Finding:
    """Return a finding that something must be done."""
    return Finding(name, "failed", detail, cure)


def skipped(name: str, detail: str) -> Finding:
    """Return a finding that a check could not be made, which is no failure."""
    return Finding(name, "skipped", detail)


def failure(name: str, error: TradedeckError) -> Finding:
    """Return one of our errors as a finding."""
    detail = "; ".join(part for part in (error.title, *error.detail.splitlines()) if part)
    return Finding(name, "failed", detail, error.hint)
