"""`tradedeck dxfeed` against a venue that runs: cases as support staff have them, exit codes, and a killed bulk."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tui.cli import main

LIMIT_S = 30
LATER = "2031-12-31T23:59:59Z"


@dataclass
class Service:
    """The venue's account service."""

    told: dict[str, Any]
    config: Path
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get(self, path: str) -> Any:
        """Return what the venue's control says."""
        with urllib.request.urlopen(f"{self.told['control']}/{path}", timeout=LIMIT_S) as answer:
            return json.load(answer)

    def fault(self, name: str, **how: Any) -> None:
        """Set a fault once."""
        body = json.dumps({"set": [{"fault": name, "count": 1, **how}]}).encode()
        urllib.request.urlopen(f"{self.told['control']}/faults", body, LIMIT_S).close()

    def writes(self) -> list[dict[str, Any]]:
        """Return the writes that arrived."""
        found: list[dict[str, Any]] = self.get("dxfeed")["writes"]
        return found

    def email(self, role: str) -> str:
        """Return an account of the ready line."""
        return str(self.accounts[role]["email"])


def config_of(folder: Path, base: str, key: str) -> Path:
    """Write a config with an application that writes, one that only looks, and one whose key has ended."""
    (folder / "key").write_text(key)
    (folder / "key").chmod(0o600)
    common = f'base = "{base}"\nrate = 50.0\nkey_file = "{folder / "key"}"\n'
    text = 'default_profile = "x"\n[profiles.x]\nenvironment = "demo"\nlogin = "1"\npassword_prompt = true\n'
    text += f"[dxfeed.sim]\n{common}write = true\n[dxfeed.looks]\n{common}"
    text += f'[dxfeed.live]\n{common}write = true\nenvironment = "production"\n'
    file = folder / "config.toml"
    file.write_text(text)
    file.chmod(0o600)
    return file


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("dxfeed")
    command = [sys.executable, "-m", "tui.simulator", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as venue:
        assert venue.stdout is not None
        assert venue.stdin is not None
        told = json.loads(venue.stdout.readline())
        handed = told["credentials"]["dxfeed"]
        found = Service(told, config_of(folder, told["dxfeed"], handed["api_key"]))
        found.accounts = {one["role"]: one for one in handed["accounts"]}
        yield found
        venue.stdin.close()


@dataclass
class Told:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


Run = Callable[..., Told]


@pytest.fixture
def run(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `tradedeck dxfeed …` in this process, without a terminal."""
    monkeypatch.setenv("TRADEDECK_HOME", str(tmp_path / "home"))

    def told(*line: str, stdin: str = "", profile: str = "sim") -> Told:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = main(["dxfeed", *line, "--config", str(service.config), "--profile", profile])
        out, err = capsys.readouterr()
        return Told(code, out, err)

    return told


def test_a_case_from_the_e_mail_to_the_extended_feed(run: Run, service: Service) -> None:
    who = service.email("no subscriptions")
    assert "There is no subscription: activate a feed" in run("account", "show", who).out
    begun = run("activate", who, "CME", "--until", LATER, "--yes", "--json")
    assert begun.code == 0
    assert begun.value["api"] == 2
    assert set(begun.value["links"]) == {"LIGHT", "DARK"}
    assert begun.value["confirmation_id"]
    assert "send the link to the customer, and confirm" in run("pending").out
    assert run("confirm", who, "--yes").code == 0
    runs_out = service.email("expires soon")
    extended = run("extend", runs_out, "CME", "--yes", "--json")
    assert extended.code == 0
    assert "CME was ACTIVE" in extended.value["seen"][0]
    again = run("extend", runs_out, "CME", "--yes", "--json")
    assert (again.code, again.value["outcome"], again.value["reason"]) == (
        1,
        "refused",
        "SUBSCRIPTION_ALREADY_EXTENDED",
    )
    assert run("cancel", runs_out, "CME", "--yes").code == 0
    trail = run("audit", "--verify", "--json").value
    assert trail["verified"]["intact"]
    assert len(trail["entries"]) == 10


def test_a_dry_run_prints_the_request_without_the_key_and_sends_nothing(run: Run, service: Service) -> None:
    before = service.writes()
    found = run("activate", service.accounts["active"]["id"], "CBOT", "--dry-run", profile="looks")
    assert found.code == 0
    assert found.out.startswith("POST http://127.0.0.1")
    assert "Authorization: Bearer •••" in found.out
    assert service.told["credentials"]["dxfeed"]["api_key"] not in found.out
    assert service.writes() == before


def test_what_may_not_be_done_ends_with_its_own_code_and_sends_nothing(run: Run, service: Service) -> None:
    before, who = service.writes(), service.email("active")
    assert run("extend", who, "CME", "--yes", profile="looks").code == 3
    assert run("extend", who, "CME").code == 2
    assert run("extend", who, "CME", "--yes", profile="live").code == 2
    assert run("extend", who, "CME", "--confirm", "sim", profile="live").code == 2
    assert run("extend", "../x", "CME", "--yes").code == 2
    assert run("activate", who, "CBOT", "--until", "2031-12-31", "--yes").code == 2
    assert run("account", "show", "nobody@example.com").code == 1
    assert run("account", "show", who, profile="nobody").code == 2
    assert service.writes() == before


def test_production_wants_the_word_that_one_would_type(run: Run, service: Service) -> None:
    done = run("account", "reset-password", service.email("expired"), "--confirm", "live", profile="live")
    assert done.code == 0
    assert "PRODUCTION" in done.err


def test_a_lost_answer_is_exit_4_and_the_state_is_told(run: Run, service: Service) -> None:
    service.fault("dxfeed_lost", command="change_email", end="reset")
    lost = run("account", "change-email", service.email("without end"), "lost@example.com", "--yes", "--json")
    assert lost.code == 4
    assert lost.value["outcome"] == "sent, no answer"
    assert "is lost@example.com" in lost.value["seen"][0]


def test_a_token_by_credentials_takes_the_password_from_standard_input(run: Run, service: Service) -> None:
    known = service.accounts["active"]
    found = run("token", "--login", known["login"], "--details", "--json", stdin=f"{known['password']}\n")
    assert found.code == 0
    assert found.value["masked"]
    assert found.value["valid_now"] is True
    assert known["password"] not in found.out + found.err
    whole = run("token", "--login", known["login"], "--reveal", stdin=f"{known['password']}\n")
    assert "•••" not in whole.out
    wrong = run("token", "--login", known["login"], "--json", stdin="wrong\n")
    assert (wrong.code, wrong.value["reason"]) == (1, "INVALID_CREDENTIALS")


def test_a_bulk_of_two_hundred_rows_killed_in_the_middle_loses_and_doubles_nothing(
    run: Run, service: Service, tmp_path: Path
) -> None:
    people = [one for one in service.get("dxfeed")["accounts"] if one["tenant"] == "northgate" and one["email"]][-185:]
    rows = [f"{one['id']},reset password," for one in people[:125]]
    rows += [f"{one['id']},activate,CRYPTO" for one in people[125:]]
    bad = ["not an e-mail,activate,CRYPTO", ",activate,CRYPTO", "../x,activate,CRYPTO", rows[0], "a@b,extend,CRYPTO"]
    rows += bad * 3
    table = tmp_path / "customers.csv"
    table.write_text("\n".join(["account id,action,feed", *rows]) + "\n")
    before = len(service.writes())
    begun = ["bulk", "run", str(table), "--skip-preview", "--yes", "--config", str(service.config), "--profile", "sim"]
    with subprocess.Popen([sys.executable, "-m", "tui", "dxfeed", *begun], stdout=-1, stderr=-1) as bulk:
        while len(service.writes()) < before + 60:
            assert bulk.poll() is None, bulk.communicate()
        os.kill(bulk.pid, signal.SIGKILL)
        bulk.communicate()
    listed = run("bulk", "list", "--json").value["bulks"]
    assert len(listed) == 1
    assert 0 < listed[0]["left"] < 130
    result = tmp_path / "result.csv"
    ended = run("bulk", "resume", "--output", str(result), "--json")
    assert (ended.value["left"], ended.value["unused"]) == (0, 15)
    lines = list(csv.DictReader(result.read_text().splitlines()))
    assert len(lines) == 200
    assert sum(line["outcome"] == "line not used" for line in lines) == 15
    arrived = Counter(one["subject"] for one in service.writes()[before:])
    in_doubt = {line["account_id"] for line in lines if line["outcome"] == "sent, no answer"}
    assert ended.code == (4 if in_doubt else 1)
    assert len(in_doubt) <= 1
    assert set(arrived.values()) == {1}
    assert {one["id"] for one in people} - set(arrived) <= in_doubt
    run("bulk", "resume")
    assert len(service.writes()) == before + len(arrived)
