"""What `tradedeck serve` starts, and what it refuses before anything listens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.arguments import parse
from tui.config.paths import find_paths
from tui.errors import ConfigError, TradedeckError, UsageError
from tui.serve.launch import dashboard_command, run
from tui.serve.server import listener


def told(sentence: str) -> None:
    pytest.fail(f"it listens: {sentence}")


def test_what_the_dashboard_shall_look_like_is_passed_on() -> None:
    wanted = "serve --demo --theme mono --screen log --read-only"
    assert dashboard_command(parse(wanted.split()))[-7:] == wanted.replace("serve --demo", "tui demo").split()
    configured = dashboard_command(parse(["--profile", "live", "serve"]))
    assert configured[-3:] == ["tui", "--profile", "live"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("serve --demo --theme nowhere", ConfigError),
        ("serve --config nowhere.toml", TradedeckError),
    ],
)
def test_what_would_not_start_in_a_window_is_said_before_anything_listens(
    line: str, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        run(parse(line.split()), find_paths({"TRADEDECK_HOME": str(tmp_path)}, tmp_path), told)


@pytest.mark.parametrize("line", ["serve --host 0.0.0.0", "serve --port 70000", "serve --port x", "serve --token x"])
def test_addresses_that_others_could_reach_and_nonsense_are_refused(line: str) -> None:
    with pytest.raises(UsageError):
        parse(line.split())


def test_a_port_in_use_is_said_with_what_to_do() -> None:
    with listener("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(UsageError, match="cannot be used") as refused:
            listener("127.0.0.1", first.getsockname()[1])
    assert "--port" in refused.value.hint
