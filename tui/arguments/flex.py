"""The actions and options of `tradedeck flex`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Finish = Callable[[argparse.ArgumentParser], None]

_EPILOG = """Progress goes to stderr. In JSON times are UTC milliseconds, amounts are texts, null is what lacks.
exit codes: 0 done, 1 a statement cannot come or the work failed, 2 bad usage or config, 4 parked or under way
            (go on with: tradedeck flex get --resume), 130 interrupted (what was asked for is kept)"""


def add_flex(parser: argparse.ArgumentParser, finish: Finish) -> None:
    """Add the actions of `flex`; `finish` adds what every action has."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    for name, summary in (
        ("list", "the configured queries, and the files of the archive, the newest first"),
        ("get", "ask for statements, wait for them, and keep them; goes on with what was asked for already"),
        ("status", "what was asked for, by every program that uses this archive, and how far it is"),
        ("show", "the figures of a statement, each with the section that it is from"),
        ("export", "a statement as JSON, CSV, or as it was received; to a file, or to stdout"),
        ("prune", "the files of the archive that are too old or too many, and their removal with --yes"),
    ):
        action = actions.add_parser(
            name,
            help=summary,
            description=summary[:1].upper() + summary[1:] + ".",
            epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name in _OPTIONS:
            _OPTIONS[name](action)
        query = "by name or number; may be repeated; without it, all of them"
        action.add_argument("--query", action="append", default=[], metavar="NAME|ID", help=query)
        action.add_argument("--json", action="store_true", help="a JSON document in place of text")
        action.add_argument("--output", type=Path, metavar="FILE", help="write to this file, for you alone to read")
        action.add_argument("--quiet", action="store_true", help="no progress on stderr; warnings and errors stay")
        action.add_argument("--demo", action="store_true", help="the demo's archive; to ask, the demo has to run")
        finish(action)


def _add_get(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--from", dest="first", metavar="DAY", help="first day, as 2025-01-31; any number of years back"
    )
    action.add_argument("--to", dest="until", metavar="DAY", help="last day; without it, yesterday")
    action.add_argument("--last", type=count, metavar="N", help="the last N days, 1 to 365")
    action.add_argument("--resume", action="store_true", help="go on with all unfinished jobs, ask for nothing new")


def _add_status(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--wait", action="store_true", help="first go on with all unfinished jobs until they end or park"
    )
    action.add_argument("--cancel", type=count, metavar="JOB", help="first call this job off")


def _add_number(action: argparse.ArgumentParser) -> None:
    action.add_argument("number", nargs="?", type=count, metavar="NUMBER", help="its number; else the newest")
    alone = "this file only, without the other parts of the long range that it was asked for with"
    action.add_argument("--single", action="store_true", help=alone)


def _add_export(action: argparse.ArgumentParser) -> None:
    _add_number(action)
    forms = "csv unless given, json with --json; raw is one file as it was received"
    action.add_argument("--format", choices=("csv", "json", "raw"), help=forms)
    action.add_argument("--section", metavar="NAME", help="this section only")


def _add_prune(action: argparse.ArgumentParser) -> None:
    action.add_argument("--keep", type=count, metavar="N", help="the newest N of each query stay")
    action.add_argument("--older-than", type=count, metavar="DAYS", help="what was fetched since stays")
    action.add_argument("--yes", action="store_true", help="remove them for good; without it they are only listed")


_OPTIONS = {
    "get": _add_get,
    "status": _add_status,
    "show": _add_number,
    "export": _add_export,
    "prune": _add_prune,
}


def count(text: str) -> int:
    """Read a whole number, as an option's type."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError("is not a whole number")
    return int(text)
