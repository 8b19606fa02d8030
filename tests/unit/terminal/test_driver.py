"""Textual under our driver in a pseudo-terminal shows what it shows under its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.unit.terminal.emulator import shown_by_pyte
from tests.unit.terminal.pseudo import PseudoTerminal
from tui.view.terminal.choice import driver_class

ROOT = Path(__file__).parents[3]


def _start(terminal: PseudoTerminal, driver: str, script: str, file: Path) -> Any:
    command = [sys.executable, "-m", "tests.unit.terminal.sample_app", driver, script, str(file)]
    return terminal.start(command, {"PYTHONPATH": str(ROOT), "TEXTUAL_ANIMATIONS": "none"})


def _play(driver: str, script: str, file: Path, *, answers: bool = True) -> PseudoTerminal:
    terminal = PseudoTerminal(100, 30, answers=answers)
    process = _start(terminal, driver, script, file)
    for _ in terminal.chunks():
        pass
    assert process.wait() == 0
    return terminal


@dataclass(frozen=True)
class Tour:
    """What two terminals got of the same walk through an app, and what our driver counted."""

    theirs: PseudoTerminal
    ours: PseudoTerminal
    stats: dict[str, Any]


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Tour]:
    """The walk, on a terminal that answers questions or on one that does not; gone through once."""

    @cache
    def tour(answers: bool) -> Tour:
        folder = tmp_path_factory.mktemp("tour")
        theirs = _play("stock", "tour", folder / "theirs", answers=answers)
        ours = _play("difference", "tour", folder / "ours", answers=answers)
        return Tour(theirs, ours, json.loads((folder / "ours").read_text()))

    return tour


@pytest.mark.parametrize("answers", [True, False])
def test_an_app_leaves_the_same_screen_as_under_the_stock_driver(toured: Callable[[bool], Tour], answers: bool) -> None:
    theirs, ours, stats = (tour := toured(answers)).theirs, tour.ours, tour.stats
    assert shown_by_pyte(ours) == shown_by_pyte(theirs)
    assert 0 < stats["bytes_written"] < len(theirs.received) / 3
    assert (stats["round_trip_ms"] is not None) is answers


def test_everything_but_the_picture_is_sent_as_by_the_stock_driver(toured: Callable[[bool], Tour]) -> None:
    theirs, ours = (tour := toured(True)).theirs.received, tour.ours.received
    for sequence in (
        b"\x1b[?1049h",
        b"\x1b[?1003h",
        b"\x1b[?2004h",
        b"\x1b]52;c;dGV4dA==\x07",
        b"\x07",
        b"\x1b[?1049l",
    ):
        assert ours.count(sequence) == theirs.count(sequence) > 0
    assert ours.endswith(theirs[theirs.rindex(b"\x1b[?1049l") :])


def test_a_terminal_that_reads_nothing_neither_stops_the_app_nor_gets_old_pictures_later(tmp_path: Path) -> None:
    file = tmp_path / "stats"
    os.mkfifo(file.with_suffix(".drawn"))
    terminal = PseudoTerminal(100, 30)
    process = _start(terminal, "difference", "flood", file)
    # It draws 300 pictures of about 3 kB each; the terminal holds about 17 kB and reads none of it meanwhile.
    assert file.with_suffix(".drawn").read_text() == "drawn"
    terminal.read_until(lambda: "00300 00300" in terminal.display[0] and "00300 00300" in terminal.display[29])
    drawn = len(terminal.received)
    terminal.type("x")
    for _ in terminal.chunks():
        pass
    assert process.wait() == 0
    assert drawn < 40_000
    assert json.loads(file.read_text())["frames_skipped"] > 200


def test_after_a_resize_every_cell_is_painted_again(tmp_path: Path) -> None:
    terminal = PseudoTerminal(80, 24)
    process = _start(terminal, "difference", "wait", tmp_path / "stats")
    terminal.read_until(lambda: "size 80 by 24" in terminal.display[0] and "GOLD" in terminal.display[23])
    for columns, rows in ((60, 20), (120, 40), (80, 24)):
        terminal.resize_to(columns, rows)
        terminal.reset()
        process.send_signal(signal.SIGWINCH)
        last = rows - 1
        terminal.read_until(lambda size=f"size {columns} by {rows}", last=last: _shows(terminal, size, last))
        assert _shows(terminal, f"size {columns} by {rows}", last)
    terminal.type("q")
    for _ in terminal.chunks():
        pass
    assert process.wait() == 0


def _shows(terminal: PseudoTerminal, text: str, last_row: int) -> bool:
    return text in terminal.display[0] and terminal.display[last_row].strip() != ""


def _suspend_and_resume(terminal: PseudoTerminal, process: subprocess.Popen[bytes]) -> None:
    """Suspend, take all from the terminal's screen, resume, and read until the picture is there again."""
    before = len(terminal.received)
    terminal.type("z")
    terminal.read_until(lambda: b"\x1b[?1049l\x1b[?25h" in terminal.received[before:])
    os.waitpid(process.pid, os.WUNTRACED)
    terminal.reset()
    process.send_signal(signal.SIGCONT)
    terminal.read_until(lambda: _shows(terminal, "resumed", 23))


def test_suspending_leaves_the_screen_and_resuming_paints_all_of_it_each_time(tmp_path: Path) -> None:
    terminal = PseudoTerminal(80, 24)
    process = _start(terminal, "difference", "wait", tmp_path / "stats")
    terminal.read_until(lambda: "size 80 by 24" in terminal.display[0] and "GOLD" in terminal.display[23])
    _suspend_and_resume(terminal, process)
    _suspend_and_resume(terminal, process)
    assert _shows(terminal, "resumed", 23)
    terminal.type("q")
    for _ in terminal.chunks():
        pass
    assert process.wait() == 0
    assert terminal.received.count(b"\x1b[?1049h") == 3
    assert b"goodbye" in terminal.received.split(b"\x1b[?1049l")[-1]


@pytest.mark.parametrize("script", ["wait", "flood"])
def test_a_program_whose_terminal_is_closed_ends_by_itself(tmp_path: Path, script: str) -> None:
    terminal = PseudoTerminal(80, 24)
    process = _start(terminal, "difference", script, tmp_path / "stats")
    terminal.read_until(lambda: b"\x1b[?1049h" in terminal.received)
    terminal.hang_up()
    assert process.wait(timeout=60) is not None


def test_hanging_up_ends_the_program_as_leaving_does(tmp_path: Path) -> None:
    terminal = PseudoTerminal(80, 24)
    process = _start(terminal, "difference", "wait", tmp_path / "stats")
    terminal.read_until(lambda: "GOLD" in terminal.display[23])
    process.send_signal(signal.SIGHUP)
    for _ in terminal.chunks():
        pass
    assert process.wait() == 0
    assert b"goodbye" in terminal.received


def test_no_key_behind_esc_is_lost_however_soon_it_comes(tmp_path: Path) -> None:
    terminal = PseudoTerminal(80, 24)
    process = _start(terminal, "difference", "keys", tmp_path / "stats")
    terminal.read_until(lambda: "ready" in terminal.display[0])
    terminal.type("\x1b:x\x1b2\x1bb\x1b[A\x1b")
    terminal.read_until(lambda: terminal.display[0].rstrip().endswith("escape"))
    assert terminal.display[0].split() == ["escape", "colon", "x", "escape", "2", "ctrl+left", "up", "escape"]
    terminal.type("q")
    for _ in terminal.chunks():
        pass
    assert process.wait() == 0


def test_without_a_terminal_the_choice_is_left_to_textual(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        monkeypatch.setattr(sys, "__stdout__", file)
        assert driver_class() is None


def test_another_driver_named_by_the_user_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = os.openpty()
    with os.fdopen(slave, "r") as terminal:
        for name in ("__stdin__", "__stdout__"):
            monkeypatch.setattr(sys, name, terminal)
        assert driver_class() is not None
        monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
        assert driver_class() is None
    os.close(master)
