"""The command line as a parser: commands, options and what they refuse."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from tui import __version__
from tui.arguments.crm import add_crm
from tui.arguments.dxfeed import add_dxfeed
from tui.arguments.flex import add_flex, count
from tui.config.paths import find_paths
from tui.config.settings import SCREENS
from tui.errors import UsageError

_LINKS = ("auto", "fast", "slow")
_SECRET_OPTIONS = ("--password", "--passwd", "--secret", "--token", "--pin")
_EPILOG = """exit codes: 0 done, 1 the work failed, 2 bad usage or config, 3 refused by a guard,
            4 outcome unknown, 130 interrupted"""


_STATES = """states: intent, queued, denied, sending, sent, acked, pending, accepted, confirmed, rejected, unknown,
not found, overtaken, resolved by user. `unknown` counts the orders whose fate nobody knows: those in the state
unknown, and those that were handed to the network and have no verdict (sending, sent, acked, pending)."""
_LIST_SCHEMA = f"""JSON: {{"account", "journal", "now_ms", "count", "unknown", "damage", "orders": [ORDER, ...]}}
  ORDER: {{"tag", "state", "unknown": bool, "action", "symbol", "side", "volume", "kind", "price", "stop_loss",
  "take_profit", "request_id", "position", "fill_price", "fill_volume", "code", "message", "reason", "late_effect",
  "contradicted", "began_ms", "changed_ms", "age_ms", "plan", "parent"}}
  Money and prices are texts, times UTC milliseconds; what is not known is null. `damage` is empty, or says at which
  row the journal was changed: orders are read up to there.
{_STATES}
exit codes: 0 all fates are known, 1 no journal or a damaged one, 2 bad usage, 4 some fate is unknown"""
_SHOW_SCHEMA = f"""JSON: {{"account", "journal", "now_ms", "damage", "unknown": 0 or 1, "order": {{all of ORDER,
  "intent": what was confirmed, "steps": [STEP, ...],
  "code_means": null or {{"code", "meaning", "proves", "advice"}}}}}}
  STEP: {{"number", "kind", "at_ms", "mono", "epoch", "after_ms": milliseconds since the step before (null where another
  run wrote that), and what it has of "reason", "code", "message", "request_id", "status", "position", "basis",
  "price", "volume", "raw"}}
{_STATES}
exit codes: 0 its fate is known, 1 no journal or a damaged one, 2 unknown tag or bad usage, 4 its fate is unknown"""
_VERIFY_SCHEMA = f"""JSON: {{"account", "journal", "now_ms", "intact": bool, "rows", "first_bad": row or null, "reason",
  "last_hash", "orders", "unknown"}}
  `rows` are those that were found good. Keep `last_hash` elsewhere to prove later that nothing was rewritten.
{_STATES}
exit codes: 0 every row and path is as it should be, 1 `first_bad` is not or there is no journal, 2 bad usage"""


class _Parser(argparse.ArgumentParser):
    """Raises our own error in place of printing and ending the program."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message[:1].upper() + message[1:], hint=f"See {self.prog} --help.")


class _RefuseSecret(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> NoReturn:
        raise UsageError(
            f"There is no option {option_string}",
            "every user of this machine can read a command line",
            "Name a source in the profile (password_command, keyring, prompt, file); see README, Secrets.",
        )


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the parsed command line, `command` being None for the dashboard; raises UsageError.

    `--help` and `--version` print and raise SystemExit, as argparse does.
    """
    return command_line(everything="simulate" in argv).parse_args(argv)


def command_line(*, everything: bool) -> argparse.ArgumentParser:
    """Return the parser; without `everything` it lacks the venue's options, which take time to load."""
    parser = _Parser(
        prog="tradedeck",
        description="A terminal trading dashboard. Without a command it opens the configured account.",
        epilog=_EPILOG,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tradedeck {__version__}")
    _add_config(parser)
    _add_look(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, summary in (
        ("demo", "open the dashboard on a venue of its own; nothing to configure"),
        ("simulate", "run the venue alone, for other clients, until interrupted"),
        ("init", "write a commented config; never overwrites one"),
        ("check", "test config, secrets, connection and terminal, a line each"),
        ("completion", "print what bash, zsh or fish reads to complete what is typed after tradedeck"),
        ("orders", "what became of every order, from the journal; works beside a running dashboard"),
        ("flex", "statements of the Flex Web Service: ask, wait, keep, show, export; fit for cron"),
        ("crm", "IB reports of the CRM: leads, registrations, transactions, positions, and the funnel"),
        ("serve", "the same dashboard in a browser of this machine, on loopback only"),
        ("dxfeed", "accounts and subscriptions of dxFeed: look, change, many from a table; fit for scripts"),
    ):
        command = commands.add_parser(
            name, help=summary, description=summary[:1].upper() + summary[1:] + ".", allow_abbrev=False, add_help=True
        )
        _refuse_secrets(command)
        _add_options(command, name, everything)
    _refuse_secrets(parser)
    return parser


def _add_options(command: argparse.ArgumentParser, name: str, everything: bool) -> None:
    """Add what a command has besides its name."""
    if name == "demo":
        command.add_argument("--fresh", action="store_true", help="start over: discard what the last demo left")
        _add_look(command, again=True)
    if name == "serve":
        _add_serve(command)
    if name == "completion":
        command.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that reads it")
        return
    if name == "simulate" and everything:
        # Only a command line that asks for the venue pays for knowing its options.
        from tui.simulator.options import add_arguments

        add_arguments(command)
    if name != "simulate":
        _add_config(command, again=True)
    if name == "orders":
        _add_orders(command)
    if name == "flex":
        add_flex(command, _finish)
    if name == "crm":
        add_crm(command, _finish)
    if name == "dxfeed":
        add_dxfeed(command, _finish)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="the dashboard of `tradedeck demo`")
    here = "address to listen on; only loopback is allowed"
    parser.add_argument("--host", choices=("127.0.0.1", "localhost", "::1"), default="127.0.0.1", help=here)
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="port to listen on; 0: a free one (8000)")
    _add_look(parser, again=True)


def _port(text: str) -> int:
    number = count(text)
    if number > 65535:
        raise argparse.ArgumentTypeError("is no port: 0 to 65535")
    return number


def _add_orders(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    for name, summary, schema in (
        ("list", "one line per order, the newest first", _LIST_SCHEMA),
        ("show", "the whole history of one order: steps, milliseconds between them, raw replies", _SHOW_SCHEMA),
        ("verify", "check every row of the journal, and that every order took a legal path", _VERIFY_SCHEMA),
    ):
        action = actions.add_parser(
            name,
            help=summary,
            description=summary[:1].upper() + summary[1:] + ".",
            epilog=schema,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name == "show":
            action.add_argument("tag", metavar="TAG", help="the order's tag, or the end of it (4 letters or more)")
        if name == "list":
            action.add_argument("--limit", type=count, default=200, metavar="N", help="orders at most; 0: all (200)")
        action.add_argument("--demo", action="store_true", help="the journal of `tradedeck demo`")
        action.add_argument("--json", action="store_true", help="a JSON document in place of text")
        action.add_argument("--output", type=Path, metavar="FILE", help="write to this file, for you alone to read")
        _add_config(action, again=True)
        _refuse_secrets(action)


def _finish(action: argparse.ArgumentParser) -> None:
    _add_config(action, again=True)
    _refuse_secrets(action)


def _add_config(parser: argparse.ArgumentParser, again: bool = False) -> None:
    group = parser.add_argument_group("config")
    # A command's own default would undo what was given before the command's name.
    absent = argparse.SUPPRESS if again else None
    group.add_argument("--config", type=Path, metavar="FILE", default=absent, help="config file to use")
    profile = group.add_argument("--profile", metavar="NAME", default=absent, help="profile of the config to use")
    _offer(profile, _profile_names)


def _add_look(parser: argparse.ArgumentParser, again: bool = False) -> None:
    group = parser.add_argument_group("dashboard")
    absent = argparse.SUPPRESS if again else None
    group.add_argument(
        "--read-only",
        action="store_true",
        default=argparse.SUPPRESS if again else False,
        help="without trading commands",
    )
    _offer(group.add_argument("--theme", metavar="NAME", default=absent, help="colour theme"), _theme_names)
    screens = f"screen to open first: {', '.join(SCREENS)}"
    screen = group.add_argument("--screen", type=_screen, metavar="NAME", default=absent, help=screens)
    _offer(screen, lambda **_: SCREENS)
    group.add_argument("--link", choices=_LINKS, default=absent, help="what the terminal's line can carry")


def _offer(option: argparse.Action, names: Callable[..., Iterable[str]]) -> None:
    # Where completion in the shell looks for the words of an option.
    option.completer = names  # type: ignore[attr-defined]


def _theme_names(**_: object) -> Iterable[str]:
    from tui.config.known import theme_names

    return theme_names(find_paths(os.environ, Path.home()))


def _profile_names(*, parsed_args: argparse.Namespace, **_: object) -> Iterable[str]:
    from tui.config.known import profile_names

    return profile_names(parsed_args.config or find_paths(os.environ, Path.home()).config_file)


def _screen(name: str) -> str:
    if name in SCREENS:
        return name
    there = f"there are {', '.join(SCREENS)}"
    raise UsageError(f"There is no screen {name!r}", there)


def _refuse_secrets(parser: argparse.ArgumentParser) -> None:
    for option in _SECRET_OPTIONS:
        parser.add_argument(option, action=_RefuseSecret, nargs="?", help=argparse.SUPPRESS)
