"""Gets the password from where the config says, late, and never from the command line."""

from __future__ import annotations

import asyncio
import importlib
import os
import stat
from collections.abc import Callable, MutableMapping
from pathlib import Path
from types import ModuleType

from pydantic import SecretStr

from tui.config.commands import run_for_secret
from tui.config.model import Profile
from tui.errors import SecretError

LARGEST_SECRET = 4096
"""Bytes that a command or file may give."""
COMMAND_TIMEOUT_S = 10.0
"""Seconds that a password command may take."""

Ask = Callable[[str], str | None]
"""Asks the user without echo; None when there is no terminal to ask on."""


class SecretResolver:
    """Tries the profile's sources in turn: command, keyring, prompt, file, environment.

    A source that has nothing (no keyring entry, no terminal, no file, variable unset) yields to the next; a source that
    is unsafe or broken ends the search with SecretError, so that a mistake never falls through to a weaker one.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        environ: MutableMapping[str, str],
        ask: Ask,
        seen: Callable[[str], None] = lambda secret: None,
        load_module: Callable[[str], ModuleType] = importlib.import_module,
        command_timeout_s: float = COMMAND_TIMEOUT_S,
    ) -> None:
        self._profile = profile
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
        name = self._profile.password_env
        value = self._environ.pop(name, "") if name else ""
        if value:
            self._from_environment = SecretStr(value)
            warnings.append(f"The password comes from the environment ({name}), where other programs could read it.")
        if self._asks_at_start():
            typed = self._ask(f"Password of {self._profile.login}: ")
            if typed:
                self._from_prompt = SecretStr(typed)
        return warnings

    async def fetch(self) -> SecretStr:
        """Return the password; raises SecretError. Commands and keyrings are waited for in a thread."""
        self._fetches += 1
        return await asyncio.to_thread(self.resolve)

    def resolve(self) -> SecretStr:
        """Return the password as `fetch` does, blocking."""
        self._absent = []
        sources = (self._command, self._keyring, self._prompt, self._file, self._environment)
        for source in sources:
            secret = source()
            if secret is not None:
                self._seen(secret)
                return SecretStr(secret)
        raise SecretError(
            f"There is no password for {self._profile.login}",
            "; ".join(self._absent),
            "Name a source in the profile, such as password_command or password_file.",
        )

    def _asks_at_start(self) -> bool:
        profile = self._profile
        if profile.password_command is not None or profile.password_prompt is False:
            return False
        others = (profile.password_keyring, profile.password_file, profile.password_env)
        if profile.password_prompt is None and any(other is not None for other in others):
            return False
        return self._keyring() is None

    def _command(self) -> str | None:
        command = self._profile.password_command
        if command is None:
            return None
        output = run_for_secret(command, self._command_timeout_s, LARGEST_SECRET)
        return _first_line(output, f"password_command ({command[0]})")

    def _keyring(self) -> str | None:
        service = self._profile.password_keyring
        if service is None:
            return None
        try:
            keyring = self._load_module("keyring")
        except ImportError:
            self._absent.append("the keyring needs the extra: pip install 'tradedeck[keyring]'")
            return None
        try:
            secret = keyring.get_password(service, self._profile.login)
        except Exception as error:  # noqa: BLE001 - each backend has errors of its own
            # Without a desktop there is often no backend. The error's text may quote what was asked for, its name not.
            self._absent.append(f"the keyring does not work here ({type(error).__name__})")
            return None
        if not secret:
            self._absent.append(f"the keyring has no entry {service!r} for {self._profile.login}")
            return None
        return str(secret)

    def _prompt(self) -> str | None:
        if self._from_prompt is not None:
            return self._from_prompt.get_secret_value()
        if self._profile.password_prompt is not False:
            self._absent.append("nothing was typed")
        return None

    def _file(self) -> str | None:
        path = self._profile.password_file
        if path is None:
            return None
        content = read_private_file(path)
        if content is None:
            self._absent.append(f"password_file {path} does not exist")
            return None
        return _first_line(content, f"password_file ({path})")

    def _environment(self) -> str | None:
        name = self._profile.password_env
        if name is None:
            return None
        if self._from_environment is None:
            self._absent.append(f"the environment has no {name}")
            return None
        return self._from_environment.get_secret_value()


def read_private_file(path: Path) -> bytes | None:
    """Return the file's bytes, None when there is no file; raises SecretError when others could read or change it."""
    try:
        # Without O_NONBLOCK a named pipe in place of the file would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SecretError("The password file cannot be read", f"{path}: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        # The open file is looked at, not its name: a name can point elsewhere a moment later.
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise SecretError("The password file is not a file", str(path))
        if status.st_uid != os.geteuid():
            raise SecretError("The password file belongs to somebody else", str(path), "It must be your own.")
        if status.st_mode & 0o077:
            mode = stat.S_IMODE(status.st_mode)
            raise SecretError(
                "The password file is open to others", f"{path} has mode {mode:04o}", f"Run: chmod 600 {path}"
            )
        content = file.read(LARGEST_SECRET + 1)
    if len(content) > LARGEST_SECRET:
        raise SecretError("The password file is too large", f"{path} has more than {LARGEST_SECRET} bytes")
    return content


def _first_line(content: bytes, source: str) -> str:
    try:
        line = content.decode("utf-8").split("\n", 1)[0].removesuffix("\r")
    except UnicodeDecodeError:
        raise SecretError("The password is not UTF-8 text", f"it came from {source}") from None
    if not line:
        raise SecretError("The password is empty", f"it came from {source}", "The password is the first line.")
    if not line.isprintable():
        raise SecretError("The password holds control characters", f"it came from {source}")
    return line
