"""The `[dxfeed.NAME]` tables: careful by default, loud in production, and a key that is nowhere in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.config.dxfeed import Dxfeed
from tui.config.load import load_config
from tui.config.secrets import SecretResolver, key_sources
from tui.errors import ConfigError, SecretError

PROFILE = '[profiles.demo]\nlogin = "1000"\n'
PROMPT = "key_prompt = true\n"
KEY = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"


def load(tmp_path: Path, table: str) -> Dxfeed:
    path = tmp_path / "config.toml"
    path.write_text(f"{PROFILE}[dxfeed.main]\n{table}", encoding="utf-8")
    return load_config(path).dxfeed["main"]


def test_an_application_can_only_be_looked_at_unless_the_table_says_more(tmp_path: Path) -> None:
    dxfeed = load(tmp_path, PROMPT)
    assert (dxfeed.write, dxfeed.badge, dxfeed.rate, dxfeed.confirm_over) == (False, "STAGING", 2.0, 20)
    assert dxfeed.address == "https://staging.services.get.dxfeed.com"


@pytest.mark.parametrize(
    ("table", "badge", "address"),
    [
        ('environment = "production"\n', "PRODUCTION", "https://services.get.dxfeed.com"),
        ('base = "https://acme.get.dxfeed.com/"\n', "PRODUCTION", "https://acme.get.dxfeed.com"),
        ('base = "https://acme.example.com"\nenvironment = "staging"\n', "STAGING", "https://acme.example.com"),
        ('base = "http://127.0.0.1:9000/dxfeed"\n', "SIM", "http://127.0.0.1:9000/dxfeed"),
        ('base = "http://127.0.0.1:9000"\nenvironment = "production"\n', "PRODUCTION", "http://127.0.0.1:9000"),
    ],
)
def test_what_may_be_production_is_shown_as_production(tmp_path: Path, table: str, badge: str, address: str) -> None:
    dxfeed = load(tmp_path, PROMPT + table)
    assert (dxfeed.badge, dxfeed.address, dxfeed.production) == (badge, address, badge == "PRODUCTION")


def test_feeds_rate_and_redirect_are_read(tmp_path: Path) -> None:
    dxfeed = load(tmp_path, PROMPT + 'feeds = ["CME", "ICE"]\nrate = 5\nwrite = true\nredirect_url = "https://e.com"\n')
    assert (dxfeed.feeds, dxfeed.rate, dxfeed.write, dxfeed.redirect_url) == (
        ("CME", "ICE"),
        5.0,
        True,
        "https://e.com",
    )


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("write = true\n", "needs a source of the API key"),
        (PROMPT + 'base = "http://example.com"\n', "not encrypted"),
        (PROMPT + 'base = "https://me:secret@example.com"\n', "user name or password"),
        (PROMPT + 'environment = "live"\n', "environment"),
        (PROMPT + 'redirect_url = "http://example.com"\n', "https"),
        (PROMPT + "rate = 0\n", "rate"),
        (PROMPT + "rate = 51\n", "rate"),
        (PROMPT + f'key = "{KEY}"\n', "key: unknown key"),
    ],
)
def test_a_wrong_table_is_refused_with_key_and_reason(tmp_path: Path, table: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, table)
    assert words in caught.value.detail
    assert KEY not in str(caught.value)
    assert "secret@" not in str(caught.value)


def test_a_key_comes_from_a_private_file_or_the_environment(tmp_path: Path) -> None:
    dxfeed = load(tmp_path, 'key_file = "key"\n')
    assert dxfeed.key_file is not None
    dxfeed.key_file.write_text(f"{KEY}\n")
    dxfeed.key_file.chmod(0o644)
    resolver = SecretResolver(key_sources("main", dxfeed), environ={}, ask=lambda question: None)
    with pytest.raises(SecretError, match="key file is open to others"):
        resolver.resolve()
    dxfeed.key_file.chmod(0o600)
    assert resolver.resolve().get_secret_value() == KEY
    environ = {"DX": KEY}
    other = SecretResolver(key_sources("main", load(tmp_path, 'key_env = "DX"\n')), environ=environ, ask=lambda _: None)
    assert "The key comes from the environment" in other.prepare()[0]
    assert environ == {}
    assert other.resolve().get_secret_value() == KEY
