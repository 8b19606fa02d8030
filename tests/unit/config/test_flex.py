"""The `[flex.NAME]` tables: what they take, what they refuse, and where a token comes from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tui.config.flex import Flex
from tui.config.load import load_config, pick_profile
from tui.config.secrets import SecretResolver, token_sources
from tui.errors import ConfigError, SecretError

PROFILE = '[profiles.demo]\nlogin = "1000"\n'
QUERY = 'queries = [{name = "Activity", id = 123456}]\n'
TOKEN = "71234567890"


def load(tmp_path: Path, table: str, name: str = "main") -> Flex:
    path = tmp_path / "config.toml"
    path.write_text(f"{PROFILE}[flex.{name}]\n{table}", encoding="utf-8")
    return load_config(path).flex[name]


def resolver(flex: Flex, environ: dict[str, str] | None = None, typed: str | None = None) -> SecretResolver:
    return SecretResolver(
        token_sources("main", flex), environ={} if environ is None else environ, ask=lambda question: typed
    )


def test_a_table_names_queries_and_where_the_token_comes_from(tmp_path: Path) -> None:
    flex = load(tmp_path, QUERY + 'token_file = "token"\ntoken_expires = 2027-01-31\n')
    assert [(query.name, query.id) for query in flex.queries] == [("Activity", "123456")]
    assert (flex.base, flex.user_agent, flex.token_expires) == ("today", "Java", date(2027, 1, 31))
    assert flex.token_file == tmp_path / "token"


def test_a_config_for_statements_alone_needs_no_account(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[flex.main]\n{QUERY}token_prompt = true\n", encoding="utf-8")
    config = load_config(path)
    assert (list(config.profiles), list(config.flex)) == ([], ["main"])
    with pytest.raises(ConfigError, match=r"has no profile.*\[profiles.NAME\]"):
        pick_profile(config, None, path)


def test_without_a_table_there_is_no_flex(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(PROFILE, encoding="utf-8")
    assert load_config(path).flex == {}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (QUERY, "needs a source of the token"),
        ("token_prompt = true\n", "queries: is missing"),
        ('token_prompt = true\nqueries = [{name = "A", id = "12x"}]\n', "queries[1].id"),
        ('token_prompt = true\nqueries = [{name = "A", id = 1}, {name = "a", id = 2}]\n', "have the name 'a'"),
        ('token_prompt = true\nqueries = [{name = "A", id = 1}, {name = "B", id = 1}]\n', "have the id '1'"),
        (QUERY + 'token_prompt = true\nbase = "http://example.com/flex"\n', "not encrypted"),
        (QUERY + 'token_prompt = true\nbase = "https://me:secret@example.com"\n', "user name or password"),
        (QUERY + f'token = "{TOKEN}"\n', "token: unknown key"),
    ],
)
def test_a_wrong_table_is_refused_with_key_and_reason(tmp_path: Path, table: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, table)
    assert words in caught.value.detail
    assert TOKEN not in str(caught.value)
    assert "secret@" not in str(caught.value)


def test_a_base_on_this_machine_may_be_plain(tmp_path: Path) -> None:
    flex = load(tmp_path, QUERY + 'token_prompt = true\nbase = "http://127.0.0.1:9000/flex/"\n')
    assert flex.base == "http://127.0.0.1:9000/flex"


def test_a_token_file_is_read_as_a_password_file_is(tmp_path: Path) -> None:
    flex = load(tmp_path, QUERY + 'token_file = "token"\n')
    assert flex.token_file is not None
    with pytest.raises(SecretError, match="There is no token for main"):
        resolver(flex).resolve()
    flex.token_file.write_text(f"{TOKEN}\n")
    flex.token_file.chmod(0o644)
    with pytest.raises(SecretError, match="token file is open to others") as caught:
        resolver(flex).resolve()
    assert TOKEN not in str(caught.value)
    flex.token_file.chmod(0o600)
    assert resolver(flex).resolve().get_secret_value() == TOKEN


def test_a_token_in_the_environment_is_taken_out_of_it(tmp_path: Path) -> None:
    source = resolver(load(tmp_path, QUERY + 'token_env = "FLEX"\n'), environ := {"FLEX": TOKEN})
    assert "token comes from the environment" in source.prepare()[0]
    assert environ == {}
    assert source.resolve().get_secret_value() == TOKEN


def test_a_token_can_be_typed(tmp_path: Path) -> None:
    source = resolver(load(tmp_path, QUERY + "token_prompt = true\n"), typed=TOKEN)
    source.prepare()
    assert source.resolve().get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("other", "kind"), [('name = "activity", id = "9"', "name"), ('name = "Other", id = "123456"', "id")]
)
def test_a_query_leads_to_one_token_only(other: str, kind: str, tmp_path: Path) -> None:
    both = f'{QUERY}token_file = "token"\n[flex.second]\nqueries = [{{ {other} }}]\ntoken_file = "token"\n'
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, both)
    assert f"flex.main and flex.second both have a query with the {kind}" in refused.value.detail
