"""The options of `tradedeck dxfeed`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

Finish = Callable[[argparse.ArgumentParser], None]
Actions: TypeAlias = Any
"""What `add_subparsers` gives: argparse has no public name for it."""

_EPILOG = """WHO is an e-mail or an account id. --profile NAME chooses the table [dxfeed.NAME]. A change is spelled out
and asked for; where nobody can answer, --yes does, and in production --confirm with the word that would be typed.
In JSON times are UTC milliseconds or the service's own words; tokens are masked unless --reveal is given.
exit codes: 0 done, 1 the service refused, was not reached, or the account was changed meanwhile, 2 bad usage, config
            or value, 3 the table does not allow changes (write = true), 4 sent, no answer: whether it was done is not
            known, and it is never sent again by itself, 130 interrupted"""

_BULK_EPILOG = """FILE is CSV with a header (email or account_id, action, feed, end_date, new_email, redirect, allowed,
and personal data), or a list of e-mails or ids, one a line; - is standard input. Every write is written down before
and after it is sent: a bulk that was killed goes on with `bulk resume`, and no write is sent twice.
exit codes: 0 all done or so already, 1 rows were refused or are left, 2 bad usage or table, 3 the table does not allow
            changes, 4 a write was sent and its answer is missing, 130 interrupted (go on with: bulk resume)"""

_ACCOUNT = (
    ("show", "the account's card: status, subscriptions, what waits, and what to do now"),
    ("create", "create an account"),
    ("reset-password", "have the service send a new password to the customer"),
    ("change-email", "give an account another e-mail"),
)

_ACTIONS = (
    ("subscriptions", "the subscriptions of an account, with expiry, days left and what can be done"),
    ("activate", "activate feeds; with --until by version 2 of the service"),
    ("confirm", "confirm an activation that waits"),
    ("cancel", "ask to cancel feeds; when they end is the application's rule"),
    ("extend", "extend feeds by one period"),
    ("token", "an access token, by account or by the customer's login and password"),
    ("profile-link", "links to the customer's profile page"),
    ("track", "note a trial"),
    ("pending", "activations that wait for a confirmation or for the customer"),
    ("audit", "what was done from this machine; the lines hang together by hashes"),
)

_BULK = (
    ("preview", "what each row would do, and the rows that cannot be used; changes nothing"),
    ("run", "preview, ask, and do it at the configured rate"),
    ("resume", "go on with a bulk that was killed, called off or stopped"),
    ("list", "the bulks of this application, the newest first"),
    ("result", "the outcome of each row as CSV"),
)


def add_dxfeed(parser: argparse.ArgumentParser, finish: Finish) -> None:
    """Add the actions; `finish` adds what all commands have."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    account = _group(actions, "account", "show, create, reset-password, change-email")
    for name, summary in _ACCOUNT:
        _ACCOUNT_OPTIONS[name](_action(account, name, summary, finish))
    for name, summary in _ACTIONS:
        _OPTIONS[name](_action(actions, name, summary, finish))
    bulk = _group(actions, "bulk", "many accounts from a CSV file or a list")
    for name, summary in _BULK:
        _BULK_OPTIONS[name](_action(bulk, name, summary, finish, _BULK_EPILOG))


def _group(actions: Actions, name: str, summary: str) -> Actions:
    group = actions.add_parser(name, help=summary, description=summary.capitalize() + ".", allow_abbrev=False)
    return group.add_subparsers(dest="part", metavar="ACTION", title="actions", required=True)


def _action(
    actions: Actions,
    name: str,
    summary: str,
    finish: Finish,
    epilog: str = _EPILOG,
) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(
        name,
        help=summary,
        description=summary.capitalize() + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    action.add_argument("--json", action="store_true", help="a JSON document in place of text")
    action.add_argument("--output", type=Path, metavar="FILE", help="write to this file, for you alone to read")
    action.add_argument("--quiet", action="store_true", help="no progress on stderr; warnings and errors stay")
    action.add_argument("--demo", action="store_true", help="the service of the demo that runs beside this")
    finish(action)
    return action


def _who(action: argparse.ArgumentParser) -> None:
    action.add_argument("who", metavar="WHO", help="e-mail or account id")


def _write(action: argparse.ArgumentParser) -> None:
    action.add_argument("--dry-run", action="store_true", help="print the exact request without secrets; send nothing")
    action.add_argument("--yes", action="store_true", help="do it without asking; production needs --confirm too")
    action.add_argument("--confirm", metavar="WORD", default="", help="the word that would be typed, for scripts")


def _create(action: argparse.ArgumentParser) -> None:
    action.add_argument("--email", metavar="E-MAIL", help="without it the customer gives one in the form")
    for name in ("first-name", "last-name", "country", "state", "address", "city", "zip", "phone", "company-name"):
        action.add_argument(f"--{name}", metavar="TEXT")
    action.add_argument("--job-title", metavar="TEXT")
    action.add_argument("--allowed", metavar="STATUS", help="ALL, ONLY_PRO or ONLY_NON_PRO")
    _write(action)


def _one(action: argparse.ArgumentParser) -> None:
    _who(action)
    _write(action)


def _change_email(action: argparse.ArgumentParser) -> None:
    _who(action)
    action.add_argument("new_email", metavar="NEW-E-MAIL")
    _write(action)


def _feeds(action: argparse.ArgumentParser) -> None:
    _who(action)
    action.add_argument("feeds", nargs="+", metavar="FEED")
    _write(action)


def _activate(action: argparse.ArgumentParser) -> None:
    _feeds(action)
    action.add_argument("--until", metavar="TIME", help="end, as 2030-12-31T23:59:59Z; uses version 2")
    action.add_argument("--redirect", metavar="URL", help="where the customer is led after signing up")


def _confirm(action: argparse.ArgumentParser) -> None:
    _who(action)
    action.add_argument("--id", metavar="ID", help="confirmation id; without it, the one that waits for this account")
    action.add_argument("--api", type=int, choices=(1, 2), help="version of the activation that gave the id")
    _write(action)


def _token(action: argparse.ArgumentParser) -> None:
    action.add_argument("who", metavar="WHO", nargs="?", help="e-mail or account id")
    login = "the customer's login in place of WHO; his password is asked for, or read from standard input"
    action.add_argument("--login", metavar="LOGIN", help=login)
    action.add_argument("--details", action="store_true", help="the filters that are enabled, too")
    action.add_argument("--reveal", action="store_true", help="print the whole token; everybody who has it gets data")
    action.add_argument("--dry-run", action="store_true", help="print the exact request without secrets; send nothing")


def _profile(action: argparse.ArgumentParser) -> None:
    _who(action)
    action.add_argument("--dry-run", action="store_true", help="print the exact request without secrets; send nothing")


def _track(action: argparse.ArgumentParser) -> None:
    for name in ("mac-address", "email", "first-name", "last-name", "phone"):
        action.add_argument(f"--{name}", metavar="TEXT")
    _write(action)


def _audit(action: argparse.ArgumentParser) -> None:
    action.add_argument("--method", default="", metavar="WORD", help="only these methods, as “activate”")
    action.add_argument("--who", default="", metavar="WHO", help="only this account")
    action.add_argument("--outcome", default="", metavar="WORD", help="only this outcome, as “refused”")
    action.add_argument("--text", default="", metavar="WORD", help="only lines with this word")
    action.add_argument("--all-profiles", action="store_true", help="lines of other applications too")
    action.add_argument("--verify", action="store_true", help="check every line first; exit 1 when one was changed")
    action.add_argument("--jsonl", action="store_true", help="the lines as they are in the file, hashes included")


def _table(action: argparse.ArgumentParser) -> None:
    action.add_argument("file", metavar="FILE", help="CSV or list; - is standard input")
    action.add_argument("--action", dest="todo", metavar="ACTION", help="for rows that say none: activate, extend, …")
    action.add_argument("--feed", action="append", default=[], metavar="FEED", help="for rows that name none")
    action.add_argument("--until", default="", metavar="TIME", help="end of activations, for rows that name none")
    action.add_argument("--redirect", default="", metavar="URL", help="for rows that name none")
    action.add_argument("--allowed", default="", metavar="STATUS", help="for accounts that are created")


def _run(action: argparse.ArgumentParser) -> None:
    _table(action)
    action.add_argument("--skip-preview", action="store_true", help="do not look ahead; rows are still checked")
    action.add_argument("--dry-run", action="store_true", help="as preview")
    action.add_argument("--yes", action="store_true", help="do it without asking; production needs --confirm too")
    action.add_argument("--confirm", metavar="WORD", default="", help="the word that would be typed, for scripts")


def _name(action: argparse.ArgumentParser) -> None:
    action.add_argument("name", nargs="?", default="", metavar="NAME", help="as `bulk list` shows it; else the newest")


def _result(action: argparse.ArgumentParser) -> None:
    _name(action)
    action.add_argument("--again", action="store_true", help="a table of what can be run again in place of the result")


def _nothing(action: argparse.ArgumentParser) -> None:
    """An action without options of its own."""


_ACCOUNT_OPTIONS = {"show": _who, "create": _create, "reset-password": _one, "change-email": _change_email}
_OPTIONS = {
    "subscriptions": _who,
    "activate": _activate,
    "confirm": _confirm,
    "cancel": _feeds,
    "extend": _feeds,
    "token": _token,
    "profile-link": _profile,
    "track": _track,
    "pending": _nothing,
    "audit": _audit,
}
_BULK_OPTIONS = {"preview": _table, "run": _run, "resume": _name, "list": _nothing, "result": _result}
