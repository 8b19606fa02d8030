"""The `[crm.NAME]` tables: what they take, what they refuse, and where password and API key come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.config.crm import Crm
from tui.config.load import load_config
from tui.config.secrets import SecretResolver, crm_sources
from tui.errors import ConfigError, SecretError

PROFILE = '[profiles.demo]\nlogin = "1000"\n'
WHERE = 'base_url = "https://crm.example.com/"\nemail = "ib@example.com"\n'
FILES = 'password_file = "word"\nkey_file = "key"\n'


def load(tmp_path: Path, table: str) -> Crm:
    path = tmp_path / "config.toml"
    path.write_text(f"{PROFILE}[crm.main]\n{table}", encoding="utf-8")
    return load_config(path).crm["main"]


def test_a_table_names_the_crm_the_user_and_where_the_secrets_come_from(tmp_path: Path) -> None:
    crm = load(tmp_path, WHERE + FILES + '[crm.main.fields.positions]\nlots = "size"\n')
    assert (crm.base_url, crm.domain, crm.email) == ("https://crm.example.com", "", "ib@example.com")
    assert (crm.page_size, crm.ask_above, crm.remember_me) == (1000, 100_000, True)
    assert crm.fields == {"positions": {"lots": "size"}}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (WHERE + "password_prompt = true\n", "needs a source of the key"),
        (WHERE + "key_prompt = true\n", "needs a source of the password"),
        (FILES + 'email = "ib@example.com"\n', "base_url: is missing"),
        (FILES + 'base_url = "https://crm.example.com"\n', "email: is missing"),
        (WHERE.replace("https", "http") + FILES, "not encrypted"),
        (WHERE.replace("crm.", "me:secret@crm.") + FILES, "user name or password"),
        (WHERE + FILES + 'domain = "a b"\n', "domain"),
        (WHERE + FILES + "page_size = 0\n", "page_size"),
        (WHERE + FILES + 'key = "canary-key"\n', "key: unknown key"),
    ],
)
def test_a_wrong_table_is_refused_with_key_and_reason(tmp_path: Path, table: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, table)
    assert words in caught.value.detail
    assert "canary" not in str(caught.value)
    assert "secret@" not in str(caught.value)


def test_password_and_key_come_from_places_of_their_own(tmp_path: Path) -> None:
    crm = load(tmp_path, WHERE + 'password_prompt = true\nkey_file = "key"\n')
    password, key = crm_sources("main", crm)
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "canary-word"

    typed = SecretResolver(password, environ={}, ask=ask)
    typed.prepare()
    assert typed.resolve().get_secret_value() == "canary-word"
    assert asked == ["Password of ib@example.com: "]
    stored = SecretResolver(key, environ={}, ask=ask)
    with pytest.raises(SecretError, match="There is no key for main") as caught:
        stored.resolve()
    assert "key_file" in str(caught.value)
    (tmp_path / "key").write_text("canary-key\n")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(SecretError, match="key file is open to others"):
        stored.resolve()
    (tmp_path / "key").chmod(0o600)
    assert stored.resolve().get_secret_value() == "canary-key"
