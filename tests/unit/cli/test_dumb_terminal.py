"""A terminal that says it cannot place a cursor is told so, and gets no escape sequences."""

import io
import sys

import pytest

from tui.cli import main


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", ["dumb", "unknown"])
def test_a_terminal_without_a_cursor_is_told_so(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", name)
    monkeypatch.setattr(sys, "stdin", Tty())
    monkeypatch.setattr(sys, "__stderr__", Tty())
    assert main(["demo"]) == 2
    said = capsys.readouterr()
    assert "needs a terminal with a cursor" in said.err
    assert name in said.err
    assert "\x1b" not in said.err + said.out
