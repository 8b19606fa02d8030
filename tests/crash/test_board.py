"""The trader's terminal shows a frame when all of it has come, as terminals with synchronized output do."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from tests.crash.board import Board

PATIENCE_S = 20.0

PROGRAM = r"""
import sys, tty
def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()
tty.setraw(0)
say("\x1b[?2026$p")
answer = sys.stdin.read(len("\x1b[?2026;2$y"))
say("\x1b[?2026hReview\x1b[?2026l")
sys.stdin.read(1)
say("\x1b[?2026h\x1b[H\x1b[KRev")
sys.stdin.read(1)
say("iew moved\x1b[?2026l, and " + answer[1:])
sys.stdin.read(1)
"""


def until(board: Board, shown: Callable[[str], bool]) -> str:
    """Look until the screen shows that, or ends."""
    end = time.monotonic() + PATIENCE_S
    while not shown(board.text()) and board.alive and time.monotonic() < end:
        board.look()
    return board.text().strip()


def test_half_a_frame_is_not_shown_and_the_whole_frame_is() -> None:
    board = Board([sys.executable, "-c", PROGRAM], {})
    try:
        assert until(board, lambda text: "Review" in text) == "Review"
        board.type(b"1")
        board.quiet(0.2)
        assert board.text().strip() == "Review"
        board.type(b"2")
        assert until(board, lambda text: "and" in text) == "Review moved, and [?2026;2$y"
    finally:
        board.kill()
