"""A bulk on the screen: what each line would do, the run with pause and end, and where its result is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.view.dialog_keys import DialogKey
from tui.view.panels.context import ViewContext
from tui.view.screens.text_dialog import TextDialog
from tui.view.text import content
from tui.view.widgets.lines import Line, Span

if TYPE_CHECKING:
    from tui.desk.entitlements_bulk_work import BulkWork

_BAR_CELLS = 40


class DxfeedBulkScreen(TextDialog[str]):
    """Gives back `run` when the bulk is to be confirmed, an empty text when it was left."""

    CSS_PATH: ClassVar[Any] = "../styles/dxfeed_dialogs.tcss"
    look_every_s: ClassVar[float] = 0.25
    frame_cells: ClassVar[int] = 6
    about = "A bulk: what each line would do, then how far the run is and what became of each line."

    def __init__(self, context: ViewContext, work: BulkWork, title: str, *, production: bool) -> None:
        super().__init__(context)
        self.work = work
        self._title = title
        self._production = production

    def compose(self) -> ComposeResult:
        """Lay out the lines and the keys."""
        with Vertical(classes="bulk-box") as box:
            box.border_title = content(self._title)
            box.set_class(self._production, "-real")
            yield self.body
            yield self.foot

    def texts(self) -> Sequence[tuple[str, str]]:
        """Return what is known of the bulk now."""
        return self.work.lines()

    def lines_above(self) -> list[Line]:
        """Return a bar of how far it is."""
        work, ascii_only = self.work, self.context.numbers.ascii
        total = len(work.plan.tasks)
        done = work.progress.ended if work.progress is not None else len(work.predicted)
        if not total:
            return []
        cells = min(_BAR_CELLS, done * _BAR_CELLS // total)
        full, rest = ("#", ".") if ascii_only else ("█", "░")
        paint = self.context.paint
        return [(Span(full * cells, paint["muted"]), Span(rest * (_BAR_CELLS - cells), paint["grid"]))]

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys of this phase; what is changed shows at once."""
        phase, work = self.work.phase.name, self.work
        copy = DialogKey("y", "Copy all lines.", self.copy_all, "copy")
        leave = DialogKey("escape", "Close it.", partial(self.dismiss, ""), "close")
        if phase == "LOOKING":
            return (DialogKey("s", "Stop looking.", partial(self._do, work.stop_looking), "stop looking"), copy, leave)
        if phase == "PLANNED" and work.plan.tasks:
            go_on = DialogKey("enter", "Go on to the confirmation.", partial(self.dismiss, "run"), "go on to confirm")
            return (go_on, copy, leave)
        if phase == "RUNNING":
            return (
                DialogKey("p", "Pause, or go on.", partial(self._do, work.pause_or_go_on), "pause or go on"),
                DialogKey("x", "Call off what has not begun.", partial(self._do, work.call_off), "call off"),
                copy,
                DialogKey("escape", "Close it; it goes on, and B shows it again.", leave.act, "close, it goes on"),
            )
        return (copy, leave)

    def _do(self, act: Callable[[], object]) -> None:
        act()
        self.show_now()
