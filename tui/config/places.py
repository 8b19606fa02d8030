"""Where a key stands in a TOML file: the parser does not say, and a message without a line makes people search."""

from __future__ import annotations

import re
from pathlib import Path

_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(\.?)""")


def line_of(text: str, *where: str) -> int | None:
    """Return the line (from 1) that sets the key `where` in a TOML text, None when none is found.

    It reads tables, dotted keys and tables in braces as people write them; what it misreads costs a line number only.
    """
    wanted = ".".join(where)
    table = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("["):
            table = _dotted(line.strip("["))
            if table == wanted:
                return number
            continue
        key, equals, value = _split(line)
        if not equals:
            continue
        here = ".".join(part for part in (table, key) if part)
        if here == wanted:
            return number
        if value.lstrip().startswith("{") and wanted.startswith(f"{here}.") and wanted[len(here) + 1 :] in value:
            return number
    return None


def place_in(file: Path, *where: str) -> str:
    """Return `FILE, line N` for a key, or the file alone when the line cannot be told."""
    try:
        number = line_of(file.read_text("utf-8"), *where)
    except (OSError, ValueError):
        number = None
    return str(file) if number is None else f"{file}, line {number}"


def _dotted(text: str) -> str:
    return _read_parts(text)[0]


def _split(line: str) -> tuple[str, bool, str]:
    key, rest = _read_parts(line)
    return (key, True, rest[1:]) if key and rest.startswith("=") else ("", False, "")


def _read_parts(text: str) -> tuple[str, str]:
    """Return the dotted key at the beginning of a text, and what comes after it."""
    parts: list[str] = []
    while match := _PART.match(text):
        parts.append(next(group for group in match.groups()[:3] if group is not None))
        text = text[match.end() :]
        if not match[4]:
            break
    return ".".join(parts), text
