"""The command `tradedeck`: starts what was asked for and turns its outcome into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.arguments import command_line, parse
from tui.errors import TradedeckError, UsageError

if TYPE_CHECKING:
    import argparse

    from tui.config.paths import Paths

INTERRUPTED = 130

_WITHOUT_CURSOR = ("dumb", "unknown")
COMPLETION_ASKED = "_ARGCOMPLETE"
"""The variable by which a shell asks for words in place of running a command."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1, 2, 3, 4 or 130."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without UTF-8 shows a question mark for ✓ instead of ending the program.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    if COMPLETION_ASKED in os.environ:
        from tui.completion import answer

        answer(command_line(everything=True))
    try:
        code = _run(parse(list(sys.argv[1:] if argv is None else argv)))
        sys.stdout.flush()
        return code
    except TradedeckError as error:
        _tell(error)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; the interpreter's own flush at exit must not complain about that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: argparse.Namespace) -> int:
    from tui.config.paths import find_paths

    commands: dict[str | None, Callable[[argparse.Namespace, Paths], int]] = {
        None: _dashboard,
        "demo": _demo,
        "serve": _serve,
        "completion": _completion,
        "simulate": _simulate,
        "init": _init,
        "check": _check,
        "orders": _orders,
        "flex": _flex,
        "crm": _crm,
        "dxfeed": _dxfeed,
    }
    return commands[arguments.command](arguments, find_paths(os.environ, Path.home()))


def _start_without_collector() -> None:
    # Loading makes hundreds of thousands of objects that stay: looking through them for garbage, again and again, would
    # cost a tenth of the time to the first frame. The app turns the collector on when that frame is out.
    gc.disable()


def _dashboard(arguments: argparse.Namespace, paths: Paths) -> int:
    from tui import start

    if arguments.config is None and not paths.config_file.exists():
        return _lacks_config(paths)
    _need_terminal()
    _start_without_collector()
    return start.configured(arguments, paths, warn=_warn)


def _lacks_config(paths: Paths) -> int:
    _say(f"There is no config yet ({paths.config_file}); to try everything without one: tradedeck demo")
    _say("To write a commented one for your own account: tradedeck init")
    return UsageError.exit_code


def _demo(arguments: argparse.Namespace, paths: Paths) -> int:
    _start_without_collector()
    from tui import start

    _need_terminal()
    return start.demo(arguments, paths)


def _serve(arguments: argparse.Namespace, paths: Paths) -> int:
    from tui.serve.launch import run

    if not arguments.demo and arguments.config is None and not paths.config_file.exists():
        return _lacks_config(paths)
    return run(arguments, paths, _say)


def _completion(arguments: argparse.Namespace, _: Paths) -> int:
    from tui.completion import script

    print(script(arguments.shell))
    return 0


def _simulate(arguments: argparse.Namespace, _: Paths) -> int:
    from tui.simulator.main import run
    from tui.simulator.options import from_arguments

    return run(from_arguments(arguments))


def _init(arguments: argparse.Namespace, paths: Paths) -> int:
    from tui.config.example import write_example

    written = write_example(arguments.config or paths.config_file)
    print(f"Wrote {written} (only you can read it).")
    print("Enter your login and where the password comes from, then run: tradedeck check")
    return 0


def _check(arguments: argparse.Namespace, paths: Paths) -> int:
    from tui.check import run_checks

    return run_checks(arguments.config or paths.config_file, arguments.profile, paths, print)


def _orders(arguments: argparse.Namespace, paths: Paths) -> int:
    from tui.headless.orders.command import run

    return run(arguments, paths, print, _warn)


def _flex(arguments: argparse.Namespace, paths: Paths) -> int:
    from tui.headless.flex.command import run

    return run(arguments, paths, print, _say)


def _crm(arguments: argparse.Namespace, paths: Paths) -> int:
    from tui.headless.crm.actions import Voice
    from tui.headless.crm.command import run

    return run(arguments, paths, print, Voice(_say, _agreed))


def _agreed(question: str) -> bool:
    """Ask a question that is answered with y or n; without a terminal nobody agrees."""
    if not sys.stdin.isatty():
        return False
    print(question, end=" [y/N] ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _dxfeed(arguments: argparse.Namespace, paths: Paths) -> int:
    from tui.headless.dxfeed.command import run

    return run(arguments, paths, print, _say)


def _need_terminal() -> None:
    # The browser's server runs the dashboard on pipes, with a driver of its own.
    if os.environ.get("TEXTUAL_DRIVER"):
        return
    if not (sys.stdin.isatty() and sys.__stderr__ is not None and sys.__stderr__.isatty()):
        raise UsageError(
            "The dashboard needs a terminal",
            "input or error output goes to a file or a pipe",
            "Start it in a terminal, over SSH with: ssh -t HOST tradedeck.",
        )
    if os.environ.get("TERM") in _WITHOUT_CURSOR:
        raise UsageError(
            "The dashboard needs a terminal with a cursor",
            f"this one is called {os.environ['TERM']} (TERM)",
            "Start it in another one; the other commands work here as well.",
        )


def _tell(error: TradedeckError) -> None:
    _say(error.title)
    for part in (error.detail, error.hint):
        for line in part.splitlines():
            print(f"  {line}", file=sys.stderr)


def _say(sentence: str) -> None:
    print(f"tradedeck: {sentence}", file=sys.stderr)


def _warn(sentence: str) -> None:
    _say(f"warning: {sentence}")
