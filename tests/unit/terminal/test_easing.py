"""A line that cannot follow gets less drawn, and more again once it has been calm for a while."""

from tests.unit.terminal.emulator import Model
from tui.view.link_pace import LinkPace
from tui.view.terminal.easing import FIRST_PATIENCE_S, LEVELS, SLOW_LEVEL, Easing
from tui.view.terminal.line import TerminalLine
from tui.view.terminal.palette256 import nearest, shortened
from tui.view.terminal.replica import Replica
from tui.view.terminal.stats import OutputStats


class Line:
    """A line of which each second is told how long frames waited for it."""

    def __init__(self, mode: str = "auto") -> None:
        self.stats = OutputStats()
        self.easing = Easing(mode)  # type: ignore[arg-type]

    def seconds(self, count: int, waited_ms: float) -> list[int]:
        """Let so many seconds pass; return the levels that were changed to."""
        changes = []
        for _ in range(count):
            self.stats.waited_ms += waited_ms
            if self.easing.second(self.stats):
                changes.append(self.easing.level)
        return changes


def test_a_line_that_follows_is_left_alone_and_one_large_picture_changes_nothing() -> None:
    line = Line()
    assert line.seconds(60, 30) == []
    assert line.seconds(2, 1000) + line.seconds(20, 0) == []


def test_a_line_that_cannot_follow_is_stepped_down_to_the_end_and_no_further() -> None:
    assert Line().seconds(40, 800) == [1, 2, 3]


def test_a_calm_line_is_stepped_up_one_by_one_with_patience() -> None:
    line = Line()
    line.seconds(6, 800)
    assert line.easing.level == 2
    assert line.seconds(FIRST_PATIENCE_S - 1, 0) == []
    assert line.seconds(1, 0) == [1]
    assert line.seconds(FIRST_PATIENCE_S, 0) == [0]


def test_a_step_up_that_fails_makes_the_next_one_wait_twice_as_long() -> None:
    line = Line()
    assert line.seconds(3, 800) == [1]
    assert line.seconds(FIRST_PATIENCE_S, 0) == [0]
    assert line.seconds(3, 800) == [1]
    assert line.seconds(2 * FIRST_PATIENCE_S - 1, 0) == []
    assert line.seconds(1, 0) == [0]


def test_a_line_between_calm_and_hard_stays_where_it_is() -> None:
    line = Line()
    line.seconds(3, 800)
    assert line.seconds(600, 250) == []


def test_the_user_s_word_on_the_line_is_not_second_guessed() -> None:
    assert Line("fast").seconds(100, 1000) == []
    slow = Line("slow")
    assert slow.easing.level == SLOW_LEVEL
    assert slow.seconds(600, 0) == []


def test_every_level_draws_less_than_the_one_before() -> None:
    rates = [level.frames_per_s for level in LEVELS]
    assert rates == sorted(rates, reverse=True)
    assert LEVELS[0].full_colour
    assert LEVELS[0].ornaments
    assert not LEVELS[-1].full_colour


def test_frames_come_as_often_as_the_level_allows() -> None:
    pace = LinkPace("slow")
    due = [pace.frame_due(100 + tick / 10) for tick in range(20)]
    assert sum(due) == 7
    assert all(LinkPace("fast").frame_due(tick / 10) for tick in range(20))


def test_the_gauge_tells_the_bytes_of_the_last_seconds_and_the_level() -> None:
    line = TerminalLine()
    pace = LinkPace("auto", line)
    assert pace.words() == "not measured"
    line.open(lambda _: None)
    told = []
    for second in range(8):
        line.stats.bytes_written += 1500
        line.stats.waited_ms += 900
        told.append(pace.second(float(second)))
    assert pace.words() == f"1.5 kB/s {LEVELS[2].frames_per_s} Hz"
    assert [each[0] for each in told if each] == ["The terminal cannot follow"]


def test_a_slow_line_gets_the_nearest_of_256_colours_and_the_whole_picture_once() -> None:
    replica, terminal = Replica(20, 3), Model(20, 3)
    replica.feed("\x1b[?1049h\x1b[H\x1b[38;2;250;10;20mred\x1b[48;2;16;16;16mgrey")
    first, _ = replica.take()
    terminal.feed(first)
    assert "38;2;250;10;20" in first
    replica.recolour(False)
    again, _ = replica.take()
    terminal.feed(again)
    assert "38;2" not in again
    assert "38;5;196" in again
    assert "48;5;233" in again
    assert replica.take() == ("", None)
    replica.recolour(True)
    assert "38;2;250;10;20" in replica.take()[0]


def test_other_colours_are_left_as_they_are() -> None:
    for parameters in ("", "31", "38;5;4", "38;2;1;2", "38:2::1:2:3"):
        assert shortened(parameters) == parameters
    assert (nearest(0, 0, 0), nearest(255, 255, 255), nearest(95, 135, 175)) == (16, 231, 67)
