"""What became of the latest action: what to do now, links, a masked token; or how to set things up."""

from __future__ import annotations

import json
import os
import webbrowser
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from tui.errors import UsageError
from tui.store.changes import Changes, Topic
from tui.view.browser import has_screen
from tui.view.commands import Scope
from tui.view.panel import copy_text, notice
from tui.view.panels.context import ViewContext
from tui.view.panels.lines_panel import LinesPanel
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.wrapping import signed

if TYPE_CHECKING:
    from tui.desk.entitlements_case import EntitlementCase

SETUP = (
    ("No dxFeed application is configured.", "strong"),
    ("", ""),
    ("Add a table to the config, such as", ""),
    ("  [dxfeed.staging]", "accent"),
    ('  environment = "staging"', "accent"),
    ('  key_command = ["pass", "show", "dxfeed/staging"]', "accent"),
    ("and write = true once something may be changed there.", ""),
    ("Every setting is in config.example.toml; `tradedeck demo` has a service to try.", "muted"),
)

_HINTS = (
    "{activate} activates feeds, {extend} extends and {cancel} cancels the one under the cursor, "
    "{confirm} confirms what waits",
    "{token} asks for a token, {profile_link} for a profile link, {reset_password} resets the password, "
    "{change_email} changes the e-mail",
)
_NAMED = ("activate", "extend", "cancel", "confirm", "token", "profile_link", "reset_password", "change_email")


class DxfeedOutcome(LinesPanel):
    """Lines of the latest action."""

    scope: ClassVar[Scope] = Scope.DXFEED_OUTCOME
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.TROUBLE})

    def __init__(self, context: ViewContext, case: EntitlementCase, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.case = case
        self._theme = -1
        self.ways_back = False
        """Whether the account is behind this pane, which is then shown alone."""
        self._links: Mapping[str, str] = {}

    def sync(self, changes: Changes) -> None:
        """Show the latest."""
        self.show()

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self.show()

    def show(self) -> None:
        """Set lines and title."""
        width = max(20, self.view.size.width - 2)
        lines: list[Line] = []
        for text, look in self.texts():
            style = self.paint[look] if look else self.paint["base"]
            parts = self._parts(text, look, width)
            lines += [(Span(f" {part}", style),) for part in parts]
        self.view.set_lines(lines)
        told = self.case.told
        self.set_title(
            told.title if told is not None else "Now", "L copy · O open · v QR" if told and told.links else ""
        )

    @staticmethod
    def _parts(text: str, look: str, width: int) -> list[str]:
        """Return a text in lines; a link's are full to the last cell, so that no part of it looks like a word."""
        if look == "accent" and text.isascii():
            return [text[at : at + width] for at in range(0, len(text), width)]
        return signed(text, look, width) if text else [""]

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Return what there is to say, with the names of styles."""
        case = self.case
        if case.problem:
            return ((case.problem, "error"),)
        if self.context.entitlements.equipped and not self.context.entitlements.applications:
            return SETUP
        if case.told is not None:
            back = (("", ""), ("Esc goes back to the account.", "muted"))
            return (*case.told.lines, *(back if self.ways_back and case.card is not None else ()))
        if case.card is not None:
            keys = {verb: self.context.key(f"dxfeed.{verb}") for verb in _NAMED}
            return tuple((line.format_map(keys), "muted") for line in _HINTS)
        return ((f"Find an account: {self.context.key('dxfeed.find')}, then its e-mail or id, then Enter.", ""),)

    def copied_text(self, *, whole_row: bool) -> str:
        """Return the first link, or all lines."""
        told = self.case.told
        if told is not None and told.links and not whole_row:
            return next(iter(told.links.values()))
        return "\n".join(text for text, _ in self.texts())

    # Links and tokens

    def links(self) -> Mapping[str, str]:
        """Return the links that are shown. Raises UsageError when there are none."""
        told = self.case.told
        if told is None or not told.links:
            key = self.context.key("dxfeed.profile_link")
            cure = f"{key} asks for a profile link; an activation may give a sign-up link."
            raise UsageError("There is no link", cure)
        if told.links != self._links:
            self._links, self._theme = told.links, -1
        return told.links

    def command_copy_link(self) -> None:
        """Copy a link; again, that of the next theme."""
        links = list(self.links().items())
        self._theme = (self._theme + 1) % len(links)
        theme, link = links[self._theme]
        if copy_text(self.app, link):
            key = self.context.key("dxfeed_outcome.copy_link")
            notice(self.app, f"The {theme.lower()} link is copied", f"{key} again takes the next theme")

    def command_open_link(self) -> None:
        """Open the link in this machine's browser. Raises UsageError where there is none, or for a strange link."""
        from tui.desk.entitlements_told import unsafe_link

        link = next(iter(self.links().values()))
        trouble = unsafe_link(link, self.case.the_room().client.base)
        if trouble:
            raise UsageError("This link is not opened", trouble, "Look at it first; L copies it.")
        if not has_screen(os.environ):
            copy_text(self.app, link)
            raise UsageError("No browser has a screen here", "The link is copied; v shows it as a QR code.")
        # A browser that is slow to start must not hold the screen.
        self.app.run_worker(partial(webbrowser.open, link), thread=True, exit_on_error=False)
        notice(self.app, "Opening in the browser")

    def command_qr(self) -> None:
        """Show the links as QR codes."""
        from tui.view.screens.dxfeed_qr import DxfeedQrScreen

        # A toast over the code would keep it from being read.
        self.app.clear_notifications()
        self.app.push_screen(DxfeedQrScreen(self.context, tuple(self.links().items())))

    def command_copy_token(self) -> None:
        """Copy the whole token. Raises UsageError when there is none."""
        told = self.case.told
        if told is None or told.token is None:
            raise UsageError("There is no token", "t asks for one.")
        copy_text(self.app, told.token.get_secret_value(), secret=True)

    def command_raw(self) -> None:
        """Show the whole answer."""
        from tui.view.screens.flex_text import FlexTextScreen

        told = self.case.told
        if told is None or told.raw is None:
            raise UsageError("There is no answer to show", "", "An answer without content has none.")
        lines = [(line, "") for line in json.dumps(told.raw, indent=2, ensure_ascii=False).splitlines()]
        hidden = [(f"Hidden while masked: {self.context.key('app.privacy')} shows it.", "muted")]

        def shown() -> list[tuple[str, str]]:
            return hidden if self.context.numbers.private else lines

        self.app.push_screen(FlexTextScreen(self.context, "The service's answer", shown))
