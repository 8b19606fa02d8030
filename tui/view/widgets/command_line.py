"""The `:` line: words with completion and history; what was typed is never lost to an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.view.text import content, plain
from tui.view.widgets.entry import Entry

_HISTORY = 100


class LineWord(NamedTuple):
    """A first word of the line: the word, what it does, and the hint for what follows (None: nothing)."""

    word: str
    title: str
    argument: str | None = None


Candidates = Callable[[str, int], Sequence[str]]
"""(first word, place of the word being typed, from 1) → what that word may be."""


def completions(text: str, words: Sequence[LineWord], candidates: Candidates) -> list[str]:
    """Return what the last word of `text` may become, those that begin with it first, then those that contain it."""
    typed = text.split(" ")
    last = typed[-1].casefold()
    first = [part for part in typed if part]
    if len(typed) == 1:
        pool: Sequence[str] = [word.word for word in words]
    else:
        pool = candidates(first[0], len(typed) - 1) if first else ()
    begins = [each for each in pool if each.casefold().startswith(last)]
    contains = [each for each in pool if last in each.casefold() and each not in begins]
    return begins + contains


class _LineEntry(Entry):
    """The field; some keys are the line's."""

    def take_key(self, key: str) -> bool:
        """Give the key to the line first."""
        return next(node for node in self.ancestors if isinstance(node, CommandLine)).take_key(key)


class CommandLine(Widget):
    """Two rows at the bottom while open: possible words (or an error) and the line itself.

    `run` gets the line and returns what is wrong with it, or an empty string when it was done; it is called with the
    focus back where it was, so that a command meets the pane that the user came from.
    """

    DEFAULT_CSS = """
    CommandLine { dock: bottom; height: 2; width: 1fr; background: $panel; color: $foreground; }
    CommandLine #offers { width: 1fr; height: 1; padding: 0 1; color: $muted; }
    CommandLine #offers.-error { color: $error; text-style: bold; }
    CommandLine #sign { width: 2; height: 1; padding: 0 0 0 1; color: $primary; text-style: bold; }
    CommandLine Input, CommandLine Input:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: $panel; color: $foreground;
        background-tint: $foreground 0%;
    }
    """

    def __init__(
        self,
        words: Sequence[LineWord],
        candidates: Candidates,
        run: Callable[[str], str],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._words = tuple(words)
        self._candidates = candidates
        self._run = run
        self._open = self.display = False
        self._before: Widget | None = None
        self._offers: list[str] = []
        self._chosen = -1
        self._stem = ""
        self._history: list[str] = []
        self._back = 0
        self._draft = ""

    def compose(self) -> ComposeResult:
        """Lay out the two rows."""
        yield Label("", id="offers", markup=False)
        with Horizontal():
            yield Label(":", id="sign", markup=False)
            yield _LineEntry(id="entry", select_on_focus=False)

    @property
    def is_open(self) -> bool:
        """Whether the line takes keys."""
        return self._open

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    @property
    def history(self) -> tuple[str, ...]:
        """Lines that were run, oldest first."""
        return tuple(self._history)

    def open(self, text: str = "") -> None:
        """Take the focus and start with `text`."""
        if not self.is_open:
            self._before = self.screen.focused
        self._open = self.display = True
        self._back, self._draft = 0, ""
        self._fill(text)
        # At once: keys typed ahead must find the field.
        self.screen.set_focus(self.query_one(Input))

    def close(self) -> None:
        """Give the focus back and disappear."""
        self._open = self.display = False
        before, self._before = self._before, None
        self.screen.set_focus(before if before is not None and before.is_attached else None)

    def take_key(self, key: str) -> bool:
        """Handle a key before the field sees it; return whether it was ours."""
        if key == "escape":
            self.close()
        elif key in {"tab", "shift+tab"}:
            self._complete(1 if key == "tab" else -1)
        elif key in {"up", "down"}:
            self._recall(1 if key == "up" else -1)
        else:
            return False
        return True

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        before = self._before
        self.close()
        problem = self._run(text) if text else ""
        if text and text not in self._history[-1:]:
            self._history = [*self._history, text][-_HISTORY:]
        if problem:
            self.open(event.value)
            self._before = before
            self._say(problem)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._chosen < 0 or event.value != self._stem + self._offers[self._chosen]:
            self._offer(event.value)

    def _fill(self, text: str) -> None:
        entry = self.query_one(Input)
        with self.prevent(Input.Changed):
            entry.value = text
        entry.cursor_position = len(text)
        self._offer(text)

    def _offer(self, text: str) -> None:
        self._offers = completions(text, self._words, self._candidates)
        self._chosen = -1
        self._stem = text[: len(text) - len(text.rsplit(" ", maxsplit=1)[-1])]
        self._draw_offers()

    def _draw_offers(self) -> None:
        label = self.query_one("#offers", Label)
        label.remove_class("-error")
        label.update(self._offer_line(max(0, self.size.width - 2)))

    def _offer_line(self, width: int) -> Content:
        first = self.text.split(" ")[0]
        usage = next((word for word in self._words if word.word == first), None)
        parts: list[str | tuple[str, str]] = []
        if usage is not None and " " not in self._stem.strip():
            parts.append((f"{usage.word} {usage.argument or ''}".strip() + f" – {usage.title}", "$foreground"))
        used = sum(cell_len(part[0]) for part in parts)
        begin = max(0, self._chosen - 3)
        for place, offer in enumerate(self._offers[begin:], begin):
            word = plain(offer)
            if used + 2 + cell_len(word) > width:
                break
            parts += ["  " if parts else "", (word, "reverse" if place == self._chosen else "$muted")]
            used += 2 + cell_len(word)
        return content(*parts)

    def _say(self, problem: str) -> None:
        label = self.query_one("#offers", Label)
        label.add_class("-error")
        label.update(content(f"✕ {problem}"))

    def _complete(self, step: int) -> None:
        if not self._offers:
            return
        self._chosen = (self._chosen + step) % len(self._offers) if self._chosen >= 0 or step > 0 else -1
        offer = self._offers[self._chosen]
        entry = self.query_one(Input)
        with self.prevent(Input.Changed):
            entry.value = self._stem + offer
        entry.cursor_position = len(entry.value)
        self._draw_offers()

    def _recall(self, step: int) -> None:
        if self._back == 0:
            self._draft = self.text
        self._back = max(0, min(len(self._history), self._back + step))
        self._fill(self._history[-self._back] if self._back else self._draft)
