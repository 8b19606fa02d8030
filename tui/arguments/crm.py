"""The options of `tradedeck crm`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

_EPILOG = """Days are the server's: a preset (“last quarter”, “this month”), one day, or --from and --to. Progress goes
to stderr. Amounts in JSON are texts, sums are by currency: they are never added up across currencies.
The API leaves out: positions that are open, transactions that did not succeed, accounts that are not live.
exit codes: 0 done, 1 the CRM or the network failed, or rows are missing (what came is written, marked partial),
            2 bad usage or config, 3 too many rows and nobody agreed (--yes), 130 interrupted (what came is kept)"""

_ACTIONS = (
    ("leads", "leads by the day of their registration, or of their last change"),
    ("registrations", "customers by the day of their registration, or of their last change"),
    ("transactions", "successful deposits and withdrawals"),
    ("positions", "closed positions of all servers, or of some"),
    ("servers", "the servers of the CRM, by platform"),
    ("funnel", "from lead to trade: steps, partners, months, and who stays behind"),
    ("clear", "remove what the cache keeps of this user"),
)


def add_crm(parser: argparse.ArgumentParser, finish: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the actions; `finish` adds what all commands have."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    for name, summary in _ACTIONS:
        action = actions.add_parser(
            name,
            help=summary,
            description=summary.capitalize() + ".",
            epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name not in {"servers", "clear"}:
            _add_days(action)
        if name in {"leads", "registrations"}:
            action.add_argument("--modified", action="store_true", help="the days are those of the last change")
        if name in {"transactions", "funnel"}:
            action.add_argument("--fakes", action="store_true", help="fake transactions too; figures keep them apart")
        if name in {"positions", "funnel"}:
            only = "positions of this server only; may be repeated; without it, all of them"
            action.add_argument("--server", action="append", default=[], metavar="TAG", help=only)
        if name in {"leads", "registrations", "transactions", "positions"}:
            _add_table(action)
        if name == "funnel":
            _add_funnel(action)
        action.add_argument("--user", metavar="NAME", help="the table [crm.NAME]; without it, the first")
        action.add_argument("--json", action="store_true", help="a JSON document in place of text")
        action.add_argument("--output", type=Path, metavar="FILE", help="write to this file, for you alone to read")
        action.add_argument("--quiet", action="store_true", help="no progress on stderr; warnings and errors stay")
        action.add_argument("--demo", action="store_true", help="the CRM of the demo that runs beside this")
        finish(action)


def _add_days(action: argparse.ArgumentParser) -> None:
    action.add_argument("days", nargs="*", metavar="DAYS", help="“last quarter”, 2026-01-31, …; without it, this month")
    action.add_argument("--from", dest="first", metavar="DAY", help="first day, as 2026-01-31")
    action.add_argument("--to", dest="until", metavar="DAY", help="last day")
    action.add_argument("--yes", action="store_true", help="do not ask before very many rows are read")
    action.add_argument("--cached", action="store_true", help="what the cache has only; nothing is asked")
    action.add_argument("--again", action="store_true", help="ask for everything anew, whatever the cache has")
    action.add_argument("--hide", action="store_true", help="mask names and e-mails")


def _add_table(action: argparse.ArgumentParser) -> None:
    forms = "table unless written to a file, then csv; json with --json"
    action.add_argument("--format", choices=("table", "csv", "json"), help=forms)
    action.add_argument("--filter", default="", metavar="WORDS", help="rows that have all words; ! first: that do not")
    action.add_argument("--sort", default="", metavar="COLUMN", help="by this column, upwards")
    action.add_argument("--reverse", action="store_true", help="sorted downwards")
    columns = "these columns, by id, separated by commas; all: every one that the CRM sent"
    action.add_argument("--columns", default="", metavar="IDS", help=columns)


def _add_funnel(action: argparse.ArgumentParser) -> None:
    by = "ib, affiliate, campaign, source, or the name of a category of tags; without it, the first that rows name"
    action.add_argument("--by", default="", metavar="WHAT", help=by)
    action.add_argument("--partner", metavar="NAME", help="the figures of this one only")
    lists = "a list in place of the figures: registered and not funded, or funded and not trading any more"
    action.add_argument("--list", choices=("partners", "unfunded", "inactive", "months"), help=lists)
    action.add_argument(
        "--since",
        metavar="DAY",
        help="inactive: nothing closed since then; else in the last 30 of the days",
    )
