"""`tradedeck flex`: asks for statements, waits at the service's pace, and shows and exports what the archive has."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui.clock import Clock, SystemClock
from tui.desk.flex_lines import token_line
from tui.desk.flex_room import FlexToken
from tui.flex.jobs import Job
from tui.headless.flex.actions import Answer, Asking, Reading
from tui.headless.flex.prune import Pruning
from tui.headless.flex.report import reminder
from tui.headless.saying import Say, tell
from tui.headless.sources import demo_away, read_config, resolver, there
from tui.wiring.flex import flex_tokens, open_room

if TYPE_CHECKING:
    import argparse

    from tui.config.paths import Paths
    from tui.config.settings import FlexSource


def run(arguments: argparse.Namespace, paths: Paths, out: Say, note: Say, clock: Clock | None = None) -> int:
    """Run one action and return its exit code; `note` gets progress and warnings. Raises TradedeckError."""
    clock = clock or SystemClock()
    tokens = flex_tokens(_demo_sources(arguments, paths) if arguments.demo else _sources(arguments, paths, note))
    _remind(tokens, clock, note)
    progress: Say = (lambda text: None) if arguments.quiet else note
    answer = asyncio.run(_act(arguments, paths, tokens, clock, progress))
    if answer.value is None:
        return answer.code
    text = json.dumps(answer.value, indent=2) if arguments.json else "\n".join(answer.lines)
    tell(text, arguments.output if arguments.action in {"list", "status", "show", "prune"} else None, out)
    return answer.code


async def _act(
    arguments: argparse.Namespace, paths: Paths, tokens: tuple[FlexToken, ...], clock: Clock, progress: Say
) -> Answer:
    listeners: list[Callable[[Job], None]] = []

    def tell(job: Job) -> None:
        for listener in listeners:
            listener(job)

    room = await open_room(paths.system_folder("flex", demo=arguments.demo), tokens, clock, tell)
    try:
        asking, reading = Asking(arguments, room, clock, progress), Reading(arguments, room, progress)
        listeners.append(asking.job_changed)
        actions: dict[str, Callable[[], Awaitable[Answer]]] = {
            "list": asking.list_all,
            "get": asking.get,
            "status": asking.status,
            "show": reading.show,
            "export": reading.export,
            "prune": Pruning(arguments, room, clock).prune,
        }
        answer = await actions[arguments.action]()
        if answer.pieces is not None:
            await asyncio.to_thread(_to_stdout, answer.pieces)
        return answer
    finally:
        await room.close()


def _sources(arguments: argparse.Namespace, paths: Paths, note: Say) -> Sequence[FlexSource]:
    """Return the config's tables; their secrets are prepared only when they will be needed."""
    from tui.config.secrets import token_sources
    from tui.config.settings import FlexSource

    config, file = read_config(arguments, paths, "a query")
    tables = there(config.flex, "flex", file, "README, Flex statements, shows how to set one up.")
    asks = _asks_the_service(arguments)
    return [
        FlexSource(name, table, resolver(token_sources(name, table), note, wanted=asks))
        for name, table in tables.items()
    ]


def _demo_sources(arguments: argparse.Namespace, paths: Paths) -> Sequence[FlexSource]:
    """Return the token and queries of the demo that runs beside; without one its archive can still be read."""
    from tui.demo_ready import flex_sources, running

    ready = running(paths.demo)
    if ready is None and _asks_the_service(arguments):
        raise demo_away()
    return flex_sources(ready) if ready is not None else ()


def _asks_the_service(arguments: argparse.Namespace) -> bool:
    return arguments.action == "get" or bool(getattr(arguments, "wait", False))


def _remind(tokens: Iterable[FlexToken], clock: Clock, note: Say) -> None:
    today = datetime.fromtimestamp(clock.now_ms() / 1000, UTC).date()
    for token in tokens:
        text = reminder(token_line(token), today)
        if text:
            note(f"warning: {text}")


def _to_stdout(pieces: Iterable[str | bytes]) -> None:
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode() if isinstance(piece, str) else piece)
    sys.stdout.buffer.flush()
