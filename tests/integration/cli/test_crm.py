"""`tradedeck crm` and the screen's export against the venue: the same rows in every shape, exit codes, the set-up."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.integration.entitlements.bench import VenueTime
from tests.integration.venue.crm import EMAIL, EXPIRED_KEY, KEY, PASSWORD, CrmClient, days
from tests.integration.venue.harness import MONDAY_MS
from tui.arguments import parse
from tui.check.crm import check_crm
from tui.config.crm import Crm
from tui.config.paths import find_paths
from tui.config.settings import CrmSource
from tui.crm.queries import Report
from tui.demo_ready import DemoSecret
from tui.desk.crm_export import Extract
from tui.desk.crm_range import span_of
from tui.desk.crm_state import Phase
from tui.desk.reports import ReportDesk
from tui.errors import TradedeckError
from tui.headless.crm.actions import Voice
from tui.headless.crm.command import run
from tui.net.http import HttpClient
from tui.simulator.crm.settings import DOMAIN
from tui.simulator.crm.words import PRESETS
from tui.store.store import Store
from tui.wiring.crm import equip_reports

pytestmark = pytest.mark.anyio

WEEK = ("2025-10-06", "2025-10-12")
REPORTS = (Report.LEADS, Report.REGISTRATIONS, Report.TRANSACTIONS, Report.POSITIONS)
SERVER = "mt5-live-1"
LIMIT_S = 60


@dataclass
class Told:
    """What a command said, and how it ended."""

    code: int = -1
    out: str = ""
    notes: list[str] = field(default_factory=list)
    error: TradedeckError | None = None

    @property
    def value(self) -> Any:
        return json.loads(self.out)

    @property
    def said(self) -> str:
        return "\n".join(self.notes)


Command = Callable[..., Awaitable[Told]]


@pytest.fixture
def venue(shared_crm: CrmClient) -> CrmClient:
    shared_crm.venue.faults.clear()
    return shared_crm


@pytest.fixture
def crm(venue: CrmClient, tmp_path: Path) -> Command:
    for name, secret in (("password", PASSWORD), ("key", KEY)):
        (tmp_path / name).write_text(secret)
        (tmp_path / name).chmod(0o600)
    config = tmp_path / "config.toml"
    config.write_text(
        f'[crm.main]\nbase_url = "{venue.base}"\ndomain = "{DOMAIN}"\nemail = "{EMAIL}"\nask_above = 5000\n'
        f'page_size = 100\npassword_file = "{tmp_path}/password"\nkey_file = "{tmp_path}/key"\n'
    )
    config.chmod(0o600)
    paths = find_paths({**os.environ, "TRADEDECK_HOME": str(tmp_path / "home")}, tmp_path)

    async def command(*words: str, agrees: bool = False) -> Told:
        arguments = parse(["crm", *words, "--config", str(config)])
        told = Told()

        def answer(question: str) -> bool:
            told.notes.append(question)
            return agrees

        voice = Voice(told.notes.append, answer)

        def work() -> None:
            def say(text: str) -> None:
                told.out += text

            try:
                told.code = run(arguments, paths, say, voice, VenueTime(MONDAY_MS))
            except TradedeckError as error:
                told.code, told.error = error.exit_code, error

        await asyncio.to_thread(work)
        return told

    return command


def wanted(report: Report) -> tuple[str, ...]:
    server = ("--server", SERVER) if report is Report.POSITIONS else ()
    return (report.value, *WEEK, "--again", *server)


@pytest.mark.parametrize("preset", PRESETS)
async def test_command_screen_and_export_have_the_venues_rows_in_every_shape(
    preset: str, venue: CrmClient, crm: Command, tmp_path: Path
) -> None:
    venue.venue.faults.set("crm_shape", preset=preset)
    store, clock = Store(), VenueTime(MONDAY_MS)
    desk = ReportDesk(store, clock, lambda event: None)
    table = Crm(base_url=venue.base, domain=DOMAIN, email=EMAIL, password_prompt=True, key_prompt=True)
    source = CrmSource("main", table, DemoSecret(PASSWORD), DemoSecret(KEY))
    equip_reports(desk, [source], tmp_path / "desk", clock)
    desk.choose_days(span_of(" ".join(WEEK), date(2026, 1, 5)))
    desk.choose_servers([SERVER])
    try:
        for report in REPORTS:
            truth = await venue.truth(report.value, **days(report.value, *WEEK))
            ids = sorted(map(str, truth["ids"]))
            told = await crm(*wanted(report), "--json")
            assert told.code == 0, told
            assert sorted(row["id"] for row in told.value["data"]) == ids
            assert (told.value["rows"], told.value["partial"]) == (len(ids), False)
            # Some shapes announce no total.
            assert told.value["announced"] in {None, len(ids)}
            shown = await on_screen(desk, report)
            assert sorted(shown.text(at, "id") for at in range(len(shown))) == ids
            path = tmp_path / f"{report.value}.csv"
            done = await desk.export(Extract(shown, range(len(shown)), ("id",)), path, as_json=False)
            assert (done.rows, done.of) == (len(ids), len(ids))
            lines = list(csv.reader(io.StringIO(path.read_text())))
            assert sorted(line[0] for line in lines[1:]) == ids
    finally:
        await desk.close()


async def until(done: Callable[[], bool]) -> None:
    for _ in range(LIMIT_S * 100):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


async def on_screen(desk: ReportDesk, report: Report) -> Any:
    """Return the table that the screen shows of a report."""
    await until(lambda: desk.is_open)
    desk.show(report)
    await until(lambda: not desk.view(report).busy)
    assert desk.view(report).phase is Phase.READY, desk.view(report).troubles
    return desk.view(report).table


async def test_the_funnel_adds_up_and_names_its_partners(venue: CrmClient, crm: Command) -> None:
    told = await crm("funnel", *WEEK, "--json", "--quiet")
    assert told.code == 0
    assert told.notes == []
    steps = [step["count"] for step in told.value["funnel"]]
    registered = (await venue.truth("registrations", **days("registrations", *WEEK)))["total"]
    assert steps == sorted(steps, reverse=True)
    assert steps[1] == registered == sum(int(line["registrations"]) for line in told.value["partners"])
    unfunded = await crm("funnel", *WEEK, "--list", "unfunded", "--json", "--cached")
    assert unfunded.value["rows"] == registered - steps[2]


async def test_columns_filter_sort_and_masks_shape_what_is_written(
    venue: CrmClient, crm: Command, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    told = await crm(
        "registrations",
        *WEEK,
        "--columns",
        "id,email",
        "--sort",
        "id",
        "--reverse",
        "--filter",
        "!zzzz",
        "--hide",
        "--output",
        str(path),
    )
    assert told.code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    header, *rows = csv.reader(io.StringIO(path.read_text()))
    assert header == ["Customer", "E-mail"]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    assert all("•••" in row[1] for row in rows)
    assert (await crm("leads", *WEEK, "--columns", "nonsense")).code == 2


async def test_days_by_the_last_change_are_asked_for_as_such(venue: CrmClient, crm: Command) -> None:
    told = await crm("leads", *WEEK, "--modified", "--json")
    wish = {"lastModifiedDateFrom": WEEK[0], "lastModifiedDateTo": WEEK[1]}
    reply = await venue.http.get(f"{venue.venue.control_url}/crm/leads", params=wish)
    assert told.value["rows"] == reply.json()["total"]


async def test_servers_and_clearing(crm: Command) -> None:
    assert [each["tag"] for each in (await crm("servers", "--json")).value["servers"]][2] == SERVER
    count = len((await crm("leads", *WEEK, "--json")).value["data"])
    assert (await crm("clear", "--json")).value == {"user": "main", "removed": count}


async def test_a_page_that_fails_leaves_what_came_marked_partial_and_the_next_run_is_whole(
    venue: CrmClient, crm: Command
) -> None:
    venue.venue.faults.set("crm_error", command="registrations", status=400, page=2)
    words = ("registrations", "last quarter", "--json")
    told = await crm(*words)
    assert told.code == 1
    assert told.value["partial"]
    assert told.value["rows"] == 100
    assert "registrations are partial: 100 of" in told.said
    venue.venue.faults.clear()
    whole = await crm(*words)
    assert whole.code == 0
    assert not whole.value["partial"]


async def test_a_million_rows_are_read_only_when_somebody_agrees(venue: CrmClient, crm: Command) -> None:
    venue.venue.faults.set("crm_total", how="fixed", rows=1_000_000, command="leads")
    told = await crm("leads", *WEEK)
    assert told.code == 3
    assert "The CRM announces 1,000,000 leads" in told.said
    assert told.error is not None
    assert "--yes" in told.error.hint


@pytest.mark.parametrize(
    "words",
    [
        ("leads", "--from", "2025-10-01"),
        ("leads", "2025-10-31", "2025-10-01"),
        ("leads", "soon"),
        ("leads", "today", "--from", "2025-10-01", "--to", "2025-10-02"),
        ("leads", "--user", "nobody"),
        ("funnel", *WEEK, "--partner", "nobody"),
        ("funnel", *WEEK, "--by", "nonsense"),
    ],
)
async def test_bad_usage_is_told_as_such(words: tuple[str, ...], crm: Command) -> None:
    assert (await crm(*words)).code == 2


async def test_check_says_which_step_of_the_set_up_is_missing(venue: CrmClient) -> None:
    table = Crm(base_url=venue.base, domain=DOMAIN, email=EMAIL, password_prompt=True, key_prompt=True)
    today = datetime.fromtimestamp(MONDAY_MS / 1000, UTC).date()
    http = HttpClient(VenueTime(MONDAY_MS))
    try:

        async def look(key: str) -> list[str]:
            secrets = DemoSecret(PASSWORD), DemoSecret(key)
            return [finding.line() for finding in await check_crm("main", table, secrets, http, today)]

        assert [line[:1] for line in await look(KEY)] == ["✓"] * 6
        (expired,) = await look(EXPIRED_KEY)
        assert expired.startswith("✗ crm")
        assert "HTTP status 4" in expired
        assert "most likely step 3 of the set-up, an API key for that user" in expired
        venue.venue.faults.set("crm_off", what="permission")
        lines = await look(KEY)
        assert any("most likely step 1 of the set-up" in line for line in lines), lines
    finally:
        await http.close()
