"""What every screen behind a tab has: the account row, the tabs, the banners, the keys and the `:` line."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult

from tui.store.changes import Changes
from tui.view.line import line_words, run_line
from tui.view.palette import keymap_of
from tui.view.panel import dispatch
from tui.view.panels.account_bar import AccountBar
from tui.view.panels.alert_offers import on_price
from tui.view.panels.banners import Banners
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.unknown_banner import UnknownBanner
from tui.view.screens.pane_screen import PaneScreen
from tui.view.screens.table_memory import arranged_tables, recall_tables
from tui.view.tabs import BEHIND, TABS
from tui.view.widgets.command_line import CommandLine
from tui.view.widgets.tab_row import Tab, TabRow


class TabScreen(PaneScreen):
    """One tab; a subclass sets its `scope`, makes panels with `use_panels`, and lays them out in `compose_body`.

    The body's outermost container is `#panes`, of the classes `group -holds`; each container inside is a `group`.
    """

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.account_bar = AccountBar(context)
        self.banner = Banners(context)
        words = line_words(read_only=context.read_only)
        self.command_line = CommandLine(words, self._candidates, lambda text: run_line(self.app, text), context.lines)
        self._paint = context.paint
        self._styled: tuple[object, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Lay out what is this tab's own."""
        yield from self.panels

    def compose(self) -> ComposeResult:
        """Lay out the rows around the body."""
        yield self.account_bar
        shown = next(tab.key for tab in (*TABS, *BEHIND) if tab.scope is self.scope)
        yield TabRow([Tab(tab.key, tab.title, tab.command_id) for tab in TABS], shown)
        yield self.banner
        yield from self.compose_body()
        yield self.hints
        yield self.command_line

    # Textual runs the handler of a subclass first, then the one here: neither may call the other.

    def on_mount(self) -> None:
        """Mark real money, give the current pane the keys and take the first look."""
        self._styled = self._style_state()
        self.set_class(self.context.badge == "REAL", "-real")
        recall_tables(self.scope.value, self.panels, self.context.kept.tables)
        self.panes.resized(self.app.size)
        self.panes.current.focus_target.focus()
        self.sync(Changes.everything())
        self.begin()

    def begin(self) -> None:
        """Do what comes after the first look."""

    @property
    def opening(self) -> bool:
        """Whether the tab still waits for what its commands need, and will not for long."""
        return False

    def sync(self, changes: Changes, turn: int | None = None) -> None:
        """Hand the changes of one frame to the panes that are shown; `turn` counts frames, None means all panes now."""
        if self.tells_account(changes):
            self.tell_account()
        super().sync(changes, turn)

    def tells_account(self, changes: Changes) -> bool:
        """Whether `sync` shows account and link anew for these changes."""
        return changes.touches(AccountBar.data_topics | UnknownBanner.data_topics)

    def tell_account(self) -> None:
        """Show account and link as they are now."""
        self.account_bar.sync()
        self.banner.sync()

    def repaint(self) -> None:
        """Take over the colours of a new theme."""
        self._paint = self.context.paint
        base = self._paint["base"]
        self.account_bar.set_base(base)
        self.banner.set_base(base)
        for panel in self.panels:
            panel.repaint()
        self.sync(Changes.everything())

    def go_to(self, panel: DataPanel) -> None:
        """Show a pane and give it the focus, unless the `:` line was opened meanwhile."""
        super().go_to(panel)
        self.command_line.stay(panel.focus_target)

    def keep(self) -> None:
        """Put down what should be found again at the next start."""
        if self.is_mounted:
            self.context.kept.tables.update(arranged_tables(self.scope.value, self.panels))

    def update_node_styles(self, animate: bool = True) -> None:
        """Apply the stylesheet, except to a screen that is only shown and has had it: that takes as long as painting
        it. A change of classes asks for itself; what else counts is compared.
        """
        # Textual asks without animation when a screen is shown, and only then.
        if animate or self._styled != self._style_state():
            super().update_node_styles(animate)
            self._styled = self._style_state()

    def _style_state(self) -> tuple[object, ...]:
        app = self.app
        return (len(app.stylesheet.source), app.classes, app.app_focus, self.context.paint)

    def on_screen_resume(self) -> None:
        """Catch up with what changed behind another tab or a dialog: data, and the colours as well."""
        if self.is_mounted and self._paint is not self.context.paint:
            self.repaint()

    def on_key(self, event: events.Key) -> None:
        """Show help where text is typed, by a key that types nothing; elsewhere it is a command like any other."""
        if not event.is_printable and event.key in keymap_of(self.app).keys("app.help"):
            event.stop()
            dispatch(self.app, "app.help")

    def on_click(self, event: events.Click) -> None:
        """Show what can be done where the right button was pressed."""
        if event.button == 3 and self.app.screen is self:
            from tui.view.screens.help import open_menu

            open_menu(self.app, keymap_of(self.app), event.screen_offset)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that suits the size."""
        self.panes.resized(event.size)
        self.call_after_refresh(self.sync, Changes.everything())

    def command_back(self) -> bool:
        """Leave the zoomed pane, or else end the tour; False when there is neither."""
        if super().command_back():
            return True
        if not self.context.tour.open:
            return False
        self.context.tour.close()
        self.banner.sync()
        return True

    @property
    def looked_symbol(self) -> str:
        """The symbol that the user has before him."""
        return self.context.selection.symbol

    def command_gauge(self) -> None:
        """Show or hide what goes to the terminal."""
        self.context.kept.gauge = not self.context.kept.gauge
        self.tell_account()

    def command_calculator(self, text: str = "") -> None:
        """Work out an order in words; without any, one lot of the symbol that is looked at."""
        from tui.view.screens.calculator import open_calculator

        open_calculator(self.app, self.context, text, self.looked_symbol)

    @property
    def alert_start(self) -> str:
        """What an alert that is set here begins with."""
        return on_price(self.looked_symbol)

    def command_alert(self, text: str = "") -> None:
        """Arm what is typed; without anything, open the dialog on what is looked at."""
        from tui.view.screens.alerts import set_alert

        set_alert(self.app, self.context, text, self.alert_start)

    def command_new_alert(self) -> None:
        """Open the dialog on what is looked at."""
        self.command_alert()

    def _candidates(self, placeholder: str) -> list[str]:
        from tui.view.screens.completion import line_candidates

        return line_candidates(self.context, self.app.available_themes, placeholder)
