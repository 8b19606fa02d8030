"""Findings of `tradedeck check`: one line each, with what to do."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fakes import FakeClock
from tui.check.account import account_finding, clock_finding
from tui.check.local import Terminal, check_config_mode, check_state_folder, check_terminal
from tui.check.report import failed, failure, ok, skipped
from tui.config.paths import Paths
from tui.domain.account import AccountProfile
from tui.errors import ConfigError
from tui.xapi.connection import Exchange


def terminal(columns: int = 120, rows: int = 36, encoding: str = "utf-8", **environ: str) -> Terminal:
    return Terminal(True, columns, rows, encoding, {"TERM": "xterm-256color", **environ})


def outcomes(looked_at: Terminal) -> dict[str, str]:
    return {finding.name: finding.outcome for finding in check_terminal(looked_at)}


def test_a_finding_is_one_line_with_mark_name_and_cure() -> None:
    assert ok("size", "80×24").line() == "✓ size       80×24"
    assert failed("text", "the encoding is ascii", "set LANG").line() == "✗ text       the encoding is ascii → set LANG"
    assert skipped("login", "not tried").line() == "– login      not tried"
    assert failure("config", ConfigError("Bad", "one\ntwo", "Fix it.")).line() == "✗ config     Bad; one; two → Fix it."


def test_on_a_terminal_a_long_finding_is_broken_between_words_below_its_first() -> None:
    finding = failed(
        "endpoint", "wss://ws.example.com/demoStream: the name is not known", "correct the host, or look at DNS"
    )
    assert finding.text(60).splitlines() == [
        "✗ endpoint   wss://ws.example.com/demoStream: the name is",
        "             not known → correct the host, or look at DNS",
    ]
    assert all(len(line) <= 60 for line in finding.text(60).splitlines())
    assert finding.text(200) == finding.line()


def test_a_good_terminal_has_nothing_to_improve() -> None:
    findings = check_terminal(terminal(COLORTERM="truecolor"))
    assert {finding.outcome for finding in findings} == {"ok"}
    assert [finding.cure for finding in findings] == ["", "", ""]


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_terminal_that_cannot_draw_fails(term: str) -> None:
    assert outcomes(terminal(TERM=term))["terminal"] == "failed"


def test_a_text_encoding_other_than_utf_8_and_a_console_get_plain_ascii() -> None:
    plain = {finding.name: finding for finding in check_terminal(terminal(encoding="ANSI_X3.4-1968"))}["text"]
    assert (plain.outcome, "plain ASCII" in plain.detail, "LANG" in plain.cure) == ("ok", True, True)
    console = {finding.name: finding for finding in check_terminal(terminal(TERM="linux"))}["text"]
    assert "plain ASCII" in console.detail
    assert [finding.detail for finding in check_terminal(terminal(encoding="UTF8")) if finding.name == "text"] == [
        "UTF-8"
    ]


def test_a_small_terminal_is_told_but_no_failure() -> None:
    size = check_terminal(terminal(columns=79))[1]
    assert (size.outcome, "80×24" in size.cure) == ("ok", True)


def test_tmux_is_told_how_to_show_all_colours() -> None:
    kind = check_terminal(terminal(TMUX="/tmp/x,1,0"))[0]
    assert "tmux" in kind.detail
    assert "terminal-features" in kind.cure


def test_a_pipe_is_not_looked_at() -> None:
    (finding,) = check_terminal(Terminal(False, 80, 24, "utf-8", {}))
    assert finding.outcome == "skipped"


@pytest.mark.parametrize(("mode", "outcome"), [(0o600, "ok"), (0o644, "ok"), (0o620, "failed"), (0o602, "failed")])
def test_a_config_that_others_can_change_fails(tmp_path: Path, mode: int, outcome: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    path.chmod(mode)
    assert check_config_mode(path).outcome == outcome


def test_a_state_folder_that_others_can_change_fails(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path / "state", tmp_path)
    assert check_state_folder(paths).outcome == "ok"
    paths.state.mkdir()
    paths.state.chmod(0o777)
    assert check_state_folder(paths).cure == f"run: chmod 700 {paths.state}"


@pytest.mark.parametrize(
    ("server_ahead_ms", "outcome", "words"),
    [
        (0, "ok", "0.0 s"),
        (4_000, "ok", "4.0 s behind"),
        (-6_000, "failed", "6.0 s ahead of"),
        (90_000, "failed", "90.0 s behind"),
    ],
)
def test_the_clock_is_compared_at_the_middle_of_the_answer_s_way(
    server_ahead_ms: int, outcome: str, words: str
) -> None:
    clock = FakeClock(wall_ms=1_000_000, seconds=50.0)
    # Asked 3 s ago and answered 1 s ago: the broker read its clock 2 s ago.
    told = Exchange(1_000_000 - 2_000 + server_ahead_ms, asked=47.0, received=49.0)
    finding = clock_finding(told, clock)
    assert finding.outcome == outcome
    assert words in finding.detail


def test_the_account_s_data_is_one_line_and_leaves_out_what_the_broker_does_not_say() -> None:
    profile = AccountProfile("EUR", "demoPL", 8, Decimal("0.5"), "FLOAT", trailing_stop=True, ib_account=False)
    words = "EUR, group demoPL, leverage multiplier 0.5, spread FLOAT, trailing stops allowed"
    assert account_finding(profile).detail == words
    bare = replace(profile, group="", leverage_multiplier=None, spread_type=None, trailing_stop=False, ib_account=True)
    assert account_finding(bare).detail == "EUR, trailing stops not allowed, introducing broker"
