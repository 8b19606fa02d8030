"""`tradedeck orders` tells what the journal holds: beside a running writer, in text and JSON, by its exit code."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.demo_start import started_dashboards, without_venue
from tui.cli import main
from tui.desk.orders.executor import InlineExecutor
from tui.desk.orders.journal import Journal
from tui.desk.orders.place import journal_path
from tui.domain.intent import Action, Intent, OrderWish, new_tag
from tui.domain.position import Side
from tui.domain.steps import Basis, Step, StepKind

pytestmark = pytest.mark.anyio

ACCOUNT = "sim:1000"
BEGAN_MS = 1_772_618_400_000

KNOWN, DOUBTFUL = (new_tag(BEGAN_MS + number, lambda bits: 7) for number in (1, 2))


def life(tag: str, *kinds: StepKind, account: str = ACCOUNT) -> list[Step]:
    """Return the steps of an order, 250 ms apart."""
    wish = OrderWish(
        action=Action.OPEN, symbol="EURUSD", side=Side.BUY, volume=Decimal("0.10"), price=Decimal("1.08420")
    )
    intent = Intent(tag=tag, account=account, server_ms=BEGAN_MS, wish=wish)
    steps = [Step(tag=tag, number=0, kind=StepKind.INTENT, at_ms=BEGAN_MS, mono=100.0, intent=intent)]
    for number, kind in enumerate(kinds, 1):
        facts = FACTS.get(kind, {})
        steps.append(
            Step(tag=tag, number=number, kind=kind, at_ms=BEGAN_MS + 250 * number, mono=100 + 0.25 * number, **facts)  # type: ignore[arg-type]
        )
    return steps


FACTS: dict[StepKind, dict[str, object]] = {
    StepKind.REPLY: {"request_id": 4711, "raw": '{"status":true,"returnData":{"order":4711}}'},
    StepKind.RECORD: {"position": 812, "basis": Basis.TAG, "price": Decimal("1.08425"), "volume": Decimal("0.10")},
    StepKind.LOST: {"reason": "no reply in 10 s"},
}

CONFIRMED = (
    *(StepKind.QUEUED, StepKind.SENDING, StepKind.SENT),
    *(StepKind.REPLY, StepKind.RECORD, StepKind.EFFECT),
)
LOST = (StepKind.QUEUED, StepKind.SENDING, StepKind.SENT, StepKind.LOST)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return journal_path(tmp_path / "home" / "state" / "demo" / "orders", ACCOUNT)


@pytest.fixture
async def writer(path: Path) -> AsyncIterator[Journal]:
    """A dashboard's journal, open for writing all the while."""
    journal = Journal.open(path, ACCOUNT, InlineExecutor())
    await journal.load()
    yield journal
    await journal.close()


Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def orders(capsys: pytest.CaptureFixture[str]) -> Told:
    """Run `tradedeck orders …` in a process of its own and return exit code, output and errors."""

    def told(*line: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "tui", "orders", *line]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout, ended.stderr

    return told


async def test_the_list_has_one_line_per_order_beside_a_running_writer(writer: Journal, orders: Told) -> None:
    await writer.append(life(KNOWN, *CONFIRMED))
    code, out, _ = orders("list", "--demo")
    assert code == 0
    first, count = out.splitlines()
    assert first.split("  ")[:2] == [KNOWN, "CONFIRMED"]
    for words in ("open buy 0.10 EURUSD", "request 4711", "position 812", "at 1.08425", "2026-03-04 10:00:00Z"):
        assert words in first
    assert count == "1 orders, fate unknown: 0"


async def test_one_unknown_fate_makes_the_list_and_its_own_history_exit_4(writer: Journal, orders: Told) -> None:
    await writer.append(life(KNOWN, *CONFIRMED))
    await writer.append(life(DOUBTFUL, *LOST))
    code, out, _ = orders("list", "--demo", "--json", "--limit", "1")
    document = json.loads(out)
    assert code == 4
    assert (document["account"], document["count"], document["unknown"]) == (ACCOUNT, 2, 1)
    assert [(order["tag"], order["state"], order["unknown"]) for order in document["orders"]] == [
        (DOUBTFUL, "unknown", True)
    ]
    assert orders("show", DOUBTFUL, "--demo")[0] == 4
    assert orders("show", KNOWN, "--demo")[0] == 0


async def test_a_doubt_that_was_settled_is_told_in_the_history_and_not_in_the_list(
    writer: Journal, orders: Told
) -> None:
    await writer.append(life(KNOWN, *LOST, StepKind.RECORD, StepKind.EFFECT))
    code, out, _ = orders("list", "--demo")
    assert code == 0
    assert "CONFIRMED" in out
    assert "no reply" not in out
    assert "no reply in 10 s" in orders("show", KNOWN, "--demo")[1]


@pytest.mark.parametrize("sent", [1, 2])
async def test_an_order_that_may_have_left_and_has_no_verdict_is_unknown_too(
    sent: int, writer: Journal, orders: Told
) -> None:
    await writer.append(life(DOUBTFUL, *LOST[: 1 + sent]))
    code, out, _ = orders("list", "--demo", "--json")
    assert (code, json.loads(out)["unknown"]) == (4, 1)


async def test_a_history_shows_every_step_with_its_milliseconds_and_the_raw_reply(
    writer: Journal, orders: Told
) -> None:
    await writer.append(life(KNOWN, *CONFIRMED))
    code, out, _ = orders("show", "--demo", KNOWN[-6:].lower())
    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith(f"{KNOWN}  CONFIRMED  open buy 0.10 EURUSD")
    kinds = [line.split()[-1] if "ms" not in line else line.split()[3] for line in lines[1:] if "{" not in line]
    assert kinds[1:] == [kind.value for kind in CONFIRMED]
    assert sum("+250.0 ms" in line for line in lines) == len(CONFIRMED)
    assert '      {"status":true,"returnData":{"order":4711}}' in lines

    document = json.loads(orders("show", "--demo", KNOWN, "--json")[1])
    assert document["unknown"] == 0
    assert [step["after_ms"] for step in document["order"]["steps"]] == [None] + [250.0] * len(CONFIRMED)
    assert document["order"]["fill_price"] == "1.08425"
    assert document["order"]["intent"]["wish"]["price"] == "1.08420"


async def test_output_goes_to_a_file_that_only_its_owner_reads(writer: Journal, orders: Told, tmp_path: Path) -> None:
    await writer.append(life(DOUBTFUL, *LOST))
    target = tmp_path / "orders.json"
    code, out, _ = orders("list", "--demo", "--json", "--output", str(target))
    assert (code, out) == (4, "")
    assert json.loads(target.read_text())["unknown"] == 1
    assert target.stat().st_mode & 0o777 == 0o600
    code, _, err = orders("list", "--demo", "--output", str(tmp_path / "missing" / "file"))
    assert code == 1
    assert "cannot be written" in err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("show", "XD1.NOSUCH", "--demo"), "No order of this journal has that tag"),
        (("show", "--demo"), "TAG"),
        (("--demo",), "required"),
        (("forget", "--demo"), "forget"),
        (("list", "--limit", "-1", "--demo"), "--limit"),
        (("list",), "no config"),
        (("verify", "--password", "x"), "There is no option --password"),
    ],
)
async def test_bad_usage_is_exit_2(line: Sequence[str], words: str, writer: Journal, orders: Told) -> None:
    await writer.append(life(KNOWN, *CONFIRMED))
    code, out, err = orders(*line)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("action", ["list", "show XD1.X", "verify"])
def test_where_nothing_was_ever_ordered_it_says_so_and_leaves_no_file(action: str, orders: Told, path: Path) -> None:
    code, out, err = orders(*action.split(), "--demo")
    assert (code, out) == (1, "")
    assert "There is no order journal yet" in err
    assert not path.exists()


async def test_verify_counts_rows_and_unknown_fates(writer: Journal, orders: Told) -> None:
    await writer.append(life(KNOWN, *CONFIRMED))
    await writer.append(life(DOUBTFUL, *LOST))
    code, out, _ = orders("verify", "--demo", "--json")
    document = json.loads(out)
    assert code == 0
    assert (document["intact"], document["rows"], document["orders"], document["unknown"]) == (True, 12, 2, 1)
    assert document["first_bad"] is None
    assert len(document["last_hash"]) == 64


async def test_verify_names_the_row_that_was_changed_and_what_is_before_it_can_be_read(
    writer: Journal, orders: Told, path: Path
) -> None:
    await writer.append(life(KNOWN, *CONFIRMED))
    await writer.append(life(DOUBTFUL, *LOST))
    await writer.close()
    with sqlite3.connect(path) as sql:
        sql.executescript("DROP TRIGGER event_no_update; UPDATE event SET body = replace(body, '1.08425', '1.08');")
    code, out, _ = orders("verify", "--demo")
    assert code == 1
    assert "row 6 was changed" in out
    assert json.loads(orders("verify", "--demo", "--json")[1])["first_bad"] == 6
    code, out, err = orders("list", "--demo", "--json")
    # What is readable ends before the record came: nobody knows what became of it.
    assert code == 4
    assert json.loads(out)["count"] == 1
    assert "row 6 was changed" in err


async def test_verify_names_the_row_of_an_illegal_step_whose_hash_is_good(writer: Journal, orders: Told) -> None:
    steps = life(KNOWN, StepKind.QUEUED, StepKind.SENT)
    await writer.append(steps)
    code, out, _ = orders("verify", "--demo", "--json")
    document = json.loads(out)
    assert code == 1
    assert (document["intact"], document["first_bad"], document["rows"]) == (False, 3, 2)
    assert "SENT cannot follow queued" in document["reason"]
    assert orders("list", "--demo")[0] == 1


async def test_a_profile_leads_to_the_journal_of_its_own_account(
    orders: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        "default_profile = 'a'\n[profiles.a]\nlogin = 1\n[profiles.b]\nlogin = 2\n"
        "[profiles.c]\nlogin = 2\nenvironment = 'custom'\nwebsocket_urls = ['ws://127.0.0.1:4000']\n"
    )
    folder = tmp_path / "home" / "state" / "orders"
    for account in ("demo:1", "demo:2", "real@127.0.0.1:4000:2"):
        journal = Journal.open(journal_path(folder, account), account, InlineExecutor())
        await journal.load()
        await journal.append(life(KNOWN, account=account))
        await journal.close()
    for profile, account in (("a", "demo:1"), ("b", "demo:2"), ("c", "real@127.0.0.1:4000:2")):
        code, out, _ = orders("list", "--config", str(config), "--profile", profile, "--json")
        assert (code, json.loads(out)["account"]) == (0, account)
    assert orders("list", "--config", str(config), "--profile", "d")[0] == 2


def test_the_help_tells_the_json_and_loads_nothing_heavy(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["orders", "list", "--help"])
    out = capsys.readouterr().out
    for word in ('"unknown"', "exit codes: 0", "--output", '"age_ms"'):
        assert word in out
    program = (
        "import sys\nfrom tui.cli import main\ntry:\n    main(['orders', 'verify', '--help'])\nexcept SystemExit:\n"
        "    heavy = {'textual', 'pydantic', 'websockets', 'sqlite3', 'asyncio', 'httpx'} & set(sys.modules)\n"
        "    sys.exit(str(heavy) if heavy else 0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_fresh_demo_discards_the_orders_with_the_venue(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    without_venue(monkeypatch)
    # A theme that does not exist ends the start before any screen.
    assert main(["demo", "--theme", "none"]) == 2
    assert path.exists()
    assert main(["demo", "--theme", "none", "--fresh"]) == 2
    assert not path.parent.exists()


def test_a_demo_without_the_users_broken_config_says_so_on_its_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "home" / "config" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[ui]\nkeymap = "vmi"\n')
    started = started_dashboards(monkeypatch)
    assert main(["demo"]) == 0
    (problem,) = started[0].problems
    assert "without your config" in problem.title
    assert "ui.keymap: should be 'standard' or 'vim'" in problem.detail
