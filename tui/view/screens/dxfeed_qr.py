"""A link as a QR code in the terminal, two dots to a cell, dark on light whatever the theme.

Cameras want dark dots with light around them. With colours that is black on white; without, it takes the terminal's
own two, and which of them is the lighter one is only known by the theme's word: a key turns them over.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import segno
from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical

from tui.view.dialog_keys import DialogKey
from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import KeyDialog
from tui.view.text import content
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.wrapping import wrapped

_QUIET = 2
"""Light dots around the code; readers want some."""

_INK = Style(color="#000000", bgcolor="#ffffff")
_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def qr_rows(text: str, *, ascii_only: bool = False, light_ink: bool = False) -> list[str]:
    """Return a QR code as lines of equal length: half blocks, or `##` for a dot where only ASCII is there.

    With `light_ink` what is light is written, and dark dots are left out.
    """
    code = segno.make(text, error="l", micro=False)
    dots = [[bool(dot) is not light_ink for dot in row] for row in code.matrix_iter(border=_QUIET)]
    if ascii_only:
        return ["".join("##" if dot else "  " for dot in row) for row in dots]
    if len(dots) % 2:
        dots.append([light_ink] * len(dots[0]))
    return [
        "".join(_BLOCKS[pair] for pair in zip(*rows, strict=True)) for rows in zip(dots[::2], dots[1::2], strict=True)
    ]


class DxfeedQrScreen(KeyDialog[None]):
    """Shows the links, one at a time."""

    CSS_PATH: ClassVar[Any] = "../styles/dxfeed_dialogs.tcss"
    about = "The customer's link as a code for a telephone's camera."
    look_every_s: ClassVar[float] = 0

    def __init__(self, context: ViewContext, links: Sequence[tuple[str, str]]) -> None:
        super().__init__(context)
        self._links = tuple(links)
        self._place = 0
        self._turned = False
        self.view = LineView(context.paint["base"])

    def compose(self) -> ComposeResult:
        """Lay out the code."""
        with Vertical(classes="qr-box"):
            yield self.view

    def show_now(self) -> None:
        """Show the code, or how much room it needs."""
        theme, link = self._links[self._place]
        # On a dark ground ink is light; black ink is only there with colours.
        light_ink = self.app.no_color and self.app.current_theme.dark is not self._turned
        rows = qr_rows(link, ascii_only=self.context.numbers.ascii, light_ink=light_ink)
        width, paint = len(rows[0]), self.context.paint
        box = self.query_one(".qr-box")
        box.border_title = content(f"{theme.lower()} theme")
        lines: list[Line]
        if width > self.size.width or len(rows) > self.size.height - 2:
            words = (
                f"The code needs {width} columns and {len(rows) + 2} rows; enlarge the terminal, or copy the link: L."
            )
            lines = [(Span(part, paint["warning"]),) for part in wrapped(words, max(20, self.size.width - 4))]
            width = max(20, self.size.width - 4)
        else:
            # More light beside it does no harm, and the frame has room for all keys.
            width = max(width, min(self.size.width - 2, cell_len(" · ".join(self.key_words)) + self.frame_cells))
            lines = [(Span(row.center(width, "█" if light_ink else " "), _INK),) for row in rows]
        self.widest = width + 2
        box.styles.width = self.widest
        self.name_keys()
        self.view.set_lines(lines)
        self.view.styles.height = len(lines)

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys; with one link there is nothing to go on to, with colours nothing to turn over."""
        to_next = DialogKey("tab right left v", "Show the link in the next theme.", self._show_next, "next")
        turn = DialogKey("i", "Turn light and dark over, for a camera that finds nothing.", self._turn_over, "invert")
        leave = DialogKey("escape enter q v", "Close it.", partial(self.dismiss, None), "close")
        return (*([to_next] if len(self._links) > 1 else ()), *([turn] if self.app.no_color else ()), leave)

    def _turn_over(self) -> None:
        self._turned = not self._turned
        self.show_now()

    def _show_next(self) -> None:
        self._place = (self._place + 1) % len(self._links)
        self.show_now()
