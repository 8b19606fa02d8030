"""The `:` line: words with completion and history; what was typed is never lost to an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.view.text import content, plain
from tui.view.widgets.entry import Entry
from tui.view.widgets.line_history import LineHistory
from tui.view.widgets.line_words import Candidates, LineWord, begun_by, completions, ghost


class _LineEntry(Entry):
    """The field; some keys are the line's."""

    def take_key(self, key: str) -> bool:
        """Give the key to the line first."""
        return next(node for node in self.ancestors if isinstance(node, CommandLine)).take_key(key)


class CommandLine(Widget):
    """Two rows at the bottom while open: possible words (or an error) and the line, with what may follow behind it.

    `run` gets the line and returns what is wrong with it, or an empty string when it was done; it is called with the
    focus back where it was, so that a command meets the pane that the user came from.
    """

    DEFAULT_CSS = """
    CommandLine { dock: bottom; height: auto; width: 1fr; background: $panel; color: $foreground; }
    CommandLine Horizontal { height: 1; }
    CommandLine #offers { width: 1fr; height: 1; padding: 0 1; color: $muted; }
    CommandLine #offers.-error { color: $error; text-style: bold; height: auto; max-height: 3; }
    CommandLine #sign { width: 2; height: 1; padding: 0 0 0 1; color: $primary; text-style: bold; }
    CommandLine #ghost { width: 1fr; height: 1; color: $muted; text-wrap: nowrap; text-overflow: ellipsis; }
    CommandLine #ghost:ansi, CommandLine #ghost:nocolor { text-style: dim; }
    CommandLine Input, CommandLine Input:focus {
        border: none; height: 1; padding: 0; width: 1; background: $panel; color: $foreground;
        background-tint: $foreground 0%;
    }
    """

    def __init__(
        self,
        words: Sequence[LineWord],
        candidates: Candidates,
        run: Callable[[str], str],
        history: LineHistory | None = None,
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
        self.history = history or LineHistory()
        self._back = 0
        self._draft = ""

    def compose(self) -> ComposeResult:
        """Lay out the two rows."""
        yield Label("", id="offers", markup=False)
        with Horizontal():
            yield Label(":", id="sign", markup=False)
            yield _LineEntry(id="entry", select_on_focus=False)
            yield Label("", id="ghost", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether the line takes keys."""
        return self._open

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    def open(self, text: str = "") -> None:
        """Take the focus and start with `text`."""
        if not self.is_open:
            self._before = self.screen.focused
        self._open = self.display = True
        self._back, self._draft = 0, ""
        self._fill(text)
        # At once: keys typed ahead must find the field.
        self.screen.set_focus(self.query_one(Input))

    def stay(self, before: Widget) -> None:
        """Keep the keys while open although a pane was gone to by a key before; that pane gets them afterwards."""
        if self.is_open:
            self._before = before
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
        self.history.add(text)
        if problem:
            self.open(event.value)
            self._before = before
            self._say(problem)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._chosen < 0 or event.value != self._stem + self._offers[self._chosen]:
            self._back = 0
            self._offer(event.value)

    def on_hide(self) -> None:
        """Let toasts come down to the row of keys again."""
        _lift_toasts(self.screen, 1)

    def on_resize(self) -> None:
        """Lay the two rows out for the width, and keep toasts off them."""
        _lift_toasts(self.screen, max(1, self.size.height))
        if self.is_open and not self.has_class("-wrong"):
            self._draw()

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
        self._draw()

    def _draw(self) -> None:
        label = self.query_one("#offers", Label)
        self.remove_class("-wrong")
        label.remove_class("-error")
        width = max(0, self.screen.size.width - 2)
        label.update(self._offer_line(width))
        behind = "" if self._chosen >= 0 else ghost(self.text, self._words, (self._offers or [""])[0])
        self.query_one("#ghost", Label).update(content(behind))
        # The field is as wide as its text and the cursor, so that what may follow stands right behind it.
        self.query_one(Input).styles.width = max(1, min(width - 1, cell_len(self.text) + 1))

    def _offer_line(self, width: int) -> Content:
        """Return the possible words, and at the right end what the command does."""
        title = self._title()
        room = width - cell_len(title) - 3 if title else width
        parts: list[str | tuple[str, str]] = []
        used = 0
        begin = max(0, self._chosen - 3)
        for place, offer in enumerate(self._offers[begin:], begin):
            word = plain(offer)
            if used + 2 + cell_len(word) > room:
                break
            parts += ["  " if parts else "", (word, "reverse" if place == self._chosen else "$muted")]
            used = sum(cell_len(part if isinstance(part, str) else part[0]) for part in parts)
        if title:
            parts += [" " * max(1, width - used - cell_len(title)), (title, "$foreground")]
        return content(*parts)

    def _title(self) -> str:
        """Return what the command that is written, or that would be completed, does."""
        best = self._offers[max(0, self._chosen)] if self._offers else ""
        if not self.text:
            return ""
        begun, _ = begun_by(self._stem or f"{best} ", self._words)
        told = next((word for word in begun if word.argument), begun[0] if begun else None)
        return told.title if told is not None else ""

    def _say(self, problem: str) -> None:
        label = self.query_one("#offers", Label)
        self.add_class("-wrong")
        label.add_class("-error")
        label.update(content(f"✕ {problem}"))
        self.query_one("#ghost", Label).update("")

    def _complete(self, step: int) -> None:
        if not self._offers:
            return
        self._chosen = (self._chosen + step) % len(self._offers) if self._chosen >= 0 or step > 0 else -1
        offer = self._offers[self._chosen]
        entry = self.query_one(Input)
        with self.prevent(Input.Changed):
            entry.value = self._stem + offer
        entry.cursor_position = len(entry.value)
        self._draw()

    def _recall(self, step: int) -> None:
        """Walk through the history: the lines that begin with what is typed, or all when none does."""
        if self._back == 0:
            self._draft = self.text
        begin = self._draft if self.history.back(1, self._draft) else ""
        back = max(0, self._back + step)
        line = self.history.back(back, begin) if back else self._draft
        if line is not None:
            self._back = back
            self._fill(line)


def _lift_toasts(screen: Screen[Any], rows: int) -> None:
    """Keep this many rows below the toasts."""
    for rack in screen.query("ToastRack"):
        rack.styles.margin = (0, 0, rows, 0)
