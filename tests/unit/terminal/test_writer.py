"""The writer's thread: a blocked terminal holds up nobody, and sees the newest picture when it reads again."""

from __future__ import annotations

import itertools
import threading

import pytest

from tests.unit.terminal.emulator import Model
from tui.view.terminal.pace import PaceLimits, Pacer
from tui.view.terminal.replica import Replica
from tui.view.terminal.stats import OutputStats
from tui.view.terminal.writer import SETTLES_MS, OutputWriter

_PATIENCE_S = 20


class GatedSink:
    """A terminal that takes one write each time it is let."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.dimensions = (20, 4)
        self.gone = False
        self.entered = threading.Semaphore(0)
        self.let = threading.Semaphore(0)

    def send(self, data: bytes) -> None:
        self.entered.release()
        assert self.let.acquire(timeout=_PATIENCE_S)
        if self.gone:
            raise OSError("the terminal is gone")
        self.sent.append(data.decode())

    def unsent(self) -> int:
        return 0

    def size(self) -> tuple[int, int]:
        return self.dimensions


@pytest.fixture
def sink() -> GatedSink:
    return GatedSink()


@pytest.fixture
def stats() -> OutputStats:
    return OutputStats()


@pytest.fixture
def writer(sink: GatedSink, stats: OutputStats) -> OutputWriter:
    clock = itertools.count(0, 50)
    return OutputWriter(Replica(20, 4), Pacer(PaceLimits(), stats), sink, stats, lambda: float(next(clock)))


def _shown(sink: GatedSink) -> str:
    text = "".join(sink.sent).partition("\x1b[?1049h")[2].partition("\x1b[?1049l")[0]
    return "".join(Model(*sink.dimensions).feed(text).screen.text[0])


def test_a_hundred_pictures_during_one_blocked_write_become_one_frame(
    writer: OutputWriter, sink: GatedSink, stats: OutputStats
) -> None:
    writer.start()
    writer.feed("\x1b[?1049h\x1b[Hbegin")
    writer.frame_ends()
    assert sink.entered.acquire(timeout=_PATIENCE_S)
    for number in range(100):
        writer.feed(f"\x1b[Hpicture {number}")
        writer.frame_ends()
    sink.let.release(5)
    assert writer.stop(_PATIENCE_S)
    assert len(sink.sent) <= 3
    assert _shown(sink).startswith("picture 99")
    assert stats.frames_skipped >= 98
    assert stats.bytes_written == len("".join(sink.sent))


def test_what_must_be_sent_is_sent_in_order_however_blocked(writer: OutputWriter, sink: GatedSink) -> None:
    writer.start()
    writer.feed("\x1b[?1049h")
    assert sink.entered.acquire(timeout=_PATIENCE_S)
    for number in range(20):
        writer.feed(f"x\x1b]0;{number}\x07")
    writer.feed("\x1b[?1049lgoodbye")
    sink.let.release(30)
    assert writer.stop(_PATIENCE_S)
    text = "".join(sink.sent)
    places = [text.index(f"\x1b]0;{number}\x07") for number in range(20)]
    assert places == sorted(places)
    assert text.endswith("\x1b[?1049lgoodbye")


def test_a_terminal_that_takes_nothing_is_given_up(writer: OutputWriter, sink: GatedSink) -> None:
    writer.start()
    writer.feed("\x1b[?1049h")
    assert sink.entered.acquire(timeout=_PATIENCE_S)
    assert not writer.stop(0.01)
    sink.let.release(5)


def test_a_terminal_that_is_gone_ends_the_thread_quietly(writer: OutputWriter, sink: GatedSink) -> None:
    sink.gone = True
    sink.let.release(5)
    writer.start()
    writer.feed("\x1b[?1049h")
    assert writer.stop(_PATIENCE_S)
    writer.feed("more")
    writer.frame_ends()


def test_it_can_start_again_after_it_was_stopped(writer: OutputWriter, sink: GatedSink) -> None:
    sink.let.release(20)
    for word in ("first", "second"):
        writer.start()
        writer.feed(f"\x1b[?1049h\x1b[H{word}")
        writer.frame_ends()
        writer.feed("\x1b[?1049l")
        assert writer.stop(_PATIENCE_S)
    text = "".join(sink.sent)
    assert text.index("first") < text.index("second")


def test_another_size_repaints_everything(writer: OutputWriter, sink: GatedSink) -> None:
    writer.start()
    writer.feed("\x1b[?1049h\x1b[2;1Hhello")
    assert sink.entered.acquire(timeout=_PATIENCE_S)
    sink.let.release(20)
    sink.dimensions = (30, 6)
    writer.frame_ends()
    assert writer.stop(_PATIENCE_S)
    before, after = sink.sent[0], "".join(sink.sent[1:])
    assert "hello" in before
    assert "hello" in after
    assert Model(30, 6).feed(after).screen.text[1][:5] == list("hello")


def test_a_change_of_size_is_painted_once_in_its_new_layout_and_blamed_on_nobody(
    sink: GatedSink, stats: OutputStats
) -> None:
    now = [1000.0]
    writer = OutputWriter(Replica(20, 4), Pacer(PaceLimits(), stats), sink, stats, lambda: now[0])
    sink.let.release(50)
    writer.start()
    writer.feed("\x1b[?1049h\x1b[Hbefore")
    writer.frame_ends()
    while not any("before" in text for text in sink.sent):
        assert sink.entered.acquire(timeout=_PATIENCE_S)
    drawn = len(sink.sent)
    for width in range(30, 40):
        # Sizes come while somebody drags a corner; the program still draws for the one before.
        sink.dimensions = (width, 4)
        now[0] += 20
        writer.size_may_have_changed()
        writer.frame_ends()
        writer.feed(f"\x1b[Hwide {width} ")
        writer.frame_ends()
        # What is no picture goes at once: so the thread has looked at the picture as well.
        writer.feed(f"\x1b]0;{width}\x07")
        while not any(f"\x1b]0;{width}\x07" in text for text in sink.sent):
            assert sink.entered.acquire(timeout=_PATIENCE_S)
    now[0] += SETTLES_MS
    writer.frame_ends()
    assert writer.stop(_PATIENCE_S)
    pictures = [text for text in sink.sent[drawn:] if "wide" in text]
    assert len(pictures) == 1
    assert "wide 39" in pictures[0]
    assert "\x1b[2J" not in pictures[0]
    assert stats.waited_ms == 0
