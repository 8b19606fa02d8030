"""`tradedeck check`: looks at everything that a start needs and prints a line for each thing."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tui.check.local import Terminal, check_config_mode, check_state_folder, check_terminal
from tui.check.network import check_endpoints
from tui.check.report import Finding, failed, failure, ok
from tui.config.load import load_config, pick_profile
from tui.config.model import Profile
from tui.config.paths import Paths
from tui.config.secrets import SecretResolver
from tui.config.shipped import shipped_themes
from tui.config.themes import load_themes
from tui.errors import TradedeckError
from tui.start import ask_on_terminal


def run_checks(file: Path, profile_name: str | None, paths: Paths, write: Callable[[str], None]) -> int:
    """Print each finding as it is made and return 0, or 1 when one failed."""
    code = 0
    for finding in _findings(file, profile_name, paths):
        write(finding.line())
        if finding.outcome == "failed":
            code = 1
    return code


def _findings(file: Path, profile_name: str | None, paths: Paths) -> Iterator[Finding]:
    profile = None
    if not file.exists():
        yield failed("config", f"there is no {file}", "run: tradedeck init (or try tradedeck demo, which needs none)")
    else:
        try:
            name, profile = pick_profile(load_config(file), profile_name, file)
            yield ok("config", f"{file}, profile {name} ({profile.badge}, {profile.transport}, login {profile.login})")
        except TradedeckError as error:
            yield failure("config", error)
        yield check_config_mode(file)
    yield check_state_folder(paths)
    yield from _themes(paths)
    yield from check_terminal(_terminal())
    if profile is not None:
        yield from _account(profile)


def _account(profile: Profile) -> Iterator[Finding]:
    resolver = SecretResolver(profile, environ=os.environ, ask=ask_on_terminal)
    try:
        warnings = resolver.prepare()
        resolver.resolve()
        yield ok("password", f"found for login {profile.login}", " ".join(warnings))
    except TradedeckError as error:
        yield failure("password", error)
    yield from asyncio.run(check_endpoints(profile))


def _themes(paths: Paths) -> Iterator[Finding]:
    try:
        themes, problems = load_themes((shipped_themes(), paths.user_themes))
    except TradedeckError as error:
        yield failure("themes", error)
        return
    yield from (failure("themes", problem) for problem in problems)
    if not problems:
        yield ok("themes", ", ".join(theme.name for theme in themes))


def _terminal() -> Terminal:
    size = shutil.get_terminal_size()
    encoding = getattr(sys.stdout, "encoding", None) or "unknown"
    return Terminal(sys.stdout.isatty(), size.columns, size.lines, encoding, os.environ)
