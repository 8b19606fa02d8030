"""The README's tables of methods and failures have every method and every case, and name what is there."""

from __future__ import annotations

import re
import shlex

from tests.documents.shown import README
from tui.arguments import parse
from tui.dxfeed.bulk.plan import Action
from tui.dxfeed.client import DxfeedClient
from tui.dxfeed.methods import Method
from tui.dxfeed.reasons import CASES
from tui.view.commands import COMMANDS, Scope

OPERANDS = {"activate": "x CME", "cancel": "x CME", "extend": "x CME", "account change-email": "x a@b.de"}
ALONE = {"account create", "track", "token --login"}


def rows(name: str) -> list[list[str]]:
    """Return the cells of a table that stands between its marks, without its heading."""
    found = re.search(rf"<!-- made: {name} -->\n(.*?)<!-- /made", README.read_text("utf-8"), re.DOTALL)
    assert found, f"the README has no table {name}"
    lines = [line for line in found[1].splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_the_readme_says_where_each_method_is() -> None:
    told = {row[0]: row[1:] for row in rows("dxfeed-methods")}
    assert list(told) == [method.value for method in Method]
    keys = {key for command in COMMANDS if command.scope is Scope.DXFEED for key in command.keys}
    for method in Method:
        request, call, key, words, action = told[method.value]
        assert request == f"{method.shape.verb} {method.shape.path}"
        assert callable(getattr(DxfeedClient, call))
        assert key in keys
        assert action == "–" or Action(action)
        # What the command line does not know ends the program here.
        if "--" in words:
            words = words.replace("activate --until", "activate x CME --until 2030-01-01T00:00:00Z")
            words = words.replace("token --login", "token --login x")
        elif words not in ALONE:
            words = f"{words} {OPERANDS.get(words, 'x' if words == words.lower() else '')}"
        parse(["dxfeed", *shlex.split(words)])


def test_the_readme_lists_each_failure_with_its_message_and_what_to_do() -> None:
    told = [tuple(cell.replace("\\|", "|") for cell in row[:5]) for row in rows("dxfeed-failures")]
    known = [(case.method.value, str(case.status), case.reason, case.message, case.advice) for case in CASES]
    plain = [(*row[:3], *(cell.replace("&lt;", "<").replace("&gt;", ">") for cell in row[3:])) for row in told]
    assert plain == known


def test_each_failure_says_what_becomes_of_it() -> None:
    assert all(row[5] for row in rows("dxfeed-failures"))
