"""Runs the user's password command: no shell, no terminal, a time limit and a cap on what it may print."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from tui.errors import SecretError


def run_for_secret(
    command: Sequence[str],
    timeout_s: float,
    cap: int,
    monotonic: Callable[[], float] = time.monotonic,
    *,
    what: str = "password_command",
) -> bytes:
    """Return what the command prints; raises SecretError when it fails, prints over `cap` bytes or takes too long.

    What it prints on stderr is not shown, for it could repeat the password.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command, from the user's own config, without a shell
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Without a terminal it cannot ask on the screen that we draw on, and all of it can be ended together.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a command"
        raise SecretError(f"{what} cannot be started", f"{command[0]}: {reason}") from None
    try:
        return _collect(process, (what, command[0]), monotonic() + timeout_s, cap, monotonic)
    finally:
        _end(process)


def _collect(
    process: subprocess.Popen[bytes], names: tuple[str, str], deadline: float, cap: int, monotonic: Callable[[], float]
) -> bytes:
    what, name = names
    assert process.stdout is not None
    output = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            left_s = deadline - monotonic()
            if left_s <= 0 or not selector.select(left_s):
                raise SecretError(f"{what} took too long", name, "Run it yourself to see what it waits for.")
            chunk = os.read(process.stdout.fileno(), cap + 1)
            if not chunk:
                break
            output += chunk
            if len(output) > cap:
                raise SecretError(f"{what} printed too much", f"{name}: more than {cap} bytes")
    try:
        code = process.wait(max(0.0, deadline - monotonic()))
    except subprocess.TimeoutExpired:
        raise SecretError(f"{what} took too long", name, "It closed its output and went on.") from None
    if code != 0:
        raise SecretError(f"{what} failed", f"{name}: exit code {code}", "Run it yourself to see why.")
    return output


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
