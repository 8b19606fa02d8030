"""What the last looks share: nothing but a deliberate key sends, and the safe choice is first and has the focus.

Keys that come right after the dialog appeared or was covered, bursts of keys, pasted text and clicks never send.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.view.dialog_keys import DialogKey
from tui.view.key_names import types_text
from tui.view.palette import keymap_of
from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import KeyDialog, scroll_keys
from tui.view.screens.review_guard import KeyGuard
from tui.view.text import content
from tui.view.widgets.badge import Badge
from tui.view.widgets.choice import Choice
from tui.view.widgets.entry import WordField
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.scrolled import ScrolledView
from tui.view.widgets.wrapping import wrapped

T = TypeVar("T")

_FRAME_ROWS = 6
_PAGE_ROWS = 8
_CURSOR_KEYS = ("left", "right")
_TO_NEXT = "Move between the choices."


class GuardedDialog(KeyDialog[T]):
    """A subclass says in `who` for whom it is, does `send_now` and `leave`, and shows all through `show_parts`."""

    CSS_PATH: ClassVar[Any] = "../styles/review.tcss"
    frame_cells: ClassVar[int] = 6

    def __init__(self, context: ViewContext, back: str) -> None:
        """`back` is the word on the safe choice."""
        super().__init__(context)
        self.words = ""
        """What is said of the last key, until the next one."""
        self.body = ScrolledView(context.paint["base"], id="review-body", below="more below", above="more above")
        self.status = LineView(context.paint["base"], id="review-status")
        self.back = self.choice(f"{back}  Esc", "back")
        self.send = self.choice("Send", "send")
        self.word = WordField(lambda key: self.judge(key, typing=True), id="word", placeholder="type the word here")
        self._guard = KeyGuard(context.now)

    def choice(self, words: str, name: str) -> Choice:
        """Return something to choose."""
        return Choice(words, id=name, ascii_only=self.context.numbers.ascii)

    def who(self) -> tuple[Badge, Content]:
        """Return for whom it is sent."""
        raise NotImplementedError

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices from left to right, the safe one first."""
        return (self.back, self.send)

    def compose(self) -> ComposeResult:
        """Lay out badge, facts, state and choices."""
        badge, account = self.who()
        with Vertical(id="review"):
            with Horizontal(id="review-who"):
                yield badge
                yield Label(account, id="review-account")
            yield self.body
            yield self.status
            yield self.word
            with Horizontal(id="review-choices"):
                yield from self.choices

    def name_box(self, *, dangerous: str) -> None:
        """Name the dialog; one that is `dangerous` says why in its title, and its frame is another."""
        box = self.query_one("#review")
        box.set_class(bool(dangerous), "-real")
        box.border_title = content(f"Review – {dangerous}" if dangerous else "Review")

    def on_mount(self) -> None:
        """Stand safe; keys count only once the dialog has been seen."""
        self.set_focus(self.back)
        self.call_after_refresh(self.rearm)

    def on_screen_resume(self) -> None:
        """Keys that were meant for what covered it do not count."""
        self.rearm()

    def rearm(self) -> None:
        """Let no key count for a moment: what is shown is new to the user."""
        self._guard.restart(self.context.now)

    def show_parts(self, status: Sequence[tuple[str, str]], lines: Callable[[int], Sequence[Line]]) -> None:
        """Show the lines, as many as there is room for, above what stands in the way; each takes the width."""
        paint, width = self.context.paint, self.text_width
        found = [*status, *([(self.words, "warning")] if self.words else [])]
        rows: list[Line] = [(Span(part, paint[look]),) for text, look in found for part in wrapped(text, width)]
        self.status.set_lines(rows)
        self.status.display = bool(rows)
        self.status.styles.height = len(rows)
        room = max(3, self.size.height - len(rows) - bool(rows) - bool(self.word.display) - _FRAME_ROWS)
        self.body.show_marked(lines(width), room, paint["muted"])

    @property
    def send_key(self) -> str:
        """The key that sends, as it stands on the choice."""
        return keymap_of(self.app).sign("shift+Y")

    def say(self, words: str) -> None:
        """Say something of the last key."""
        self.words = words
        self.show_now()

    # Keys

    def on_paste(self, event: events.Paste) -> None:
        """Refuse pasted text."""
        event.stop()
        self.rearm()
        self.say("Pasted text is ignored here")

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys."""
        sends = "Send what is shown, once: Y with Shift, and not too fast after another key."
        return (
            DialogKey("Y", sends, self.send_now),
            DialogKey("tab", _TO_NEXT, lambda: self._move(1), "move"),
            DialogKey("shift+tab left", _TO_NEXT, lambda: self._move(-1)),
            DialogKey("right", _TO_NEXT, lambda: self._move(1)),
            DialogKey("enter", "Take the choice between the marks; on Send it sends.", self.enter, "take"),
            DialogKey("escape", "Close it; nothing is sent.", self.leave),
        )

    def moving_keys(self) -> Sequence[DialogKey]:
        """Return the keys that scroll."""
        return scroll_keys(self._scroll, _PAGE_ROWS, letters=False)

    def take_key(self, key: str) -> bool:
        """Do what a key says, if it was meant."""
        return self.judge(key)

    def judge(self, key: str, *, typing: bool = False) -> bool:
        """Do what a key says, if it was meant; `typing` is a key in the field, which keeps its own.

        Return whether the key was taken.
        """
        if not self.is_active:
            return True
        found = None if typing and (types_text(key) or key in _CURSOR_KEYS) else self.key_of(key)
        sends = (key == "Y" and not typing) or (key == "enter" and self.focused is self.send)
        if key != "escape" and not self._guard.takes(self.context.now, sends=sends):
            self.say("That key came too fast to be meant – press it again" if sends else "")
            return True
        if found is not None and found.act is not None:
            self.words = ""
            found.act()
        return found is not None

    def mask(self) -> None:
        """Mask what tells of the user, or show it again; it looks new then."""
        super().mask()
        self.rearm()

    def send_now(self) -> None:
        """Send it, if nothing stands in the way."""
        raise NotImplementedError

    def leave(self) -> None:
        """Close it."""
        raise NotImplementedError

    def enter(self) -> None:
        """Do what has the focus."""
        if self.focused is self.send:
            self.send_now()
        elif self.focused is self.word:
            self._move(1)
        else:
            self.leave()

    def _move(self, step: int) -> None:
        first, *rest = self.choices
        stops: list[Widget] = [each for each in (first, self.word, *rest) if each.display]
        here = next((place for place, each in enumerate(stops) if each is self.focused), 0)
        self.set_focus(stops[(here + step) % len(stops)])

    def _scroll(self, lines: int) -> None:
        self.body.move(lines)
        self.show_now()

    def on_input_changed(self, event: Input.Changed) -> None:
        """See whether the word is the one."""
        event.stop()
        self.show_now()
