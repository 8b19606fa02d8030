"""Commands without a screen say what they miss: a config, a table in it, or a demo that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli import main

COMMANDS = {
    "crm leads": ("a CRM", "crm"),
    "flex list": ("a query", "flex"),
    "dxfeed pending": ("an application", "dxfeed"),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRADEDECK_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("command", [*COMMANDS, "orders list"])
def test_without_a_config_a_command_says_what_none_names(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command.split()) == 2
    named = COMMANDS.get(command, ("an account", ""))[0]
    said = capsys.readouterr().err
    assert f"There is no config that names {named}\n" in said
    assert "tradedeck init." in said


@pytest.mark.parametrize("command", COMMANDS)
def test_a_config_without_the_table_is_named_with_where_its_setup_is_told(
    command: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / "config.toml"
    file.write_text('[profiles.demo]\nlogin = "1"\n')
    file.chmod(0o600)
    assert main([*command.split(), "--config", str(file)]) == 2
    said = capsys.readouterr().err
    assert f"The config has no [{COMMANDS[command][1]}.NAME] table\n  {file}\n  README, " in said


@pytest.mark.parametrize("command", ["crm leads", "flex get --query 700101", "dxfeed pending"])
def test_a_command_that_needs_the_demo_says_how_to_start_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--demo"]) == 2
    said = capsys.readouterr().err
    assert "The demo does not run\n" in said
    assert "tradedeck demo." in said
