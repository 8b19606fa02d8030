"""Whatever a program draws, the terminal ends up showing what it would have shown without us."""

from __future__ import annotations

import itertools
from typing import Any

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.terminal.emulator import Model, Terminal, picture_of, pyte_after, shown_by_pyte
from tui.view.terminal.replica import Replica

WIDTH, HEIGHT = 14, 5
ENTER = "\x1b[?1049h"
HANDED_THROUGH = "\x1bPtmux;\x1b\x1b]9;filled\x07\x1b\\"

# Attributes that pyte knows, and those that only the model can judge.
_PYTE_SGR = ["0", "1", "3", "4", "5", "7", "9", "22", "23", "24", "25", "27", "29", "39", "49", "31", "42", "95", "103"]
_PYTE_SGR += ["38;5;120", "48;5;17", "38;2;1;20;3", "48;2;40;50;60", "1;31;48;2;1;1;1", "0;7;34", ""]
_MODEL_SGR = [
    *_PYTE_SGR,
    "2",
    "6",
    "8",
    "21",
    "4:3",
    "4:0",
    "53",
    "55",
    "51",
    "52",
    "54",
    "28",
    "58;5;9",
    "59",
    "58:2::1:2:3",
]
_TEXT = st.text(alphabet="ab  01▲─é漢字語", min_size=1, max_size=9)
_MARKED = st.sampled_from(["e\u0301", "x\u0323\u0301", "漢\u0301", "n\u0303a"])
_WILD = st.sampled_from(["👩\u200d💻", "❤\ufe0f", "🇵🇱", "👍🏽", "a\u200db"])

_numbers = st.integers(0, 16)
_moves = st.one_of(
    st.builds("\x1b[{};{}H".format, _numbers, _numbers),
    st.builds("\x1b[{}{}".format, _numbers, st.sampled_from("ABCDGd")),
    st.sampled_from(["\x1b[H", "\r", "\n", "\b", "\r\n", "\t"]),
)
_erases = st.sampled_from(
    ["\x1b[J", "\x1b[1J", "\x1b[2J", "\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[X", "\x1b[3X", "\x1b[9X"]
)
_quiet = st.sampled_from(
    [
        "\x07", "\x1b[?1000h", "\x1b[?2004l", "\x1b[>25u", "\x1b]0;title\x07", "\x1b]52;c;YWJj\x1b\\", "\x1b[2 q",
        "\x1b]22;pointer\x07", "\x1b[?2026h", "\x1b[?2026l", "\x1b[?2026$p", "\x1b[?25l", "\x1b[?25h", "\x1b[?7l",
        "\x1b[?7h", "\x1b[c", "\x1b=",
    ]
)  # fmt: skip


def _writing(parameters: list[str], *more: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """A program's output in pieces; wide characters stay away from the edge, where terminals differ."""
    sgr = st.sampled_from(parameters).map("\x1b[{}m".format)
    return st.lists(st.one_of(_TEXT, sgr, sgr, _moves, _moves, _erases, _quiet, *more), max_size=40)


def _fits(pieces: list[str]) -> bool:
    """Where the model meets a wide character at the edge it has to choose, and pyte chooses otherwise."""
    model = Model(WIDTH, HEIGHT)
    for character in "".join(pieces):
        before = model.screen
        if character in "漢字語" and before.x >= WIDTH - 1:
            return False
        model.feed(character)
    return True


def _tame(pieces: list[str]) -> list[str]:
    return pieces if _fits(pieces) else [piece.translate(str.maketrans("漢字語", "xyz")) for piece in pieces]


def _cut(text: str, sizes: list[int]) -> list[str]:
    places = [0, *(place for place in itertools.accumulate(sizes) if place < len(text)), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(places)]


def _shown_with_us(pieces: list[str], skipped: int) -> list[Any]:
    """What pyte shows when every `skipped`th state is written as a difference, and the last."""
    replica, terminal = Replica(WIDTH, HEIGHT), Terminal(WIDTH, HEIGHT)
    stream = pyte.Stream(terminal)
    replica.feed(ENTER)
    for number, part in enumerate(pieces):
        replica.feed(part)
        if number % skipped == 0:
            stream.feed(replica.take()[0])
    stream.feed(_frame(replica))
    return shown_by_pyte(terminal)


def _frame(replica: Replica) -> str:
    if not replica.has_frame:
        replica.bracket(opened=False)
    return replica.take()[0]


@settings(max_examples=400, deadline=None)
@given(pieces=_writing(_PYTE_SGR, _MARKED), sizes=st.lists(st.integers(1, 30), max_size=60), skipped=st.integers(1, 6))
def test_pyte_shows_the_same_after_differences_as_after_the_program_s_own_bytes(
    pieces: list[str], sizes: list[int], skipped: int
) -> None:
    original = "".join(_tame(pieces))
    assert _shown_with_us(_cut(original, sizes), skipped) == pyte_after(original, WIDTH, HEIGHT)


@settings(max_examples=400, deadline=None)
@given(pieces=_writing(_MODEL_SGR, _MARKED, _WILD), skipped=st.integers(1, 6))
def test_every_attribute_survives_reading_our_output_again(pieces: list[str], skipped: int) -> None:
    replica, terminal = Replica(WIDTH, HEIGHT), Model(WIDTH, HEIGHT)
    replica.feed(ENTER)
    for number, part in enumerate(pieces):
        replica.feed(part)
        if number % skipped == 0:
            terminal.feed(replica.take()[0])
    terminal.feed(_frame(replica))
    wanted = Model(WIDTH, HEIGHT).feed("".join(pieces))
    assert picture_of(replica.wanted) == wanted.picture()
    assert terminal.picture() == wanted.picture()


_STRANGE = ["\x1b[2S", "\x1b[2;4r", "\x1b[3L", "\x1bM", "\x1b[4@", "\x1b[2P", "\x1b[s", "\x1b8", "\x1b[38;7mx"]
_HARMLESS = ["\x1b[5i", "\x1b[?1234h", "\x1b[6n"]


@settings(max_examples=200, deadline=None)
@given(before=_writing(_PYTE_SGR, st.sampled_from(_STRANGE)), after=_writing(_PYTE_SGR), skipped=st.integers(1, 6))
def test_after_strange_sequences_a_program_that_repaints_is_shown_as_without_us(
    before: list[str], after: list[str], skipped: int
) -> None:
    pieces = [*_tame(before), "\x1b[?7h\x1b[r\x1b[0m\x1b[2J\x1b[H", *_tame(after)]
    assert _shown_with_us(pieces, skipped) == pyte_after("".join(pieces), WIDTH, HEIGHT)


@settings(max_examples=200, deadline=None)
@given(pieces=_writing(_PYTE_SGR, st.sampled_from(_HARMLESS)), skipped=st.integers(1, 6))
def test_strange_sequences_that_change_nothing_change_nothing(pieces: list[str], skipped: int) -> None:
    pieces = _tame(pieces)
    assert _shown_with_us(pieces, skipped) == pyte_after("".join(pieces), WIDTH, HEIGHT)


@settings(max_examples=200, deadline=None)
@given(before=_writing(_PYTE_SGR), after=_writing(_PYTE_SGR), width=st.integers(10, 20), height=st.integers(2, 8))
def test_after_a_resize_a_program_that_repaints_is_shown_as_without_us(
    before: list[str], after: list[str], width: int, height: int
) -> None:
    narrow = str.maketrans("漢字語", "xyz")
    repaint = ("\x1b[0m\x1b[2J\x1b[H" + "".join(after)).translate(narrow)
    replica, ours, theirs = Replica(WIDTH, HEIGHT), Terminal(WIDTH, HEIGHT), Terminal(WIDTH, HEIGHT)
    replica.feed(ENTER + "".join(before).translate(narrow))
    pyte.Stream(ours).feed(replica.take()[0])
    pyte.Stream(theirs).feed("".join(before).translate(narrow))
    for terminal in (ours, theirs):
        terminal.resize(height, width)
    replica.resize(width, height)
    replica.feed(repaint)
    pyte.Stream(ours).feed(_frame(replica))
    pyte.Stream(theirs).feed(repaint)
    assert shown_by_pyte(ours) == shown_by_pyte(theirs)


def test_a_picture_that_does_not_change_costs_nothing() -> None:
    replica = Replica(20, 4)
    page = "\x1b[H\x1b[1;31mhello\x1b[0m world\x1b[H"
    replica.feed(ENTER + page)
    assert replica.take()[0]
    replica.feed(page)
    assert replica.take() == ("", None)


def test_unknown_sequences_pass_untouched_and_in_order_and_the_next_frame_repaints_all() -> None:
    replica = Replica(6, 2)
    replica.feed(ENTER + "ab")
    replica.take()
    replica.feed("cd\x1bPq#0\x1b\\ef\x1b[5i")
    text, _ = replica.take()
    places = [text.index(part) for part in ("cd", "\x1bPq#0\x1b\\", "ef", "\x1b[5i")]
    assert places == sorted(places)
    assert text.split("\x1b[5i")[1].count("abcdef") == 1


def test_sequences_without_a_picture_pass_without_a_repaint() -> None:
    replica = Replica(6, 2)
    replica.feed(ENTER + "ab")
    replica.take()
    for sequence in ("\x07", "\x1b[?1003h", "\x1b]22;text\x07", "\x1b[>25u", "\x1b[?2048$p", HANDED_THROUGH):
        replica.feed(sequence)
        assert replica.take()[0] == sequence


def test_text_outside_of_the_alternate_screen_passes_as_it_is() -> None:
    replica = Replica(6, 2)
    replica.feed("\x1b[31mplain\n" + ENTER + "ab")
    assert replica.take()[0].startswith("\x1b[31mplain\n" + ENTER)
    replica.feed("\x1b[?1049l\x1b[?25h")
    replica.feed("goodbye\r\n\x1b[31mred")
    assert replica.take()[0].endswith("\x1b[?1049l\x1b[?25hgoodbye\r\n\x1b[31mred")
    assert not replica.has_frame


def test_nothing_is_painted_while_a_synchronized_frame_is_half_written() -> None:
    replica = Replica(6, 2)
    replica.feed(ENTER + "\x1b[?2026hab")
    assert not replica.has_frame
    replica.take()
    replica.feed("cd\x1b[?2026l")
    text, _ = replica.take()
    assert text.startswith("\x1b[?2026h")
    assert text.endswith("\x1b[?2026l")
    assert "abcd" in text


def test_a_frame_sets_each_style_once() -> None:
    replica = Replica(40, 10)
    replica.feed(ENTER)
    replica.take()
    red, green = "\x1b[38;2;200;0;0m", "\x1b[38;2;0;200;0m"
    replica.feed("".join(f"\x1b[{y + 1};3H{red}1.23{y}\x1b[0m\x1b[{y + 1};20H{green}4.56{y}\x1b[0m" for y in range(8)))
    text, _ = replica.take()
    assert text.count("38;2;200;0;0") == text.count("38;2;0;200;0") == 1
    assert len(text) < 16 * 12 + 60


@pytest.mark.parametrize("cell", ["👩\u200d💻", "🇵", "❤\ufe0f"])
def test_after_a_character_of_disputed_width_the_cursor_is_placed_anew(cell: str) -> None:
    replica = Replica(12, 2)
    replica.feed(ENTER)
    replica.take()
    replica.feed(f"a{cell}b")
    text, _ = replica.take()
    assert "b" not in text.split(cell)[1].split("H")[0]


def test_a_probe_goes_with_the_frame_that_is_big_enough() -> None:
    replica = Replica(20, 4)
    replica.feed(ENTER)
    replica.take()
    replica.feed("hello")
    sizes: list[int] = []

    def ask(size: int) -> int:
        sizes.append(size)
        return 7

    text, ident = replica.take(ask)
    assert ident == 7
    assert sizes[0] >= 5
    assert "\x1b[6n" in text
    assert Model(20, 4).feed(text.split("\x1b[6n")[0]).screen.x == 6
    assert Model(20, 4).feed(text.split("\x1b[6n")[0]).screen.y == 1
