"""Outside text: nothing that steers the terminal, hides or reorders comes through."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.net.text import clean, clean_line, inspect

OSC_52 = "\x1b]52;c;ZXZpbA==\x07"


@pytest.mark.parametrize(
    ("dirty", "text"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        (f"copy{OSC_52}", "copy]52;c;ZXZpbA=="),
        ("bell\x07 back\x08 return\r del\x7f nul\x00", "bell back return del nul"),
        ("c1 \x9b31m \x85", "c1 31m "),
        ("gnp.\u202eexe", "gnp.exe"),
        ("zero\u200bwidth\ufeff\u2060", "zerowidth"),
        ("line\u2028paragraph\u2029", "lineparagraph"),
        ("half\ud800", "half"),
        ("tag\U000e0041", "tag"),
        ("zażółć gęślą 日本 é", "zażółć gęślą 日本 é"),
    ],
)
def test_control_and_hidden_characters_are_dropped(dirty: str, text: str) -> None:
    assert clean(dirty) == text


def test_the_number_of_removed_and_cut_characters_is_known() -> None:
    assert inspect("a\x1b\x07bcdef", limit=4).removed == 2
    assert inspect("a\x1b\x07bcdef", limit=4).cut == 2
    assert inspect("a\x1b\x07bcdef", limit=4).text == "abc…"
    assert inspect("abc").removed == 0


@pytest.mark.parametrize(("limit", "text"), [(6, "abcdef"), (5, "abcd…"), (1, "…"), (0, "")])
def test_long_text_is_cut_to_its_limit(limit: int, text: str) -> None:
    assert clean("abcdef", limit) == text


def test_a_line_stays_one_line() -> None:
    assert clean_line(" one\n\n\ttwo\r\nthree ") == "one two three"


@given(st.text(), st.integers(0, 50))
def test_whatever_comes_in_the_result_is_short_safe_and_stable(dirty: str, limit: int) -> None:
    text = clean(dirty, limit)
    assert len(text) <= limit
    assert clean(text, limit) == text
    assert not [c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c not in "\n\t"]
    assert not [c for c in clean_line(dirty) if c in "\n\t\r"]


@given(st.text())
def test_what_is_called_bidirectional_control_by_unicode_is_dropped(dirty: str) -> None:
    controls = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not [c for c in clean(dirty + "\u202a\u2069") if unicodedata.bidirectional(c) in controls]
