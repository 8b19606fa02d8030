"""A link as a QR code in the terminal, two dots to a cell, black on white whatever the theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import segno
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.view.dialog import Dialog
from tui.view.panels.context import ViewContext
from tui.view.text import content
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.wrapping import wrapped

_QUIET = 2
"""Light dots around the code; readers want some."""

_INK = Style(color="#000000", bgcolor="#ffffff")
_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def qr_rows(text: str, *, ascii_only: bool = False) -> list[str]:
    """Return a QR code as lines of equal length: half blocks, or `##` for a dot where only ASCII is there."""
    code = segno.make(text, error="l", micro=False)
    dots = [[bool(dot) for dot in row] for row in code.matrix_iter(border=_QUIET)]
    if ascii_only:
        return ["".join("##" if dot else "  " for dot in row) for row in dots]
    if len(dots) % 2:
        dots.append([False] * len(dots[0]))
    return [
        "".join(_BLOCKS[pair] for pair in zip(*rows, strict=True)) for rows in zip(dots[::2], dots[1::2], strict=True)
    ]


class DxfeedQrScreen(Dialog[None], inherit_bindings=False):
    """Shows the links, one at a time."""

    CSS_PATH: ClassVar[Any] = "../styles/dxfeed_dialogs.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, context: ViewContext, links: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.context = context
        self._links = tuple(links)
        self._place = 0
        self.view = LineView(context.paint["base"])

    def compose(self) -> ComposeResult:
        """Lay out the code."""
        with Vertical(classes="qr-box"):
            yield self.view

    def on_mount(self) -> None:
        """Show the first link."""
        self.show_now()

    def on_resize(self) -> None:
        """See whether it fits now."""
        self.show_now()

    def show_now(self) -> None:
        """Show the code, or how much room it needs."""
        theme, link = self._links[self._place]
        rows = qr_rows(link, ascii_only=self.context.numbers.ascii)
        width, paint = len(rows[0]), self.context.paint
        box = self.query_one(".qr-box")
        keys = "Tab next theme · Esc closes" if len(self._links) > 1 else "Esc closes"
        box.border_title = content(f"{theme.lower()} theme")
        box.border_subtitle = content(keys)
        lines: list[Line]
        if width > self.size.width or len(rows) > self.size.height - 2:
            words = (
                f"The code needs {width} columns and {len(rows) + 2} rows; enlarge the terminal, or copy the link: L."
            )
            lines = [(Span(part, paint["warning"]),) for part in wrapped(words, max(20, self.size.width - 4))]
            width = max(20, self.size.width - 4)
        else:
            lines = [(Span(row, _INK),) for row in rows]
        box.styles.width = width + 2
        self.view.set_lines(lines)
        self.view.styles.height = len(lines)

    def on_key(self, event: events.Key) -> None:
        """Take every key: none of them reaches what lies below."""
        event.stop()
        event.prevent_default()
        if event.key in {"tab", "right", "left", "v"} and len(self._links) > 1:
            self._place = (self._place + 1) % len(self._links)
            self.show_now()
        elif event.key in {"escape", "enter", "q", "v"}:
            self.dismiss(None)
