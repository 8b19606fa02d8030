"""`tradedeck crm`: reads IB reports page by page into the cache, and shows or exports them and what they add up to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.clock import Clock, SystemClock
from tui.errors import UsageError
from tui.files.whole import write_whole
from tui.headless.crm.actions import Answer, Crm, Voice
from tui.headless.saying import Say
from tui.headless.sources import demo_away, read_config, resolver, there
from tui.wiring.crm import crm_users, open_room

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
    room = await open_room(paths.system_folder("crm", demo=arguments.demo), users, clock)
    try:
        return await Crm(arguments, room, users[0].name, clock, voice).act()
    finally:
        await room.close()


def _sources(arguments: argparse.Namespace, paths: Paths, note: Say) -> Sequence[CrmSource]:
    """Return the wanted table of the config; its secrets are prepared only when they will be needed."""
    from tui.config.secrets import crm_sources
    from tui.config.settings import CrmSource

    config, file = read_config(arguments, paths, "a CRM")
    tables = there(config.crm, "crm", file, "README, CRM reports, shows the three steps.")
    name = arguments.user or next(iter(tables))
    if name not in tables:
        raise UsageError(f"There is no table [crm.{name}]", f"there are: {', '.join(tables)}")
    asks = arguments.action != "clear" and not getattr(arguments, "cached", False)
    password, key = (resolver(each, note, wanted=asks) for each in crm_sources(name, tables[name]))
    return [CrmSource(name, tables[name], password, key)]


def _demo_sources(arguments: argparse.Namespace, paths: Paths) -> Sequence[CrmSource]:
    from tui.demo_ready import crm_sources, running

    ready = running(paths.demo)
    found = crm_sources(ready) if ready is not None else ()
    if not found:
        raise demo_away("CRM")
    if arguments.user not in {None, found[0].name}:
        raise UsageError(f"The demo has no CRM user {arguments.user}", f"there is: {found[0].name}")
    return found
