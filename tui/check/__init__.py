"""`tradedeck check`: looks at everything that a start needs and prints a line for each thing."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from tui.check.account import check_account
from tui.check.local import Terminal, check_config_mode, check_state_folder, check_terminal
from tui.check.network import check_addresses
from tui.check.report import Finding, failed, failure, ok, skipped
from tui.clock import SystemClock
from tui.config.crm import Crm
from tui.config.dxfeed import Dxfeed
from tui.config.flex import Flex
from tui.config.load import load_config, pick_profile
from tui.config.model import Config, Profile
from tui.config.paths import Paths
from tui.config.secrets import SecretResolver, crm_sources, key_sources, token_sources
from tui.config.shipped import theme_folders
from tui.config.state import StateStore
from tui.config.themes import load_themes
from tui.config.ui import UiSettings
from tui.errors import TradedeckError
from tui.start import ask_on_terminal
from tui.view.keymap import configured_keymap


def run_checks(file: Path, profile_name: str | None, paths: Paths, write: Callable[[str], None]) -> int:
    """Print each finding as it is made and return 0, or 1 when one failed; in a file or a pipe each is one line."""
    code, terminal = 0, _terminal()
    for finding in _findings(file, profile_name, paths):
        write(finding.text(terminal.columns) if terminal.is_terminal else finding.line())
        if finding.outcome == "failed":
            code = 1
    return code


def _findings(file: Path, profile_name: str | None, paths: Paths) -> Iterator[Finding]:
    config, profile = None, None
    if not file.exists():
        yield failed("config", f"there is no {file}", "run: tradedeck init (or try tradedeck demo, which needs none)")
    else:
        try:
            config = load_config(file)
        except TradedeckError as error:
            yield failure("config", error)
        else:
            profile, finding = _profile(config, profile_name, file)
            yield finding
            yield _keys(config.ui.settings(), file)
        yield check_config_mode(file)
    yield check_state_folder(paths)
    yield from _themes(paths)
    yield from check_terminal(_terminal())
    if profile is not None:
        yield from _account(profile, paths)
    if config is not None:
        yield from _beside(config, paths)


def _beside(config: Config, paths: Paths) -> Iterator[Finding]:
    """Look at the systems beside the trading account."""
    if config.flex:
        yield from _flex(config.flex, paths)
    for name, crm in config.crm.items():
        yield from _crm(name, crm)
    for name, dxfeed in config.dxfeed.items():
        yield from _dxfeed(name, dxfeed)


def _flex(tables: Mapping[str, Flex], paths: Paths) -> Iterator[Finding]:
    from tui.check.flex import archive_finding, check_flex

    for name, table in tables.items():
        token = SecretResolver(token_sources(name, table), environ=os.environ, ask=ask_on_terminal)
        yield from check_flex(name, table, token, _today())
    yield archive_finding(paths.system_folder("flex", demo=False))


def _profile(config: Config, asked: str | None, file: Path) -> tuple[Profile | None, Finding]:
    if not config.profiles and asked is None:
        # The demo and the back-office commands need none, so that it is missing is no failure.
        advice = "for your account add a table [profiles.NAME] with your login; tradedeck demo needs none"
        return None, ok("config", f"{file}, no profile yet", advice)
    try:
        name, profile = pick_profile(config, asked, file)
    except TradedeckError as error:
        return None, failure("config", error)
    what = f"profile {name} ({profile.badge}, {profile.transport}, login {profile.login})"
    return profile, ok("config", f"{file}, {what}")


def _crm(name: str, crm: Crm) -> Iterator[Finding]:
    from tui.check.crm import check_crm, refused
    from tui.net.http import HttpClient

    password, key = (SecretResolver(each, environ=os.environ, ask=ask_on_terminal) for each in crm_sources(name, crm))
    try:
        for resolver in (password, key):
            resolver.prepare()
    except TradedeckError as error:
        yield refused(f"[crm.{name}]", error)
        return

    async def check() -> list[Finding]:
        http = HttpClient(SystemClock(), ca_file=crm.ca_file)
        try:
            return await check_crm(name, crm, (password, key), http, _today())
        finally:
            await http.close()

    yield from asyncio.run(check())


def _today() -> date:
    return datetime.fromtimestamp(SystemClock().now_ms() / 1000, UTC).date()


def _dxfeed(name: str, dxfeed: Dxfeed) -> Iterator[Finding]:
    from tui.check.dxfeed import check_dxfeed
    from tui.net.http import HttpClient

    key = SecretResolver(key_sources(name, dxfeed), environ=os.environ, ask=ask_on_terminal)
    try:
        key.prepare()
    except TradedeckError as error:
        yield failure(f"[dxfeed.{name}]", error)
        return
    clock = SystemClock()

    async def check() -> list[Finding]:
        http = HttpClient(clock, ca_file=dxfeed.ca_file)
        try:
            return await check_dxfeed(name, dxfeed, key, http, clock)
        finally:
            await http.close()

    yield from asyncio.run(check())


def _account(profile: Profile, paths: Paths) -> Iterator[Finding]:
    resolver = SecretResolver(profile, environ=os.environ, ask=ask_on_terminal)
    can_log_in = True
    try:
        warnings = resolver.prepare()
        resolver.resolve()
        yield ok("password", f"found for login {profile.login}", " ".join(warnings))
    except TradedeckError as error:
        yield failure("password", error)
        can_log_in = False
    addresses = [address for route in profile.routes() for address in (route.main, route.stream)]
    endpoints = asyncio.run(check_addresses(addresses, profile.ca_file))
    yield from endpoints
    if can_log_in and any(finding.outcome == "ok" for finding in endpoints):
        yield from asyncio.run(check_account(profile, resolver, StateStore(paths.state_file), SystemClock()))
    else:
        yield skipped("login", "not tried before the above is right")


def _keys(ui: UiSettings, file: Path) -> Finding:
    try:
        configured_keymap(ui, file)
    except TradedeckError as error:
        return failure("keys", error)
    own = f", {len(ui.keys)} of your own" if ui.keys else ""
    return ok("keys", f"the {ui.keymap} keymap{own}")


def _themes(paths: Paths) -> Iterator[Finding]:
    try:
        themes, problems = load_themes(theme_folders(paths))
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
