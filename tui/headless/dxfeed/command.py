"""`tradedeck dxfeed`: accounts and subscriptions of the market-data vendor, one at a time or many from a table."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from tui.clock import SystemClock
from tui.desk.entitlements import EntitlementDesk
from tui.desk.entitlements_room import EntitlementRoom
from tui.dxfeed.token import KeyFacts
from tui.errors import UsageError
from tui.headless.dxfeed.actions import Changing, Looking
from tui.headless.dxfeed.bulk import Bulking
from tui.headless.dxfeed.consent import Ask, Consent, ask_on_terminal
from tui.headless.dxfeed.report import Answer
from tui.headless.saying import Say, tell
from tui.headless.sources import demo_away, read_config, resolver, there
from tui.wiring.dxfeed import equip_entitlements

if TYPE_CHECKING:
    import argparse

    from tui.config.paths import Paths
    from tui.config.settings import DxfeedSource


def run(arguments: argparse.Namespace, paths: Paths, out: Say, note: Say, ask: Ask = ask_on_terminal) -> int:
    """Run one action and return its exit code; `note` gets progress, warnings and questions. Raises TradedeckError."""
    sources = _demo_sources(paths) if arguments.demo else _sources(arguments, paths, note)
    desk, folder = EntitlementDesk(), paths.system_folder("dxfeed", demo=arguments.demo)
    equip_entitlements(desk, sources, folder, SystemClock(), read_only=arguments.read_only)
    answer = asyncio.run(_act(arguments, desk, note, ask))
    text = json.dumps(answer.value, indent=2, ensure_ascii=False) if arguments.json else "\n".join(answer.lines)
    tell(text, arguments.output if arguments.action != "bulk" else None, out)
    return answer.code


async def _act(arguments: argparse.Namespace, desk: EntitlementDesk, note: Say, ask: Ask) -> Answer:
    try:
        room = await desk.room("" if arguments.demo else arguments.profile or "")
        _warn(await room.key_facts(), room.tools.clock.now_ms(), note)
        answer = await _actions(arguments, room, note, ask)()
        for trouble in room.troubles:
            note(f"warning: {trouble}")
        return answer
    finally:
        await desk.close()


def _actions(
    arguments: argparse.Namespace, room: EntitlementRoom, note: Say, ask: Ask
) -> Callable[[], Awaitable[Answer]]:
    clock, progress = room.tools.clock, (lambda text: None) if arguments.quiet else note
    consent = Consent(getattr(arguments, "yes", False), getattr(arguments, "confirm", ""), ask, note)
    looking, changing = Looking(arguments, room, clock), Changing(arguments, room, clock, consent)
    if arguments.action == "bulk":
        bulks = Bulking(arguments, room, consent, progress)
        parts = {"preview": bulks.preview, "run": bulks.run, "resume": bulks.resume, "list": bulks.list_all}
        return {**parts, "result": bulks.result}[arguments.part]
    if arguments.action == "account":
        return {
            "show": looking.show,
            "create": changing.create,
            "reset-password": changing.reset_password,
            "change-email": changing.change_email,
        }[arguments.part]
    return {
        "subscriptions": looking.subscriptions,
        "token": looking.token,
        "profile-link": looking.profile_link,
        "pending": looking.pending,
        "audit": looking.audit,
        "activate": changing.activate,
        "confirm": changing.confirm,
        "cancel": changing.cancel,
        "extend": changing.extend,
        "track": changing.track,
    }[arguments.action]


def _sources(arguments: argparse.Namespace, paths: Paths, note: Say) -> Sequence[DxfeedSource]:
    """Return the table that is asked for; only its key is prepared."""
    from tui.config.secrets import key_sources
    from tui.config.settings import DxfeedSource

    config, file = read_config(arguments, paths, "an application")
    tables = there(config.dxfeed, "dxfeed", file, "README, dxFeed, shows how to set one up.")
    wanted = arguments.profile or (next(iter(tables)) if len(tables) == 1 else "")
    if wanted not in tables:
        title = f"There is no [dxfeed.{wanted}] table" if wanted else "Which dxFeed application?"
        raise UsageError(title, f"There are: {', '.join(tables)}", "Name one: --profile NAME.")
    return [DxfeedSource(wanted, tables[wanted], resolver(key_sources(wanted, tables[wanted]), note))]


def _demo_sources(paths: Paths) -> Sequence[DxfeedSource]:
    from tui.demo_ready import clock_offset_s, dxfeed_sources, running

    ready = running(paths.demo)
    if ready is None:
        raise demo_away()
    return dxfeed_sources(ready, clock_offset_s(paths.demo))


def _warn(facts: KeyFacts | None, now_ms: int, note: Say) -> None:
    warning = facts.warning(now_ms) if facts is not None else ""
    if warning:
        note(f"warning: {warning}")
