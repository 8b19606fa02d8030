"""Reads the text that Textual writes for the terminal and draws it on a `Screen` instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Final, Protocol

from tui.view.terminal.screen import Screen

_TOKEN: Final = re.compile(
    r"""
      \x1b\[(?P<sgr>[0-9;:]*)m(?P<styled>[^\x00-\x1f\x7f-\x9f]*)
    | (?P<text>[^\x00-\x1f\x7f-\x9f]+)
    | \x1b\[(?P<params>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])
    | (?P<control>[\x07-\x0d])
    | \x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)
    | (?P<handed>\x1bPtmux;(?:[^\x1b]|\x1b\x1b)*\x1b\\)
    | (?P<cut>\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)\Z)
    | (?P<string>\x1b[PX^_\]][^\x1b]*(?:\x1b\\|(?=\x1b)))
    | (?P<escape>\x1b[ -/]*[0-~])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# A sequence that has not ended after so many characters is handed on as it is.
_LONGEST_CUT: Final = 1 << 20
# Private modes that change neither cells nor cursor: keys, mouse, focus, paste, reports, colour scheme, in-band resize.
_NEUTRAL_MODES: Final = frozenset(
    {1, 9, 12, *range(1000, 1008), 1015, 1016, 1034, 1036, 1039, 2004, 2027, 2031, 2048, 9001},
)
_ALTERNATE_SCREEN: Final = frozenset({47, 1047, 1049})
# Requests and settings without a picture: attributes, window, kitty and xterm keys, cursor shape, mode reports.
_NEUTRAL_FINALS: Final = frozenset({"c", ">c", "=c", "t", ">u", "<u", "?u", "=u", ">m", ">q"})
_NEUTRAL_BETWEEN: Final = frozenset({" q", "$p"})


class Effect(Enum):
    """What a sequence that is passed on does to the picture."""

    NOTHING = "nothing"
    PLACE = "place"
    """It depends on where the cursor is and how the pen is set, and changes neither."""
    UNKNOWN = "unknown"
    """It may have changed anything."""


class Outside(Protocol):
    """Whoever passes on what is not drawn."""

    def pass_on(self, sequence: str, effect: Effect) -> None:
        """Send `sequence` to the terminal as it is."""

    def alternate_screen(self, sequence: str, entered: bool) -> None:
        """The program enters or leaves the alternate screen."""

    def bracket(self, opened: bool) -> None:
        """A synchronized frame begins or ends."""


class Parser:
    """Draws text on `screen` and gives everything else to `outside`, in order.

    Sequences may be cut anywhere between two calls of `feed`. While `drawing` is false nothing is drawn: all but the
    entry into the alternate screen goes outside.
    """

    def __init__(self, screen: Screen, outside: Outside) -> None:
        self.screen = screen
        self.drawing = False
        self._outside = outside
        self._cut = ""
        self._actions: dict[str, Callable[[int, int], None]] = {
            "H": lambda row, column: screen.move_to(max(column, 1) - 1, max(row, 1) - 1),
            "f": lambda row, column: screen.move_to(max(column, 1) - 1, max(row, 1) - 1),
            "A": lambda count, _: screen.move_to(screen.x, screen.y - max(count, 1)),
            "B": lambda count, _: screen.move_to(screen.x, screen.y + max(count, 1)),
            "C": lambda count, _: screen.move_to(screen.x + max(count, 1), screen.y),
            "D": lambda count, _: screen.move_to(screen.x - max(count, 1), screen.y),
            "G": lambda column, _: screen.move_to(max(column, 1) - 1, screen.y),
            "d": lambda row, _: screen.move_to(screen.x, max(row, 1) - 1),
            "J": lambda how, _: screen.erase_display(how),
            "K": lambda how, _: screen.erase_line(how),
            "X": lambda count, _: screen.erase(screen.y, screen.x, screen.x + max(count, 1)),
        }

    def feed(self, data: str) -> None:
        """Take the next piece of output."""
        data, self._cut = self._cut + data, ""
        screen, pool = self.screen, self.screen.pool
        for token in _TOKEN.finditer(data):
            kind = token.lastgroup
            if not self.drawing:
                self._undrawn(token)
            elif kind == "styled":
                pen = pool.apply(screen.pen, token["sgr"])
                if pen is None:
                    self._outside.pass_on(f"\x1b[{token['sgr']}m", Effect.UNKNOWN)
                else:
                    screen.pen = pen
                if text := token["styled"]:
                    screen.write(text)
            elif kind == "text":
                screen.write(token[0])
            elif kind == "final":
                self._control_sequence(token)
            else:
                self._other(kind, token[0], token["osc"])

    def _undrawn(self, token: re.Match[str]) -> None:
        if token.lastgroup == "cut":
            self._keep(token[0])
        elif token.lastgroup == "final" and token["params"].startswith("?"):
            self._mode(token)
        else:
            self._outside.pass_on(token[0], Effect.UNKNOWN)

    def _keep(self, cut: str) -> None:
        if len(cut) < _LONGEST_CUT:
            self._cut = cut
        else:
            self._outside.pass_on(cut, Effect.UNKNOWN)

    def _other(self, kind: str | None, sequence: str, osc: str | None) -> None:
        screen = self.screen
        if kind == "cut":
            self._keep(sequence)
        elif kind == "osc" and osc is not None:
            if osc.startswith("8;"):
                link = osc[2:]
                screen.pen = screen.pool.linked(screen.pen, "" if link.endswith(";") else link)
            else:
                self._outside.pass_on(sequence, Effect.NOTHING)
        elif kind == "control":
            self._control(sequence)
        elif kind == "handed" or sequence in ("\x1b=", "\x1b>"):
            self._outside.pass_on(sequence, Effect.NOTHING)
        else:
            self._outside.pass_on(sequence, Effect.UNKNOWN)

    def _control(self, character: str) -> None:
        screen = self.screen
        if character == "\x07":
            self._outside.pass_on(character, Effect.NOTHING)
        elif character == "\x08":
            screen.move_to(screen.x - 1, screen.y)
        elif character == "\t":
            screen.move_to((screen.x // 8 + 1) * 8, screen.y)
        elif character == "\r":
            screen.move_to(0, screen.y)
        else:
            screen.line_feed(returns=screen.newline_returns)

    def _control_sequence(self, token: re.Match[str]) -> None:
        params, between, final = token["params"], token["between"], token["final"]
        private = params[:1] if params[:1] in "<=>?" else ""
        if between:
            neutral = between + final in _NEUTRAL_BETWEEN
            self._outside.pass_on(token[0], Effect.NOTHING if neutral else Effect.UNKNOWN)
        elif private == "?" and final in "hl":
            self._mode(token)
        elif final == "n":
            self._outside.pass_on(token[0], Effect.PLACE)
        elif private + final in _NEUTRAL_FINALS:
            self._outside.pass_on(token[0], Effect.NOTHING)
        elif not private and final in self._actions and (numbers := _numbers(params)) is not None:
            self._actions[final](*numbers)
        else:
            self._outside.pass_on(token[0], Effect.UNKNOWN)

    def _mode(self, token: re.Match[str]) -> None:
        """DECSET and DECRST: a sequence with several modes is passed on as unknown unless all of them are neutral."""
        sequence, on = token[0], token["final"] == "h"
        modes = [int(mode) if mode.isdecimal() else -1 for mode in token["params"][1:].split(";")]
        mode = modes[0] if len(modes) == 1 and token["final"] in "hl" else -1
        if mode in _ALTERNATE_SCREEN:
            self._outside.alternate_screen(sequence, on)
        elif not self.drawing:
            self._outside.pass_on(sequence, Effect.UNKNOWN)
        elif mode == 25:
            self.screen.cursor_visible = on
        elif mode == 2026:
            self._outside.bracket(on)
        elif mode == 7:
            self.screen.autowrap = on
            self._outside.pass_on(sequence, Effect.NOTHING)
        else:
            neutral = all(mode in _NEUTRAL_MODES for mode in modes)
            self._outside.pass_on(sequence, Effect.NOTHING if neutral else Effect.UNKNOWN)


def _numbers(params: str) -> tuple[int, int] | None:
    """One or two numbers, 0 where none is given."""
    parts = params.split(";")
    if len(parts) > 2 or not all(part.isdecimal() or not part for part in parts):
        return None
    return int(parts[0] or 0), int(parts[1] or 0) if len(parts) == 2 else 0
