"""The base of all dialogs: one that has been left takes no further key, however fast keys come."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """A modal screen that can be left once.

    Keys of one burst (a slow line, a paste) reach it even after the first of them has closed it; leaving it again
    would take away the screen below.
    """

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with a result; does nothing when it is no longer the screen in front."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
