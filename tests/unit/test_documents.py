"""The README's derived tables and the manual page say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.documents.blocks import BLOCKS, names, rewritten
from tests.documents.man_page import FILE, man_page
from tests.documents.shown import README, SCREENSHOTS, pictures
from tui.view.line import line_words

HOW = "run: python -m tests.documents"


def test_every_derived_table_stands_in_the_readme_as_the_code_says() -> None:
    text = README.read_text("utf-8")
    assert sorted(names(text)) == sorted(BLOCKS)
    assert rewritten(text) == text, HOW


def test_the_manual_page_knows_every_command_and_option() -> None:
    """Compared by their names: how usage lines look differs between versions of Python."""
    kept, now = FILE.read_text("utf-8"), man_page()
    for pattern in (r"\\-\\-[a-z\\-]+", r"\\fBtradedeck\\fR \\fI\\,[a-z-]+", r"^\.SH.*$"):
        assert set(re.findall(pattern, kept, re.MULTILINE)) == set(re.findall(pattern, now, re.MULTILINE)), HOW


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(((?!https?:|#)[^)]+)\)", README.read_text("utf-8")))))
def test_what_the_readme_points_to_is_there(link: str) -> None:
    assert (README.parent / Path(link)).exists()


def test_every_picture_that_is_kept_is_shown() -> None:
    assert {picture.stem for picture in SCREENSHOTS.iterdir()} == pictures()


def test_words_of_the_command_line_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"`:([a-z]+)", README.read_text("utf-8")))
    assert named - {word.word for word in line_words()} == set()


def test_headings_that_the_readme_points_to_are_there() -> None:
    text = README.read_text("utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings
