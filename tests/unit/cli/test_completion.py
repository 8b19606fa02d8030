"""What a shell is answered while `tradedeck …` is typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli import main


def offered(typed: str, folder: Path) -> set[str]:
    """Ask as a shell does: by variables, with a file for the answer."""
    answer = folder / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SHELL": "bash",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": typed,
        "COMP_POINT": str(len(typed)),
        "TRADEDECK_HOME": str(folder),
    }
    command = [sys.executable, "-m", "tui"]
    said = subprocess.run(command, env={**os.environ, **asked}, capture_output=True, timeout=60, check=True)
    assert (said.stdout, said.stderr) == (b"", b"")
    return {word.strip() for word in answer.read_text().split("\n")}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("tradedeck ", {"demo", "serve", "dxfeed", "--theme"}),
        ("tradedeck dxfeed account ", {"show", "change-email"}),
        ("tradedeck demo --screen m", {"markets"}),
        ("tradedeck --theme ", {"house-dark", "mine"}),
        ("tradedeck --profile ", {"live", "paper"}),
        ("tradedeck simulate --tls-s", {"--tls-self-signed"}),
    ],
)
def test_the_words_that_fit_are_offered(typed: str, wanted: set[str], tmp_path: Path) -> None:
    themes = tmp_path / "config" / "themes"
    themes.mkdir(parents=True)
    (themes / "mine.toml").touch()
    (tmp_path / "config" / "config.toml").write_text("[profiles.live]\n[profiles.paper]\n")
    assert offered(typed, tmp_path) >= wanted


def test_no_option_for_a_secret_is_offered_and_a_broken_config_offers_nothing(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_bytes(b"[profiles\xff")
    assert offered("tradedeck --pass", tmp_path) == {""}
    assert offered("tradedeck --profile ", tmp_path) == {""}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_of_its_own(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert "tradedeck" in text
    assert ("function __fish" in text) == (shell == "fish")
