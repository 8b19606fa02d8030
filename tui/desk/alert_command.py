"""The user's own program that runs when an alert fires: an argument list, never a shell."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence

from tui.errors import TradedeckError

LONGEST_S = 10.0
"""A program that takes longer is ended."""

MOST_AT_ONCE = 4

Run = Callable[[Sequence[str]], Awaitable[int]]
"""Runs a program with its arguments and returns its exit code; raises OSError when it cannot be started."""


async def run_program(argv: Sequence[str]) -> int:
    """Run a program beside the dashboard, without a terminal and in a session of its own."""
    null = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*argv, stdin=null, stdout=null, stderr=null, start_new_session=True)
    try:
        return await asyncio.wait_for(process.wait(), LONGEST_S)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class AlertCommand:
    """Runs the configured program for each firing, a few at a time.

    `{alert}`, `{value}`, `{symbol}` and `{note}` in its arguments are replaced; each stays one argument whatever is in
    it. The program itself is never replaced.
    """

    def __init__(self, argv: Sequence[str], complain: Callable[[TradedeckError], None], run: Run = run_program) -> None:
        self._argv = tuple(argv)
        self._complain = complain
        self._run = run
        self._tasks: set[asyncio.Task[None]] = set()

    def fire(self, values: Mapping[str, str]) -> None:
        """Start the program with these values, if one is configured."""
        if not self._argv:
            return
        if len(self._tasks) >= MOST_AT_ONCE:
            self._complain(TradedeckError("The alert's program was not run", f"{MOST_AT_ONCE} of it are still running"))
            return
        argv = (self._argv[0], *(filled(argument, values) for argument in self._argv[1:]))
        task = asyncio.get_running_loop().create_task(self._serve(argv))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End what still runs."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, argv: Sequence[str]) -> None:
        hint = "The alert itself is kept. See alert_command in [trading] of the config."
        try:
            code = await self._run(argv)
        except TimeoutError:
            self._complain(
                TradedeckError("The alert's program was ended", f"{argv[0]} ran for {LONGEST_S:.0f} s", hint)
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            self._complain(TradedeckError("The alert's program cannot be run", f"{argv[0]}: {reason}", hint))
        else:
            if code:
                self._complain(TradedeckError("The alert's program failed", f"{argv[0]} ended with {code}", hint))


def filled(argument: str, values: Mapping[str, str]) -> str:
    """Return an argument with its `{names}` replaced, each once; what a value holds is not looked into again."""
    parts: list[str] = []
    rest = argument
    while rest:
        before, brace, after = rest.partition("{")
        name, closing, behind = after.partition("}")
        parts.append(before)
        if closing and name in values:
            parts.append(values[name].replace("\0", ""))
            rest = behind
        else:
            parts.append(brace)
            rest = after
    return "".join(parts)
