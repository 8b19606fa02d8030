"""Tells the user what happened to his trades, in the ways that he chose: on the screen, by the bell, on the desktop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from textual.app import App

from tui.domain.events import Announced, Tone
from tui.view.panels.alert_words import announced_words
from tui.view.panels.context import ViewContext
from tui.view.terminal.outbox import Outbox, desktop_notice, reaches_desktop
from tui.view.text import plain

_SIGNS = {Tone.GOOD: "✓", Tone.NEUTRAL: "·", Tone.CALL: "◆", Tone.BAD: "✕", Tone.ALARM: "!"}
_ASCII_SIGNS = {Tone.GOOD: "+", Tone.NEUTRAL: "-", Tone.CALL: "*", Tone.BAD: "x", Tone.ALARM: "!"}
_SEVERITIES: dict[Tone, Literal["information", "warning", "error"]] = {
    Tone.GOOD: "information",
    Tone.NEUTRAL: "information",
    Tone.CALL: "warning",
    Tone.BAD: "warning",
    Tone.ALARM: "error",
}
_SECONDS = {Tone.GOOD: 5.0, Tone.NEUTRAL: 5.0, Tone.CALL: 20.0, Tone.BAD: 10.0, Tone.ALARM: 30.0}
MOST_AT_ONCE = 4
"""Toasts of one frame; a plan over many positions must not cover the screen."""


class Announcer:
    """Takes the announcements out of the store and tells each one once; the words may come from the broker."""

    def __init__(self, app: App[Any], context: ViewContext, outbox: Outbox, environ: Mapping[str, str]) -> None:
        self._app = app
        self._context = context
        self._outbox = outbox
        self._environ = environ
        self._in_tmux = bool(environ.get("TMUX"))
        self._desktop = False

    async def start(self) -> None:
        """Find out whether the desktop can be reached, if the user wants it to be."""
        if "osc9" in self._context.trading.notify:
            self._desktop = await reaches_desktop(self._environ)

    def tell(self) -> None:
        """Tell what has not been told yet."""
        news = self._context.desk.store.orders.take_announcements()
        if not news:
            return
        ways = self._context.trading.notify
        if "toast" in ways:
            self._toast(news)
        if "bell" in ways:
            self._app.bell()
        if "osc9" in ways and self._desktop:
            for each in news[-MOST_AT_ONCE:]:
                words = ": ".join(part for part in (announced_words(self._context, each.title), each.detail) if part)
                self._outbox.send(desktop_notice(f"tradedeck {self._context.badge}: {words}", in_tmux=self._in_tmux))

    def _toast(self, news: list[Announced]) -> None:
        # What is loudest must be seen; of the rest the newest.
        loud = [each for each in news if each.tone is Tone.ALARM]
        quiet = [each for each in news if each.tone is not Tone.ALARM]
        room = max(0, MOST_AT_ONCE - len(loud))
        left_out = len(quiet) - min(room, len(quiet))
        for each in [*quiet[len(quiet) - min(room, len(quiet)) :], *loud]:
            sign = (_ASCII_SIGNS if self._context.numbers.ascii else _SIGNS)[each.tone]
            self._app.notify(
                plain(each.detail),
                title=f"{sign} {plain(announced_words(self._context, each.title))}",
                severity=_SEVERITIES[each.tone],
                timeout=_SECONDS[each.tone],
                markup=False,
            )
        if left_out:
            self._app.notify(f"and {left_out} more: the Orders and Alerts tabs have them all", markup=False, timeout=5)
