"""Copying by OSC 52: through multiplexers, within what terminals take, and with a note that gives no secret away."""

import base64
import re

from tui.view.clipboard import MOST_BYTES, copied_words, through_multiplexer, too_long, way_words


def test_tmux_gets_the_sequence_wrapped_so_that_it_hands_it_on() -> None:
    wrapped = through_multiplexer("1.08412", {"TMUX": "/tmp/tmux-0/default,1,0"})
    assert wrapped == "\x1bPtmux;\x1b\x1b]52;c;MS4wODQxMg==\x07\x1b\\"
    assert through_multiplexer("1.08412", {}) == ""


def test_screen_gets_it_in_pieces_that_it_takes() -> None:
    wrapped = through_multiplexer("x" * 1000, {"STY": "1.pts"})
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", wrapped, re.DOTALL)
    assert max(map(len, pieces)) <= 252
    whole = "".join(pieces)
    assert base64.b64decode(whole.removeprefix("\x1b]52;c;").removesuffix("\x07")) == b"x" * 1000


def test_what_terminals_would_cut_is_too_long() -> None:
    assert not too_long("a" * MOST_BYTES)
    assert too_long("ą" * (MOST_BYTES // 2 + 1))


def test_the_note_says_what_was_copied_but_never_a_secret() -> None:
    assert copied_words("1.08412", secret=False) == "1.08412"
    assert copied_words("a\nb\nc", secret=False) == "3 lines"
    assert copied_words("x" * 90, secret=False) == "90 characters"
    assert copied_words("tokentoken", secret=True) == "10 characters"
    assert copied_words("a\x1b[31mb\u202e", secret=False).isprintable()
    assert "set-clipboard" in way_words({"TMUX": "x"})
