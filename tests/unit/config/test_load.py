"""The config file: good ones load, bad ones are refused with file, key and cure, all errors at once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel

from tui.config.load import load_config, pick_profile
from tui.config.model import Config, Profile, Route, Trading, Ui
from tui.config.shipped import example_config
from tui.config.trading import DEFAULT_TRADING
from tui.errors import ConfigError

MINIMAL = '[profiles.demo]\nlogin = "1000"\n'


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path: Path, text: str) -> ConfigError:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(path) in caught.value.detail
    assert caught.value.exit_code == 2
    return caught.value


def profile(tmp_path: Path, text: str) -> Profile:
    return load_config(write(tmp_path, "[profiles.x]\nlogin = '7'\n" + text)).profiles["x"]


def test_the_smallest_config_is_a_demo_account_at_the_broker(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, MINIMAL))
    demo = config.profiles["demo"]
    assert demo.routes() == (Route("wss://ws.xapi.pro/demo", "wss://ws.xapi.pro/demoStream"),)
    assert demo.badge == "DEMO"
    assert config.ui == Ui()


def test_the_real_account_s_sockets_are_two_hosts_with_their_ports(tmp_path: Path) -> None:
    real = profile(tmp_path, 'environment = "real"\ntransport = "socket"\n')
    assert real.routes() == (
        Route("tls://xapia.x-station.eu:5112", "tls://xapia.x-station.eu:5113"),
        Route("tls://xapib.x-station.eu:5112", "tls://xapib.x-station.eu:5113"),
    )
    assert real.badge == "REAL"
    assert real.server_hosts == ("xapia.x-station.eu", "xapib.x-station.eu")


def test_the_demo_s_socket_ports_are_its_own_unless_named(tmp_path: Path) -> None:
    demo = profile(tmp_path, 'transport = "socket"\nsocket_hosts = ["::1"]\nstream_port = 9\n')
    assert demo.routes() == (Route("tls://[::1]:5124", "tls://[::1]:9"),)
    assert demo.server_hosts == ("::1",)


@pytest.mark.parametrize(
    ("text", "badge"),
    [
        ('account = "demo"\nwebsocket_urls = ["ws://127.0.0.1:9000"]', "SIM"),
        ('account = "demo"\nwebsocket_urls = ["ws://localhost:9000/"]', "SIM"),
        ('account = "demo"\nwebsocket_urls = ["wss://broker.example/xapi"]', "DEMO"),
        ('account = "demo"\nwebsocket_urls = ["ws://[::1]:9000", "wss://broker.example"]', "DEMO"),
        ('account = "real"\nwebsocket_urls = ["ws://127.0.0.1:9000"]', "REAL"),
        ('websocket_urls = ["ws://127.0.0.1:9000"]', "REAL"),
    ],
)
def test_a_custom_server_is_real_unless_the_config_says_otherwise(tmp_path: Path, text: str, badge: str) -> None:
    assert profile(tmp_path, f'environment = "custom"\n{text}\n').badge == badge


def test_a_login_may_be_written_as_a_number(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, "[profiles.x]\nlogin = 1000\n")).profiles["x"].login == "1000"


def test_files_are_relative_to_the_config(tmp_path: Path) -> None:
    with_files = profile(tmp_path, 'ca_file = "ca.pem"\npassword_file = "~/secret"\n')
    assert with_files.ca_file == tmp_path / "ca.pem"
    assert with_files.password_file == Path("~/secret").expanduser()


def test_one_key_needs_no_list(tmp_path: Path) -> None:
    text = MINIMAL + '[ui.keys]\n"app.quit" = "ctrl+q"\n"app.help" = ["?", "f1"]\n'
    assert load_config(write(tmp_path, text)).ui.keys == {"app.quit": ("ctrl+q",), "app.help": ("?", "f1")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MINIMAL + "logn = '2'\n", ["profiles.demo.logn", "did you mean login?"]),
        ("default_profil = 'x'\n" + MINIMAL, ["default_profil", "did you mean default_profile?"]),
        (MINIMAL + "[ui]\nthem = 'x'\n", ["ui.them", "did you mean theme?"]),
        (MINIMAL + "[ui]\nzzz = 1\n", ["ui.zzz", "known here: ascii, frame_rate, keymap, keys"]),
        ("[profile.x]\nlogin = '1'\n", ["profile: unknown key, did you mean profiles?"]),
        ("[profiles.x]\n", ["profiles.x.login: is missing"]),
        ("[profiles.x]\nlogin = ''\n", ["profiles.x.login"]),
        ("[profiles.x]\nlogin = true\n", ["profiles.x.login"]),
        (MINIMAL + "read_only = 'yes'\n", ["profiles.demo.read_only", "boolean"]),
        (MINIMAL + "environment = 'life'\n", ["profiles.demo.environment", "'demo', 'real' or 'custom'"]),
        (MINIMAL + "transport = 'pigeon'\n", ["profiles.demo.transport", "'websocket' or 'socket'"]),
        (MINIMAL + "account = 'demo'\n", ["profiles.demo", "custom"]),
        (MINIMAL + "environment = 'custom'\n", ["profiles.demo", "needs websocket_urls"]),
        (MINIMAL + "environment = 'custom'\ntransport = 'socket'\n", ["needs socket_hosts"]),
        (MINIMAL + "websocket_urls = ['ws://broker.example']\n", ["profiles.demo.websocket_urls", "not encrypted"]),
        (MINIMAL + "websocket_urls = ['ws://127.0.0.1.evil.example']\n", ["not encrypted"]),
        (MINIMAL + "websocket_urls = ['https://broker.example']\n", ["does not start with wss://"]),
        (MINIMAL + "websocket_urls = ['wss://me:pw@broker.example']\n", ["must not hold a user name"]),
        (MINIMAL + "websocket_urls = ['wss://broker.example?x=1']\n", ["must end after the path"]),
        (MINIMAL + "websocket_urls = ['wss://broker.example:99999']\n", ["websocket_urls", "out of range"]),
        (MINIMAL + "websocket_urls = []\n", ["websocket_urls", "empty list"]),
        (MINIMAL + "websocket_urls = 'wss://broker.example'\n", ["websocket_urls", "tuple"]),
        (MINIMAL + "socket_hosts = ['broker.example:5124']\n", ["socket_hosts", "ports belong in main_port"]),
        (MINIMAL + "socket_hosts = ['-x']\n", ["socket_hosts", "not a host name"]),
        (MINIMAL + "main_port = 0\n", ["main_port"]),
        (MINIMAL + "main_port = 65536\n", ["main_port"]),
        (MINIMAL + "password_command = []\n", ["password_command"]),
        (MINIMAL + "password_command = 'pass show x'\n", ["password_command"]),
        (MINIMAL + "password_env = 'A B'\n", ["password_env"]),
        (MINIMAL + "password = 'hunter2'\n", ["profiles.demo.password", "unknown key"]),
        (MINIMAL + "[ui]\nframe_rate = 0\n", ["ui.frame_rate"]),
        (MINIMAL + "[ui]\nlink = 'medium'\n", ["ui.link", "'auto', 'fast' or 'slow'"]),
        (MINIMAL + "[ui]\ntimezone = 'Europe/Atlantis'\n", ["ui.timezone", "Europe/Berlin"]),
        (MINIMAL + "[ui]\ntimezone = '../../etc/passwd'\n", ["ui.timezone", "not a time zone"]),
        (MINIMAL + "[ui.watchlists]\nMajors = [1]\n", ["ui.watchlists.Majors[1]"]),
        ("default_profile = 'b'\n" + MINIMAL, ["default_profile names 'b'"]),
        ("[profiles.x\n", ["line 1"]),
        ("x = 1\nx = 2\n", ["overwrite"]),
    ],
)
def test_what_is_wrong_is_named_with_its_key(tmp_path: Path, text: str, words: list[str]) -> None:
    detail = refusal(tmp_path, text).detail
    assert [word for word in words if word not in detail] == []


def test_several_errors_are_told_at_once(tmp_path: Path) -> None:
    error = refusal(tmp_path, MINIMAL + "lgin = '2'\nmain_port = 'x'\n[ui]\nmouse = 1\n")
    assert error.title == "The config has 3 errors"
    assert len(error.detail.splitlines()) == 3


def test_a_value_is_never_repeated_unless_it_is_an_address(tmp_path: Path) -> None:
    error = refusal(tmp_path, MINIMAL + "password = 'hunter2'\npassword_env = 'hunter2 hunter2'\npassword_file = 7\n")
    assert "hunter2" not in str(error)


def test_a_password_within_an_address_is_not_repeated(tmp_path: Path) -> None:
    for scheme in ("wss://", "https://", ""):
        for key in ("websocket_urls", "socket_hosts"):
            error = refusal(tmp_path, MINIMAL + f"{key} = ['{scheme}me:hunter2@broker.example']\n")
            assert "hunter2" not in str(error)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: No such file"):
        load_config(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xff\n")
    with pytest.raises(ConfigError, match=r"not UTF-8.*latin\.toml, byte 2"):
        load_config(tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_100_000)
    with pytest.raises(ConfigError, match="too large"):
        load_config(tmp_path / "large.toml")


@pytest.mark.parametrize("text", ["", "[ui]\nmouse = false\n", "[profiles]\n[trading]\none_click = true\n"])
def test_a_config_without_a_profile_loads_and_the_demo_is_named_where_one_is_needed(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    config = load_config(path)
    assert config.profiles == {}
    with pytest.raises(ConfigError, match=r"has no profile.*\[profiles.NAME\] with your login.*: tradedeck demo\."):
        pick_profile(config, None, path)


TWO = "[profiles.a]\nlogin = '1'\n[profiles.b]\nlogin = '2'\n"


@pytest.mark.parametrize(
    ("text", "asked", "name"),
    [(MINIMAL, None, "demo"), (TWO, "b", "b"), ("default_profile = 'b'\n" + TWO, None, "b")],
)
def test_the_profile_is_the_asked_the_default_or_the_only_one(
    tmp_path: Path, text: str, asked: str | None, name: str
) -> None:
    path = write(tmp_path, text)
    assert pick_profile(load_config(path), asked, path)[0] == name


def test_an_unclear_or_unknown_profile_is_refused_with_the_names(tmp_path: Path) -> None:
    path = write(tmp_path, TWO)
    with pytest.raises(ConfigError, match="a, b"):
        pick_profile(load_config(path), None, path)
    with pytest.raises(ConfigError, match="There is no profile 'c'"):
        pick_profile(load_config(path), "c", path)
    path = write(tmp_path, MINIMAL)
    with pytest.raises(ConfigError, match="Did you mean demo"):
        pick_profile(load_config(path), "dmo", path)


def uncommented(text: str) -> str:
    """Return the example with every setting switched on; prose comments stay comments."""
    return re.sub(r'^# (?=\[[a-z.]+\]$|"?[a-zA-Z_.]+"? = )', "", text, flags=re.MULTILINE)


def test_the_example_loads_as_it_is_and_with_every_setting_on(tmp_path: Path) -> None:
    text = example_config().read_text(encoding="utf-8")
    assert load_config(write(tmp_path, text)).profiles["demo"].login == "1000"
    everything = load_config(write(tmp_path, uncommented(text)))
    assert list(everything.profiles) == ["demo", "main", "practice"]


def keys_of(table: dict[str, object]) -> set[str]:
    return set(table)


def test_the_example_shows_every_key_there_is() -> None:
    table = tomllib.loads(uncommented(example_config().read_text(encoding="utf-8")))
    profiles = table["profiles"].values()
    assert keys_of(table) == set(Config.model_fields)
    assert set().union(*(keys_of(profile) for profile in profiles)) == set(Profile.model_fields)
    assert keys_of(table["ui"]) == set(Ui.model_fields)
    assert keys_of(table["trading"]) == set(Trading.model_fields)


def test_the_example_s_defaults_are_the_program_s(tmp_path: Path) -> None:
    text = uncommented(example_config().read_text(encoding="utf-8"))
    shown, known = load_config(write(tmp_path, text)), Ui()
    assert (shown.ui.theme, shown.ui.frame_rate, shown.ui.link, shown.ui.mouse) == (
        known.theme,
        known.frame_rate,
        known.link,
        known.mouse,
    )
    own_limits = {"max_lots", "max_value", "max_off_market_percent"}
    assert shown.trading.model_dump(exclude=own_limits) == Trading().model_dump(exclude=own_limits)
    demo, bare = shown.profiles["demo"], Profile(login="1000")
    assert demo.routes() == bare.routes()
    for name in ("environment", "transport", "app_name", "websocket_urls", "socket_hosts", "read_only"):
        assert getattr(demo, name) == getattr(bare, name)


@pytest.mark.parametrize("model", [Config, Profile, Ui, Trading])
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


def test_amounts_mean_what_is_written_in_the_file(tmp_path: Path) -> None:
    text = MINIMAL + "[trading]\nmax_lots = 0.3\nmax_value = 25000\nnotify = ['bell', 'osc9']\n"
    trading = load_config(write(tmp_path, text)).trading.settings()
    assert (trading.max_lots, trading.max_value) == (Decimal("0.3"), Decimal(25000))
    assert trading.notify == ("bell", "osc9")
    assert trading == replace(
        DEFAULT_TRADING, max_lots=Decimal("0.3"), max_value=Decimal(25000), notify=("bell", "osc9")
    )


@pytest.mark.parametrize(
    "line",
    ["max_lots = 0", "max_lots = -1", "max_value = nan", "max_lots = true", "notify = ['mail']", "one_clik = true"],
)
def test_a_trading_setting_that_means_nothing_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=r"trading\."):
        load_config(write(tmp_path, f"{MINIMAL}[trading]\n{line}\n"))
