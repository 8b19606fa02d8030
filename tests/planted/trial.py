"""Puts one bug into a copy of the tree and runs the fast part of the suite against it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.planted.bug import Bug

ROOT = Path(__file__).parents[2]

PARTS = (
    ("tests/unit/desk/orders", "tests/unit/domain/test_order_machine.py", "tests/unit/domain/test_absence.py"),
    (
        "tests/unit/domain/test_evidence.py",
        "tests/unit/xapi/test_codes.py",
        "tests/unit/xapi/test_send_order.py",
        "tests/unit/xapi/test_connection.py",
    ),
)
"""What is run, the quickest and most likely first."""

SEEDS = 60
"""Seeds of the simulation that are run where no test has caught it."""

_COPIED = ("tui", "tests", "themes", "pyproject.toml", "config.example.toml", "README.md")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_INVARIANT = re.compile(r"\bI\d+\b[^\n]*")
_LONGEST_S = 1_800.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a bug: who caught it, empty when nobody did."""

    bug: Bug
    caught_by: str
    took_s: float = 0.0


def copy_tree(to: Path) -> Path:
    """Copy what the tests need and return the copy."""
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__", "__snapshots__"))
        else:
            shutil.copy2(source, to / name)
    return to


def catch(bug: Bug, tree: Path) -> str:
    """Return what catches the bug in that tree, empty when nothing does; the tree is as before afterwards."""
    before = {edit.file: (tree / edit.file).read_text(encoding="utf-8") for edit in bug.edits}
    try:
        for edit in bug.edits:
            edit.apply(tree)
        return run_suite(tree)
    finally:
        for file, text in before.items():
            (tree / file).write_text(text, encoding="utf-8")


def run_suite(tree: Path) -> str:
    """Return the first test that fails in a tree, empty when all is well."""
    for part in PARTS:
        command = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *part]
        code, told = _run(tree, command)
        if code:
            found = _FAILED.search(told)
            return found[1] if found else f"pytest ended with {code}:\n{told[-2000:]}"
    code, told = _run(tree, ["-m", "tests.simulation", "--seeds", str(SEEDS), "--jobs", "1"])
    if code:
        found = _INVARIANT.search(told)
        return f"the simulation: {found[0].strip() if found else told[-300:]}"
    return ""


def _run(tree: Path, arguments: list[str]) -> tuple[int, str]:
    environ = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=_LONGEST_S,
    )
    return done.returncode, done.stdout + done.stderr
