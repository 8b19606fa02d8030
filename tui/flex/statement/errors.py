"""What ends the reading of a statement before anything of it was read."""

from __future__ import annotations

from tui.flex.errors import FlexError


class StatementError(FlexError):
    """A file cannot be read as a statement at all; a file that breaks later gives its beginning and a `Problem`."""


class NotAStatementError(StatementError):
    """The file is something else: a web page, an answer of the service, plain text, nothing."""


class UnsafeError(StatementError):
    """The file uses what a statement never has and an attack does (a DTD, entities), or the XML parser is too old."""
