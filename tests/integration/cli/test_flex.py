"""`tradedeck flex` against the venue: exit codes, what is kept, what goes on after a kill, and where no token is."""

from __future__ import annotations

import asyncio
import csv
import fcntl
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.integration.cli import flex_runner
from tests.integration.cli.flex_runner import RATE, FastClock, Told
from tests.integration.venue.harness import EASY, MONDAY_MS
from tui import demo_ready
from tui.simulator.clock import VenueClock
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.flex.settings import TOKENS
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[3]
CANARY = TOKENS[0].token
YEAR, CONFIRMS = "700101", "700105"
LIMIT_S = 60

Flex = Callable[..., Awaitable[Told]]


@pytest.fixture
def clock() -> FastClock:
    return FastClock(MONDAY_MS, time.monotonic())


@pytest.fixture
async def venue(clock: FastClock) -> AsyncIterator[Venue]:
    made = Venue(
        SimulatorOptions(),
        clock=VenueClock(MONDAY_MS, speed=RATE),
        limits=EASY,
        settings=ExchangeSettings(scripted_trader=False, with_past=True),
        threads=False,
    )
    async with made:
        yield made


@pytest.fixture
def home(tmp_path: Path, venue: Venue) -> Iterator[Path]:
    """A home in which the demo runs, as far as other programs can tell."""
    folder = tmp_path / "state" / "demo"
    folder.mkdir(parents=True)
    demo_ready.note_down(folder, json.dumps(venue.ready()).encode())
    with locked(folder / demo_ready.LOCK_NAME):
        yield tmp_path


def locked(path: Path) -> IO[bytes]:
    lock = path.open("ab")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


@pytest.fixture
def flex(home: Path, clock: FastClock) -> Flex:
    async def run(*line: str) -> Told:
        return await asyncio.to_thread(flex_runner.flex, home, clock, *line)

    return run


async def asked(venue: Venue, page: str) -> int:
    """Return how often the venue was asked for a page."""
    return sum(page in row["path"] for row in (await venue.ledger())["http"])


async def test_a_statement_is_fetched_listed_shown_and_exported(flex: Flex, tmp_path: Path) -> None:
    file = tmp_path / "year.xml"
    got = await flex("get", "--query", "Activity, year to date", "--json", "--output", str(file))
    document = json.loads(got.out)
    assert (got.code, document["files"]) == (0, [str(file)])
    assert (document["jobs"][0]["phase"], document["jobs"][0]["query_id"]) == ("done", YEAR)
    assert file.read_bytes().startswith(b"<FlexQueryResponse")
    assert file.stat().st_mode & 0o777 == 0o600
    assert any("generating" in note for note in got.notes)
    listed = json.loads((await flex("list", "--json")).out)
    assert [(entry["query_id"], entry["complete"]) for entry in listed["statements"]] == [(YEAR, True)]
    assert [query["id"] for query in listed["queries"] if query["fetched_at_ms"]] == [YEAR]
    shown = await flex("show")
    assert "Net asset value" in shown.out
    assert "EquitySummaryInBase, total" in shown.out
    table = tmp_path / "trades.csv"
    assert (await flex("export", "--section", "Trades/Trade", "--output", str(table))).code == 0
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert len(rows) == file.read_text().count("<Trade ")
    assert (await flex("status")).code == 0


async def test_old_files_are_listed_first_and_removed_only_on_a_second_word(flex: Flex) -> None:
    for last in ("3", "2"):
        await flex("get", "--query", YEAR, "--last", last)
    listed = json.loads((await flex("prune", "--keep", "1", "--json")).out)
    assert ([each["id"] for each in listed["statements"]], listed["removed"]) == ([1], 0)
    assert json.loads((await flex("prune", "--older-than", "1", "--json")).out)["statements"] == []
    removed = await flex("prune", "--keep", "1", "--yes")
    assert (removed.code, "Removed 1 entries and 1 files" in removed.out) == (0, True)
    left = json.loads((await flex("list", "--json")).out)
    assert [each["id"] for each in left["statements"]] == [2]
    assert (await flex("prune")).code == 2


async def test_what_cannot_come_exits_1_and_says_what_helps(venue: Venue, flex: Flex) -> None:
    venue.faults.set("flex_error", code=1012)
    got = await flex("get", "--query", YEAR)
    assert got.code == 1
    assert "1012" in got.out
    assert "new" in got.out


async def test_a_statement_that_broke_off_is_kept_but_is_no_success(venue: Venue, flex: Flex) -> None:
    venue.faults.set("flex_damage", how="truncated", bytes=5000)
    got = await flex("get", "--query", YEAR, "--quiet")
    assert (got.code, got.notes) == (1, [])
    assert "ends too early" in got.out
    assert "broke inside a statement" in (await flex("show")).out


async def test_a_parked_job_exits_4_and_goes_on_with_its_reference(venue: Venue, flex: Flex) -> None:
    fault = venue.faults.set("flex_answer", how="html", command="GetStatement")
    got = await flex("get", "--query", YEAR)
    assert (got.code, "flex get --resume" in got.out) == (4, True)
    assert (await flex("status")).code == 4
    venue.faults.clear([fault.id])
    status = await flex("status", "--wait")
    assert (status.code, "done" in status.out) == (0, True)
    assert await asked(venue, "SendRequest") == 1


async def test_a_parked_job_can_be_called_off(venue: Venue, flex: Flex) -> None:
    venue.faults.set("flex_answer", how="html", command="GetStatement")
    assert (await flex("get", "--query", YEAR)).code == 4
    ended = await flex("status", "--cancel", "1")
    assert (ended.code, "cancelled" in ended.out) == (0, True)
    assert (await flex("status", "--cancel", "7")).code == 2
    assert (await flex("get", "--resume")).out == "Nothing is unfinished."


async def test_a_long_range_comes_in_parts_and_is_exported_in_one_piece(flex: Flex, tmp_path: Path) -> None:
    days = ("--query", YEAR, "--from", "2024-12-01", "--to", "2025-12-31")
    refused = await flex("get", *days, "--output", str(tmp_path / "one.xml"))
    assert (refused.code, "do not fit into one file" in refused.out) == (2, True)
    got = await flex("get", *days, "--output", str(tmp_path))
    assert got.code == 0
    assert len(json.loads((await flex("list", "--json")).out)["statements"]) == 2
    assert "Joined from 2 files of one long range" in (await flex("show")).out
    whole, part = tmp_path / "whole.json", tmp_path / "part.json"
    await flex("export", "1", "--json", "--output", str(whole))
    await flex("export", "1", "--single", "--json", "--output", str(part))
    assert json.loads(whole.read_text())["accounts"][0]["days"] == "2024-12-01 … 2025-12-31"
    parts = {"2024-12-01 … 2025-11-30", "2025-12-01 … 2025-12-31"}
    assert json.loads(part.read_text())["accounts"][0]["days"] in parts


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("get", "--query", "none such"), "There is no query"),
        (("get", "--last", "400"), "So many days"),
        (("get", "--last", "3", "--from", "2025-01-01"), "two different things"),
        (("get", "--from", "2025-02-01", "--to", "2025-01-01"), "wrong way round"),
        (("show", "99"), "no such statement"),
    ],
)
async def test_a_wrong_command_line_exits_2(flex: Flex, line: tuple[str, ...], words: str) -> None:
    told = await flex(*line)
    assert (told.code, words in told.out) == (2, True)


async def test_without_a_running_demo_its_archive_is_read_but_nothing_is_asked(
    tmp_path: Path, clock: FastClock
) -> None:
    told = await asyncio.to_thread(flex_runner.flex, tmp_path, clock, "get")
    assert (told.code, "The demo does not run" in told.out) == (2, True)
    assert (await asyncio.to_thread(flex_runner.flex, tmp_path, clock, "list")).code == 0


class Program:
    """The command as a program of its own, on a config with the token in a file."""

    def __init__(self, home: Path, venue: Venue, clock: FastClock) -> None:
        self._clock = clock
        self.token = home / "config" / "token"
        self.token.parent.mkdir(exist_ok=True)
        self.token.write_text(CANARY + "\n")
        self.token.chmod(0o600)
        queries = f"[{{ name = 'Year', id = {YEAR} }}, {{ name = 'Confirms', id = {CONFIRMS} }}]"
        config = f"[flex.main]\nqueries = {queries}\nbase = '{venue.flex_url}'\ntoken_file = '{self.token}'\n"
        (home / "config" / "config.toml").write_text(config)
        self._environ = {**os.environ, "TRADEDECK_HOME": str(home)}

    def start(self, *line: str, clock: str = "fast") -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.integration.cli.flex_runner", clock]
        command += [str(self._clock.start_ms), str(self._clock.base), "flex", *line]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT, env=self._environ)

    async def run(self, *line: str, clock: str = "fast") -> tuple[int, str]:
        process = self.start(*line, clock=clock)
        out, err = await asyncio.to_thread(process.communicate, timeout=LIMIT_S)
        return process.returncode, out + err


def command_line(number: int) -> str:
    """Return what a process list shows of a process, where the system has such a file."""
    path = Path(f"/proc/{number}/cmdline")
    return path.read_text() if path.exists() else ""


def places_of(canary: str, home: Path) -> list[str]:
    """Return the files that hold `canary` or are named after it, packed ones unpacked."""
    found = []
    for path in (path for path in home.rglob("*") if path.is_file()):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if canary.encode() in content or canary in path.name:
            found.append(path.name)
    return found


async def polling(process: subprocess.Popen[str]) -> list[str]:
    """Return what a program says until it waits for its statement."""
    said: list[str] = []
    assert process.stderr is not None
    while not said or "1019" not in said[-1]:
        line = await asyncio.wait_for(asyncio.to_thread(process.stderr.readline), LIMIT_S)
        assert line, said
        said.append(line)
    return said


async def test_killed_while_it_polls_the_next_run_goes_on_with_the_same_reference(
    home: Path, venue: Venue, clock: FastClock
) -> None:
    program = Program(home, venue, clock)
    hold = venue.faults.set("flex_error", code=1019, command="GetStatement")
    process = program.start("get", "--query", "Year")
    said = await polling(process)
    shown = command_line(process.pid)
    process.send_signal(signal.SIGKILL)
    out, err = await asyncio.to_thread(process.communicate)
    code, told = await program.run("status")
    assert (code, "generating" in told) == (4, True)
    venue.faults.clear([hold.id])
    code, ended = await program.run("get", "--query", "Year", "--json")
    assert (code, await asked(venue, "SendRequest")) == (0, 1)
    assert CANARY not in "".join((shown, *said, out, err, told, ended))


async def test_the_token_is_in_no_output_no_file_and_no_traceback(home: Path, venue: Venue, clock: FastClock) -> None:
    program = Program(home, venue, clock)
    venue.faults.set("flex_error", command="SendRequest", code=1099, message=f"try again with {CANARY}", count=1)
    told = [
        await program.run("get", "--query", "Confirms"),
        await program.run("get", "--query", "Year", clock="broken"),
        await program.run("get", "--query", "Year", "--json"),
        await program.run("export", "--json"),
    ]
    assert [code for code, _ in told] == [0, 1, 0, 0]
    assert "Traceback" in told[1][1]
    assert CANARY not in "".join(text for _, text in told)
    # The config's own file, and the note of the demo that these tests pretend to run.
    assert sorted(places_of(CANARY, home)) == ["token", "venue.json"]
