"""The demo's venue: there when it says so, and gone in every way of ending."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tui.cli import main
from tui.demo import DemoVenue
from tui.demo_ready import parse_ready
from tui.errors import LinkError, UsageError

pytestmark = pytest.mark.anyio

LIMIT_S = 30
"""Seconds after which a wait that should have ended long ago fails the test."""

LAUNCHER = """
import asyncio, sys
from pathlib import Path
from tui.demo import DemoVenue

async def launch():
    venue = DemoVenue.launch(Path(sys.argv[1]))
    print((await venue.ready()).xapi, flush=True)
    await asyncio.Event().wait()

asyncio.run(launch())
"""


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which modules can be run in the venue's place."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def launch(tmp_path: Path, scripts: Path, program: str) -> DemoVenue:
    (scripts / "stand_in_venue.py").write_text(program)
    return DemoVenue.launch(tmp_path / "demo", module="stand_in_venue")


def connected(address: str) -> socket.socket:
    """Return a connection to whoever listens there now."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=LIMIT_S)


def wait_for_end(connection: socket.socket) -> None:
    """Return once whoever is at the other side has ended: the connection then ends too."""
    with connection:
        try:
            while connection.recv(1024):
                pass
        except ConnectionResetError:
            pass


async def test_the_venue_says_where_it_listens_and_lets_its_account_in(tmp_path: Path) -> None:
    venue = DemoVenue.launch(tmp_path / "demo")
    try:
        target = await venue.target()
        assert target.profile.badge == "SIM"
        assert target.profile.routes()[0].main.startswith("ws://127.0.0.1:")
        assert (await venue.ready()).login == target.profile.login == "1000"
        assert (await target.secret.fetch()).get_secret_value() == "demo"
        assert "'demo'" not in repr(target.secret)
    finally:
        venue.stop()
        venue.stop()


async def test_the_venue_ends_when_its_dashboard_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LAUNCHER, str(tmp_path / "demo")]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    connection = await asyncio.to_thread(connected, address)
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    await asyncio.to_thread(wait_for_end, connection)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.to_thread(connected, address)
    # The killed demo's folder is free again.
    DemoVenue.launch(tmp_path / "demo").stop()


def test_one_folder_is_for_one_demo_at_a_time(tmp_path: Path) -> None:
    venue = DemoVenue.launch(tmp_path / "demo")
    try:
        with pytest.raises(UsageError, match=r"Another demo is running.*TRADEDECK_HOME"):
            DemoVenue.launch(tmp_path / "demo")
    finally:
        venue.stop()


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="demo's folder cannot be used"):
        DemoVenue.launch(tmp_path / "file" / "demo")


async def test_a_venue_that_dies_is_told_with_the_end_of_its_log(tmp_path: Path, scripts: Path) -> None:
    venue = launch(tmp_path, scripts, "raise SystemExit('the \\x1b[31mroof is on fire')")
    with pytest.raises(LinkError, match=r"ended before it was ready.*the \[31mroof is on fire.*venue\.log"):
        await venue.ready()
    venue.stop()


async def test_a_venue_that_says_something_else_is_refused(tmp_path: Path, scripts: Path) -> None:
    venue = launch(tmp_path, scripts, "import sys\nprint('hello', flush=True)\nsys.stdin.read()")
    with pytest.raises(LinkError, match="something else"):
        await venue.target()
    venue.stop()


def test_a_venue_that_ignores_its_end_is_ended(tmp_path: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.demo._STOP_TIMEOUT_S", 0.2)
    venue = launch(tmp_path, scripts, "import signal\nwhile True: signal.pause()")
    venue.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(venue.pid, 0)


NOBODY = b'{"xapi": "ws://x", "control": "http://x", "credentials": {"xapi": []}}'


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b"nonsense", NOBODY])
def test_what_is_no_ready_line_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_ready(line)


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[dict[str, object]]:
    """A venue started by the command line; yields its ready line."""
    command = [sys.executable, "-m", "tui", "simulate", "--until-stdin-closes"]
    command += ["--tls-self-signed", str(tmp_path / "tls")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(LIMIT_S) == 0


@pytest.mark.parametrize("transport", ["websocket", "socket"])
def test_check_looks_at_everything_of_a_live_venue(
    transport: str, venue: dict[str, object], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    tls = venue["xapi_tls"]
    assert isinstance(tls, dict)
    main_port, stream_port = tls["demo"]
    config.write_text(f"""
[profiles.x]
environment = "custom"
account = "demo"
transport = "{transport}"
login = 1000
websocket_urls = ["{venue["xapi"]}"]
socket_hosts = ["localhost"]
main_port = {main_port}
stream_port = {stream_port}
ca_file = "tls/ca.pem"
password_command = ["echo", "demo"]
""")
    assert main(["check", "--config", str(config)]) == 0
    lines = capfd.readouterr().out.splitlines()
    names = [line.split()[1] for line in lines if line.startswith("✓")]
    assert names[-6:] == ["endpoint", "endpoint", "login", "clock", "account", "API"]
    assert {"config", "files", "state", "themes", "password"} <= set(names)
    assert re.search(r"account +EUR, group \S+, leverage multiplier 1(\.00)?, .*trailing stops ", "\n".join(lines))
    assert lines[-1].split()[-2:] == ["version", "2.5.0"]

    config.write_text(config.read_text().replace('ca_file = "tls/ca.pem"\n', ""))
    assert main(["check", "--config", str(config)]) == 1
    assert "certificate refused" in capfd.readouterr().out

    config.write_text(config.read_text() + 'ca_file = "tls/ca.pem"\npassword_env = "X"\n')
    config.write_text(config.read_text().replace('"echo", "demo"', '"echo", "wrong"'))
    assert main(["check", "--config", str(config)]) == 1
    assert "✗ login" in capfd.readouterr().out


def test_check_says_that_nobody_listens(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    config = tmp_path / "config.toml"
    config.write_text(
        f"[profiles.x]\nenvironment = 'custom'\nlogin = 1\nwebsocket_urls = ['ws://127.0.0.1:{port}']\n"
        "password_command = ['echo', 'demo']\n"
    )
    assert main(["check", "--config", str(config)]) == 1
    out = capfd.readouterr().out
    assert out.count("✗ endpoint") == 2
    assert "– login" in out
