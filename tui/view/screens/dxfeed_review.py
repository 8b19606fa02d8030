"""The last look at a change of dxFeed accounts, made so that nothing but a deliberate key sends it.

The safe choice is first and has the focus. `⇧Y` sends, or Enter after moving to it; in production and for large bulks a
word has to be typed. Keys that come right after the dialog appeared, bursts, pasted text and clicks never send.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import KeyDialog
from tui.view.screens.review_guard import KeyGuard
from tui.view.text import content
from tui.view.widgets.badge import Badge
from tui.view.widgets.choice import Choice
from tui.view.widgets.entry import WordField
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.scrolled import ScrolledView
from tui.view.widgets.wrapping import wrapped

_SCROLLS = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. `verb` is on the button, `word` must be typed if it is not empty; `lines` come with styles."""

    application: str
    badge: str
    production: bool
    verb: str
    lines: tuple[tuple[str, str], ...]
    word: str = ""


class DxfeedReviewScreen(KeyDialog[bool]):
    """Gives back whether the change is to be sent."""

    CSS_PATH: ClassVar[Any] = ["../styles/review.tcss", "../styles/dxfeed_dialogs.tcss"]
    look_every_s: ClassVar[float] = 0
    widest: ClassVar[int] = 76
    frame_cells: ClassVar[int] = 6

    def __init__(self, context: ViewContext, question: Question) -> None:
        super().__init__(context)
        self.question = question
        self._guard = KeyGuard(context.now)
        self._words = ""
        self.body = ScrolledView(context.paint["base"], id="review-body", below="more below", above="more above")
        self.status = LineView(context.paint["base"], id="review-status")
        ascii_only = context.numbers.ascii
        self.back = Choice("Back  Esc", id="back", ascii_only=ascii_only)
        self.send = Choice("Send", id="send", ascii_only=ascii_only)
        self.word = WordField(lambda key: self.take_key(key, typing=True), id="word", placeholder="type the word here")

    def compose(self) -> ComposeResult:
        """Lay out badge, effect, state and choices; the safe choice comes first."""
        question = self.question
        with Vertical(id="review"):
            with Horizontal(id="review-who"):
                look = "real" if question.production else "sim" if question.badge == "SIM" else "demo"
                yield Badge(question.badge, look)
                yield Label(content((f"  {question.application}", "bold")), id="review-account")
            yield self.body
            yield self.status
            yield self.word
            with Horizontal(id="review-choices"):
                yield self.back
                yield self.send

    def on_mount(self) -> None:
        """Stand safe: the focus is on Back, and keys count only once the dialog has been seen."""
        box = self.query_one("#review")
        box.set_class(self.question.production, "-real")
        box.border_title = content("Review – PRODUCTION" if self.question.production else "Review")
        self.word.display = bool(self.question.word)
        self.set_focus(self.back)
        self.call_after_refresh(lambda: self._guard.restart(self.context.now))

    @property
    def can_send(self) -> bool:
        """Whether a confirmation would be taken now."""
        return not self.question.word or self.word.value == self.question.word

    def show_now(self) -> None:
        """Show effect and state."""
        question, paint = self.question, self.context.paint
        width = self.text_width
        found = [(f"Type {question.word} to allow it.", "warning")] if not self.can_send else []
        if self._words:
            found.append((self._words, "warning"))
        status: list[Line] = [(Span(part, paint[look]),) for text, look in found for part in wrapped(text, width)]
        self.status.set_lines(status)
        self.status.display = bool(status)
        self.status.styles.height = len(status)
        lines: list[Line] = []
        for text, look in question.lines:
            lines += [(Span(part, paint[look]),) for part in wrapped(text, width)] if text else [()]
        room = max(3, self.size.height - len(status) - bool(status) - bool(question.word) - 6)
        self.body.show_marked(lines, room, paint["muted"])
        self.send.say(f"{question.verb}  ⇧Y" if self.can_send else f"{question.verb} – off", off=not self.can_send)

    def on_paste(self, event: events.Paste) -> None:
        """Refuse pasted text."""
        event.stop()
        self._guard.restart(self.context.now)
        self._say("Pasted text is ignored here")

    def take_key(self, key: str, *, typing: bool = False) -> bool:
        """Do what a key says; `typing` is a key in the field, which keeps the letters. Return whether it was taken."""
        acts: dict[str, Callable[[], None]] = {
            "escape": lambda: self._close(False),
            "enter": self._enter,
            "tab": lambda: self._move(1),
            "shift+tab": lambda: self._move(-1),
        }
        if not typing:
            acts |= {"right": acts["tab"], "left": acts["shift+tab"], "Y": self._confirm}
            acts |= {name: partial(self._scroll, rows) for name, rows in _SCROLLS.items()}
        act = acts.get(key)
        sends = act == self._confirm or (key == "enter" and self.focused is self.send)
        if key != "escape" and not self._guard.takes(self.context.now, sends=sends):
            self._say("That key came too fast to be meant – press it again" if sends else "")
            return True
        if act is not None:
            self._words = ""
            act()
        return act is not None

    def on_input_changed(self, event: Input.Changed) -> None:
        """See whether the word is the one."""
        event.stop()
        self.show_now()

    def _say(self, words: str) -> None:
        self._words = words
        self.show_now()

    def _close(self, answer: bool) -> None:
        self.dismiss(answer)

    def _move(self, step: int) -> None:
        stops: list[Widget] = [each for each in (self.back, self.word, self.send) if each.display]
        here = next((place for place, each in enumerate(stops) if each is self.focused), 0)
        self.set_focus(stops[(here + step) % len(stops)])

    def _scroll(self, lines: int) -> None:
        self.body.move(lines)
        self.show_now()

    def _enter(self) -> None:
        if self.focused is self.send:
            self._confirm()
        elif self.focused is self.word:
            self._move(1)
        else:
            self._close(False)

    def _confirm(self) -> None:
        if self.can_send:
            self._close(True)
        else:
            self._say(f"Type {self.question.word} first")
