"""What every screen of panes does alike: frames, focus, walking, zooming and sizing, copying, and the line of keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on

from tui.errors import UsageError
from tui.store.changes import Changes
from tui.view.palette import footer_hints, keymap_of
from tui.view.panel import CommandScreen, copy_text, dispatch, notice
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.screens.pane_layout import PaneLayout
from tui.view.screens.pane_sizes import PaneSizes, Split, extent
from tui.view.widgets.hints import HintLine
from tui.view.widgets.tab_row import TabRow

_STEPS = {"width": 2, "height": 1}
"""Cells by which one key press moves a border."""


class PaneScreen(CommandScreen):
    """Shows panels; a subclass makes them with `use_panels`, lays them out, and adds what is its own."""

    panels: tuple[DataPanel, ...]
    panes: PaneLayout

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self.context = context
        self.hints = HintLine()
        self._dragged: tuple[Split, int] | None = None

    def use_panels(self, panels: Sequence[DataPanel], wide_only: frozenset[DataPanel]) -> None:
        """Show these panels, some of them only where there is much room."""
        self.panels = tuple(panels)
        kept = self.context.kept
        sizes = PaneSizes(self.scope.value, kept.pane_sizes)
        self.panes = PaneLayout(self, self.panels, wide_only, sizes, kept.zooms)

    @property
    def owes(self) -> bool:
        """Whether a pane that is shown has yet to show something."""
        return any(panel.owed and panel.is_on_screen for panel in self.panels)

    def sync(self, changes: Changes, turn: int | None = None) -> None:
        """Hand the changes of one frame to the panes that are shown; `turn` counts frames, None means all panes now."""
        for place, panel in enumerate(self.panels):
            panel.owed.merge(changes)
            if turn is not None and (turn + place) % panel.every_frames:
                continue
            owed, panel.owed = panel.owed, Changes()
            if panel.is_on_screen and panel.wants(owed):
                panel.sync(owed)

    def on_screen_resume(self) -> None:
        """Catch up with what changed behind another screen."""
        if self.is_mounted:
            self.sync(Changes.everything())

    def show_hints(self) -> None:
        """Show the keys of the focused pane."""
        left, right = footer_hints(self, keymap_of(self.app))
        self.hints.set_hints(left, right)

    def go_to(self, panel: DataPanel) -> None:
        """Show a pane and give it the focus."""
        self.panes.current = panel
        self.panes.arrange()
        if self.focused is panel.focus_target:
            # No news of the focus will come, but what its pane can do may be other than before.
            self.show_hints()
        self.set_focus(panel.focus_target)
        self.call_after_refresh(self.sync, Changes.everything())

    @on(events.DescendantFocus)
    def _focus_moved(self, event: events.DescendantFocus) -> None:
        if event.widget is not self.focused:
            # The focus has gone on since; the news of an old place must not take keys from where they are typed.
            return
        panel = next((node for node in event.widget.ancestors_with_self if isinstance(node, DataPanel)), None)
        if panel in self.panels and panel is not self.panes.current:
            self.panes.current = panel
            self.panes.arrange()
        self.focused_pane(panel)
        self.show_hints()

    def focused_pane(self, panel: DataPanel | None) -> None:
        """Do what follows from another pane having the focus."""

    # Commands

    def command_next_pane(self) -> None:
        """Go to the next pane."""
        self.go_to(self.panes.neighbour(1))

    def command_previous_pane(self) -> None:
        """Go to the pane before."""
        self.go_to(self.panes.neighbour(-1))

    def command_zoom_pane(self) -> None:
        """Give the whole screen to the current pane, or share it again."""
        self.panes.zoomed = not self.panes.zoomed
        self.go_to(self.panes.current)

    def command_back(self) -> bool:
        """Leave the zoomed pane; False when none is zoomed."""
        if not self.panes.zoomed:
            return False
        self.command_zoom_pane()
        return True

    def command_pane_wider(self) -> None:
        """Move a border so that the current pane is wider."""
        self._grow("width", 1)

    def command_pane_narrower(self) -> None:
        """Move a border so that the current pane is narrower."""
        self._grow("width", -1)

    def command_pane_taller(self) -> None:
        """Move a border so that the current pane is taller."""
        self._grow("height", 1)

    def command_pane_shorter(self) -> None:
        """Move a border so that the current pane is shorter."""
        self._grow("height", -1)

    def _grow(self, axis: str, way: int) -> None:
        if self.panes.single:
            again = f"{self.context.key('app.zoom_pane')} shows all again"
            notice(self.app, "One pane is shown alone", again if self.panes.zoomed else "")
        else:
            self.panes.grow(axis, way * _STEPS[axis])

    def command_layout(self, text: str) -> None:
        """Give the panes their own sizes again."""
        word = text.strip().casefold()
        if word not in ("", "reset", "reset all"):
            raise UsageError(f"{text!r} is nothing that a layout can do", "", "There are `reset` and `reset all`.")
        forgotten = self.panes.reset(everywhere=word.endswith("all"))
        notice(self.app, "The panes have their own sizes again" if forgotten else "The panes have their own sizes")

    # Borders by mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the border under the mouse."""
        split = self.panes.border_at(event.screen_x, event.screen_y) if event.button == 1 else None
        if split is not None:
            place = event.screen_x if split.axis == "width" else event.screen_y
            # The border stays under the mouse: what the widget has now, and from where it is pulled.
            self._dragged = split, extent(split.widget, split.axis) - split.sign * place
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the border with the mouse."""
        if self._dragged is not None:
            split, offset = self._dragged
            place = event.screen_x if split.axis == "width" else event.screen_y
            self.panes.move(split, offset + split.sign * place)

    def on_mouse_up(self) -> None:
        """Let go of the border."""
        if self._dragged is not None:
            self._dragged = None
            self.release_mouse()

    def command_copy_value(self) -> bool:
        """Copy the value under the cursor."""
        return copy_text(self.app, self.panes.current.copied_text(whole_row=False))

    def command_copy_row(self) -> bool:
        """Copy the row under the cursor."""
        return copy_text(self.app, self.panes.current.copied_text(whole_row=True))

    @on(HintLine.Chosen)
    @on(TabRow.Chosen)
    def _hint_chosen(self, event: HintLine.Chosen | TabRow.Chosen) -> None:
        dispatch(self.app, event.command_id)
