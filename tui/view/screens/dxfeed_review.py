"""The last look at a change of dxFeed accounts; in production and for large bulks a word has to be typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from textual.content import Content

from tui.view.panels.context import ViewContext
from tui.view.screens.guarded_dialog import GuardedDialog
from tui.view.text import content
from tui.view.widgets.badge import Badge
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.wrapping import wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. `verb` is on the button, `word` must be typed if it is not empty; `lines` come with styles."""

    application: str
    badge: str
    production: bool
    verb: str
    lines: tuple[tuple[str, str], ...]
    word: str = ""


class DxfeedReviewScreen(GuardedDialog[bool]):
    """Gives back whether the change is to be sent."""

    CSS_PATH: ClassVar[Any] = ["../styles/review.tcss", "../styles/dxfeed_dialogs.tcss"]
    about = "The last look at a change of a customer's account: nothing has been sent."
    look_every_s: ClassVar[float] = 0
    widest = 76

    def __init__(self, context: ViewContext, question: Question) -> None:
        super().__init__(context, "Back")
        self.question = question

    def who(self) -> tuple[Badge, Content]:
        """Return the application."""
        question = self.question
        look = "real" if question.production else "sim" if question.badge == "SIM" else "demo"
        return Badge(question.badge, look), content((f"  {question.application}", "bold"))

    def on_mount(self) -> None:
        """Name the dialog, and ask for the word where one is wanted."""
        self.name_box(dangerous="PRODUCTION" if self.question.production else "")
        self.word.display = bool(self.question.word)

    @property
    def can_send(self) -> bool:
        """Whether a confirmation would be taken now."""
        return not self.question.word or self.word.value == self.question.word

    def show_now(self) -> None:
        """Show effect and state."""
        question = self.question
        status = [] if self.can_send else [(f"Type {question.word} to allow it.", "warning")]
        self.show_parts(status, self._effect)
        self.send.say(
            f"{question.verb}  {self.send_key}" if self.can_send else f"{question.verb} – off", off=not self.can_send
        )

    def _effect(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for text, look in self.question.lines:
            lines += [(Span(part, self.context.paint[look]),) for part in wrapped(text, width)] if text else [()]
        return lines

    def leave(self) -> None:
        """Close it without sending."""
        self.dismiss(False)

    def send_now(self) -> None:
        """Let it be sent, once the word is typed."""
        if self.can_send:
            self.dismiss(True)
        else:
            self.say(f"Type {self.question.word} first")
