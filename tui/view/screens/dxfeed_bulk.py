"""A bulk on the screen: what each line would do, the run with pause and end, and where its result is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.view.dialog import Dialog
from tui.view.panel import copy_text
from tui.view.panels.context import ViewContext
from tui.view.text import content
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from tui.desk.entitlements_bulk_work import BulkWork

_LOOK_EVERY_S = 0.25
_WIDEST = 100
_FRAME_CELLS = 6
_FRAME_ROWS = 6
_BAR_CELLS = 40


class DxfeedBulkScreen(Dialog[str], inherit_bindings=False):
    """Gives back `run` when the bulk is to be confirmed, an empty text when it was left."""

    CSS_PATH: ClassVar[Any] = "../styles/dxfeed_dialogs.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, context: ViewContext, work: BulkWork, title: str, *, production: bool) -> None:
        super().__init__()
        self.context = context
        self.work = work
        self._title = title
        self._production = production
        self._top = 0
        self.body = LineView(context.paint["base"])
        self.foot = LineView(context.paint["base"])

    def compose(self) -> ComposeResult:
        """Lay out the lines and the keys."""
        with Vertical(classes="bulk-box") as box:
            box.border_title = content(self._title)
            box.set_class(self._production, "-real")
            yield self.body
            yield self.foot

    def on_mount(self) -> None:
        """Show the bulk and keep it moving."""
        surface = self.context.paint.colour("surface")
        ground = Style(bgcolor=surface) if surface != "default" else Style.null()
        for view in (self.body, self.foot):
            view.set_base(self.context.paint["base"] + ground)
        self.show_now()
        self.set_interval(_LOOK_EVERY_S, self.show_now)

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self.show_now()

    def show_now(self) -> None:
        """Show the bulk as it is now."""
        paint, work = self.context.paint, self.work
        width = max(24, min(_WIDEST, self.size.width) - _FRAME_CELLS)
        lines: list[Line] = [*self._bar()]
        for text, look in work.lines():
            style = paint[look] if look else Style.null()
            lines += [(Span(part, style),) for part in wrapped(text, width)] if text else [()]
        room = max(3, self.size.height - _FRAME_ROWS)
        self._top = max(0, min(self._top, len(lines) - room))
        hidden = len(lines) - room - self._top
        shown = lines[self._top : self._top + room]
        self.body.set_lines(shown)
        self.body.styles.height = max(1, len(shown))
        more = f" · ↓ {hidden} more lines" if hidden > 0 else ""
        self.foot.set_lines([(), (Span(self._keys() + more, paint["muted"]),)])
        self.foot.styles.height = 2

    def _bar(self) -> list[Line]:
        work, ascii_only = self.work, self.context.numbers.ascii
        total = len(work.plan.tasks)
        done = work.progress.ended if work.progress is not None else len(work.predicted)
        if not total:
            return []
        cells = min(_BAR_CELLS, done * _BAR_CELLS // total)
        full, rest = ("#", ".") if ascii_only else ("█", "░")
        paint = self.context.paint
        return [(Span(full * cells, paint["accent"]), Span(rest * (_BAR_CELLS - cells), paint["grid"]))]

    def _keys(self) -> str:
        phase = self.work.phase.name
        if phase == "LOOKING":
            return "s stop looking · Esc close"
        if phase == "PLANNED":
            return "Enter go on to the confirmation · y copy · Esc close" if self.work.plan.tasks else "Esc close"
        if phase == "RUNNING":
            return "p pause or go on · x call off · Esc close (it goes on) · B shows it again"
        return "y copy · Esc close"

    def on_key(self, event: events.Key) -> None:
        """Take every key: none of them reaches what lies below."""
        event.stop()
        event.prevent_default()
        phase, page = self.work.phase.name, max(1, self.size.height - _FRAME_ROWS - 1)
        steps = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page}
        acts: dict[str, Callable[[], object]] = {"escape": lambda: self.dismiss("")}
        if phase == "LOOKING":
            acts |= {"s": self.work.stop_looking}
        if phase == "PLANNED" and self.work.plan.tasks:
            acts |= {"enter": lambda: self.dismiss("run")}
        if phase == "RUNNING":
            acts |= {"p": self.work.pause_or_go_on, "x": self.work.call_off}
        if event.key == "y":
            copy_text(self.app, "\n".join(text for text, _ in self.work.lines()))
        elif event.key in acts:
            acts[event.key]()
            self.show_now()
        elif event.key in steps:
            self._top += steps[event.key]
            self.show_now()
