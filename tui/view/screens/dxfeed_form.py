"""A form of the dxFeed screen: fields that are checked while one types, with what is offered for choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label

from tui.errors import TradedeckError
from tui.view.dialog_keys import DialogKey
from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import KeyDialog
from tui.view.text import content
from tui.view.widgets.entry import DialogEntry
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from tui.desk.entitlements_forms import Field

Made = Any
Make = Callable[[dict[str, str]], Made]

_NOTE_ROWS = 3
_MOST_OFFERS = 6


class FormEntry(DialogEntry):
    """One field; what is pasted in several lines is kept whole."""

    def __init__(self, field: Field, take: Callable[[str], bool]) -> None:
        super().__init__(take, field.initial, password=field.secret, id=f"field-{field.name}")
        self.field = field
        self.whole = ""
        """A table that was pasted, as it came."""

    def on_paste(self, event: events.Paste) -> None:
        """Keep a table that comes in several lines."""
        lines = event.text.splitlines()
        if self.field.name == "table" and len(lines) > 1:
            event.stop()
            event.prevent_default()
            self.whole = event.text
            self.value = f"pasted, {len(lines)} lines"


class DxfeedFormScreen(KeyDialog[Made]):
    """Gives back what `make` makes of the values, None when the form was left; `make` raises for what is wrong."""

    CSS_PATH: ClassVar[Any] = "../styles/dxfeed_dialogs.tcss"
    about = "Fields with * are needed. What is wrong, what is offered and what a field is for stands below them."
    typed = True
    look_every_s: ClassVar[float] = 0
    widest = 76
    frame_cells: ClassVar[int] = 6

    def __init__(
        self,
        context: ViewContext,
        title: str,
        fields: Sequence[Field],
        make: Make,
        *,
        lines: Sequence[str] = (),
        enter: str = "review",
    ) -> None:
        """`enter` is the word for what Enter leads to."""
        super().__init__(context)
        self._enter = enter
        self._title = title
        self._make = make
        self._said = ""
        self._lines = tuple(lines)
        self.entries = tuple(FormEntry(field, self.take_key) for field in fields)
        self._marks = tuple(Label(classes="form-mark") for _ in fields)
        self.note = LineView(context.paint["base"], classes="form-note")

    def compose(self) -> ComposeResult:
        """Lay out a row for each field, and what is to be known of the one that has the focus."""
        with Vertical(classes="form-box") as box:
            box.border_title = content(self._title)
            for line in self._lines:
                yield Label(content(line), classes="form-line")
            for entry, mark in zip(self.entries, self._marks, strict=True):
                with Horizontal(classes="form-row"):
                    needed = " *" if entry.field.needed else ""
                    yield Label(content(f"{entry.field.title}{needed}"), classes="form-title")
                    yield mark
                    yield entry
            yield self.note

    def on_mount(self) -> None:
        """Be ready to be typed into, at the first empty field."""
        first = next((entry for entry in self.entries if not entry.value), self.entries[0])
        self.set_focus(first)

    @property
    def current(self) -> FormEntry:
        """The field that has the focus."""
        # The focus itself, not the field's own idea of it, which comes a moment later than the next key.
        return next((entry for entry in self.entries if entry is self.focused), self.entries[0])

    def problem(self, entry: FormEntry) -> str:
        """Return what is wrong with a field."""
        return "" if entry.whole else entry.field.problem(entry.value)

    def show_now(self) -> None:
        """Show what is wrong, what is offered, or what the field is for."""
        paint, entry = self.context.paint, self.current
        field = entry.field
        problem = self._said or (self.problem(entry) if entry.value.strip() else "")
        offers = [] if entry.whole else list(field.offers(entry.value))
        found: list[tuple[str, str]] = []
        if problem:
            found.append((f"{field.title}: {problem}", "error"))
        if offers:
            words = " · ".join(offers[:_MOST_OFFERS]) + (" …" if len(offers) > _MOST_OFFERS else "")
            found.append((f"→ {words}", "accent"))
        if field.hint and not problem:
            found.append((field.hint, "muted"))
        width = self.text_width
        lines: list[Line] = [(Span(part, paint[look]),) for text, look in found for part in wrapped(text, width)]
        self.note.set_lines(lines[:_NOTE_ROWS])
        sign = "x" if self.context.numbers.ascii else "✕"
        for each, mark in zip(self.entries, self._marks, strict=True):
            wrong = bool(each.value.strip() and self.problem(each))
            each.set_class(wrong, "-wrong")
            mark.update(sign if wrong else "")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check what is typed."""
        event.stop()
        self._said = ""
        entry = self.current
        if entry.whole and not entry.value.startswith("pasted, "):
            entry.whole = ""
        self.show_now()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter is taken by the form."""
        event.stop()

    def on_descendant_focus(self) -> None:
        """Say what the field is for."""
        self.show_now()

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys; → is the field's own as long as there is something to its right, or nothing on offer."""
        to_next, before = partial(self._move, 1), partial(self._move, -1)
        take = self._take_offer if self._offers_at_end() else None
        return (
            DialogKey(
                "enter ctrl+j",
                f"Go on to the {self._enter}; a field that is wrong says why.",
                self._submit,
                self._enter,
            ),
            DialogKey("tab down", "Go to the next field, or to the one before.", to_next, "next"),
            DialogKey("shift+tab up", "Go to the next field, or to the one before.", before),
            DialogKey("right", "Take the first of what is offered below the fields.", take, "take the offer"),
            DialogKey("escape", "Leave the form; nothing is changed.", partial(self.dismiss, None), "close"),
        )

    def _offers_at_end(self) -> Sequence[str]:
        entry = self.current
        at_end = entry.cursor_position >= len(entry.value) and not entry.whole
        return entry.field.offers(entry.value) if at_end else ()

    def _take_offer(self) -> None:
        entry = self.current
        entry.value = entry.field.taken(entry.value, self._offers_at_end()[0])
        entry.cursor_position = len(entry.value)

    def _move(self, step: int) -> None:
        place = self.entries.index(self.current)
        self.set_focus(self.entries[(place + step) % len(self.entries)])

    def _submit(self) -> None:
        wrong = next((entry for entry in self.entries if self.problem(entry)), None)
        if wrong is not None:
            self.set_focus(wrong)
            self._said = self.problem(wrong)
            self.show_now()
            return
        values = {each.field.name: each.whole or self._typed(each) for each in self.entries}
        try:
            made = self._make(values)
        except TradedeckError as error:
            self._said = str(error)
            self.show_now()
            return
        self.dismiss(made)

    def _typed(self, entry: FormEntry) -> str:
        return entry.value if entry.field.secret else entry.value.strip()
