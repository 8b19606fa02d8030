"""Gets passwords and tokens from where the config says, late, and never from the command line."""

from __future__ import annotations

import asyncio
import importlib
import os
import stat
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal

from pydantic import SecretStr

from tui.config.commands import run_for_secret
from tui.config.crm import Crm
from tui.config.dxfeed import Dxfeed
from tui.config.flex import Flex
from tui.config.model import Profile
from tui.errors import SecretError

LARGEST_SECRET = 4096
"""Bytes that a command or file may give."""
COMMAND_TIMEOUT_S = 10.0
"""Seconds that a password command may take."""

Ask = Callable[[str], str | None]
"""Asks the user without echo; None when there is no terminal to ask on."""


@dataclass(frozen=True, slots=True)
class SecretSources:
    """Where one secret may come from. `owner` is whose it is, in the keyring and in messages."""

    noun: Literal["password", "token", "key"]
    owner: str
    command: tuple[str, ...] | None = None
    keyring: str | None = None
    prompt: bool | None = None
    file: Path | None = None
    env: str | None = None


def password_sources(profile: Profile) -> SecretSources:
    """Return where a profile's password may come from."""
    return SecretSources(
        "password",
        profile.login,
        profile.password_command,
        profile.password_keyring,
        profile.password_prompt,
        profile.password_file,
        profile.password_env,
    )


def token_sources(name: str, flex: Flex) -> SecretSources:
    """Return where the token of the table `[flex.name]` may come from."""
    return SecretSources(
        "token", name, flex.token_command, flex.token_keyring, flex.token_prompt, flex.token_file, flex.token_env
    )


def key_sources(name: str, dxfeed: Dxfeed) -> SecretSources:
    """Return where the API key of the table `[dxfeed.name]` may come from."""
    return SecretSources(
        "key", name, dxfeed.key_command, dxfeed.key_keyring, dxfeed.key_prompt, dxfeed.key_file, dxfeed.key_env
    )


def crm_sources(name: str, crm: Crm) -> tuple[SecretSources, SecretSources]:
    """Return where the password and the key of the table `[crm.name]` may come from."""
    password = SecretSources(
        "password",
        crm.email,
        crm.password_command,
        crm.password_keyring,
        crm.password_prompt,
        crm.password_file,
        crm.password_env,
    )
    key = SecretSources("key", name, crm.key_command, crm.key_keyring, crm.key_prompt, crm.key_file, crm.key_env)
    return password, key


class SecretResolver:
    """Tries the secret's sources in turn: command, keyring, prompt, file, environment.

    A source that has nothing (no keyring entry, no terminal, no file, variable unset) yields to the next; a source that
    is unsafe or broken ends the search with SecretError, so that a mistake never falls through to a weaker one.
    """

    def __init__(
        self,
        sources: Profile | SecretSources,
        *,
        environ: MutableMapping[str, str],
        ask: Ask,
        seen: Callable[[str], None] | None = None,
        load_module: Callable[[str], ModuleType] = importlib.import_module,
        command_timeout_s: float = COMMAND_TIMEOUT_S,
    ) -> None:
        self._sources = password_sources(sources) if isinstance(sources, Profile) else sources
        self._environ = environ
        self._ask = ask
        self._seen = seen
        self._load_module = load_module
        self._command_timeout_s = command_timeout_s
        self._from_environment: SecretStr | None = None
        self._from_prompt: SecretStr | None = None
        self._absent: list[str] = []
        self._fetches = 0

    @property
    def typed(self) -> bool:
        """Whether a person typed it at this start and it was fetched once at most: later ones are old repetitions."""
        return self._from_prompt is not None and self._fetches <= 1

    def prepare(self) -> list[str]:
        """Do what must happen before a screen is up: take the variable out of the environment, ask if it comes to that.

        Returns warnings for the user. Raises SecretError.
        """
        warnings: list[str] = []
        name = self._sources.env
        value = self._environ.pop(name, "") if name else ""
        if value:
            self._from_environment = SecretStr(value)
            noun = self._sources.noun
            warnings.append(f"The {noun} comes from the environment ({name}), where other programs could read it.")
        if self._asks_at_start():
            typed = self._ask(f"{self._sources.noun.capitalize()} of {self._sources.owner}: ")
            if typed:
                self._from_prompt = SecretStr(typed)
        return warnings

    async def fetch(self) -> SecretStr:
        """Return the secret; raises SecretError. Commands and keyrings are waited for in a thread."""
        self._fetches += 1
        return await asyncio.to_thread(self.resolve)

    def resolve(self) -> SecretStr:
        """Return the secret as `fetch` does, blocking."""
        self._absent = []
        sources = (self._command, self._keyring, self._prompt, self._file, self._environment)
        for source in sources:
            secret = source()
            if secret is not None:
                if self._seen is not None:
                    self._seen(secret)
                return SecretStr(secret)
        raise SecretError(
            f"There is no {self._sources.noun} for {self._sources.owner}",
            "; ".join(self._absent),
            f"Name a source in its table, such as {self._key('command')} or {self._key('file')}.",
        )

    def _asks_at_start(self) -> bool:
        sources = self._sources
        if sources.command is not None or sources.prompt is False:
            return False
        others = (sources.keyring, sources.file, sources.env)
        if sources.prompt is None and any(other is not None for other in others):
            return False
        return self._keyring() is None

    def _command(self) -> str | None:
        command = self._sources.command
        if command is None:
            return None
        output = run_for_secret(command, self._command_timeout_s, LARGEST_SECRET, what=self._key("command"))
        return _first_line(output, f"{self._key('command')} ({command[0]})", self._sources.noun)

    def _keyring(self) -> str | None:
        service = self._sources.keyring
        if service is None:
            return None
        try:
            keyring = self._load_module("keyring")
        except ImportError:
            self._absent.append("the keyring needs the extra: pip install 'tradedeck[keyring]'")
            return None
        try:
            secret = keyring.get_password(service, self._sources.owner)
        except Exception as error:  # noqa: BLE001 - each backend has errors of its own
            # Without a desktop there is often no backend. The error's text may quote what was asked for, its name not.
            self._absent.append(f"the keyring does not work here ({type(error).__name__})")
            return None
        if not secret:
            self._absent.append(f"the keyring has no entry {service!r} for {self._sources.owner}")
            return None
        return str(secret)

    def _prompt(self) -> str | None:
        if self._from_prompt is not None:
            return self._from_prompt.get_secret_value()
        if self._sources.prompt is not False:
            self._absent.append("nothing was typed")
        return None

    def _file(self) -> str | None:
        path = self._sources.file
        if path is None:
            return None
        content = read_private_file(path, self._sources.noun)
        if content is None:
            self._absent.append(f"{self._key('file')} {path} does not exist")
            return None
        return _first_line(content, f"{self._key('file')} ({path})", self._sources.noun)

    def _environment(self) -> str | None:
        name = self._sources.env
        if name is None:
            return None
        if self._from_environment is None:
            self._absent.append(f"the environment has no {name}")
            return None
        return self._from_environment.get_secret_value()

    def _key(self, source: str) -> str:
        return f"{self._sources.noun}_{source}"


def read_private_file(path: Path, noun: str = "password") -> bytes | None:
    """Return the file's bytes, None when there is no file; raises SecretError when others could read or change it."""
    try:
        # Without O_NONBLOCK a named pipe in place of the file would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SecretError(f"The {noun} file cannot be read", f"{path}: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        # The open file is looked at, not its name: a name can point elsewhere a moment later.
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise SecretError(f"The {noun} file is not a file", str(path))
        if status.st_uid != os.geteuid():
            raise SecretError(f"The {noun} file belongs to somebody else", str(path), "It must be your own.")
        if status.st_mode & 0o077:
            mode = stat.S_IMODE(status.st_mode)
            raise SecretError(
                f"The {noun} file is open to others", f"{path} has mode {mode:04o}", f"Run: chmod 600 {path}"
            )
        content = file.read(LARGEST_SECRET + 1)
    if len(content) > LARGEST_SECRET:
        raise SecretError(f"The {noun} file is too large", f"{path} has more than {LARGEST_SECRET} bytes")
    return content


def _first_line(content: bytes, source: str, noun: str) -> str:
    try:
        line = content.decode("utf-8").split("\n", 1)[0].removesuffix("\r")
    except UnicodeDecodeError:
        raise SecretError(f"The {noun} is not UTF-8 text", f"it came from {source}") from None
    if not line:
        raise SecretError(f"The {noun} is empty", f"it came from {source}", f"The {noun} is the first line.")
    if not line.isprintable():
        raise SecretError(f"The {noun} holds control characters", f"it came from {source}")
    return line
