"""The base of all dialogs: its keys are one table, which also makes its help, and one that was left takes no key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from tui.view.dialog_keys import DialogKey, fitted, hints
from tui.view.key_names import types_text
from tui.view.palette import keymap_of
from tui.view.panel import dispatch
from tui.view.text import content
from tui.view.widgets.behind import receded

T = TypeVar("T")

_FRAME_CELLS = 6
"""What the corners of a frame and a blank beside its words take."""


class Dialog(ModalScreen[T], inherit_bindings=False):
    """A modal screen that can be left once.

    Keys of one burst (a slow line, a paste) reach it even after the first of them has closed it; leaving it again
    would take away the screen below. A subclass says in `about` what it is for, in `key_table` what its keys do, and
    lays out its box as its first `Vertical`.
    """

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical {
        max-width: 100%; height: auto; max-height: 100%; padding: 0 1; border: round $focus; background: $surface;
        border-title-color: $foreground; border-title-style: bold; border-subtitle-color: $muted;
    }
    Dialog LineView { width: 1fr; height: auto; }
    Dialog Input, Dialog Input:focus {
        border: none; height: 1; padding: 0 1; background: $panel; color: $foreground;
        background-tint: $foreground 0%;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    about: ClassVar[str] = ""
    """What the dialog is for, in a sentence or two."""

    typed: ClassVar[bool] = False
    """Whether it is a line to type into: there a letter is no key."""

    widest: int = 100
    """Cells of the dialog where there is room for them."""

    names_keys: bool = True
    """Whether its keys stand in its lower frame; others name them inside."""

    recedes: bool = True
    """Whether the screen behind recedes."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with a result; does nothing when it is no longer the screen in front."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def key_table(self) -> Sequence[DialogKey]:
        """Return the dialog's own keys as they are now, in the order in which they are named."""
        return ()

    def moving_keys(self) -> Sequence[DialogKey]:
        """Return the keys that move in what it shows; they are in the help only."""
        return ()

    def all_keys(self) -> list[DialogKey]:
        """Return its own keys and those that all dialogs have; its own come first, whatever the user's keymap says."""
        own = [*self.key_table(), *self.moving_keys()]
        return [*own, *self._shared_keys({name for each in own for name in each.names})]

    def _shared_keys(self, own: Collection[str]) -> list[DialogKey]:
        def free(command_id: str) -> str:
            keys = (key for key in keymap_of(self.app).keys(command_id) if key not in own)
            return " ".join(key for key in keys if not (self.typed and types_text(key)))

        mask = "Mask money, names and account numbers, or show them."
        return [
            DialogKey(free("app.privacy"), mask, self.mask),
            DialogKey(free("app.help"), "Show these keys, or close them.", self.show_help, "help"),
        ]

    def take_key(self, key: str) -> bool:
        """Do what a key says; return whether it says anything, or came too late for what it was typed to."""
        if not self.is_active:
            return True
        found = self.key_of(key)
        if found is not None and found.act is not None:
            found.act()
        return found is not None

    def key_of(self, key: str) -> DialogKey | None:
        """Return what a key does here, None for one that does nothing or is the field's own."""
        return next((each for each in self.all_keys() if key in each.names and each.act is not None), None)

    def on_key(self, event: events.Key) -> None:
        """Take the keys that nobody inside wanted."""
        if self.take_key(event.key):
            event.stop()
            event.prevent_default()

    def show_help(self) -> None:
        """Show what the dialog is for and what its keys do; it stands below, as it is, until that is closed."""
        dispatch(self.app, "app.help")

    def mask(self) -> None:
        """Mask what tells of the user, or show it again."""
        dispatch(self.app, "app.privacy")
        self.repaint()

    def repaint(self) -> None:
        """Show everything in the colours and masks in force."""
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return what is seen of the screen behind; Textual dims it only where colours can be mixed."""
        strips = super().render_lines(crop)
        can_dim = self.app.native_ansi_color and self.app.theme_variables.get("quiet") == "dim"
        return receded(strips) if self.recedes and can_dim else strips

    # The words on its keys

    @property
    def key_words(self) -> list[str]:
        """The words on the keys, one for each."""
        return hints(self.all_keys(), keymap_of(self.app).sign)

    def name_keys(self) -> None:
        """Name the keys in the lower frame."""
        box = self.query(Vertical).first()
        box.border_subtitle = content(fitted(self.key_words, min(self.widest, self.size.width) - _FRAME_CELLS))

    def on_mount(self) -> None:
        """Be as wide as it should be."""
        self.query(Vertical).first().styles.width = self.widest

    def on_resize(self) -> None:
        """Name as many keys as there is room for."""
        if self.names_keys:
            self.name_keys()
