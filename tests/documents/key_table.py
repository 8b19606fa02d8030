"""Every command with its keys as tables, from the one table of commands."""

from __future__ import annotations

from collections.abc import Iterator

from tui.view.command import Command, Scope
from tui.view.commands import in_scope
from tui.view.key_names import written


def key_table() -> str:
    """Return a heading and a table for each place that has keys, in the order of the help."""
    parts = []
    for scope in Scope:
        rows = [_row(each) for each in in_scope(scope)]
        if rows:
            head = "| keys | command | does | on the `:` line |\n|---|---|---|---|"
            parts.append("\n".join([f"**{scope.title}**", "", head, *rows]))
    return "\n\n".join(parts)


def _row(each: Command) -> str:
    line = f"`{each.line} {each.argument or ''}".rstrip() + "`" if each.line else ""
    cells = (" ".join(_keys(each)), f"`{each.id}`", _help(each), line)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _keys(each: Command) -> Iterator[str]:
    yield from (f"`{written(key)}`" for key in each.keys)
    if each.vim:
        yield "vim: " + " ".join(f"`{written(key)}`" for key in each.vim)


def _help(each: Command) -> str:
    if each.sends_money:
        return f"{each.help} **Sends at once, where that is armed.**"
    return each.help
