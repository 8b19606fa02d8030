"""Checks of this machine: the files' modes, the terminal and the optional helpers."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.check.report import Finding, failed, ok, skipped
from tui.config.paths import Paths
from tui.config.ui import PLAIN_TERMINALS


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is known of the terminal that the dashboard would be drawn on."""

    is_terminal: bool
    columns: int
    rows: int
    encoding: str
    environ: Mapping[str, str]


def check_config_mode(path: Path) -> Finding:
    """Look whether anybody else could change the config: its password_command would run as this user."""
    status = path.stat()
    if status.st_uid not in {os.geteuid(), 0}:
        return failed("files", f"{path} belongs to somebody else", "own it yourself")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        mode = stat.S_IMODE(status.st_mode)
        return failed("files", f"{path} has mode {mode:04o}: others can change it", f"run: chmod 600 {path}")
    return ok("files", f"{path} can be changed by you alone")


def check_state_folder(paths: Paths) -> Finding:
    """Look whether the app can write what it remembers, and whether others could change it."""
    folder = paths.state
    there = folder
    while not there.exists():
        there = there.parent
    if not os.access(there, os.W_OK | os.X_OK):
        return failed("state", f"{folder} cannot be written", f"make {there} writable, or set TRADEDECK_HOME")
    if there == folder and folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return failed("state", f"{folder} can be changed by others", f"run: chmod 700 {folder}")
    return ok("state", f"{folder} can be written")


def check_terminal(terminal: Terminal) -> list[Finding]:
    """Look at the terminal's kind, colours, size and encoding."""
    if not terminal.is_terminal:
        return [skipped("terminal", "output is not a terminal, so it was not looked at")]
    checks: tuple[Callable[[Terminal], Finding], ...] = (_kind, _size, _encoding)
    return [check(terminal) for check in checks]


def _kind(terminal: Terminal) -> Finding:
    environ = terminal.environ
    term = environ.get("TERM", "")
    if term in {"", "dumb", "unknown"}:
        return failed("terminal", f"TERM is {term!r}, which cannot draw", "use a real terminal; over SSH: ssh -t HOST")
    inside = next((name for name in ("TMUX", "STY") if environ.get(name)), "")
    within = {"TMUX": ", inside tmux", "STY": ", inside screen", "": ""}[inside]
    if environ.get("NO_COLOR"):
        return ok("terminal", f"{term}{within}, no colours (NO_COLOR is set)", "signs and arrows carry the meaning")
    if environ.get("COLORTERM", "") in {"truecolor", "24bit"} or term.endswith("-direct"):
        return ok("terminal", f"{term}{within}, 16 million colours")
    advice = "for all colours set COLORTERM=truecolor if the terminal has them"
    if inside == "TMUX":
        advice = "for all colours put in tmux.conf: set -as terminal-features ',*:RGB', and set COLORTERM=truecolor"
    return ok("terminal", f"{term}{within}, {256 if '256' in term else 16} colours", advice)


def _size(terminal: Terminal) -> Finding:
    size = f"{terminal.columns}×{terminal.rows}"
    if terminal.columns < 80 or terminal.rows < 24:
        return ok("size", size, "it works, but 80×24 is the smallest with everything")
    return ok("size", size)


def _encoding(terminal: Terminal) -> Finding:
    if terminal.encoding.lower().replace("-", "") != "utf8":
        advice = "for frames and charts set LANG=C.UTF-8 (or another UTF-8 locale)"
        return ok("text", f"plain ASCII, because the encoding is {terminal.encoding}", advice)
    if terminal.environ.get("TERM") in PLAIN_TERMINALS:
        return ok("text", "plain ASCII, because a text console has few signs", "ascii = false under [ui] draws them")
    return ok("text", "UTF-8")
