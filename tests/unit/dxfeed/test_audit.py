"""The audit trail notices every change, a line that was taken out and an end that was cut off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.dxfeed.service import NOW_MS
from tui.dxfeed.audit import AuditEntry, AuditFilter, AuditTrail
from tui.dxfeed.errors import DamagedError


def an_entry(number: int, **changes: object) -> AuditEntry:
    values = {
        "at_ms": NOW_MS + number,
        "profile": "staging",
        "user": "ann",
        "method": "cancel",
        "target": f"id{number}",
        "says": "cancel CME",
        "body_hash": "0" * 64,
        "call": f"c{number}",
        "outcome": "done",
        **changes,
    }
    return AuditEntry(**values)  # type: ignore[arg-type]


def a_trail(folder: Path, lines: int = 5) -> AuditTrail:
    trail = AuditTrail(folder / "audit.jsonl")
    for number in range(1, lines + 1):
        trail.append(an_entry(number))
    return trail


def test_lines_are_numbered_and_hang_together(tmp_path: Path) -> None:
    trail = a_trail(tmp_path)
    verdict = trail.verify()
    assert (verdict.intact, verdict.lines) == (True, 5)
    newest = trail.entries()[0]
    assert (newest.seq, newest.hash) == (5, verdict.last_hash)
    assert trail.path.stat().st_mode & 0o777 == 0o600


def test_an_empty_trail_is_intact(tmp_path: Path) -> None:
    trail = AuditTrail(tmp_path / "audit.jsonl")
    assert trail.verify().intact
    assert trail.entries() == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [(b'"id3"', b'"id9"', 3), (b'"user": "ann"', b'"user": "bob"', 1), (b'"seq": 4', b'"seq": 9', 4), (b"{", b"[", 1)],
)
def test_a_changed_line_is_found(tmp_path: Path, old: bytes, new: bytes, line: int) -> None:
    trail = a_trail(tmp_path)
    trail.path.write_bytes(trail.path.read_bytes().replace(old, new, 1))
    assert trail.verify().first_bad == line


def test_lines_that_were_taken_out_are_missed_anywhere(tmp_path: Path) -> None:
    trail = a_trail(tmp_path)
    lines = trail.path.read_bytes().splitlines(keepends=True)
    for gone in range(5):
        trail.path.write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
        verdict = trail.verify()
        assert verdict.first_bad == gone + 1
        assert "missing" in verdict.reason


def test_a_line_that_a_crash_cut_off_is_dropped_by_the_next_one(tmp_path: Path) -> None:
    trail = a_trail(tmp_path)
    with trail.path.open("ab") as file:
        file.write(b'{"at_ms": 17')
    assert trail.verify().intact
    assert trail.append(an_entry(6)).seq == 6
    assert trail.verify().lines == 6


def test_nothing_is_appended_to_a_file_that_is_no_trail(tmp_path: Path) -> None:
    trail = AuditTrail(tmp_path / "audit.jsonl")
    for content in (b"hello\n", b"x" * 100_000):
        trail.path.write_bytes(content)
        with pytest.raises(DamagedError):
            trail.append(an_entry(1))


def test_two_processes_share_one_chain(tmp_path: Path) -> None:
    one, other = AuditTrail(tmp_path / "a"), AuditTrail(tmp_path / "a")
    for number in range(1, 7):
        (one if number % 2 else other).append(an_entry(number))
    assert one.verify().lines == 6


def test_lines_are_found_by_what_they_say(tmp_path: Path) -> None:
    trail = a_trail(tmp_path)
    trail.append(an_entry(6, profile="production", outcome="refused", reason="ACCOUNT_IS_BLOCKED"))
    assert [entry.seq for entry in trail.entries(AuditFilter(target="ID3"))] == [3]
    assert [entry.seq for entry in trail.entries(AuditFilter(text="blocked"))] == [6]
    assert [entry.seq for entry in trail.entries(AuditFilter(profile="prod"))] == [6]
    assert [entry.seq for entry in trail.entries(AuditFilter(since_ms=NOW_MS + 2, until_ms=NOW_MS + 4))] == [3, 2]
    assert len(trail.entries(limit=2)) == 2
    exported = [json.loads(line) for line in trail.export_lines(AuditFilter(outcome="done"))]
    assert [entry["seq"] for entry in exported] == [1, 2, 3, 4, 5]
