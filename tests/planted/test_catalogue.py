"""The planted bugs still fit the sources, so that the list means something."""

from __future__ import annotations

import ast

import pytest

from tests.planted.bug import Bug
from tests.planted.catalogue import BUGS
from tests.planted.trial import ROOT

ENOUGH = 20


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= ENOUGH
    assert all(bug.why.endswith(".") for bug in BUGS)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "_"))
def test_each_text_stands_in_its_file_exactly_once_and_its_replacement_can_be_read(bug: Bug) -> None:
    changed: dict[str, str] = {}
    for edit in bug.edits:
        text = changed.get(edit.file, (ROOT / edit.file).read_text(encoding="utf-8"))
        assert text.count(edit.old) == 1, f"{edit.file}:\n{edit.old}"
        assert edit.new != edit.old
        changed[edit.file] = text.replace(edit.old, edit.new)
    for file, text in changed.items():
        ast.parse(text, file)
