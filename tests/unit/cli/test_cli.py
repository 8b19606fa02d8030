"""The command line is a contract: commands, options, exit codes and what is said on which stream."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.demo_start import started_dashboards, without_venue
from tui import __version__
from tui.arguments import parse
from tui.cli import main
from tui.errors import UsageError


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "home" / "config" / "config.toml"


def test_the_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"tradedeck {__version__}\n"


def test_help_names_every_command_and_common_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    names = ["demo", "simulate", "init", "check", "--config", "--profile", "--read-only"]
    names += ["--theme", "--screen", "--link"]
    assert [name for name in names if name not in out] == []
    assert "--password" not in out


def test_without_config_two_lines_name_the_two_commands_that_help(
    capsys: pytest.CaptureFixture[str], config: Path
) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, second = err.splitlines()
    assert "tradedeck demo" in first
    assert str(config) in first
    assert "tradedeck init" in second


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("demo --screen nothing", "no screen 'nothing'"),
        ("--screen nonsense", "no screen 'nonsense'"),
        ("--link medium", "--link"),
        ("--nonsense", "--nonsense"),
        ("nonsense", "nonsense"),
        ("--prof=x", "--prof"),
        ("init extra", "extra"),
        ("check --theme x", "--theme"),
        ("simulate --host 0.0.0.0", "loopback"),
        ("simulate --ticks 5", "--ticks"),
        ("--config /no/such/file.toml --profile x demo", "/no/such/file.toml"),
    ],
)
def test_bad_usage_is_exit_2_with_a_sentence(
    line: str, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_venue(monkeypatch)
    assert main(line.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "line", ["--password x", "--password=x", "demo --token x", "check --secret", "simulate --pin 1"]
)
def test_a_secret_on_the_command_line_is_refused_with_the_reason(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == 2
    err = capsys.readouterr().err
    assert "every user of this machine can read a command line" in err
    assert "password_command" in err


@pytest.mark.parametrize(
    "line",
    [
        "--config c --profile p --read-only --theme t --screen trade --link slow demo --fresh",
        "demo --fresh --config c --profile p --read-only --theme t --screen trade --link slow",
        "--config c --read-only --theme t demo --fresh --profile p --screen trade --link slow",
    ],
)
def test_common_options_stand_before_or_after_the_command(line: str) -> None:
    parsed = parse(line.split())
    assert (parsed.command, parsed.fresh, parsed.config, parsed.profile) == ("demo", True, Path("c"), "p")
    assert (parsed.read_only, parsed.theme, parsed.screen, parsed.link) == (True, "t", "trade", "slow")


def test_nothing_is_chosen_by_default() -> None:
    parsed = parse([])
    assert (parsed.command, parsed.config, parsed.profile, parsed.theme) == (None, None, None, None)
    assert (parsed.read_only, parsed.screen, parsed.link) == (False, None, None)


def test_init_writes_a_private_config_once(capsys: pytest.CaptureFixture[str], config: Path) -> None:
    assert main(["init"]) == 0
    assert str(config) in capsys.readouterr().out
    assert config.stat().st_mode & 0o777 == 0o600
    config.write_text("mine")
    assert main(["init"]) == 2
    assert "There is a config already" in capsys.readouterr().err
    assert config.read_text() == "mine"


def test_init_writes_where_it_is_told(tmp_path: Path) -> None:
    assert main(["init", "--config", str(tmp_path / "other.toml")]) == 0
    assert (tmp_path / "other.toml").exists()


def test_the_dashboard_needs_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    assert main(["demo"]) == 2
    assert "needs a terminal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[profiles.x]\nlogn = '1'\n", "did you mean login?"),
        ("[profiles.x]\nlogin = '1'\n[ui]\ntheme = 'nope'\n", "There is no theme 'nope'"),
        (
            "[profiles.x]\nlogin = '1'\n[ui.keys]\napp.pause = 'q'\n",
            "config.toml, line 4: app.pause: the key q is also app.",
        ),
        ("[profiles.x]\nlogin = '1'\npassword_prompt = false\npassword_file = 'open'\n[ui]\ntheme = 'nope'\n", "nope"),
    ],
)
def test_a_config_that_cannot_be_used_is_exit_2_before_any_screen(
    text: str, words: str, config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    config.parent.mkdir(parents=True)
    config.write_text(text)
    assert main([]) == 2
    assert words in capsys.readouterr().err


LOOKS_ONLY = "[ui]\ntheme = 'house-light'\nkeymap = 'vim'\n"


def test_a_config_of_looks_alone_is_enough_for_the_demo(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = started_dashboards(monkeypatch)
    config.parent.mkdir(parents=True)
    config.write_text(LOOKS_ONLY)
    assert main(["demo"]) == 0
    [settings] = started
    assert (settings.ui.theme, settings.ui.keymap, settings.problems) == ("house-light", "vim", ())


def test_a_config_of_looks_alone_opens_no_dashboard_and_names_the_demo(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    config.parent.mkdir(parents=True)
    config.write_text(LOOKS_ONLY)
    for command in ([], ["serve"]):
        assert main(command) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "The config has no profile" in err
        assert "[profiles.NAME]" in err
        assert "tradedeck demo" in err


def test_check_says_that_there_is_no_profile_yet_and_what_to_add(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.parent.mkdir(parents=True, mode=0o700)
    config.write_text(LOOKS_ONLY)
    config.chmod(0o600)
    assert main(["check"]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith(f"✓ config     {config}, no profile yet → ")
    assert "[profiles.NAME]" in first
    assert "tradedeck demo" in first
    assert second == "✓ keys       the vim keymap"
    assert main(["check", "--profile", "main"]) == 1
    assert "✗ config     The config has no profile" in capsys.readouterr().out


def test_an_interrupt_is_exit_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tui.config.example.write_example", interrupted)
    assert main(["init"]) == 130


def test_check_without_config_names_what_to_do_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("✗ config")
    assert "tradedeck init" in out.splitlines()[0]
    assert "✓ state" in out


def test_check_tells_which_keys_are_wrong_and_where(capsys: pytest.CaptureFixture[str], config: Path) -> None:
    config.parent.mkdir(parents=True)
    # Port 9 of this machine refuses at once: the checks of the line behind it need not be waited for.
    account = "environment = 'custom'\naccount = 'demo'\nlogin = '1'\nwebsocket_urls = ['ws://127.0.0.1:9']\n"
    start = f"[profiles.x]\n{account}password_env = 'NONE_SUCH'\n[ui]\nkeymap = 'vim'\n[ui.keys]\n"
    config.write_text(start + "app.quitt = 'x'\napp.help = 'F13'\n")
    assert main(["check"]) == 1
    [line] = [line for line in capsys.readouterr().out.splitlines() if " keys " in line[:14]]
    assert line.startswith("✗ keys")
    assert f"{config}, line 10: app.quitt is no command; did you mean app.quit?" in line
    assert f"{config}, line 11: app.help: there is no key F13; did you mean " in line
    config.write_text(start + "app.quit = ['q', 'ctrl+x']\n")
    main(["check"])
    assert "✓ keys       the vim keymap, 1 of your own" in capsys.readouterr().out


def test_an_error_of_ours_is_told_with_detail_and_hint(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError):
        parse(["--screen", "orders"])
    assert main(["--screen", "orders"]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first == "tradedeck: There is no screen 'orders'"
    assert second.startswith("  there are trade, ")


def test_a_reader_that_goes_away_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        monkeypatch.setattr("sys.stdout", gone)
        assert main(["check"]) == 1
