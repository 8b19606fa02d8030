"""Panels and the one path by which keys, palette, `:` line and help reach the command they name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual.actions import SkipAction
from textual.app import App
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tui.errors import TradedeckError, UsageError
from tui.view.clipboard import MOST_BYTES, copied_words, through_multiplexer, too_long, way_words
from tui.view.command import TABS
from tui.view.commands import Command, Scope, command
from tui.view.keys import bindings_for
from tui.view.state_line import StateLine
from tui.view.tab_host import tab_host
from tui.view.terminal.outbox import Outbox
from tui.view.text import content, plain
from tui.view.widgets.painted import SteadyWidget


@dataclass(frozen=True, slots=True)
class Target:
    """Who would run a command now; `reason` says why it cannot, empty when it can."""

    node: DOMNode | None
    reason: str = ""
    tab: Scope | None = None
    """The tab that has to be gone to first, None for the shown one."""

    @property
    def ready(self) -> bool:
        """Whether the command can run now."""
        return (self.node is not None or self.tab is not None) and not self.reason


_ASKS = "app.command_line"

_SHORTEST_S, _LONGEST_S, _LETTERS_A_SECOND = 5.0, 20.0, 12
"""How long an error stands: who looks at prices has to see it first, and then to read it."""

_FRAME_CELLS = 6
"""What a frame takes on both sides of its words: a corner, a piece of line and a blank."""


def taken_away(app: App[Any], wanted: Command) -> bool:
    """Whether the read-only mode of the app removes this command."""
    return (wanted.trades or wanted.sends_money) and bool(getattr(app, "read_only", False))


class Around:
    """What lies around the focus of a screen, looked up once for many questions asked at the same moment."""

    def __init__(self, screen: Screen[Any]) -> None:
        self.screen = screen
        focus = screen.focused or screen
        self.chain: list[DOMNode] = [node for node in focus.ancestors_with_self if node is not screen.app]
        self.panel = next((node for node in self.chain if isinstance(node, Panel)), None)
        self._panels: list[Panel] | None = None
        self._inside: dict[Panel, list[Widget]] = {}

    @property
    def panels(self) -> list[Panel]:
        """All panes, those that are shown first."""
        if self._panels is None:
            self._panels = sorted(self.screen.query(Panel).results(), key=lambda each: not each.display)
        return self._panels

    def inside(self, panel: Panel) -> list[Widget]:
        """Return what a pane is made of."""
        if panel not in self._inside:
            self._inside[panel] = list(panel.query("*").results(Widget))
        return self._inside[panel]

    def candidates(self, wanted: Command) -> Iterator[DOMNode]:
        """Yield who might run a command, the nearest first."""
        if self.panel is None or wanted.scope in self.panel.scope.lineage:
            yield from self.chain
        areas = {wanted.scope.value, wanted.area}
        for other in self.panels:
            if other.scope.value in areas and other is not self.panel:
                yield other
                yield from self.inside(other)
        if wanted.scope in {getattr(self.screen, "scope", Scope.TRADE), Scope.APP}:
            yield self.screen
            yield self.screen.app


def find_target(screen: Screen[Any], wanted: Command, around: Around | None = None) -> Target:
    """Return who runs `wanted` on this screen: the focus chain first, then a shown panel of its scope, then the app.

    A node runs a command when it has a method `command_<verb>`; its optional `command_reason(command)` returns why
    it cannot at the moment, or an empty string. What has a word for the `:` line can be asked for on every tab: its own
    is gone to first. `around` spares who asks for many commands the search through the screen for each.
    """
    around = around or Around(screen)
    if taken_away(screen.app, wanted):
        return Target(None, "read-only mode has no trading commands")
    for node in around.candidates(wanted):
        if callable(getattr(node, f"command_{wanted.verb}", None)):
            reason = getattr(node, "command_reason", None)
            return Target(node, reason(wanted) if callable(reason) else "")
    tab, tabs = wanted.scope.tab, tab_host(screen.app)
    if wanted.line and tab is not None and tabs is not None and tabs.has(tab):
        return Target(None, tab=tab)
    here = around.panel is not None and wanted.scope in around.panel.scope.lineage
    return Target(None, "not here" if here else f"needs: {wanted.scope.title}")


def dispatch(
    app: App[Any], command_id: str, argument: str = "", complain: Callable[[TradedeckError], None] | None = None
) -> bool:
    """Run a command where it belongs; return whether somebody ran it.

    The method gets the argument when the command has one in the table, and returns False when there was nothing to
    do, so that a key can go on to the level around. A command that needs an argument and got none opens the `:` line
    with its word. Errors that we raise on purpose are told to `complain`, by default in a toast.
    """
    wanted = command(command_id)
    if wanted.needs_argument and not argument:
        return wanted.id != _ASKS and dispatch(app, _ASKS, f"{wanted.line} ")
    target = find_target(app.screen, wanted)
    tabs = tab_host(app)
    if target.tab is not None and tabs is not None:
        tabs.go_to(target.tab, lambda: dispatch(app, command_id, argument))
        return True
    if target.node is None:
        return False
    if target.reason:
        notice(app, wanted.title, target.reason)
        return True
    method: Callable[..., object] = getattr(target.node, f"command_{wanted.verb}")
    try:
        result = method(argument) if wanted.argument is not None else method()
    except TradedeckError as error:
        (complain or partial(toast, app))(error)
        return True
    if result is False:
        return False
    if tabs is not None:
        tabs.done(command_id)
    return True


def toast(app: App[Any], error: TradedeckError) -> None:
    """Show an error of ours; its words may come from outside, so they are never markup."""
    body = "\n".join(plain("; ".join(part.splitlines())) for part in (error.detail, error.hint) if part)
    title = plain(error.title) if body else ""
    stays_s = min(_LONGEST_S, max(_SHORTEST_S, (len(title) + len(body)) / _LETTERS_A_SECOND))
    app.notify(body or plain(error.title), title=title, severity="error", markup=False, timeout=stays_s)


def notice(app: App[Any], title: str, text: str = "") -> None:
    """Show a short remark that is no error."""
    app.notify(plain(text) or plain(title), title=plain(title) if text else "", markup=False, timeout=4)


def copy_text(app: App[Any], text: str, *, secret: bool = False) -> bool:
    """Send text to the terminal's clipboard and say what was sent; return whether anything was.

    Blanks, as of an empty table's row, leave the clipboard as it is. Of a `secret` the note tells nothing.
    """
    if not text.strip():
        return False
    if too_long(text):
        most = f"Terminals take about {MOST_BYTES // 1000} kB at once."
        toast(app, UsageError("That is too much for the clipboard", most, "Copy less, or export it to a file."))
        return False
    app.copy_to_clipboard(text)
    outbox = getattr(app, "outbox", None)
    wrapped = through_multiplexer(text, os.environ)
    if wrapped and isinstance(outbox, Outbox):
        outbox.send(wrapped)
    notice(app, f"Copied {copied_words(text, secret=secret)}", way_words(os.environ))
    return True


def run_binding(app: App[Any], command_id: str) -> None:
    """What `action_command` of an app, a screen or a panel does: run the command, or let the key go on.

    While a dialog is open or text is being typed, no key is a command. A widget that takes text without being an
    input field says so with `takes_text`.
    """
    focused = app.screen.focused
    typing = isinstance(focused, Input) or getattr(focused, "takes_text", False)
    if app.screen.is_modal or typing or not dispatch(app, command_id):
        raise SkipAction


class CommandScreen(SteadyWidget, Screen[None], inherit_bindings=False):
    """A screen behind a tab: its keys, Tab among them, come from the command table alone."""

    scope: ClassVar[Scope] = Scope.TRADE

    def __init_subclass__(cls, **keywords: Any) -> None:
        if "scope" in cls.__dict__:
            cls.BINDINGS = bindings_for(cls.scope)
        super().__init_subclass__(**keywords)

    def action_command(self, command_id: str) -> None:
        """Run the command, or let the key go on to the level around."""
        run_binding(self.app, command_id)

    def show_hints(self) -> None:
        """Show the keys of the focused pane anew, after what it can do has changed."""


class Panel(SteadyWidget):
    """A pane of a screen: a frame with a title, a scope for its keys, and a line for its state.

    Subclasses set `scope`, compose their content as children, override `sync` where data feeds them, and run commands
    in methods `command_<verb>`. Bindings follow from the scope.
    """

    scope: ClassVar[Scope] = Scope.TRADE
    _titled: tuple[object, ...] = ()

    DEFAULT_CSS = """
    Panel {
        layout: vertical;
        border: round $grid;
        border-title-color: $muted;
        border-title-style: none;
        border-subtitle-color: $muted;
        background: $background;
        padding: 0;
    }
    Panel:focus-within {
        border: round $focus;
        border-title-color: $foreground;
        border-title-style: bold;
    }
    """

    def __init_subclass__(cls, **keywords: Any) -> None:
        if "BINDINGS" not in cls.__dict__:
            inner = [scope for scope in cls.scope.lineage if scope not in {*TABS, Scope.APP}]
            cls.BINDINGS = bindings_for(*inner)
        super().__init_subclass__(**keywords)

    def action_command(self, command_id: str) -> None:
        """Run the command, or let the key go on to the level around."""
        run_binding(self.app, command_id)

    def sync(self, changes: Any) -> None:
        """Take over what changed; called once per frame while the panel is shown. `None` means everything."""

    def command_reason(self, wanted: Command) -> str:
        """Return why a command that this panel has cannot run now, or an empty string."""
        return ""

    def set_title(self, title: str | Content, subtitle: str | Content = "") -> None:
        """Set the words in the frame; a str is taken as it is, never as markup."""
        words = (
            title if isinstance(title, Content) else content(title),
            subtitle if isinstance(subtitle, Content) else content(subtitle),
        )
        # Textual paints the whole frame anew for a title, be it the same or not; styles count as well as the words.
        shape = tuple((each.plain, tuple(each.spans)) for each in words)
        if shape != self._titled:
            self._titled = shape
            self.border_title, self.border_subtitle = words

    @property
    def frame_room(self) -> int:
        """Cells for words in the frame, from which on they are cut; many while the pane has no size yet."""
        return self.outer_size.width - _FRAME_CELLS if self.outer_size.width else 200

    def set_state(self, text: str, kind: str = "stale", short: str = "") -> None:
        """Show one line of state below the content, or hide it with an empty text; kind: stale, error or empty.

        `short` says it where the text has no room.
        """
        line = self.query_one_optional(StateLine)
        if line is None:
            if not text:
                return
            line = StateLine()
            self.mount(line)
        line.show(text, kind, short)
