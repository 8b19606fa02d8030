"""What `tradedeck check` says of Flex: the token without using it, the way to the service, and the archive's bytes."""

from __future__ import annotations

import socket
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from tests.unit.flex.service import START_MS, statement
from tui.check.flex import archive_finding, check_flex, token_finding
from tui.cli import main
from tui.config.flex import Flex
from tui.config.secrets import SecretResolver, token_sources
from tui.flex.archive import Archive
from tui.flex.entries import Provenance
from tui.flex.incoming import stored_path
from tui.flex.windows import Saved

TODAY = date(2026, 3, 10)
TOKEN = "153915391539153915391539"


def a_table(folder: Path, **more: object) -> Flex:
    """Return a table whose token is in a file of `folder`."""
    file = folder / "token"
    file.write_text(TOKEN)
    file.chmod(0o600)
    return Flex.model_validate({"queries": [{"name": "Activity", "id": 101}], "token_file": str(file), **more})


def lines(table: Flex) -> list[str]:
    token = SecretResolver(token_sources("main", table), environ={}, ask=lambda question: None)
    return [finding.line() for finding in check_flex("main", table, token, TODAY)]


@pytest.mark.parametrize(
    ("expires", "outcome", "words"),
    [
        (None, "ok", "the token was found; 1 query"),
        (date(2027, 1, 31), "ok", "it ends on 2027-01-31"),
        (date(2026, 3, 15), "ok", "make a new one in the portal"),
        (date(2026, 3, 9), "failed", "the token ended on 2026-03-09"),
    ],
)
def test_the_end_of_a_token_is_told_before_it_comes(
    tmp_path: Path, expires: date | None, outcome: str, words: str
) -> None:
    finding = token_finding("[flex.main]", a_table(tmp_path, token_expires=expires), TODAY)
    assert (finding.outcome, words in finding.line()) == (outcome, True)


def test_the_service_s_host_is_reached_without_showing_it_the_token(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/flex"
        found = lines(a_table(tmp_path, base=address))
        assert [line.split()[:2] for line in found] == [["✓", "[flex.main]"], ["✓", "endpoint"]]
        connection, _ = server.accept()
        with connection:
            assert connection.recv(100) == b""
    away = lines(a_table(tmp_path, base=address))
    assert away[1].startswith(f"✗ endpoint   {address}: ")
    assert TOKEN not in "".join([*found, *away])


def test_a_token_that_is_not_found_and_the_retired_address_are_told(tmp_path: Path) -> None:
    table = a_table(tmp_path, base="legacy")
    token = SecretResolver(token_sources("main", table), environ={}, ask=lambda question: None)
    _, retired = islice(check_flex("main", table, token, TODAY), 2)
    assert (retired.outcome, retired.cure) == ("failed", 'set base = "today"')
    (tmp_path / "token").unlink()
    [line] = lines(table)
    assert line.startswith("✗ [flex.main] There is no token for main; ")


def test_a_damaged_statement_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "flex"
    assert archive_finding(folder).line() == "✓ archive    no Flex statement is kept yet"
    assert not folder.exists()
    archive = Archive(folder)
    one, two = (archive.add(statement(rows=rows), Provenance("42", Saved(), START_MS + rows)) for rows in (1, 2))
    archive.close()
    assert archive_finding(folder).line() == "✓ archive    Flex statements: 2, all as they were received"
    stored_path(folder / "files", two.sha256).write_bytes(b"damaged")
    finding = archive_finding(folder)
    assert finding.outcome == "failed"
    assert finding.detail == f"1 of 2 Flex statements are damaged or missing: #{two.id}"
    assert one.id != two.id
    folder.chmod(0o755)
    assert "chmod 700" in archive_finding(folder).cure


def test_check_looks_at_the_tables_of_a_config_for_statements_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "home" / "config" / "config.toml"
    config.parent.mkdir(parents=True, mode=0o700)
    config.write_text("[flex.main]\nqueries = [{name = 'A', id = 1}]\nbase = 'legacy'\ntoken_env = 'NONE_SUCH'\n")
    config.chmod(0o600)
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert "✗ [flex.main] There is no token for main" in out
    assert "✓ archive" in out
