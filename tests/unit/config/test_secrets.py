"""Secrets: each source works, unsafe ones are refused, and nothing shows the password."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tui.config.model import Profile
from tui.config.secrets import SecretResolver, read_private_file
from tui.errors import SecretError

pytestmark = pytest.mark.anyio


class Keyring(ModuleType):
    """A keyring with entries by service and login."""

    def __init__(self, entries: dict[tuple[str, str], str] | None = None) -> None:
        super().__init__("keyring")
        self.entries = entries

    def get_password(self, service: str, login: str) -> str | None:
        if self.entries is None:
            raise RuntimeError("no backend, asked for hunter2")
        return self.entries.get((service, login))


def no_keyring(name: str) -> ModuleType:
    raise ImportError(name)


def nobody(question: str) -> str | None:
    return None


def resolver(
    ask: Callable[[str], str | None] = nobody,
    keyring: Keyring | None = None,
    environ: dict[str, str] | None = None,
    timeout_s: float = 10.0,
    **sources: object,
) -> SecretResolver:
    return SecretResolver(
        Profile.model_validate({"login": "1000", **sources}),
        environ=environ if environ is not None else {},
        ask=ask,
        load_module=no_keyring if keyring is None else lambda name: keyring,
        command_timeout_s=timeout_s,
    )


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def private(tmp_path: Path, content: bytes = b"hunter2\n", mode: int = 0o600) -> Path:
    path = tmp_path / "secret"
    path.write_bytes(content)
    path.chmod(mode)
    return path


async def test_a_command_prints_the_password_on_its_first_line() -> None:
    source = resolver(password_command=python("print('hunter2'); print('url: x')"))
    assert (await source.fetch()).get_secret_value() == "hunter2"


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    source = resolver(password_command=["/bin/echo", "$(id)", ";", "touch", str(tmp_path / "made")])
    assert source.resolve().get_secret_value().startswith("$(id) ;")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("raise SystemExit('hunter2')", "failed.*exit code 1"),
        ("print('x' * 5000)", "printed too much.*4096"),
        ("pass", "is empty"),
        ("print('a\\x1bb')", "control characters"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "not UTF-8"),
    ],
)
def test_a_command_that_misbehaves_is_refused(program: str, words: str) -> None:
    with pytest.raises(SecretError, match=words) as caught:
        resolver(password_command=python(program)).resolve()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "program", ["import time; time.sleep(600)", "import os, time; os.close(1); os.close(2); time.sleep(600)"]
)
def test_a_command_that_never_ends_is_ended(program: str) -> None:
    with pytest.raises(SecretError, match="took too long"):
        resolver(password_command=python(program), timeout_s=0.3).resolve()


def test_a_command_has_no_terminal_and_no_input() -> None:
    program = "import os, sys; print(os.getsid(0) == os.getpid(), len(sys.stdin.read()))"
    assert resolver(password_command=python(program)).resolve().get_secret_value() == "True 0"


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(SecretError, match="/no/such/program: No such file"):
        resolver(password_command=["/no/such/program"]).resolve()


def test_the_keyring_is_asked_for_the_service_and_login() -> None:
    source = resolver(keyring=Keyring({("broker", "1000"): "hunter2"}), password_keyring="broker")
    assert source.resolve().get_secret_value() == "hunter2"


def test_a_keyring_that_is_not_installed_names_the_extra() -> None:
    with pytest.raises(SecretError, match=r"pip install 'tradedeck\[keyring\]'"):
        resolver(password_keyring="broker", password_prompt=False).resolve()


def test_a_keyring_without_backend_yields_to_the_next_source(tmp_path: Path) -> None:
    source = resolver(keyring=Keyring(), password_keyring="broker", password_file=str(private(tmp_path)))
    assert source.resolve().get_secret_value() == "hunter2"


def test_a_keyring_s_own_words_are_not_repeated() -> None:
    with pytest.raises(SecretError, match="RuntimeError") as caught:
        resolver(keyring=Keyring(), password_keyring="broker", password_prompt=False).resolve()
    assert "hunter2" not in str(caught.value)


def test_without_any_source_the_user_is_asked_once() -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "hunter2"

    source = resolver(ask)
    assert source.prepare() == []
    assert [source.resolve().get_secret_value() for _ in range(2)] == ["hunter2", "hunter2"]
    assert asked == ["Password of 1000: "]


async def test_a_typed_password_counts_as_just_typed_for_one_login_only() -> None:
    source = resolver(lambda question: "hunter2")
    source.prepare()
    await source.fetch()
    assert source.typed
    await source.fetch()
    assert not source.typed


@pytest.mark.parametrize(
    "sources",
    [
        {"password_command": ["true"]},
        {"password_file": "secret"},
        {"password_env": "X"},
        {"password_prompt": False},
    ],
)
def test_nobody_is_asked_when_another_source_is_set(sources: dict[str, object]) -> None:
    def ask(question: str) -> str:
        raise AssertionError(question)

    source = resolver(ask, **sources)
    source.prepare()
    assert not source.typed


def test_the_prompt_comes_before_the_file_when_it_is_wanted(tmp_path: Path) -> None:
    path = str(private(tmp_path, b"from file"))
    asked = resolver(lambda question: "typed", password_prompt=True, password_file=path)
    asked.prepare()
    assert asked.resolve().get_secret_value() == "typed"
    unasked = resolver(nobody, password_prompt=True, password_file=path)
    unasked.prepare()
    assert unasked.resolve().get_secret_value() == "from file"


def test_without_source_and_terminal_there_is_a_clear_refusal() -> None:
    source = resolver()
    source.prepare()
    with pytest.raises(SecretError, match=r"no password for 1000.*nothing was typed"):
        source.resolve()


def test_a_private_file_gives_its_first_line(tmp_path: Path) -> None:
    assert resolver(password_file=str(private(tmp_path, b"hunter2\r\nrest"))).resolve().get_secret_value() == "hunter2"


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o620, 0o602, 0o610])
def test_a_file_that_others_can_use_is_refused_with_the_cure(tmp_path: Path, mode: int) -> None:
    with pytest.raises(SecretError, match=f"has mode {mode:04o}.*chmod 600"):
        read_private_file(private(tmp_path, mode=mode))


def test_an_open_file_does_not_fall_through_to_a_weaker_source(tmp_path: Path) -> None:
    path = private(tmp_path, mode=0o644)
    source = resolver(password_file=str(path), password_env="PW", environ={"PW": "hunter2"})
    source.prepare()
    with pytest.raises(SecretError, match="open to others"):
        source.resolve()


def test_somebody_else_s_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = private(tmp_path)
    other = path.stat().st_uid + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    with pytest.raises(SecretError, match="belongs to somebody else"):
        read_private_file(path)


def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="not a file"):
        read_private_file(Path(os.devnull))
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(SecretError, match="not a file"):
        read_private_file(tmp_path / "pipe")
    with pytest.raises(SecretError, match="too large"):
        read_private_file(private(tmp_path, b"x" * 4097))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="absent does not exist"):
        resolver(password_file=str(tmp_path / "absent"), password_prompt=False).resolve()


def test_the_environment_is_warned_about_and_emptied() -> None:
    environ = {"PW": "hunter2", "OTHER": "x"}
    source = resolver(environ=environ, password_env="PW")
    (warning,) = source.prepare()
    assert "PW" in warning
    assert "hunter2" not in warning
    assert environ == {"OTHER": "x"}
    assert [source.resolve().get_secret_value() for _ in range(2)] == ["hunter2", "hunter2"]


def test_the_environment_is_emptied_even_when_another_source_is_used() -> None:
    environ = {"PW": "hunter2"}
    source = resolver(environ=environ, password_env="PW", password_command=python("print('other')"))
    source.prepare()
    assert environ == {}
    assert source.resolve().get_secret_value() == "other"


def test_whoever_masks_logs_hears_of_the_secret() -> None:
    seen: list[str] = []
    profile = Profile(login="1", password_command=tuple(python("print('hunter2')")))
    SecretResolver(profile, environ={}, ask=nobody, seen=seen.append).resolve()
    assert seen == ["hunter2"]


def test_a_secret_does_not_show_itself() -> None:
    secret = resolver(password_command=python("print('hunter2')")).resolve()
    assert "hunter2" not in f"{secret} {secret!r}"
