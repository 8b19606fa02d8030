"""Every method and every failure case of the dxFeed service as tables, from the code that handles them."""

from __future__ import annotations

from collections.abc import Mapping

from tui.dxfeed.bulk.plan import Action
from tui.dxfeed.methods import Method
from tui.dxfeed.reasons import CASES, Kind
from tui.view.commands import COMMANDS

_PLACES: Mapping[Method, tuple[str, str, str]] = {
    Method.CREATE_ACCOUNT: ("dxfeed.create", "account create", "create"),
    Method.GET_ACCOUNT: ("dxfeed.find", "account show ID", "look up"),
    Method.FIND_ACCOUNT: ("dxfeed.find", "account show E-MAIL", "look up"),
    Method.RESET_PASSWORD: ("dxfeed.reset_password", "account reset-password", "reset password"),
    Method.CHANGE_EMAIL: ("dxfeed.change_email", "account change-email", "change e-mail"),
    Method.ACTIVATE_V1: ("dxfeed.activate", "activate", "activate"),
    Method.ACTIVATE_V2: ("dxfeed.activate", "activate --until", "activate"),
    Method.CONFIRM: ("dxfeed.confirm", "confirm", ""),
    Method.CANCEL: ("dxfeed.cancel", "cancel", "cancel"),
    Method.EXTEND: ("dxfeed.extend", "extend", "extend"),
    Method.SUBSCRIPTIONS: ("dxfeed.find", "subscriptions", "look up"),
    Method.TOKEN_BY_ID: ("dxfeed.token", "token", "token check"),
    Method.TOKEN_BY_CREDENTIALS: ("dxfeed.login_token", "token --login", ""),
    Method.PROFILE_LINK: ("dxfeed.profile_link", "profile-link", ""),
    Method.TRACK: ("dxfeed.track", "track", ""),
}
"""Where each method is used: the tab's command, the words after `tradedeck dxfeed`, the action of a bulk."""

_HANDLED: Mapping[Kind, str] = {
    Kind.STOP: "told; a bulk stops at once and can be gone on with",
    Kind.INPUT: "what can be checked here is refused before it is sent; else told with what to correct",
    Kind.NOT_FOUND: "told; for an account `n` creates one, for an order what waits is marked as gone",
    Kind.EXISTS: "the review shows the account that is there; a bulk counts it as so already",
    Kind.ALREADY: "the review warns where the account shows it; a bulk counts it as so already",
    Kind.BLOCKED: "the card says so before; a bulk's row is refused",
    Kind.NOT_POSSIBLE: "told; a bulk's row is refused",
    Kind.VENDOR: "told as a matter for dxFeed's support; a bulk's row is refused",
    Kind.NO_DATA: "told as refused, never as a token; the card says why",
}


def dxfeed_methods() -> str:
    """Return a table of the methods."""
    keys = {command.id: command.keys[0] for command in COMMANDS if command.keys}
    known = {action.value for action in Action}
    lines = ["| method | request | client | tab 6 | `tradedeck dxfeed` | bulk |", "|---|---|---|---|---|---|"]
    for method in Method:
        command, words, action = _PLACES[method]
        assert not action or action in known, action
        shape = method.shape
        request, bulk = f"`{shape.verb} {shape.path}`", f"`{action}`" if action else "–"
        lines.append(f"| {method.value} | {request} | `{shape.call}` | `{keys[command]}` | `{words}` | {bulk} |")
    return "\n".join(lines)


def dxfeed_failures() -> str:
    """Return a table of the failure cases."""
    lines = ["| method | HTTP | reason | message | follow-up | tradedeck |", "|---|---|---|---|---|---|"]
    for case in CASES:
        told = (case.method.value, str(case.status), f"`{case.reason}`", case.message, case.advice, _HANDLED[case.kind])
        lines.append(f"| {' | '.join(_cell(each) for each in told)} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")
