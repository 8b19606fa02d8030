"""The venue as a process: its ready line, and every way in which it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

PATIENCE_S = 60.0


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """Run a venue and read its ready line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tui.simulator", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()


def failed(options: Sequence[str]) -> tuple[int, str]:
    """Run a venue that must not start; return its exit code and its words."""
    done = subprocess.run(
        [sys.executable, "-m", "tui.simulator", *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_ready_line_and_a_clean_end_on_a_signal(number: signal.Signals) -> None:
    with started("--port", "0", "--seed", "3") as (process, ready):
        assert set(ready) == {"xapi", "xapi_tls", "flex", "crm", "dxfeed", "control", "credentials"}
        assert ready["xapi_tls"] is None
        assert ready["credentials"]["xapi"][0] == {"login": "1000", "password": "demo"}
        port = ready["xapi"].removeprefix("ws://127.0.0.1:")
        assert ready["control"] == f"http://127.0.0.1:{port}/sim"
        assert ready["flex"] == f"http://127.0.0.1:{port}/flex"
        assert ready["crm"] == f"http://127.0.0.1:{port}/crm"
        assert {"email", "password", "api_key", "domain", "servers"} < set(ready["credentials"]["crm"])
        assert ready["dxfeed"] == f"http://127.0.0.1:{port}/dxfeed"
        assert {"api_key", "tenant", "accounts", "other_keys"} == set(ready["credentials"]["dxfeed"])
        assert ready["credentials"]["flex"]["token"].isdigit()
        assert {"id", "name", "type", "format"} == set(ready["credentials"]["flex"]["queries"][0])
        health = httpx.get(ready["control"] + "/health", trust_env=False)
        assert health.json()["status"] == "ok"
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.stdout is not None
        assert process.stdout.read() == b""


def test_it_ends_when_its_standard_input_does_if_asked_to() -> None:
    with started("--until-stdin-closes") as (process, _):
        assert process.stdin is not None
        process.stdin.write(b"still here\n")
        process.stdin.flush()
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0


def test_without_being_asked_it_outlives_its_standard_input() -> None:
    with started("--start", "2026-01-05T08:00:00Z", "--speed", "2") as (process, ready):
        assert process.stdin is not None
        process.stdin.close()
        health = httpx.get(ready["control"] + "/health", trust_env=False).json()
        assert health["now_ms"] >= 1_767_600_000_000
        assert health["speed"] == 2.0
        assert process.poll() is None


def deals(folder: Path, *options: str) -> set[int]:
    """Run a venue on a folder, kill it, and return the closed positions it knew."""
    with started("--folder", str(folder), *options) as (process, ready):
        ledger = httpx.get(ready["control"] + "/ledger", trust_env=False, timeout=PATIENCE_S).json()
        process.kill()
        return {deal["position"] for deal in ledger["deals"]}


def test_the_book_in_a_folder_survives_a_kill_and_fresh_discards_it(tmp_path: Path) -> None:
    first = deals(tmp_path, "--seed", "5")
    assert first
    assert first <= deals(tmp_path, "--seed", "5")
    code, text = failed(["--folder", str(tmp_path), "--seed", "6"])
    assert code == 2
    assert "seed" in text
    assert deals(tmp_path, "--seed", "6", "--fresh")


def test_it_ends_at_once_while_the_book_is_still_being_written(tmp_path: Path) -> None:
    with started("--folder", str(tmp_path)) as (process, _):
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
    assert deals(tmp_path)


def test_market_data_and_logins_do_not_wait_for_the_book_and_the_rest_does() -> None:
    with started() as (_, ready), connect(ready["xapi"] + "/demo", max_size=None) as main:
        main.send('{"command":"login","arguments":{"userId":"1000","password":"demo"}}')
        assert json.loads(main.recv(PATIENCE_S))["status"] is True
        main.send('{"command":"getTrades","arguments":{"openedOnly":true},"customTag":"1"}')
        main.send('{"command":"getVersion","customTag":"2"}')
        first, second = (json.loads(main.recv(PATIENCE_S)) for _ in range(2))
        assert (first["customTag"], second["customTag"]) == ("1", "2")
        assert first["returnData"]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--host", "0.0.0.0"], "loopback"),
        (["--host", "example.com"], "loopback"),
        (["--port", "99999"], "port"),
        (["--symbols", "0"], "symbols"),
        (["--speed", "0"], "speed"),
        (["--tls-cert", "x.pem"], "tls-key"),
        (["--tls-cert", "x.pem", "--tls-key", "y.pem"], "certificate"),
        (["--faults", "missing.json"], "faults"),
        (["--crm-leads", "0"], "crm-leads"),
        (["--fresh"], "folder"),
        (["--start", "2026-01-05"], "offset"),
        (["--nonsense"], "unrecognized"),
    ],
)
def test_bad_usage_is_exit_2_with_a_reason_and_no_ready_line(options: list[str], word: str) -> None:
    code, text = failed(options)
    assert code == 2
    assert word in text
    assert "Traceback" not in text


def test_a_taken_port_is_said_plainly() -> None:
    with started() as (_, ready):
        port = ready["xapi"].rsplit(":", 1)[1]
        code, text = failed(["--port", port])
        assert code == 2
        assert port in text


def test_starting_loads_neither_the_screen_nor_the_http_client_nor_pydantic() -> None:
    code = "import sys, tui.simulator.main; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    for heavy in ("textual", "rich", "httpx", "pydantic", "websockets", "h11", "plotext"):
        assert f"'{heavy}'" not in loaded
