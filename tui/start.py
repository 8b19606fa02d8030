"""Prepares a dashboard's start: config, secrets and the demo's venue, in the order that shows a screen soonest."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.errors import ConfigError, TradedeckError, UsageError

if TYPE_CHECKING:
    import argparse

    from tui.config.model import Config, Profile
    from tui.config.paths import Paths
    from tui.config.secrets import SecretResolver, SecretSources
    from tui.config.settings import Target
    from tui.config.trading import TradingSettings
    from tui.config.ui import UiSettings
    from tui.net.redact import Redactor

Warn = Callable[[str], None]

_BESIDE = {"flex": "statements", "crm": "CRM reports", "dxfeed": "dxFeed records"}
"""The systems beside the trading account, and what the demo keeps of each."""


def demo(arguments: argparse.Namespace, paths: Paths) -> int:
    """Open the dashboard on a venue of its own and return the exit code; the venue ends with it."""
    from tui.config.journals import demo_journal
    from tui.demo import DemoVenue

    _paint_soon()
    # The venue starts first: it loads while this process loads the dashboard.
    venue = DemoVenue.launch(paths.demo, fresh=arguments.fresh)
    try:
        if arguments.fresh:
            _forget(demo_journal(paths).folder, "orders")
            for system, what in _BESIDE.items():
                _forget(paths.system_folder(system, demo=True), what)
        from tui.config.settings import DashboardSettings
        from tui.logs import log_to
        from tui.net.redact import Redactor

        ui, trading, problem = _demo_tables(arguments, paths)
        settings = DashboardSettings(
            source=venue,
            paths=paths,
            state_file=paths.demo / "state.toml",
            ui=ui,
            trading=trading,
            profile_name="demo",
            badge="SIM",
            read_only=arguments.read_only,
            demo=True,
            theme=arguments.theme,
            screen=arguments.screen,
            problems=(problem,) if problem is not None else (),
        )
        from tui.dashboard import run_dashboard

        with log_to(paths.demo / "dashboard.log", Redactor()):
            return run_dashboard(settings)
    finally:
        venue.stop()


def configured(arguments: argparse.Namespace, paths: Paths, warn: Warn) -> int:
    """Open the dashboard on the config's profile and return the exit code."""
    _paint_soon()
    from tui.config.load import load_config, pick_profile
    from tui.config.settings import ConfiguredTarget, DashboardSettings
    from tui.logs import log_to
    from tui.net.redact import Redactor
    from tui.view.keymap import configured_keymap

    file = arguments.config or paths.config_file
    config = load_config(file)
    name, profile = pick_profile(config, arguments.profile, file)
    configured_keymap(config.ui.settings(), file)
    ui = _chosen(arguments, config.ui.settings(), paths)
    redactor = Redactor()
    settings = DashboardSettings(
        source=ConfiguredTarget(_target(config, profile, redactor, warn)),
        paths=paths,
        state_file=paths.state_file,
        ui=ui,
        trading=config.trading.settings(),
        profile_name=name,
        badge=profile.badge,
        read_only=arguments.read_only or profile.read_only,
        theme=arguments.theme,
        screen=arguments.screen,
    )
    from tui.dashboard import run_dashboard

    with log_to(paths.log_file, redactor):
        return run_dashboard(settings)


def _paint_soon() -> None:
    """Have what a key changes painted within 4 ms; data come at the rate of the config, and the driver paces both."""
    # Textual reads it when it is imported, and paints 60 times a second without it.
    os.environ.setdefault("TEXTUAL_FPS", "240")


def _target(config: Config, profile: Profile, redactor: Redactor, warn: Warn) -> Target:
    """Return the account and the systems beside it; what must be asked for is asked now, before a screen is up."""
    from tui.config.secrets import crm_sources, key_sources, password_sources, token_sources
    from tui.config.settings import CrmSource, DxfeedSource, FlexSource, Target

    def resolver(sources: SecretSources) -> SecretResolver:
        return prepared_secret(sources, warn, redactor)

    secret = resolver(password_sources(profile))
    flex = tuple(FlexSource(name, table, resolver(token_sources(name, table))) for name, table in config.flex.items())
    dxfeed = tuple(DxfeedSource(name, each, resolver(key_sources(name, each))) for name, each in config.dxfeed.items())
    crm = tuple(CrmSource(name, table, *map(resolver, crm_sources(name, table))) for name, table in config.crm.items())
    return Target(profile, secret, flex, dxfeed, crm=crm)


def prepared_secret(
    sources: SecretSources, warn: Warn, log: Redactor | None = None, *, wanted: bool = True
) -> SecretResolver:
    """Return who fetches a secret, which `log` then masks; one that is `wanted` is asked for now if it comes to that.

    Raises SecretError.
    """
    from tui.config.secrets import SecretResolver

    harden()
    made = SecretResolver(sources, environ=os.environ, ask=ask_on_terminal, seen=log.add if log is not None else None)
    for sentence in made.prepare() if wanted else ():
        warn(sentence)
    return made


def _forget(folder: Path, what: str) -> None:
    """Discard what the demo kept of its venue's past: that is discarded too."""
    import shutil

    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UsageError(f"The demo's {what} cannot be discarded", f"{folder}: {error.strerror}") from error


def ask_on_terminal(question: str) -> str | None:
    """Ask without echo; None when there is no terminal to ask on."""
    import getpass

    with warnings.catch_warnings():
        # Where echo cannot be turned off, getpass only warns; a shown password is worse than none.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except (getpass.GetPassWarning, EOFError):
            return None


def harden() -> None:
    """Keep the password out of core dumps and, on Linux, out of other programs' reach through the debugger."""
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        set_dumpable = 4
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(set_dumpable, 0, 0, 0, 0)


def _demo_tables(
    arguments: argparse.Namespace, paths: Paths
) -> tuple[UiSettings, TradingSettings, TradedeckError | None]:
    """Return the tables of the config, if there is one, and what is wrong with it."""
    from tui.config.trading import DEFAULT_TRADING
    from tui.config.ui import DEFAULT_UI

    ui, trading, problem = DEFAULT_UI, DEFAULT_TRADING, None
    file: Path = arguments.config or paths.config_file
    if arguments.config is not None or file.exists():
        from tui.config.load import load_config
        from tui.view.keymap import configured_keymap

        try:
            config = load_config(file)
            configured_keymap(config.ui.settings(), file)
            ui, trading = config.ui.settings(), config.trading.settings()
        except ConfigError as error:
            # The demo needs no config, so only one that was asked for can stop it.
            if arguments.config is not None:
                raise
            problem = ConfigError("The demo started without your config", error.detail, error.hint)
    return _chosen(arguments, ui, paths), trading, problem


def _chosen(arguments: argparse.Namespace, ui: UiSettings, paths: Paths) -> UiSettings:
    from tui.config.shipped import theme_folders
    from tui.config.themes import load_named_theme

    changes = {name: value for name in ("theme", "link") if (value := getattr(arguments, name)) is not None}
    chosen = replace(ui, **changes)
    # A theme that does not exist or has an error is told before the screen is taken.
    load_named_theme(chosen.theme, theme_folders(paths))
    return chosen
