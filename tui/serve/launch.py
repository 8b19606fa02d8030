"""Starts the browser's server for what the command line asks, once it is known that a dashboard would start."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.errors import UsageError

if TYPE_CHECKING:
    from tui.config.paths import Paths

Say = Callable[[str], None]

_PASSED_ON = ("config", "profile", "theme", "screen", "link")


def run(arguments: argparse.Namespace, paths: Paths, say: Say) -> int:
    """Serve until interrupted and return the exit code; raises UsageError and ConfigError before anything listens."""
    _check(arguments, paths)
    try:
        from tui.serve.server import serve
    except ModuleNotFoundError as error:
        raise UsageError(
            "The browser's server is not installed",
            f"{error.name} is missing",
            "Install it with: python -m pip install 'tradedeck[serve]'",
        ) from error
    asyncio.run(serve(dashboard_command(arguments), arguments.host, arguments.port, say))
    return 0


def dashboard_command(arguments: argparse.Namespace) -> list[str]:
    """Return the command that starts the dashboard behind a window."""
    # -P keeps the folder that the user happens to stand in off the import path.
    command = [sys.executable, "-P", "-m", "tui"]
    if arguments.demo:
        command.append("demo")
    for name in _PASSED_ON:
        value = getattr(arguments, name)
        if value is not None:
            command += [f"--{name}", str(value)]
    return [*command, "--read-only"] if arguments.read_only else command


def _check(arguments: argparse.Namespace, paths: Paths) -> None:
    # What is wrong is said here, in words, rather than in a window that closes again.
    from tui.config.load import load_config, pick_profile
    from tui.config.shipped import theme_folders
    from tui.config.themes import load_named_theme

    file = arguments.config or paths.config_file
    if not arguments.demo or arguments.config is not None:
        config = load_config(file)
        if not arguments.demo:
            pick_profile(config, arguments.profile, file)
    if arguments.theme is not None:
        load_named_theme(arguments.theme, theme_folders(paths))
