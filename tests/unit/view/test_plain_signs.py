"""ASCII mode: whatever a line holds, it comes out in ASCII and no cell moves."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tui.view.plain_signs import PlainSigns, in_ascii

VIEW = Path(__file__).parents[3] / "tui" / "view"
BLACK = Color.parse("#000000")


def signs_written_in(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {letter for letter in node.value if letter > "\x7f" and letter.isprintable()}
    return found


@settings(max_examples=60)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20))
def test_any_text_becomes_ascii_of_the_same_width(text: str) -> None:
    plain = in_ascii(text)
    assert plain.isascii()
    assert len(plain) == sum(cell_len(letter) for letter in text)


def test_every_sign_that_our_screens_draw_has_one_of_its_own() -> None:
    # Emoji, letters of other scripts and examples of hostile text are no signs of ours.
    ours = {sign for sign in signs_written_in(VIEW) if cell_len(sign) == 1 and sign not in "�ᅠㅤﾠ឴឵⠀"}
    assert {sign for sign in ours if in_ascii(sign) == "?"} <= set("¬®˿Ͱ҂🀀🇦🇿\u0600\u0605")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("╭─ Positions ─╮", "+- Positions -+"),
        ("▲+0.21 ▼-0.05", "^+0.21 v-0.05"),
        ("2\u2009664.15", "2 664.15"),
        ("Zürich, Łódź", "Zurich, Lodz"),
        ("日本", "????"),
        ("e\u0301", "e"),
    ],
)
def test_frames_arrows_and_accents_stay_what_they_mean(text: str, plain: str) -> None:
    assert in_ascii(text) == plain


def test_styles_stay_and_plain_lines_are_not_made_anew() -> None:
    bold = Style(bold=True)
    line = [Segment("EURUSD "), Segment("▲", bold)]
    found = PlainSigns().apply(line, BLACK)
    assert found[0] is line[0]
    assert found[1] == Segment("^", bold)
