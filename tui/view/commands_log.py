"""The part of the command table with which one reads the log."""

from __future__ import annotations

from tui.view.command import Command, Scope

_SCREEN = (
    Command(
        "log_list.kind",
        "Kind",
        "Show the next kind of lines, or the one that you name.",
        ("f",),
        Scope.LOG,
        58,
        line="logkind",
        argument="[KIND]",
    ),
    Command(
        "log_list.symbol",
        "Symbol",
        "Show lines of this symbol alone, or all again.",
        ("s",),
        Scope.LOG,
        56,
        line="logsymbol",
        argument="[SYMBOL|all]",
    ),
    Command(
        "log_detail.code",
        "Look up a code",
        "Say what an error code means, as in `code EX007`.",
        ("c",),
        Scope.LOG,
        54,
        "Code",
        "code",
        "CODE",
    ),
    Command(
        "log.export",
        "Export for support",
        "Write the log to a file for support, with secrets masked.",
        ("x",),
        Scope.LOG,
        52,
        "Export",
        "exportlog",
    ),
)

_LIST = (Command("log_list.open", "Details", "Say all that is known of this line.", ("enter",), Scope.LOG_LIST, 65),)

LOG: tuple[Command, ...] = (*_SCREEN, *_LIST)
"""All commands of the Log screen, in the order in which help shows them."""
