"""Reads a statement file of any format; the format is told by its first bytes, not by its name."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from tui.flex.statement import text_reader, xml_reader
from tui.flex.statement.errors import NotAStatementError, StatementError
from tui.flex.statement.limits import DEFAULT_LIMITS, Limits
from tui.flex.statement.model import StatementFile
from tui.flex.statement.source import Source

Progress = Callable[[int], None]
"""Is told after each piece how many bytes were read so far; what it raises ends the reading and comes through."""

_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def read_statement(
    source: Path | BinaryIO, limits: Limits = DEFAULT_LIMITS, progress: Progress | None = None
) -> StatementFile:
    """Read a statement: activity or confirmations, XML, CSV, or text with `|` or tabs between the cells.

    Every section comes as tables of text, known or not. A file that breaks gives what stands before the break, and
    `StatementFile.broke` says where. Blocking; meant for a worker thread, `progress` is called there.
    Raises NotAStatementError, UnsafeError (DTD, entities, old parser), StatementError when the file cannot be opened.
    """
    try:
        with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
            return _read(Source(file, limits.most_bytes, progress), limits)
    except (OSError, EOFError, zlib.error) as error:
        raise StatementError("The statement's file cannot be read", _reason(error)) from error


def _read(source: Source, limits: Limits) -> StatementFile:
    head = source.head
    text = head.decode("utf-16", "replace").encode() if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head
    text = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise NotAStatementError("The file is empty", "", "Fetch it again.")
    if _WEB_PAGE.match(text):
        raise NotAStatementError("The file is a web page, not a statement", "", "Fetch it again.")
    if text.startswith(b"<"):
        return xml_reader.read(source, limits)
    return text_reader.read(source, limits)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
