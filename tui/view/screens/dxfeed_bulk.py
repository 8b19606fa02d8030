"""A bulk on the screen: what each line would do, the run with pause and end, and where its result is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

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
    down_sign: ClassVar[str] = "↓"

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
        return [(Span(full * cells, paint["accent"]), Span(rest * (_BAR_CELLS - cells), paint["grid"]))]

    def key_words(self) -> str:
        """Return the words on the keys of this phase."""
        phase = self.work.phase.name
        if phase == "LOOKING":
            return "s stop looking · Esc close"
        if phase == "PLANNED":
            return "Enter go on to the confirmation · y copy · Esc close" if self.work.plan.tasks else "Esc close"
        if phase == "RUNNING":
            return "p pause or go on · x call off · Esc close (it goes on) · B shows it again"
        return "y copy · Esc close"

    def acts(self) -> Mapping[str, Callable[[], Any]]:
        """Return what each key does in this phase; what is changed shows at once."""
        phase, work = self.work.phase.name, self.work
        acts: dict[str, Callable[[], Any]] = {"escape": lambda: self.dismiss(""), "y": self.copy_all}
        if phase == "LOOKING":
            acts["s"] = lambda: self._do(work.stop_looking)
        if phase == "PLANNED" and work.plan.tasks:
            acts["enter"] = lambda: self.dismiss("run")
        if phase == "RUNNING":
            acts |= {"p": lambda: self._do(work.pause_or_go_on), "x": lambda: self._do(work.call_off)}
        return acts

    def _do(self, act: Callable[[], object]) -> None:
        act()
        self.show_now()
