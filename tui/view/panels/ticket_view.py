"""The lines of the ticket as one widget that is typed into: keys are done one by one, in the order they were typed."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from textual import events

from tui.view.command import Command, Scope
from tui.view.commands import in_scope
from tui.view.palette import keymap_of
from tui.view.panel import dispatch
from tui.view.panels.ticket_draft import Slot
from tui.view.panels.ticket_form import TicketForm
from tui.view.widgets.lines import LineView

_LEAP = 10


class TicketView(LineView):
    """Takes keys, text and clicks for the form; `changed` is called after each, to solve and draw anew.

    `slots` says which place of the ticket is drawn in which row.
    """

    def __init__(self, base: Style, form: TicketForm, changed: Callable[[], None]) -> None:
        super().__init__(base)
        self.can_focus = True
        self.slots: dict[int, Slot] = {}
        self._form = form
        self._changed = changed

    @property
    def takes_text(self) -> bool:
        """Whether keys are text, so that no command may take them."""
        return self._form.editing

    def on_key(self, event: events.Key) -> None:
        """Type, or run what a key that types nothing stands for."""
        if self._form.editing and self.take_key(event.key, event.character):
            event.stop()
            event.prevent_default()

    def take_key(self, key: str, character: str | None) -> bool:
        """Do what a key says in the field that has the focus; return whether it was taken.

        Printable keys type. Only `=` is a command in all fields but the note, because no other text has one.
        """
        draft = self._form.draft
        if draft is None:
            return False
        keymap = keymap_of(self.app)
        found = next((each.id for each in in_scope(Scope.TICKET) if key in keymap.keys(each.id)), "")
        printable = character is not None and character.isprintable()
        if found and (not printable or (found == "ticket.last_price" and draft.slot is not Slot.NOTE)):
            return dispatch(self.app, found)
        taken = draft.take_key(key, character)
        if taken:
            draft.tried = False
            self._changed()
        return taken

    def on_paste(self, event: events.Paste) -> None:
        """Put the first line of pasted text into the field; it fills in and never sends."""
        draft = self._form.draft
        if self._form.editing and draft is not None and draft.current is not None:
            event.stop()
            draft.current.insert(event.text.strip().partition("\n")[0])
            self._changed()

    def on_click(self, event: events.Click) -> None:
        """Edit the field under the mouse."""
        draft = self._form.draft
        if draft is not None and event.y in self.slots:
            if not self._form.editing:
                dispatch(self.app, "ticket.review")
            draft.go_to(self.slots[event.y])
            self._changed()

    # Commands

    def command_reason(self, wanted: Command) -> str:
        """Say that there is no ticket."""
        return "" if self._form.draft is not None else self._form.no_ticket_words

    def command_last_price(self) -> None:
        """Put the market price into the field."""
        self._form.put_last_price()
        self._changed()

    def command_step_up(self) -> None:
        """Raise the field by one step."""
        self._step(1)

    def command_step_down(self) -> None:
        """Lower the field by one step."""
        self._step(-1)

    def command_leap_up(self) -> None:
        """Raise the field by ten steps."""
        self._step(_LEAP)

    def command_leap_down(self) -> None:
        """Lower the field by ten steps."""
        self._step(-_LEAP)

    def _step(self, steps: int) -> None:
        self._form.step(steps)
        self._changed()

    def command_kind(self) -> None:
        """Walk through market, limit and stop."""
        if self._form.draft is not None:
            self._form.draft.step_kind()
            self._changed()

    def command_flip(self) -> None:
        """Take the other side."""
        if self._form.draft is not None:
            self._form.draft.flip()
            self._changed()
