"""Slow link: how old the shown prices get when the terminal takes 20 kB a second, also after a full repaint."""

from __future__ import annotations

import re
import time
from typing import Final

from tests.bench.feed_client import running_feed
from tests.bench.figures import Figure, Options, percentile
from tests.bench.homes import TRADEDECK, environ_of, temporary_home
from tests.bench.stamps import ages_ms
from tests.bench.terminal import Terminal

LINK_BYTES_PER_S: Final = 20_000
SYMBOLS: Final = 40
TICKS_PER_S: Final = 2_000
FRAMES_PER_S: Final = 10
DELAY_S: Final = 0.2
_KEY_S: Final = 0.09
_TICKET_KEYS: Final = ("b", *"0.25", "\t", *"20p", "\t", *"2R")
_TICKET_SHOWS: Final = ("0.25", "20p", "2R")
_SETTLES_S: Final = 6.0
_REPAINT_S: Final = 4.0
_FRAME: Final = re.compile(rb"\x1b\[\?2026h.*?\x1b\[\?2026l", re.DOTALL)


def measure(options: Options) -> list[Figure]:
    """Watch a lively list through the link, then have everything painted anew and go on watching."""
    seconds = options.seconds(10, 6)
    with running_feed(SYMBOLS, TICKS_PER_S) as feed, temporary_home() as home:
        feed.configure(home)
        with Terminal((TRADEDECK,), (80, 24), environ_of(home)) as terminal:
            terminal.run(_SETTLES_S, link=LINK_BYTES_PER_S)
            began = time.monotonic()
            terminal.run(seconds, link=LINK_BYTES_PER_S)
            repainted = time.monotonic()
            terminal.redraw()
            terminal.run(_REPAINT_S, link=LINK_BYTES_PER_S)
            ended = time.monotonic()
        with Terminal((TRADEDECK,), (80, 24), environ_of(home)) as other:
            figures = _ticket(other)
    steady = ages_ms(terminal, began, repainted)
    after = ages_ms(terminal, repainted, ended)
    frames, sent = _frames(terminal, began, repainted)
    repaint = max((len(frame) for frame in _frames_of(terminal, repainted, ended)), default=0)
    skipped = max(0.0, FRAMES_PER_S * seconds - frames)
    written = f"{frames} frames, {skipped:.0f} of {FRAMES_PER_S * seconds:.0f} skipped, {sent / seconds:.0f} B/s"
    allowed = 1000 + 1000 * repaint / LINK_BYTES_PER_S
    return [
        Figure("80×24 at 20 kB/s, lively list: oldest shown", max(steady), "ms", 1000, _spread(steady, written)),
        Figure("  the same after a full repaint", max(after), "ms", allowed, _spread(after, f"{repaint} bytes")),
        *figures,
    ]


def _ticket(terminal: Terminal) -> list[Figure]:
    """Fill a ticket at a typist's speed without waiting for the screen; every key must arrive where it was meant."""
    terminal.run(_SETTLES_S, link=LINK_BYTES_PER_S)
    terminal.delay_s = DELAY_S
    for key in _TICKET_KEYS:
        terminal.press(key)
        terminal.run(_KEY_S, link=LINK_BYTES_PER_S)
    typed = time.monotonic()
    terminal.run(_REPAINT_S, link=LINK_BYTES_PER_S)
    what, shown = "  ticket filled over the same line, 200 ms away: lost", terminal.text()
    lost = [text for text in _TICKET_SHOWS if text not in shown]
    whole = [at for at, screen in terminal.screens() if all(text in "".join(screen.display) for text in _TICKET_SHOWS)]
    seen = f"shown {1000 * (whole[0] - typed):.0f} ms after the last key" if whole else terminal.text()
    return [Figure(what, len(lost), "fields", 0, seen)]


def _spread(ages: list[float], more: str) -> str:
    return f"p50 {percentile(ages, 50):.0f}, p99 {percentile(ages, 99):.0f} ms; {more}"


def _frames(terminal: Terminal, since: float, until: float) -> tuple[int, int]:
    frames = _frames_of(terminal, since, until)
    return len(frames), sum(len(frame) for frame in frames)


def _frames_of(terminal: Terminal, since: float, until: float) -> list[bytes]:
    data = b"".join(chunk.data for chunk in terminal.chunks if since < chunk.at <= until)
    return _FRAME.findall(data)
