"""`tradedeck crm`: reads IB reports page by page into the cache, and shows or exports them and what they add up to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.clock import Clock, SystemClock
from tui.errors import UsageError
from tui.files.whole import write_whole
from tui.headless.crm.actions import Answer, Crm, Say, Voice
from tui.wiring.crm import crm_folder, crm_users, open_room

if TYPE_CHECKING:
    import argparse

    from tui.config.paths import Paths
    from tui.config.settings import CrmSource


def run(arguments: argparse.Namespace, paths: Paths, out: Say, voice: Voice, clock: Clock | None = None) -> int:
    """Run one action and return its exit code. Raises TradedeckError."""
    sources = _demo_sources(arguments, paths) if arguments.demo else _sources(arguments, paths, voice.note)
    voice = replace(voice, quiet=arguments.quiet)
    answer = asyncio.run(_act(arguments, paths, sources, clock or SystemClock(), voice))
    if arguments.output is not None:
        size = write_whole(arguments.output, answer.pieces)
        voice.note(f"wrote {arguments.output}: {answer.counted or 'all'}, {size} bytes (only you can read it)")
    else:
        out("".join(answer.pieces).rstrip("\r\n"))
        if answer.counted:
            voice.progress(answer.counted)
    for warning in answer.warnings:
        voice.note(f"warning: {warning}")
    return answer.code


async def _act(
    arguments: argparse.Namespace, paths: Paths, sources: Sequence[CrmSource], clock: Clock, voice: Voice
) -> Answer:
    users = crm_users(sources)
    room = await open_room(crm_folder(paths, demo=arguments.demo), users, clock)
    try:
        return await Crm(arguments, room, users[0].name, clock, voice).act()
    finally:
        await room.close()


def _sources(arguments: argparse.Namespace, paths: Paths, note: Say) -> Sequence[CrmSource]:
    """Return the wanted table of the config; its secrets are prepared only when they will be needed."""
    from tui.config.load import load_config
    from tui.config.secrets import SecretResolver, SecretSources, crm_sources
    from tui.config.settings import CrmSource
    from tui.start import ask_on_terminal, harden

    file = arguments.config or paths.config_file
    if arguments.config is None and not file.exists():
        raise UsageError("There is no config that names a CRM", str(file), "Write one: tradedeck init.")
    config = load_config(file)
    if not config.crm:
        raise UsageError("The config has no [crm.NAME] table", str(file), "README, CRM reports, shows the three steps.")
    name = arguments.user or next(iter(config.crm))
    if name not in config.crm:
        raise UsageError(f"There is no table [crm.{name}]", f"there are: {', '.join(config.crm)}")
    harden()
    asks = arguments.action != "clear" and not getattr(arguments, "cached", False)

    def resolver(sources: SecretSources) -> SecretResolver:
        made = SecretResolver(sources, environ=os.environ, ask=ask_on_terminal)
        for sentence in made.prepare() if asks else ():
            note(f"warning: {sentence}")
        return made

    password, key = map(resolver, crm_sources(name, config.crm[name]))
    return [CrmSource(name, config.crm[name], password, key)]


def _demo_sources(arguments: argparse.Namespace, paths: Paths) -> Sequence[CrmSource]:
    from tui.demo_ready import crm_sources, running

    ready = running(paths.demo)
    found = crm_sources(ready) if ready is not None else ()
    if not found:
        raise UsageError(
            "The demo does not run", "its CRM is there only while it does", "Start it beside this: tradedeck demo."
        )
    if arguments.user not in {None, found[0].name}:
        raise UsageError(f"The demo has no CRM user {arguments.user}", f"there is: {found[0].name}")
    return found
