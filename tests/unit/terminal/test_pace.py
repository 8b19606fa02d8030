"""What is shown stays fresh behind any link: fewer frames, never older ones."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field

import pytest

from tests.unit.terminal.emulator import Model
from tui.view.terminal.pace import PaceLimits, Pacer
from tui.view.terminal.replica import Replica
from tui.view.terminal.stats import OutputStats

_PROBE = re.compile(r"\x1b\[6n")


@dataclass
class Link:
    """A link that takes any amount at once and carries it at its own speed; the terminal answers if it can."""

    bytes_per_ms: float
    answers: bool = True
    latency_ms: float = 20.0
    free_ms: float = 0.0
    carried: deque[tuple[float, str, int | None]] = field(default_factory=deque)
    replies: deque[tuple[float, int]] = field(default_factory=deque)

    def send(self, now_ms: float, text: str, ident: int | None) -> None:
        self.free_ms = max(self.free_ms, now_ms) + len(text.encode()) / self.bytes_per_ms
        self.carried.append((self.free_ms + self.latency_ms, text, ident))

    def arrived(self, now_ms: float, terminal: Model) -> None:
        while self.carried and self.carried[0][0] <= now_ms:
            at_ms, text, ident = self.carried.popleft()
            terminal.feed(text)
            if ident is not None and self.answers:
                self.replies.append((at_ms + self.latency_ms, ident))


@dataclass
class Watch:
    """What a watcher of the terminal saw."""

    ages_ms: list[float]
    stats: OutputStats
    drawn: int


def _watch(link: Link, seconds: int, size: tuple[int, int] = (80, 24)) -> Watch:
    """A program draws the time and changes every cell 20 times a second; the terminal's picture is read each 5 ms."""
    width, height = size
    stats = OutputStats()
    replica, pacer, terminal = Replica(width, height), Pacer(PaceLimits(), stats), Model(width, height)
    replica.feed("\x1b[?1049h")
    ages_ms: list[float] = []
    drawn = 0
    for now_ms in range(0, seconds * 1000, 5):
        if now_ms % 50 == 0:
            letter = chr(97 + drawn % 26)
            page = "".join(f"\x1b[{row};1H{letter * (width - 1)}" for row in range(2, height + 1))
            replica.feed(f"\x1b[1;1H{now_ms:09}{page}")
            drawn += 1
        while link.replies and link.replies[0][0] <= now_ms:
            assert pacer.answered(now_ms, link.replies.popleft()[1])
        if replica.has_frame and not pacer.wait_ms(now_ms):
            text, ident = replica.take(pacer.probe_wanted)
            pacer.wrote(now_ms, len(text.encode()), frame=True, probe=ident)
            stats.frames_written += 1
            link.send(now_ms, text, ident)
        link.arrived(now_ms, terminal)
        stamp = "".join(terminal.screen.text[0][:9])
        if stamp.isdecimal():
            ages_ms.append(now_ms - int(stamp))
    return Watch(ages_ms, stats, drawn)


@pytest.mark.parametrize("answers", [True, False])
def test_behind_20_kilobytes_a_second_nothing_shown_is_older_than_a_second(answers: bool) -> None:
    seen = _watch(Link(20.0, answers=answers), 20)
    assert max(seen.ages_ms) <= 1000
    assert 0 < seen.stats.frames_written < seen.drawn * 0.6
    assert seen.stats.answers is answers


def test_a_fast_terminal_gets_every_frame() -> None:
    seen = _watch(Link(10_000.0, latency_ms=1.0), 10)
    assert seen.stats.frames_written >= seen.drawn - 1
    assert max(seen.ages_ms) <= 100


def test_a_slower_link_gets_fewer_frames_and_not_a_longer_queue() -> None:
    fast, slow = _watch(Link(20.0), 20), _watch(Link(5.0), 20)
    assert slow.stats.frames_written < fast.stats.frames_written
    # A whole page takes 0.4 s at this speed, and one may be on its way while the next is drawn.
    assert max(slow.ages_ms[len(slow.ages_ms) // 2 :]) <= 1500


def test_no_more_than_the_window_is_under_way_when_a_frame_goes() -> None:
    stats = OutputStats()
    pacer = Pacer(PaceLimits(), stats)
    pacer.wrote(0, 1500, frame=True, probe=1)
    assert pacer.answered(100, 1)
    pacer.wrote(100, 2000, frame=True, probe=pacer.probe_wanted(2000))
    assert pacer.wait_ms(200) == 0
    pacer.wrote(200, 2000, frame=True, probe=pacer.probe_wanted(2000))
    assert pacer.wait_ms(300) > 0
    assert pacer.answered(300, 2)
    assert pacer.wait_ms(300) == 0
    assert stats.round_trip_ms == 200


def test_small_frames_ask_nothing() -> None:
    pacer = Pacer(PaceLimits(), OutputStats())
    pacer.wrote(0, 100, frame=True)
    assert pacer.probe_wanted(100) is None
    assert pacer.probe_wanted(2000) == 1


def test_an_answer_that_is_lost_does_not_stop_the_picture() -> None:
    pacer = Pacer(PaceLimits(), OutputStats())
    pacer.wrote(0, 1500, frame=True, probe=1)
    pacer.answered(50, 1)
    pacer.wrote(100, 9000, frame=True, probe=2)
    wait_ms = pacer.wait_ms(200)
    assert wait_ms > 1000
    assert pacer.wait_ms(200 + wait_ms) == 0


def test_a_late_answer_makes_a_silent_terminal_trusted_again() -> None:
    stats = OutputStats()
    pacer = Pacer(PaceLimits(), stats)
    for ident in (1, 2):
        pacer.wrote(ident * 10_000, 1500, frame=True, probe=ident)
        pacer.wait_ms(ident * 10_000 + 9_000)
    assert not stats.answers
    assert pacer.answered(40_000, 2)
    assert stats.answers


def test_an_answer_to_nothing_is_not_ours() -> None:
    assert not Pacer(PaceLimits(), OutputStats()).answered(0, 3)


def test_frames_keep_their_distance() -> None:
    pacer = Pacer(PaceLimits(shortest_frame_ms=50), OutputStats())
    pacer.wrote(1000, 10, frame=True)
    assert pacer.wait_ms(1010) == 40
    assert pacer.wait_ms(1050) == 0


def test_bytes_that_the_tty_holds_back_delay_the_frame() -> None:
    pacer = Pacer(PaceLimits(), OutputStats())
    assert pacer.wait_ms(0, unsent_bytes=1) > 0
    assert pacer.wait_ms(0, unsent_bytes=0) == 0
