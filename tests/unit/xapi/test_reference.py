"""The README's table of what each command and stream of the broker serves, against what the client can say."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

from tui.desk.log import PLAIN
from tui.xapi import commands
from tui.xapi.wishes import ALL_STREAMS

README = Path(__file__).resolve().parents[3] / "README.md"
ROW = re.compile(r"^\| (`[^|]+`) \| ([^|]*\S) \|$", re.MULTILINE)


def tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return for each command, and for each command of the stream, where the README says that it appears."""
    text = README.read_text("utf-8").split("<!-- xapi:", 1)[1].split("<!-- /xapi -->", 1)[0]
    found = [
        {name: where for names, where in ROW.findall(part) for name in re.findall(r"`(\w+)`", names)}
        for part in text.split("| stream |")
    ]
    assert len(found) == 2
    return found[0], found[1]


def commands_of_the_client() -> set[str]:
    """Return the names of all commands that `commands.py` can make."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(commands))) if isinstance(node, ast.Call)]
    made = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Command"]
    return {str(call.args[0].value) for call in made if isinstance(call.args[0], ast.Constant)}


def test_every_command_has_its_place_on_screen_and_no_other_is_named() -> None:
    assert tables()[0].keys() == commands_of_the_client()


def test_every_stream_has_its_place_on_screen_and_no_other_is_named() -> None:
    assert tables()[1].keys() == set(ALL_STREAMS)


def test_the_log_has_plain_words_for_every_command() -> None:
    assert PLAIN.keys() == commands_of_the_client()
